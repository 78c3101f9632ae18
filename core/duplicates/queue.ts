import { type SQL, sql } from 'drizzle-orm';
import type { AccountId, PairId, StoreId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import type { PairReason } from '../../db/schema/duplicates.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { mayDecideOnRecord } from '../merges/authority.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { binned, binOf } from './certainty.ts';
import { settleDecided } from './decided.ts';

/** A pair that waits for staff; `requester` is the younger card. */
export type WaitingPair = {
  pairId: PairId;
  requester: AccountId;
  target: AccountId;
  probability: number;
  /** Points that both persons held when the pair was found. */
  points: number;
  reasons: PairReason[];
};

/** What a second card costs the shop beside its points, said in points: a member too many, a welcome given twice, every message sent twice. */
const cardCostPoints = 100;
/** An order of more than this is several orders. */
export const orderedMax = 500;

const worth = sql`p.probability * (p.points + ${cardCostPoints}) desc`;

/** Pairs that wait for this member of staff: first what is most certain and costs the shop most, or what is least certain. */
export async function waitingPairs(
  context: Context<StaffActor>,
  {
    least = 0,
    limit,
    skip = 0,
    order = 'worth',
  }: { least?: number; limit: number; skip?: number; order?: 'worth' | 'doubt' },
): Promise<WaitingPair[]> {
  const staff = await activeStaff(context);
  await settleDecided(context.db);
  return rowsOf<WaitingPair>(
    context.db,
    sql`select p.id::int as "pairId", ${younger} as requester, ${older} as target, p.probability, p.points, p.reasons ${waitingOf(staff, context.now, least)}
      order by ${order === 'worth' ? worth : sql`p.probability`}, p.id limit ${limit}::int offset ${skip}::int`,
  );
}

/** How many pairs wait for this member of staff, and how many of them are at least as sure as each of `steps`. */
export async function countWaiting(
  context: Context<StaffActor>,
  steps: readonly number[] = [],
): Promise<{ waiting: number; above: number[]; ordered: number }> {
  const staff = await activeStaff(context);
  await settleDecided(context.db);
  const above = await Promise.all([0, ...steps].map((least) => countAbove(context.db, staff, context.now, least)));
  const [row] = await rowsOf<{ n: number }>(
    context.db,
    sql`select count(*)::int as n from duplicate_pairs where ordered_at is not null and state = 'open'`,
  );
  return { waiting: above[0] ?? 0, above: above.slice(1), ordered: row?.n ?? 0 };
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

/**
 * Headquarters approves every pair at least as sure as `least`, after a look at a sample; the tick then approves them one by one, in this person's name and
 * by the same rules. `expected` is how many there were on the form. Refuses not_yours, and preview_stale when there are others by now.
 */
export async function orderAbove(
  context: Context<StaffActor>,
  { least, expected }: { least: number; expected: number },
): Promise<{ ordered: number }> {
  await mayDecideOnRecord(context, 'pairs', null, []);
  const staff = await activeStaff(context);
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    const rows = await rowsOf<{ id: number }>(
      db,
      sql`update duplicate_pairs set ordered_at = ${now.toISOString()}::timestamptz, ordered_by_staff_id = ${actor.staffId}
        where state = 'open' and ordered_at is null and id in (select p.id ${waitingOf(staff, now, least)} order by p.probability desc, p.id limit ${orderedMax}::int)
        returning id::int as id`,
    );
    if (rows.length !== Math.min(expected, orderedMax)) throw new Refusal('preview_stale');
    await audit(inside, { action: 'pairs.ordered', subject: 'pairs', facts: { least, ordered: rows.length } });
    return { ordered: rows.length };
  });
}

/** The next pairs that somebody ordered to be approved, with who that was. */
export async function orderedPairs(db: Database, limit: number) {
  return rowsOf<{ pairId: PairId } & Omit<StaffActor, 'kind'>>(
    db,
    sql`select p.id::int as "pairId", s.id::int as "staffId", s.store_id::int as "storeId", s.role
      from duplicate_pairs p join staff s on s.id = p.ordered_by_staff_id
      where p.ordered_at is not null and p.state = 'open' order by p.id limit ${limit}::int`,
  );
}

const isOlder = sql`(x.registered_at, x.id) < (y.registered_at, y.id)`;
const older = sql`(case when ${isOlder} then x.id else y.id end)::int`;
const younger = sql`(case when ${isOlder} then y.id else x.id end)::int`;

/** Pairs that staff of this place may decide, are not put off, and that nobody asks for already. */
function waitingOf({ storeId, atHeadquarters }: Place, now: Date, least: number): SQL {
  return sql`from duplicate_pairs p join accounts x on x.id = p.a and x.closed_at is null join accounts y on y.id = p.b and y.closed_at is null
    where p.state = 'open' and p.zone in ('automatic', 'review') and p.probability >= ${least}::float8 and p.ordered_at is null
      and x.person_id <> y.person_id and (p.later_until is null or p.later_until <= ${now.toISOString()}::timestamptz)
      and (${atHeadquarters}::boolean or case when ${isOlder} then x.home_store_id else y.home_store_id end = ${storeId}::bigint)
      and not exists (select 1 from merge_requests r where r.state in ('proving', 'waiting')
        and (r.requester_account_id = p.a and r.target_account_id = p.b or r.requester_account_id = p.b and r.target_account_id = p.a))`;
}
