import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { historyOf } from '../../core/activities/history.ts';
import { exposureOf } from '../../core/exposure/report.ts';
import { isHouseholdPair } from '../../core/households/household.ts';
import { countMembers } from '../../core/members/count.ts';
import { consentsOf } from '../../core/members/identity.ts';
import { summaryOf } from '../../core/members/summary.ts';
import { sightOf, visibleAccounts } from '../../core/merges/visible.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { tierOf } from '../../core/points/tier.ts';
import { verifyInvariants } from '../../core/verify.ts';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { at, type Guest, told } from '../core/house.ts';
import { merge } from '../core/households/family.ts';
import { outcomes } from '../core/scenarios/story.ts';
import {
  type Command,
  cap,
  type Drawn,
  type Kind,
  moved,
  type Outcome,
  personsBy,
  personsOf,
  standing,
  unbroken,
  type World,
} from './people.ts';

type Step = { world: World; command: Command; outcome: Outcome; covered: (what: string) => void };

/**
 * A promise of persons that is looked at after every command. `watch` sees the shop before it; `covers` are the situations that the
 * law is about and that lists of `kinds` must reach.
 */
export type PeopleLaw<Seen = unknown> = {
  name: string;
  kinds: Kind[];
  covers: string[];
  watch?: (world: World) => Promise<Seen>;
  holds: (step: Step, before: Seen) => Promise<void>;
};

const law = <Seen = undefined>(given: PeopleLaw<Seen>): PeopleLaw => given as PeopleLaw;
const accountsOf = ({ guests }: World) => guests.map(({ accountId }) => accountId);
const now = ({ minutes }: World) => at(minutes);
const change: Kind[] = ['merge', 'merge', 'merge', 'undo', 'undo', 'redo', 'wait'];

/** The person of every member's account, as the shop says. */
async function partition(db: Database): Promise<[AccountId, AccountId][]> {
  const rows = await rowsOf<{ id: AccountId; person: AccountId }>(
    db,
    sql`select id::int, person_id::int as person from accounts where kind = 'member' order by id`,
  );
  return rows.map(({ id, person }) => [id, person]);
}

/** What every account's own lots hold that have not ended, whether held or not. */
async function ownPoints({ house: { db }, ...world }: World): Promise<Map<AccountId, number>> {
  const rows = await rowsOf<{ id: AccountId; points: number }>(
    db,
    sql`select a.id::int, coalesce(sum(l.remaining), 0)::int as points from accounts a left join lots l on l.account_id = a.id
      and (l.expires_at is null or l.expires_at > ${at(world.minutes).toISOString()}::timestamptz)
      where a.kind = 'member' group by a.id order by a.id`,
  );
  return new Map(rows.map(({ id, points }) => [id, points]));
}

const ownership = async (world: World) => ({
  persons: await partition(world.house.db),
  points: await ownPoints(world),
});

/** Everything that is shown of persons, for all accounts; how often a person changed is nobody's business. */
async function personViews({ house: { db }, guests, minutes }: World): Promise<string> {
  const views = [];
  for (const { accountId, identityId } of guests) {
    const { epoch: _, ...summary } = { epoch: 0, ...(await summaryOf(db, accountId, at(minutes))) };
    const { lots, spendable, total } = await balanceOf(db, accountId, at(minutes));
    const seen = await sightOf(db, identityId);
    views.push({ summary, lots, spendable, total, seen, tier: await tierOf(db, accountId, at(minutes)) });
  }
  return JSON.stringify({ views, count: await countMembers(db), persons: await partition(db) });
}

class RolledBack extends Error {}

/** What would be to be seen if these pairs were joined in this order; afterwards nothing has happened. */
async function ifJoined(world: World, pairs: [Guest, Guest][]): Promise<string> {
  let seen = '';
  const work = world.house.db.transaction(async (tx) => {
    const inside = { ...world, house: { ...world.house, db: tx as unknown as Database } };
    for (const [one, other] of pairs) await merge(inside.house, one, other, now(world));
    seen = await personViews(inside);
    throw new RolledBack();
  });
  await work.catch((reason) => {
    if (!(reason instanceof RolledBack)) throw reason;
  });
  return seen;
}

/** Three pairs that no edge joins yet. */
function freshPairs(world: World, { who, other, amount }: Command): [Guest, Guest][] {
  const { guests } = world;
  const named = [who + 1, other + 2, amount].map((step, place) => [
    guests[(who + place) % 5],
    guests[(who + place + 1 + (step % 4)) % 5],
  ]);
  const drawn = new Set(standing(world, world.minutes).map(({ a, b }) => [a, b].sort().join()));
  return (named as [Guest, Guest][]).filter(([one, two]) => {
    const pair = [one.accountId, two.accountId].sort().join();
    return !drawn.has(pair) && drawn.add(pair);
  });
}

const sumsBut = (db: Database, kind: string) =>
  rowsOf(
    db,
    sql`select kind, sum(amount)::int as sum from ledger_entries where kind <> ${kind} group by 1
      union all select 'bought', coalesce(sum(total_yen), 0)::int from purchases
      union all select 'issued', coalesce(sum(amount), 0)::int from lots
      union all select 'used', coalesce(sum(amount), 0)::int from spends order by 1`,
  );

export const structureOfPeople: PeopleLaw[] = [
  law({
    name: 'S11 whoever was told apart never becomes one person by any sequence of merges and redos',
    kinds: [...change, 'wrong', 'wrong', 'merge', 'redo'],
    covers: ['told apart', 'merge refused', 'redo refused', 'redo withdrew it'],
    watch: async (world) => world.edges.filter(({ wrong }) => wrong).length,
    holds: async ({ world, command, outcome, covered }, before) => {
      const persons = new Map(await partition(world.house.db));
      const apart = world.edges.filter(({ wrong }) => wrong);
      for (const { a, b } of apart) expect(persons.get(a)).not.toBe(persons.get(b));
      if (apart.length > before) covered('told apart');
      if (apart.length < before) covered('redo withdrew it');
      if (outcome.code === 'cannot_link') covered(`${command.kind} refused`);
    },
  }),
  law({
    name: 'S12 a household never makes two one person, and moves no point but those somebody pays in, draws or gets back',
    kinds: [
      ...(['merge', 'merge', 'undo', 'redo', 'link', 'link', 'link', 'give', 'give', 'give', 'leave'] as const),
      ...(['payIn', 'payIn', 'payIn', 'payIn', 'draw', 'draw', 'draw', 'draw'] as const),
    ],
    covers: ['link', 'payIn', 'draw', 'leave', 'a household pair is one person by hand'],
    watch: ownership,
    holds: async ({ world, command, outcome, covered }, before) => {
      const { kind, who } = command;
      for (const [a, b] of world.kin) expect(await isHouseholdPair(world.house.db, a, b)).toBe(true);
      const persons = personsOf(world);
      if (world.kin.some(([a, b]) => persons.get(a) === persons.get(b)))
        covered('a household pair is one person by hand');
      if (!['link', 'payIn', 'draw', 'leave'].includes(kind)) return;
      const after = await ownership(world);
      expect(after.persons).toEqual(before.persons);
      const acting = accountsOf(world)[who] as AccountId;
      for (const [account, points] of after.points) {
        const change = points - (before.points.get(account) ?? 0);
        if (outcome.code || kind === 'link') expect(change).toBe(0);
        else if (kind === 'leave') expect(change).toBeGreaterThanOrEqual(0);
        else
          expect(change).toBe(
            account === acting ? { payIn: -moved(command), draw: moved(command) }[kind as 'payIn'] : 0,
          );
      }
      if (!outcome.code) covered(kind);
    },
  }),
];

export const viewOfPeople: PeopleLaw[] = [
  law({
    name: 'A3 what is shown of a person does not depend on the order, the sides or the grouping of its merges',
    kinds: [...change, 'give', 'give', 'use', 'buy', 'buy', 'see'],
    covers: ['three merges', 'two merges', 'on top of others'],
    holds: async ({ world, command, covered }) => {
      if (world.minutes % 9 !== 0) return;
      const pairs = freshPairs(world, command);
      const turned = pairs.toReversed().map(([one, other]): [Guest, Guest] => [other, one]);
      const views = [await ifJoined(world, pairs), await ifJoined(world, turned)];
      views.push(await ifJoined(world, [...pairs.slice(1), ...pairs.slice(0, 1)]));
      expect(new Set(views).size).toBe(1);
      if (pairs.length === 3) covered('three merges');
      if (pairs.length === 2) covered('two merges');
      if (standing(world, world.minutes).length > 0) covered('on top of others');
    },
  }),
  law({
    name: 'A4 a merge never turns a no of any LINE into a yes, an undo leaves each as it was, and nothing goes to a no',
    kinds: [
      ...(['merge', 'merge', 'undo', 'redo', 'stop', 'stop', 'stop', 'block', 'welcome', 'unblock'] as const),
      ...(['look', 'look', 'look', 'look', 'look', 'look', 'send'] as const),
    ],
    covers: ['merge with a no', 'undo with a no', 'redo with a no', 'sent beside a no', 'kept back'],
    watch: async ({ house: { db } }) => ({ told: (await told(db)).length, kept: await keptBack(db) }),
    holds: async ({ world, command: { kind }, outcome, covered }, before) => {
      const { db } = world.house;
      for (const { identityId } of world.guests)
        expect((await consentsOf(db, identityId)).messages).toBe(world.wants.get(identityId));
      const rows = await rowsOf<{ id: number }>(db, sql`select id::int from identities where blocked_at is not null`);
      expect(new Set(rows.map(({ id }) => id))).toEqual(world.blocked);
      const isNo = (identityId: number) =>
        !world.wants.get(identityId as never) || world.blocked.has(identityId as never);
      const no = world.guests.some(({ identityId }) => isNo(identityId));
      const sent = (await told(db)).slice(before.told).filter(({ template }) => template === 'scenario');
      expect(sent.filter(({ to }) => isNo(to as number))).toEqual([]);
      if (no && !outcome.code && ['merge', 'undo', 'redo'].includes(kind)) covered(`${kind} with a no`);
      if (no && sent.length > 0) covered('sent beside a no');
      if ((await keptBack(db)) > before.kept) covered('kept back');
    },
  }),
  law({
    name: 'A5 a person gets a step of an entry once, whenever its cards were joined, and two that both had it can still be joined',
    kinds: ['merge', 'undo', 'look', 'look', 'look', 'look', 'look', 'send'],
    covers: ['sent', 'joined between entry and sending', 'joined after both had it'],
    watch: ({ house: { db } }) => outcomes(db),
    holds: async ({ world, command: { kind }, outcome, covered }, before) => {
      const after = await outcomes(world.house.db);
      const persons = personsOf(world);
      const sent = after.filter(({ state }) => state === 'sent');
      const entryOf = ({ code, entryKey, accountId }: (typeof after)[number]) =>
        `${code} ${entryKey} ${persons.get(accountId)}`;
      const had = new Set(before.filter(({ state }) => state === 'sent').map(entryOf));
      for (const row of sent.filter(({ id }) => before.find((one) => one.id === id)?.state !== 'sent')) {
        expect(had.has(entryOf(row)), entryOf(row)).toBe(false);
        had.add(entryOf(row));
        covered('sent');
      }
      for (const { id, reason } of after.filter((row) => row.reason === 'person_has_it')) {
        if (before.find((one) => one.id === id)?.reason !== reason) covered('joined between entry and sending');
      }
      if (kind !== 'merge') return;
      expect([undefined, 'same_account', 'already_one', 'bad_input']).toContain(outcome.code);
      if (!outcome.code && new Set(sent.map(entryOf)).size < sent.length) covered('joined after both had it');
    },
  }),
  law({
    name: 'A6 what persons bought adds up to what accounts bought, and what they hold to what accounts hold',
    kinds: [...change, 'buy', 'buy', 'buy', 'give', 'use'],
    covers: ['joined and bought', 'parted and bought'],
    holds: async ({ world, command: { kind }, outcome, covered }) => {
      const { db } = world.house;
      const leaders = [...new Set(personsOf(world).values())];
      const [standings, summaries] = [[], []] as [number[], { purchases: number; points: number }[]];
      for (const person of leaders) {
        standings.push((await tierOf(db, person, at(world.minutes + 1)))?.sumYen ?? 0);
        summaries.push((await summaryOf(db, person, now(world))) as { purchases: number; points: number });
      }
      expect(total(standings)).toBe(total(world.bought.map(({ yen }) => yen)));
      expect(total(summaries.map(({ purchases }) => purchases))).toBe(world.bought.length);
      const open = await rowsOf<{ sum: number }>(
        db,
        sql`select coalesce(sum(remaining), 0)::int as sum from lots where available_at <= ${now(world).toISOString()}::timestamptz
          and (expires_at is null or expires_at > ${now(world).toISOString()}::timestamptz)`,
      );
      expect(total(summaries.map(({ points }) => points))).toBe(open[0]?.sum);
      if (world.bought.length > 0 && leaders.length < world.guests.length) covered('joined and bought');
      if (kind === 'undo' && outcome.edgeId && world.bought.length > 0) covered('parted and bought');
    },
  }),
];

/** How many steps did not leave because their receiver did not want them. */
async function keptBack(db: Database): Promise<number> {
  return (await outcomes(db)).filter(({ reason }) => reason === 'opted_out' || reason === 'blocked').length;
}

const total = (figures: number[]) => figures.reduce((sum, figure) => sum + figure, 0);

export const privacyOfPeople: PeopleLaw[] = [
  law({
    name: 'P1 an undo of a merge that stands is never refused, however far over the cap it leads',
    kinds: [...change, 'undo', 'wrong', 'give', 'use', 'use'],
    covers: ['parted over the cap', 'parted nobody'],
    watch: async (world) => (await countMembers(world.house.db)).persons,
    holds: async ({ world, command: { kind }, outcome, covered }, before) => {
      if (kind !== 'undo' && kind !== 'wrong') return;
      expect(outcome.code).toBeUndefined();
      const { persons, cap: set } = await countMembers(world.house.db);
      expect(set).toBe(cap);
      if (outcome.edgeId) covered(persons > before && persons > cap ? 'parted over the cap' : 'parted nobody');
    },
  }),
  law({
    name: 'P2 erasing an account changes nobody else’s sameness, points or sums, and the joins beyond it hold',
    kinds: [...change, 'merge', 'erase', 'give', 'give', 'use', 'buy'],
    covers: ['erased', 'others joined by the erased one alone', 'undo beside an erased one'],
    watch: async (world) => ({ ...(await ownership(world)), sums: await sumsBut(world.house.db, 'erase') }),
    holds: async ({ world, command: { kind }, outcome, covered }, before) => {
      const { db } = world.house;
      const persons = personsOf(world);
      expect(new Map(await partition(db))).toEqual(persons);
      const without = standing(world, world.minutes).filter(({ a, b }) => !world.erased.has(a) && !world.erased.has(b));
      const [living, apart] = [accountsOf(world).filter((id) => !world.erased.has(id)), personsBy(world, without)];
      const isBridged = (a: AccountId, b: AccountId) =>
        persons.get(a) === persons.get(b) && apart.get(a) !== apart.get(b);
      if (living.some((a) => living.some((b) => isBridged(a, b)))) covered('others joined by the erased one alone');
      if (kind === 'undo' && outcome.edgeId && world.erased.size > 0) covered('undo beside an erased one');
      if (kind !== 'erase') return;
      const after = await ownership(world);
      expect(after.persons).toEqual(before.persons);
      expect(await sumsBut(db, 'erase')).toEqual(before.sums);
      for (const account of living) expect(after.points.get(account)).toBe(before.points.get(account));
      expect(await verifyInvariants(db, now(world), { deep: true })).toEqual([]);
      if (world.erased.size > 0) covered('erased');
    },
  }),
  law({
    name: 'P5 a LINE reads its own card and what it said yes to and has been one with since; after an undo nothing of the other',
    kinds: [...change, 'see', 'see', 'see', 'unsee', 'give', 'buy'],
    covers: ['sees another', 'sees it no more after an undo', 'sees it again after a redo', 'joined and does not see'],
    watch: async (world) => (await sights(world)).map(([, ids]) => ids.length).reduce((sum, count) => sum + count, 0),
    holds: async ({ world, command: { kind, who }, outcome, covered }, before) => {
      const { db } = world.house;
      const seen = await sights(world);
      for (const [guest, ids] of seen) {
        const meant = accountsOf(world).filter((id) => id === guest.accountId || maySee(world, guest, id));
        expect(ids.toSorted()).toEqual(meant.toSorted());
        if (guest !== world.guests[who]) continue;
        const history = await historyOf(db, ids, { limit: 200 });
        const { lots, pending } = await balanceOf(db, guest.accountId, now(world), ids);
        const owners = [...history.items, ...lots, ...pending].map(({ accountId }) => accountId);
        expect(owners.filter((id) => !meant.includes(id))).toEqual([]);
      }
      const count = total(seen.map(([, ids]) => ids.length));
      if (count > world.guests.length) covered('sees another');
      if (kind === 'undo' && outcome.edgeId && count < before) covered('sees it no more after an undo');
      if (kind === 'redo' && outcome.edgeId && count > before) covered('sees it again after a redo');
      if (new Set(personsOf(world).values()).size < world.guests.length && count === world.guests.length)
        covered('joined and does not see');
    },
  }),
  law({
    name: 'P6 the exposure report is the log of what was shown, joined with who stood on which side, over the window',
    kinds: [...change, 'merge', 'merge', 'undo', 'show', 'show', 'show', 'show'],
    covers: ['something crossed', 'nothing crossed', 'still one person', 'looked at after later changes'],
    holds: async ({ world, covered }) => {
      for (const edge of world.edges.filter(({ left, to }) => left && Number.isFinite(to))) {
        const { parted, exposed } = await exposureOf(world.house.db, edge.edgeId);
        const meant = crossings(world, edge);
        expect({ parted, exposed: exposed.map(plainly) }).toEqual(meant);
        covered(
          meant.parted ? (meant.exposed.length > 0 ? 'something crossed' : 'nothing crossed') : 'still one person',
        );
        if (edge.to < world.minutes) covered('looked at after later changes');
      }
    },
  }),
];

async function sights({ house: { db }, guests }: World): Promise<[Guest, AccountId[]][]> {
  const seen: [Guest, AccountId[]][] = [];
  for (const guest of guests) seen.push([guest, await visibleAccounts(db, guest.identityId)]);
  return seen;
}

function maySee(world: World, guest: Guest, of: AccountId): boolean {
  return world.views.some(
    (view) =>
      view.guest === guest && view.of === of && !view.withdrawn && unbroken(world, guest.accountId, of, view.at),
  );
}

type Row = { to: AccountId; of: AccountId; what: string; times: number; facts: number; first: number; last: number };

/** From the notes alone: what crossed between the two sides that an undo left, from the merge to the undo. */
function crossings({ shown }: World, { a, b, from, to, left }: Drawn): { parted: boolean; exposed: Row[] } {
  const sideOf = (id: AccountId) => left?.get(id);
  if (sideOf(a) === sideOf(b)) return { parted: false, exposed: [] };
  const sides = [sideOf(a), sideOf(b)];
  const crossed = shown.filter(({ to: { accountId }, of, at: minute }) => {
    const [reader, read] = [sideOf(accountId), sideOf(of)];
    return minute >= from && minute <= to && reader !== read && sides.includes(reader) && sides.includes(read);
  });
  const groups = Map.groupBy(crossed, (one) => `${one.to.accountId} ${one.of} ${one.what}`);
  const exposed = [...groups.values()].map((group) => {
    const [{ to: reader, of, what }, minutes] = [group[0]!, group.map((one) => one.at)];
    const facts = total(group.map((one) => one.facts));
    const [first, last] = [Math.min(...minutes), Math.max(...minutes)].map((minute) => at(minute).getTime()) as [
      number,
      number,
    ];
    return { to: reader.accountId, of, what, times: group.length, facts, first, last };
  });
  return { parted: true, exposed: exposed.sort((x, y) => x.to - y.to || x.of - y.of || (x.what < y.what ? -1 : 1)) };
}

function plainly(row: Awaited<ReturnType<typeof exposureOf>>['exposed'][number]): Row {
  const { toAccountId: to, ofAccountId: of, what, times, facts, firstAt, lastAt } = row;
  return { to, of, what, times, facts, first: firstAt.getTime(), last: lastAt.getTime() };
}
