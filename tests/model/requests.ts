import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { startAtCounter } from '../../core/merges/counter.ts';
import {
  answerQuestion,
  approveRequest,
  askMember,
  cancelRequest,
  refreshRequest,
  rejectRequest,
} from '../../core/merges/decide.ts';
import { liftFreeze } from '../../core/merges/lift.ts';
import { notMe, notMeToken } from '../../core/merges/notMe.ts';
import { codeFor, latestProof, proveAtCounter, proveRequest, resendCode } from '../../core/merges/proof.ts';
import { requestMerge } from '../../core/merges/requestMerge.ts';
import { requestOf } from '../../core/merges/requests.ts';
import { runRequestTimers } from '../../core/merges/timers.ts';
import { Refusal, type RefusalCode } from '../../core/refusal.ts';
import type { AccountId, EdgeId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import type { RequestState } from '../../db/schema/merges.ts';
import { staff } from '../../db/schema/shop.ts';
import { at, clerk, type Guest, type House, join, member, openHouse, secret, tick, yuko } from '../core/house.ts';
import { unmerge } from '../core/households/family.ts';

type Staff = keyof House['staff'];
/** Headquarters decides oftenest, or most would end in another store's no. */
const serving: Staff[] = [...Array<Staff>(8).fill('takeshi'), 'jun', 'jun', 'jun', 'mariko', 'sayaka'];
const starting: Staff[] = ['sayaka', 'mariko', 'jun', 'takeshi'];

/** A request as somebody would note it down who only hears what was asked, and what was answered. Times are minutes. */
type Noted = {
  requestId: RequestId;
  requester: Guest;
  target: Guest | undefined;
  state: RequestState;
  store: 'kichijoji' | 'kamakura' | undefined;
  startedBy: Staff | undefined;
  decidedBy: Staff | undefined;
  expiresAt: number;
  frozen: boolean;
  code: { until: number; tries: number } | undefined;
};

export type World = {
  house: House;
  guests: Guest[];
  minutes: number;
  requests: Noted[];
  edges: { edgeId: EdgeId; a: AccountId; b: AccountId; active: boolean }[];
};

/** What a command came to: the refusal, or what is to be found in the audit because of it, one word a row. */
export type Outcome = { code?: RefusalCode; told: string[] };
export type Command = { kind: keyof typeof acts; who: number; other: number; staff: number; which: number };

const kinds = [
  ...(['ask', 'ask', 'ask', 'prove', 'prove', 'prove', 'prove', 'guess', 'resend', 'atCounter'] as const),
  ...([
    'approve',
    'approve',
    'approve',
    'stale',
    'question',
    'reject',
    'question',
    'answer',
    'cancel',
    'refresh',
  ] as const),
  ...([
    'notMe',
    'notMe',
    'lift',
    'lift',
    'lift',
    'timers',
    'timers',
    'timers',
    'wait',
    'undo',
    'undo',
    'reject',
  ] as const),
];

const told = (kind: Command['kind'], more: Partial<Command> = {}): Command => {
  return { kind, who: 3, other: 1, staff: 0, which: 3, ...more };
};
const jun = serving.indexOf('jun');

/** What chance hardly ever comes to: who started it decides, who it is about decides, somebody says that it was not them. */
const overture: Command[] = [
  ...[told('counter', { who: 0, staff: starting.indexOf('takeshi') }), told('approve'), told('reject')],
  ...[told('ask'), told('prove'), told('approve', { staff: jun }), told('notMe'), told('approve'), told('lift')],
  ...[told('question'), told('answer'), told('stale'), told('approve')],
  ...[told('counter', { who: 1, other: 2, staff: 0 }), told('cancel')],
];

/** Long lists: a request that is decided has come a long way. */
export const requestLists: fc.Arbitrary<Command[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      who: fc.nat(3),
      other: fc.nat(4),
      staff: fc.nat(serving.length - 1),
      which: fc.nat(30),
    }),
    { minLength: 60, maxLength: 90, size: 'max' },
  )
  .map((commands) => [...overture, ...commands]);

const hour = 60;
const day = 24 * hour;
const codeMinutes = 10;
const open: RequestState[] = ['proving', 'waiting'];
const homes = ['kichijoji', 'kamakura', 'kamakura', 'kamakura'] as const;

/** Four members of one name; the last is Jun, who works in Kamakura, and the first has more points than one clerk may decide on. */
export async function openWorld(db: Database): Promise<World> {
  const house = await openHouse(db);
  const guests: Guest[] = [];
  for (const [i, home] of homes.entries()) {
    const profile = { ...yuko, mail: `m${i}@example.jp` };
    guests.push(await join(house, profile, { store: house.stores[home], points: i === 0 ? 6_000 : 100 }));
  }
  await db.update(staff).set({ accountId: guests[3]!.accountId }).where(eq(staff.id, house.staff.jun));
  return { house, guests, minutes: 0, requests: [], edges: [] };
}

/** Carries out a command a minute after the last. */
export async function carryOut(world: World, command: Command): Promise<Outcome> {
  world.minutes += 1;
  try {
    return { told: (await acts[command.kind](world, command)) ?? [] };
  } catch (reason) {
    if (reason instanceof Refusal) return { code: reason.code, told: [] };
    throw reason;
  }
}

/** Why the state of a request forbids what a command asks for; undefined when it allows it. Nothing here is read from the shop. */
export function forbidden(world: World, command: Command): RefusalCode | undefined {
  const request = named(world, command);
  if (!request) return undefined;
  const isOver = request.expiresAt <= world.minutes + 1;
  switch (command.kind) {
    case 'approve':
    case 'stale':
    case 'question':
    case 'reject': {
      const who = mayNotDecide(world, request, serving[command.staff] as Staff);
      if (who) return who;
      if (request.state === 'proving') return 'request_unproved';
      if (request.state !== 'waiting' || isOver) return 'request_closed';
      if (command.kind === 'reject' || command.kind === 'question') return undefined;
      return request.frozen ? 'request_frozen' : command.kind === 'stale' ? 'request_stale' : undefined;
    }
    case 'prove': {
      if (request.state === 'waiting') return undefined;
      if (request.state !== 'proving') return 'request_closed';
      const { until = 0, tries = 0 } = request.code ?? {};
      if (until <= world.minutes + 1 || tries === 0 || isOver) return 'code_expired';
      return request.target ? undefined : 'wrong_code';
    }
    case 'atCounter':
      if (request.state === 'waiting') return undefined;
      return request.state === 'proving' ? undefined : 'request_closed';
    case 'cancel':
      return [...open, 'cancelled'].includes(request.state) ? undefined : 'request_closed';
    case 'answer':
      return request.state === 'waiting' ? undefined : 'request_closed';
    default:
      return undefined;
  }
}

/** Whoever asked, or is asked about, or started it with much at stake, does not decide; nor does another store. */
function mayNotDecide(world: World, request: Noted, who: Staff): RefusalCode | undefined {
  const persons = personsOf(world);
  const personOf = (guest: Guest | undefined) => guest && persons.get(guest.accountId);
  const place = placeOf(who);
  if (place && place !== request.store) return 'not_yours';
  const isJuns = [request.requester, request.target].some((guest) => personOf(guest) === personOf(world.guests[3]));
  if (who === 'jun' && isJuns) return 'about_yourself';
  const isRich = [request.requester, request.target].some((guest) => personOf(guest) === personOf(world.guests[0]));
  return request.startedBy === who && isRich ? 'second_needed' : undefined;
}

/** Who is one person with whom, by the approvals and undos that were heard of. */
function personsOf({ guests, edges }: World): Map<AccountId, AccountId> {
  return new Map(
    guests.map(({ accountId }) => {
      const found = new Set([accountId]);
      for (const here of found)
        for (const { a, b, active } of edges) if (active && (a === here || b === here)) found.add(a).add(b);
      return [accountId, Math.min(...found) as AccountId];
    }),
  );
}

type Act = (world: World, command: Command) => Promise<string[] | undefined>;

const now = ({ minutes }: World) => at(minutes);
const ofCode: Command['kind'][] = ['prove', 'guess', 'resend', 'atCounter'];

/** Mostly a request that stands where such a thing is done, so that not everything is refused. */
function named({ requests }: World, { kind, which }: Pick<Command, 'kind' | 'which'>): Noted | undefined {
  const wanted: RequestState = ofCode.includes(kind) ? 'proving' : 'waiting';
  const fitting = requests.filter(({ state }) => state === wanted);
  const pool = which % 4 === 0 || fitting.length === 0 ? requests : fitting;
  return pool.at(-1 - (which % 3));
}

const guestOf = ({ guests }: World, index: number) => guests[index] as Guest;
const by = (world: World, { staff: index }: Command) => clerk(world.house, serving[index] as Staff, now(world));
const mine = (world: World, request: Noted) => member(world.house, request.requester, now(world));

/** Each verb, and what it does to the notes once it is done. */
const acts = {
  ask: async (world, { who, other }) => {
    const [requester, target] = [guestOf(world, who), world.guests[other]];
    const sought = target?.memberNumber ?? '99999999';
    const asked = { soughtKind: 'memberNumber', sought, name: '齋藤優子' } as const;
    const { requestId } = await requestMerge(member(world.house, requester, now(world)), asked);
    const replaced = world.requests.filter((one) => one.requester === requester && one.state === 'proving');
    for (const one of replaced) one.state = 'cancelled';
    const persons = personsOf(world);
    const isFound = target && persons.get(target.accountId) !== persons.get(requester.accountId);
    const code = { until: world.minutes + codeMinutes, tries: 5 };
    note(world, { requestId, requester, target: isFound ? target : undefined, state: 'proving', code });
    return [`made ${requestId}`, ...replaced.map((one) => `cancelled ${one.requestId}`)];
  },
  prove: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    const proof = await latestProof(world.house.db, request.requestId);
    const code = codeFor(secret, proof?.id ?? 0);
    if (request.code && request.state === 'proving') request.code.tries = Math.max(0, request.code.tries - 1);
    await proveRequest(mine(world, request), { requestId: request.requestId, code });
    return moved(world, request, homes[world.guests.indexOf(request.target as Guest)]);
  },
  guess: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    if (request.code && request.state === 'proving') request.code.tries = Math.max(0, request.code.tries - 1);
    await proveRequest(mine(world, request), { requestId: request.requestId, code: '12345' });
    return [];
  },
  resend: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await resendCode(mine(world, request), { requestId: request.requestId });
    if (request.code) request.code.until = world.minutes + codeMinutes;
    return [];
  },
  atCounter: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await proveAtCounter(by(world, command), { requestId: request.requestId });
    return moved(world, request, placeOf(serving[command.staff] as Staff));
  },
  counter: async (world, command) => {
    const [requester, target] = [guestOf(world, command.who), guestOf(world, command.other % 4)];
    const numbers = { presentNumber: requester.memberNumber, oldNumber: target.memberNumber };
    const startedBy = starting[command.staff % 4] as Staff;
    const { requestId } = await startAtCounter(clerk(world.house, startedBy, now(world)), numbers);
    const request = note(world, { requestId, requester, target, state: 'proving', startedBy });
    return [`made ${requestId}`, ...moved(world, request, placeOf(startedBy))];
  },
  approve: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    const view = await requestOf(world.house.db, request.requestId, now(world));
    const epochs = view?.epochs ?? { requester: 0, target: 0 };
    const { edgeId } = await approveRequest(by(world, command), { requestId: request.requestId, epochs });
    const [a, b] = [request.requester.accountId, (request.target as Guest).accountId];
    world.edges.push({ edgeId, a, b, active: true });
    Object.assign(request, { state: 'approved', decidedBy: serving[command.staff] });
    const persons = personsOf(world);
    const isTwin = (one: Noted) =>
      open.includes(one.state) &&
      one.target !== undefined &&
      [one.requester, one.target].every(({ accountId }) => persons.get(accountId) === persons.get(a));
    const twins = world.requests.filter(isTwin);
    for (const one of twins) one.state = 'cancelled';
    return [`approved ${request.requestId}`, ...twins.map((one) => `cancelled ${one.requestId}`)];
  },
  stale: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await approveRequest(by(world, command), { requestId: request.requestId, epochs: { requester: 99, target: 99 } });
    return [];
  },
  reject: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await rejectRequest(by(world, command), { requestId: request.requestId, reason: '別の方です' });
    Object.assign(request, { state: 'rejected', decidedBy: serving[command.staff] });
    return [`rejected ${request.requestId}`];
  },
  question: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await askMember(by(world, command), { requestId: request.requestId, question: 'いつごろですか' });
    return [`asked ${request.requestId}`];
  },
  answer: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await answerQuestion(mine(world, request), { requestId: request.requestId, answer: '去年です' });
    return [`answered ${request.requestId}`];
  },
  cancel: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await cancelRequest(mine(world, request), { requestId: request.requestId });
    if (request.state === 'cancelled') return [];
    request.state = 'cancelled';
    return [`cancelled ${request.requestId}`];
  },
  refresh: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await refreshRequest(by(world, command), { requestId: request.requestId });
    const persons = personsOf(world);
    const { requester, target } = request;
    const isOne = target && persons.get(requester.accountId) === persons.get(target.accountId);
    if (isOne && request.state === 'waiting') request.state = 'cancelled';
    return [`refreshed ${request.requestId}`];
  },
  notMe: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    await notMe(tick(world.house, now(world)), { token: notMeToken(secret, { requestId: request.requestId }) });
    // Also one that is over undecided: nobody may read it as a yes.
    if (!['approved', 'rejected'].includes(request.state)) request.frozen = true;
    return [`not_me ${request.requestId}`];
  },
  lift: async (world, command) => {
    const request = named(world, command);
    if (!request) return;
    const lifting = { requestId: request.requestId, reason: 'pressed_by_mistake' } as const;
    const { lifted } = await liftFreeze(by(world, command), lifting);
    if (lifted === 'request') request.frozen = false;
    return lifted === 'none' ? [] : [`freeze_lifted ${request.requestId}`];
  },
  timers: async (world, { which }) => {
    // Now and then they come late, or nobody decides for weeks.
    if (which % 4 === 0) world.minutes += 15 * day;
    await runRequestTimers(tick(world.house, now(world)));
    const over = world.requests.filter((one) => open.includes(one.state) && one.expiresAt <= world.minutes);
    for (const one of over) one.state = 'expired';
    return over.map((one) => `expired ${one.requestId}`);
  },
  wait: async (world, { which }) => {
    world.minutes += which * hour;
    return [];
  },
  undo: async (world, { which }) => {
    const standing = world.edges.filter(({ active }) => active);
    const edge = standing[which % Math.max(1, standing.length)];
    if (!edge) return;
    await unmerge(world.house, edge.edgeId, now(world));
    edge.active = false;
    return [];
  },
} satisfies Record<string, Act>;

function placeOf(who: Staff): Noted['store'] {
  return ({ sayaka: 'kichijoji', mariko: 'kichijoji', jun: 'kamakura', takeshi: undefined } as const)[who];
}

function note(
  world: World,
  asked: Pick<Noted, 'requestId' | 'requester' | 'target' | 'state'> & Partial<Noted>,
): Noted {
  const nobody = { store: undefined, startedBy: undefined, decidedBy: undefined, frozen: false, code: undefined };
  const request = { ...nobody, expiresAt: world.minutes + day, ...asked };
  world.requests.push(request);
  return request;
}

/** A proof moves a request on to its store, once. */
function moved(world: World, request: Noted, store: Noted['store']): string[] {
  if (request.state !== 'proving') return [];
  Object.assign(request, { state: 'waiting', store, expiresAt: world.minutes + 14 * day });
  return [`proved ${request.requestId}`];
}
