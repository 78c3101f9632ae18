import fc from 'fast-check';
import { recordPurchase } from '../../core/activities/record.ts';
import { eraseAccount } from '../../core/erasure/erase.ts';
import { acceptInvitation, invite } from '../../core/households/invite.ts';
import { leaveHousehold } from '../../core/households/leave.ts';
import { draw, payIn } from '../../core/households/pot.ts';
import { markBlocked, markUnblocked, setConsent } from '../../core/members/identity.ts';
import { previewRedo, previewUndo } from '../../core/merges/preview.ts';
import { redoMerge } from '../../core/merges/redo.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import { confirmJoinedView, recordDisclosure, withdrawJoinedView } from '../../core/merges/visible.ts';
import { earn } from '../../core/points/earn.ts';
import { defaultRules } from '../../core/points/programme.ts';
import { spend } from '../../core/points/spend.ts';
import { Refusal, type RefusalCode } from '../../core/refusal.ts';
import type { Scenario } from '../../core/scenarios/definitions.ts';
import { runDueScenarios } from '../../core/scenarios/due.ts';
import { installScenarios } from '../../core/scenarios/install.ts';
import type { AccountId, ChannelId, EdgeId, IdentityId, ProductId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { programmeVersions } from '../../db/schema/points.ts';
import { products } from '../../db/schema/shop.ts';
import { at, clerk, type Guest, type House, join, member, openHouse, tick } from '../core/house.ts';
import { merge } from '../core/households/family.ts';
import { look } from '../core/scenarios/story.ts';

export const peopleCount = 5;
/** Less than there are people, so that most of every life is over the cap. */
export const cap = 3;
const dayMinutes = 24 * 60;

export type Kind = keyof typeof acts;
/** What a command means beside its kind is worked out from plain numbers: `who`, `other` and an amount. */
export type Command = { kind: Kind; who: number; other: number; amount: number };
export type Outcome = { code?: RefusalCode; edgeId?: EdgeId };

type Shown = { to: Guest; of: AccountId; what: 'balance' | 'history'; facts: number; at: number };
/** An edge as the model knows it: minutes, and what its last undo left standing on either side. */
export type Drawn = {
  edgeId: EdgeId;
  a: AccountId;
  b: AccountId;
  from: number;
  to: number;
  wrong: boolean;
  left?: Map<AccountId, AccountId>;
};

/** The shop, and beside it what somebody would note down who only listens: nothing of it is read back from the database. */
export type World = {
  house: House;
  guests: Guest[];
  minutes: number;
  edges: Drawn[];
  views: { guest: Guest; of: AccountId; at: number; withdrawn: boolean }[];
  wants: Map<IdentityId, boolean>;
  blocked: Set<IdentityId>;
  bought: { accountId: AccountId; yen: number }[];
  shown: Shown[];
  kin: [AccountId, AccountId][];
  erased: Set<AccountId>;
};

/** Long lists of commands of some kinds; a kind named twice comes twice as often. */
export function listsOf(kinds: Kind[]): fc.Arbitrary<Command[]> {
  const [who, other] = [fc.nat(peopleCount - 1), fc.nat(peopleCount - 1)];
  const command = fc.record({ kind: fc.constantFrom(...kinds), who, other, amount: fc.integer({ min: 1, max: 160 }) });
  return fc.array(command, { minLength: 30, maxLength: 45, size: 'max' });
}

/** How many points go into a pot or out of it: few enough to be there. */
export function moved({ amount }: Pick<Command, 'amount'>): number {
  return 1 + (amount % 25);
}

/** Opens the shop with everybody in it, tiers, a story for each of three goods, and a cap. */
export async function openWorld(db: Database): Promise<World> {
  const house = await openHouse(db);
  const codes = ['pillow', 'tea', 'towel'];
  await db.insert(products).values(codes.map((code) => ({ code, name: code, productGroup: code, priceYen: 900 })));
  await installScenarios(clerk(house, 'takeshi'), codes.map(storyOf));
  const tiers = [
    { code: 'ichi', name: '一', fromYen: 0, percent: 100 },
    { code: 'ni', name: '二', fromYen: 20_000, percent: 100 },
  ];
  const rules = { ...defaultRules, tiers, coolOffDays: 0 };
  await db.insert(programmeVersions).values({ version: 1, effectiveAt: new Date('2020-01-01T00:00:00Z'), rules });
  await db.insert(settings).values({ key: 'member_cap', value: cap, changedAt: at() });
  const guests: Guest[] = [];
  for (let i = 0; i < peopleCount; i++)
    guests.push(await join(house, { familyName: '髙橋', givenName: String(i) }, { points: 100 }));
  const wants = new Map(guests.map(({ identityId }) => [identityId, true]));
  const none = { edges: [], views: [], bought: [], shown: [], kin: [] };
  return { house, guests, minutes: 0, wants, blocked: new Set(), erased: new Set(), ...none };
}

function storyOf(productCode: string): Scenario {
  const definition = {
    trigger: { fact: 'first_product_view' as const, productCode },
    ...{ delay: { days: 1 }, message: 'birth_story' },
  };
  return { code: `story_${productCode}`, name: productCode, definition };
}

/** Carries out a command a minute after the last. What the rules refuse has changed nothing, in the shop and in the notes. */
export async function carryOut(world: World, command: Command): Promise<Outcome> {
  world.minutes += 1;
  try {
    return (await acts[command.kind](world, command)) ?? {};
  } catch (reason) {
    if (reason instanceof Refusal) return { code: reason.code };
    throw reason;
  }
}

/** The smallest account that can be reached from each by edges that stand, found by walking. */
export function personsBy({ guests }: World, edges: Pick<Drawn, 'a' | 'b'>[]): Map<AccountId, AccountId> {
  return new Map(
    guests.map(({ accountId }) => {
      const found = new Set([accountId]);
      for (const here of found) for (const { a, b } of edges) if (a === here || b === here) found.add(a).add(b);
      return [accountId, Math.min(...found) as AccountId];
    }),
  );
}

/** The edges that stood at a minute, by what is known now: an undo that was redone never was. */
export function standing({ edges }: World, minutes: number): Drawn[] {
  return edges.filter(({ from, to }) => from <= minutes && minutes < to);
}

/** Who is one person with whom now. */
export function personsOf(world: World): Map<AccountId, AccountId> {
  return personsBy(world, standing(world, world.minutes));
}

/** Whether two accounts have been one person at every moment since a minute. */
export function unbroken(world: World, a: AccountId, b: AccountId, since: number): boolean {
  const changes = world.edges.flatMap(({ from, to }) => [from, to]).filter((minute) => minute > since);
  return [since, ...changes.filter(Number.isFinite)].every((minute) => {
    const persons = personsBy(world, standing(world, minute));
    return persons.get(a) === persons.get(b);
  });
}

type Act = (world: World, command: Command) => Promise<Outcome | undefined>;

const now = ({ minutes }: World) => at(minutes);
const one = ({ guests }: World, { who }: Command) => guests[who] as Guest;
const two = ({ guests }: World, { other }: Command) => guests[other] as Guest;
const as = (world: World, command: Command) => member(world.house, one(world, command), now(world));
const system = (world: World) => tick(world.house, now(world));
const pick = <Item>(items: Item[], { amount }: Command) => items[amount % Math.max(1, items.length)];

/** What can be done, each by its verb and noted down once it is done. */
const acts = {
  give: async (world, command) => {
    const gift = { accountId: one(world, command).accountId, origin: 'purchase', source: 'given' } as const;
    // Sooner than what everybody begins with, so that whose points go first is seen.
    const expiresAt = at(300_000 + command.amount * 1_000);
    await earn(system(world), { ...gift, amount: command.amount, key: `${world.minutes}`, expiresAt });
  },
  use: async (world, command) => {
    const { accountId } = one(world, command);
    await spend(system(world), { accountId, amount: command.amount, key: `${world.minutes}` });
  },
  buy: async (world, command) => {
    const [{ accountId }, yen] = [one(world, command), command.amount * 100];
    const lines = [{ productId: 1 as ProductId, quantity: 1, amountYen: yen }];
    const till = { channelId: 1 as ChannelId, source: 'till', sourceId: `bought ${world.minutes}` };
    await recordPurchase(system(world), { accountId, lines, boughtAt: now(world), ...till });
    world.bought.push({ accountId, yen });
  },
  merge: async (world, command) => {
    const [{ accountId: a }, { accountId: b }] = [one(world, command), two(world, command)];
    if (a === b) return;
    const edgeId = await merge(world.house, one(world, command), two(world, command), now(world));
    world.edges.push({ edgeId, a, b, from: world.minutes, to: Number.POSITIVE_INFINITY, wrong: false });
    return { edgeId };
  },
  undo: (world, command) => undo(world, command, 'store_mistake'),
  wrong: (world, command) => undo(world, command, 'wrong_person'),
  redo: async (world, command) => {
    const edge = pick(
      world.edges.filter(({ to }) => Number.isFinite(to)),
      command,
    );
    if (!edge) return;
    const { digest } = await previewRedo(world.house.db, now(world), edge.edgeId);
    await redoMerge(clerk(world.house, 'takeshi', now(world)), { edgeId: edge.edgeId, digest });
    const isPair = (other: Drawn) => [other.a, other.b].every((account) => account === edge.a || account === edge.b);
    for (const other of standing(world, world.minutes)) if (isPair(other)) other.to = world.minutes;
    Object.assign(edge, { to: Number.POSITIVE_INFINITY, wrong: false, left: undefined });
    return { edgeId: edge.edgeId };
  },
  link: async (world, command) => {
    const { token } = await invite(as(world, command), { shownName: 'ひとり' });
    await acceptInvitation(member(world.house, two(world, command), now(world)), { token, visible: true });
    world.kin.push([one(world, command).accountId, two(world, command).accountId]);
  },
  leave: async (world, command) => void (await leaveHousehold(as(world, command))),
  payIn: async (world, command) =>
    void (await payIn(as(world, command), { amount: moved(command), key: `${world.minutes}` })),
  draw: async (world, command) =>
    void (await draw(as(world, command), { amount: moved(command), key: `${world.minutes}` })),
  stop: (world, command) => say(world, command, false),
  welcome: (world, command) => say(world, command, true),
  block: async (world, command) => {
    const { lineUserId, identityId } = one(world, command);
    await markBlocked(system(world), lineUserId, now(world));
    world.blocked.add(identityId);
  },
  unblock: async (world, command) => {
    const { lineUserId, identityId } = one(world, command);
    await markUnblocked(system(world), lineUserId, now(world));
    world.blocked.delete(identityId);
  },
  see: async (world, command) => {
    await confirmJoinedView(as(world, command));
    const [guest, persons] = [one(world, command), personsOf(world)];
    const own = persons.get(guest.accountId);
    for (const [of, person] of persons)
      if (person === own) world.views.push({ guest, of, at: world.minutes, withdrawn: false });
  },
  unsee: async (world, command) => {
    await withdrawJoinedView(as(world, command));
    for (const view of world.views) if (view.guest === one(world, command)) view.withdrawn = true;
  },
  show: async (world, command) => {
    const [to, of, facts] = [one(world, command), two(world, command).accountId, command.amount];
    const what = facts % 2 === 0 ? 'balance' : 'history';
    await recordDisclosure(system(world), to.identityId, what, new Map([[of, facts]]));
    world.shown.push({ to, of, what, facts, at: world.minutes });
  },
  erase: async (world, command) => {
    // At most two, or nobody is left to whom anything could happen.
    const { accountId } = one(world, command);
    if (world.erased.size >= 2 || world.erased.has(accountId)) return;
    await eraseAccount(system(world), accountId);
    world.erased.add(accountId);
  },
  look: async (world, command) =>
    void (await look(world.house, one(world, command), now(world), 1 + (command.amount % 3))),
  send: async (world) => {
    world.minutes += 2 * dayMinutes;
    await runDueScenarios(system(world));
  },
  wait: async (world, { amount }) => {
    world.minutes += amount * 60;
  },
} satisfies Record<string, Act>;

async function undo(world: World, command: Command, reason: 'store_mistake' | 'wrong_person'): Promise<Outcome> {
  const edge = pick(standing(world, world.minutes), command);
  if (!edge) return {};
  const { edgeId } = edge;
  const { digest } = await previewUndo(world.house.db, now(world), edgeId);
  await undoMerge(clerk(world.house, 'takeshi', now(world)), { edgeId, reason, digest });
  edge.to = world.minutes;
  edge.left = personsOf(world);
  edge.wrong = reason === 'wrong_person' && edge.left.get(edge.a) !== edge.left.get(edge.b);
  return { edgeId };
}

async function say(world: World, command: Command, allowed: boolean): Promise<undefined> {
  await setConsent(as(world, command), { purpose: 'messages', allowed, version: '1' });
  world.wants.set(one(world, command).identityId, allowed);
}
