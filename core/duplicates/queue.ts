import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import type { AccountId, PairId, StoreId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import type { PairReason } from '../../db/schema/duplicates.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { mayDecideOnRecord } from '../merges/authority.ts';
import type { Epochs } from '../merges/deciding.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { binned, binOf } from './certainty.ts';
import { settleDecided } from './decided.ts';
import { beyondOwnWord } from './ownWord.ts';

/** How a pair stood when it was shown: the epochs of the two persons, and the newest of all that was said of either. */
export type Seen = Epochs & { said: number };

/** A pair that waits for staff; `requester` is the younger card. */
export type WaitingPair = {
  pairId: PairId;
  requester: AccountId;
  target: AccountId;
  probability: number;
  /** Points that both persons held when the pair was found. */
  points: number;
  reasons: PairReason[];
  /** What an approval counts for (`askForPair`). */
  seen: Seen;
};

/** What a second card costs the shop beside its points, said in points: a member too many, a welcome given twice, every message sent twice. */
const cardCostPoints = 100;
/** An order of more than this is several orders. */
export const orderedMax = 500;
/** So many of the surest are held against what is on record, to find those that can be ordered: whoever asked waits for it. */
const inspectedMax = 1_000;

const orders = {
  worth: sql`p.probability * (p.points + ${cardCostPoints}) desc`,
  sure: sql`p.probability desc`,
};

/** Pairs that wait for this member of staff: first what is most certain and costs the shop most, or what is most certain. */
export async function waitingPairs(
  context: Context<StaffActor>,
  {
    least = 0,
    limit,
    skip = 0,
    order = 'worth',
  }: { least?: number; limit: number; skip?: number; order?: keyof typeof orders },
): Promise<WaitingPair[]> {
  const staff = await activeStaff(context);
  await settleDecided(context.db);
  return rowsOf<WaitingPair>(
    context.db,
    sql`select p.id::int as "pairId", ${younger} as requester, ${older} as target, p.probability, p.points, p.reasons, ${seen} as seen ${waitingOf(staff, context.now, least)}
      order by ${orders[order]}, p.id limit ${limit}::int offset ${skip}::int`,
  );
}

/** How many pairs wait for this member of staff, and how many are ordered in the whole shop. */
export async function countWaiting(context: Context<StaffActor>): Promise<{ waiting: number; ordered: number }> {
  const staff = await activeStaff(context);
  await settleDecided(context.db);
  const waiting = await countAbove(context.db, staff, context.now, 0);
  const [row] = await rowsOf<{ n: number }>(
    context.db,
    sql`select count(*)::int as n from duplicate_pairs where ordered_at is not null and state = 'open'`,
  );
  return { waiting, ordered: row?.n ?? 0 };
}

/** How many wait in the whole shop, or how many of them are at least so sure. */
export async function countWaitingInShop(db: Database, now: Date, least = 0): Promise<number> {
  return countAbove(db, { storeId: null, atHeadquarters: true }, now, least);
}

/** How certain those are that wait in the whole shop, by bins. */
export async function waitingByCertainty(db: Database, now: Date): Promise<number[]> {
  const shop = waitingOf({ storeId: null, atHeadquarters: true }, now, 0);
  return binned(await rowsOf(db, sql`select ${binOf} as bin, count(*)::int as n ${shop} group by 1`));
}

type Place = { storeId: StoreId | null; atHeadquarters: boolean };

async function countAbove(db: Database, staff: Place, now: Date, least: number): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(db, sql`select count(*)::int as n ${waitingOf(staff, now, least)}`);
  return row?.n ?? 0;
}

/** What can be approved all at once: `first` are so many as one order takes, surest first, `count` how many there are, `alone` how many are to be looked at one by one. */
export type Orderable = { first: WaitingPair[]; count: number; alone: number; digest: string };

/**
 * The pairs at least as sure as `least` that may be approved all at once, those that rest on nobody's own word (`beyondOwnWord`). `digest` stands for just
 * these pairs, as certain as they are.
 */
export async function orderablePairs(context: Context<StaffActor>, { least }: { least: number }): Promise<Orderable> {
  const sure = await waitingPairs(context, { least, limit: inspectedMax, order: 'sure' });
  const grounded = await beyondOwnWord(context.db, sure, context.now);
  const pairs = sure.filter((pair) => grounded.has(pair));
  const first = pairs.slice(0, orderedMax);
  const digest = createHash('sha256').update(
    JSON.stringify(first.map(({ pairId, probability }) => [pairId, probability])),
  );
  return { first, count: pairs.length, alone: sure.length - pairs.length, digest: digest.digest('base64url') };
}

/**
 * Headquarters approves every pair at least as sure as `least`, after a look at a sample; the tick then approves them one by one, in this person's name and
 * by the same rules. `digest` is that of the form. Refuses not_yours, and preview_stale when they are others by now.
 */
export async function orderAbove(
  context: Context<StaffActor>,
  { least, digest }: { least: number; digest: string },
): Promise<{ ordered: number }> {
  await mayDecideOnRecord(context, 'pairs', null, []);
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const orderable = await orderablePairs(inside, { least });
    const ids = orderable.first.map(({ pairId }) => pairId);
    const rows = await rowsOf<{ id: number }>(
      db,
      sql`update duplicate_pairs set ordered_at = ${now.toISOString()}::timestamptz, ordered_by_staff_id = ${actor.staffId}
        where state = 'open' and ordered_at is null and id = any(${sql.param(ids)}::bigint[]) returning id::int as id`,
    );
    if (orderable.digest !== digest || rows.length !== ids.length) throw new Refusal('preview_stale');
    await audit(inside, { action: 'pairs.ordered', subject: 'pairs', facts: { least, ordered: rows.length } });
    return { ordered: rows.length };
  });
}

/** The next pairs that somebody ordered to be approved, with who that was. One of whom something new was said waits until it has been looked up. */
export async function orderedPairs(db: Database, limit: number) {
  return rowsOf<{ pairId: PairId } & Omit<StaffActor, 'kind'>>(
    db,
    sql`select p.id::int as "pairId", s.id::int as "staffId", s.store_id::int as "storeId", s.role
      from duplicate_pairs p join staff s on s.id = p.ordered_by_staff_id
      where p.ordered_at is not null and p.state = 'open' and not exists (select from lookups l where l.account_id in (p.a, p.b))
      order by p.id limit ${limit}::int`,
  );
}

const isOlder = sql`(x.registered_at, x.id) < (y.registered_at, y.id)`;
const older = sql`(case when ${isOlder} then x.id else y.id end)::int`;
const younger = sql`(case when ${isOlder} then y.id else x.id end)::int`;

const seen = sql`json_build_object('requester', case when ${isOlder} then y.epoch else x.epoch end,
  'target', case when ${isOlder} then x.epoch else y.epoch end,
  'said', (select coalesce(max(v.id), 0) from profile_values v where v.account_id in (p.a, p.b)))`;

/** Pairs that staff of this place may decide, are not put off, and that nobody asks for already. */
function waitingOf({ storeId, atHeadquarters }: Place, now: Date, least: number): SQL {
  return sql`from duplicate_pairs p join accounts x on x.id = p.a and x.closed_at is null join accounts y on y.id = p.b and y.closed_at is null
    where p.state = 'open' and p.zone in ('automatic', 'review') and p.probability >= ${least}::float8 and p.ordered_at is null
      and x.person_id <> y.person_id and (p.later_until is null or p.later_until <= ${now.toISOString()}::timestamptz)
      and (${atHeadquarters}::boolean or case when ${isOlder} then x.home_store_id else y.home_store_id end = ${storeId}::bigint)
      and not exists (select 1 from merge_requests r where r.state in ('proving', 'waiting')
        and (r.requester_account_id = p.a and r.target_account_id = p.b or r.requester_account_id = p.b and r.target_account_id = p.a))`;
}
