import { and, asc, eq, inArray, isNotNull, isNull, not, sql } from 'drizzle-orm';
import type { AccountId, LotId, SpendId, VoidId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { mergeVoids } from '../../db/schema/merges.ts';
import { carries, ledgerEntries, lotGraces, lots, prolongations, refunds, spends } from '../../db/schema/points.ts';
import { isCounted } from '../activities/counted.ts';
import { togetherAmong } from '../merges/component.ts';
import { togetherIn } from '../merges/together.ts';
import { firstUsesIn } from './firstUses.ts';
import type { Ceasing } from './given.ts';
import { pursesAmong } from './purses.ts';
import type { Joins, LaterEnd, Lot, Prolongation } from './reach.ts';
import { type Carry, type Facts, type Lapse, nothingUsed, type Opening, type Refund, type Spend } from './replay.ts';
import { dueLapses, goneFrom, type Recorded, takenByLot } from './settlement.ts';
import { instantAt, replayStart } from './start.ts';

/** Who is together with whom since when, and whose purses are joined, among accounts of one person. */
export async function joinsAmong(db: Database, accountIds: AccountId[]): Promise<Joins> {
  if (accountIds.length === 1) return { together: togetherIn(new Map()), purseLinks: [], accountIds };
  const together = togetherIn(await togetherAmong(db, accountIds));
  return { together, purseLinks: await pursesAmong(db, accountIds, together), accountIds };
}

/**
 * The later ends that undos gave to lots of these accounts, and activities to all their points; `without` leaves out those that a
 * redo is about to make cease.
 */
export async function gracesOf(db: Database, accountIds: AccountId[], without: number[] = []): Promise<LaterEnd[]> {
  const { id, lotId, expiresAt, ceasedAt } = lotGraces;
  const rows = await db
    .select({ id, lotId, from: mergeVoids.voidedAt, expiresAt })
    .from(lotGraces)
    .innerJoin(lots, eq(lots.id, lotGraces.lotId))
    .innerJoin(mergeVoids, eq(mergeVoids.id, lotGraces.voidId))
    .where(and(inArray(lots.accountId, accountIds), isNull(ceasedAt)));
  const graces = rows
    .filter((row) => !without.includes(row.id))
    .map((row) => ({ lotId: row.lotId, from: row.from.getTime(), expiresAt: row.expiresAt.getTime() }));
  return [...graces, ...(await prolongationsOf(db, accountIds))].sort((x, y) => x.from - y.from);
}

async function prolongationsOf(db: Database, accountIds: AccountId[]): Promise<Prolongation[]> {
  const rows = await db.select().from(prolongations).where(inArray(prolongations.accountId, accountIds));
  return rows.map(({ accountId, givenAt, expiresAt }) => ({
    accountId,
    from: givenAt.getTime(),
    expiresAt: expiresAt.getTime(),
  }));
}

/** A row of `lots` as the rules see it. */
export function toLot(row: typeof lots.$inferSelect): Lot {
  return {
    lotId: row.id,
    accountId: row.accountId,
    amount: row.amount,
    recordedAt: row.recordedAt.getTime(),
    availableAt: row.availableAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    onceKey: row.onceKey,
  };
}

/** Whose facts, and from which moment on; what was spent before it is taken as the books have it. */
type Span = { accountIds: AccountId[]; from: number };

const beginning = Number.NEGATIVE_INFINITY;

/**
 * Everything a replay over these accounts needs, and what the books say of them at `now`; what the ends of lots have taken by then
 * counts as written down. With `from`, the spends since then only, and of the lots those that anybody can still find something in: nothing may
 * have changed before. `rejoining` is the void that a redo is about to withdraw, and what ceases with it.
 */
export async function factsOf(
  db: Database,
  accountIds: AccountId[],
  now: Date,
  { from = beginning, rejoining }: { from?: number; rejoining?: { voidId: VoidId; ceasing: Ceasing } } = {},
): Promise<{ facts: Facts; recorded: Recorded }> {
  const span = { accountIds, from: from === beginning ? from : await replayStart(db, accountIds, from) };
  const joins = await joinsAmong(db, accountIds);
  const rows = await lotsSince(db, span);
  const lotIds = rows.map(({ id }) => id);
  const recorded = await recordedSince(db, span, lotIds);
  const facts: Facts = {
    ...joins,
    opening: from === beginning ? nothingUsed : await openingOf(db, span, rows, recorded),
    ...split(rows, await reversedAmong(db, lotIds)),
    spends: await spendsSince(db, span),
    refunds: await refundsSince(db, span),
    carries: await carriesOf(db, accountIds),
    graces: await gracesOf(db, accountIds),
    lapses: await lapsesOf(db, lotIds),
  };
  const due = dueLapses(facts, recorded, now.getTime());
  for (const { lotId, amount } of due) recorded.lapsed.set(lotId, (recorded.lapsed.get(lotId) ?? 0) + amount);
  const standing = rejoining && {
    ...split(rows, await reversedAmong(db, lotIds, rejoining.voidId)),
    graces: await gracesOf(db, accountIds, rejoining.ceasing.graces),
    carries: await carriesOf(db, accountIds, rejoining.ceasing.carries),
  };
  return { facts: { ...facts, ...standing, lapses: [...facts.lapses, ...due] }, recorded };
}

/** Which of these lots are not theirs to count: staff said at an undo that the purchase is somebody else's, or took that back. */
async function reversedAmong(db: Database, lotIds: LotId[], without?: VoidId): Promise<Set<LotId>> {
  const counted = isCounted('purchase', lots.purchaseId, without);
  const rows = await db
    .select({ id: lots.id })
    .from(lots)
    .where(and(inArray(lots.id, lotIds), isNotNull(lots.purchaseId), not(counted)));
  return new Set(rows.map(({ id }) => id));
}

function split(rows: (typeof lots.$inferSelect)[], reversed: Set<LotId>): Pick<Facts, 'lots' | 'reversed'> {
  const [gone, counted] = [rows.filter(({ id }) => reversed.has(id)), rows.filter(({ id }) => !reversed.has(id))];
  return { lots: counted.map(toLot), reversed: gone.map(toLot) };
}

/** The lots that hold something, are once-only, or were moved by anything since the span began: all others stay as they are. */
async function lotsSince(db: Database, { accountIds, from }: Span): Promise<(typeof lots.$inferSelect)[]> {
  const own = sql`any(${sql.param(accountIds)}::bigint[])`;
  const chosen = sql`(
    select ${lots.id} from ${lots} where ${lots.accountId} = ${own} and (${lots.remaining} > 0 or ${lots.onceKey} is not null)
    union select ${ledgerEntries.lotId} from ${ledgerEntries}
      where ${ledgerEntries.accountId} = ${own} and ${ledgerEntries.recordedAt} >= ${instantAt(from)} and ${ledgerEntries.lotId} is not null
    union select ${lots.id} from ${lotGraces} join ${lots} on ${lots.id} = ${lotGraces.lotId} where ${lots.accountId} = ${own})`;
  return db.select().from(lots).where(sql`${lots.id} in ${chosen}`).orderBy(asc(lots.id));
}

/** What was used before the span: of each lot all that is neither left nor gone nor taken since. */
async function openingOf(
  db: Database,
  { from }: Span,
  rows: (typeof lots.$inferSelect)[],
  recorded: Recorded,
): Promise<Opening> {
  const since = takenByLot(recorded, nothingUsed);
  const used = rows.map(({ id, amount, remaining }): [LotId, number] => [
    id,
    amount - remaining - goneFrom(id, recorded) - (since.get(id) ?? 0),
  ]);
  const once = rows.filter(({ onceKey }) => onceKey !== null).map(({ id }) => id);
  return { used: new Map(used.filter(([, amount]) => amount !== 0)), firstUse: await firstUsesIn(db, once, from) };
}

async function spendsSince(db: Database, { accountIds, from }: Span): Promise<Spend[]> {
  const rows = await db
    .select()
    .from(spends)
    .where(and(inArray(spends.accountId, accountIds), sql`${spends.spentAt} >= ${instantAt(from)}`))
    .orderBy(asc(spends.id));
  return rows.map(({ id, accountId, amount, spentAt, ownOnly, lotId }) => ({
    spendId: id,
    accountId,
    amount,
    spentAt: spentAt.getTime(),
    ownOnly,
    lotId,
  }));
}

async function refundsSince(db: Database, { accountIds, from }: Span): Promise<Refund[]> {
  const rows = await db
    .select({ spendId: refunds.spendId, amount: refunds.amount, at: refunds.refundedAt })
    .from(refunds)
    .innerJoin(spends, eq(spends.id, refunds.spendId))
    .where(and(inArray(spends.accountId, accountIds), sql`${spends.spentAt} >= ${instantAt(from)}`))
    .orderBy(asc(refunds.refundedAt), asc(refunds.id));
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** What is owed since when, by a clawback or an undo; `without` leaves out what a redo is about to make cease. */
async function carriesOf(db: Database, accountIds: AccountId[], without: number[] = []): Promise<Carry[]> {
  const rows = await db
    .select({ id: carries.id, spendId: carries.spendId, amount: carries.amount, from: carries.carriedAt })
    .from(carries)
    .innerJoin(spends, eq(spends.id, carries.spendId))
    .where(and(inArray(spends.accountId, accountIds), isNull(carries.ceasedAt)))
    .orderBy(asc(carries.id));
  return rows
    .filter(({ id }) => !without.includes(id))
    .map(({ spendId, amount, from }) => ({ spendId, amount, from: from.getTime() }));
}

/** What the ends of these lots have taken. Rows of an undo are left out: they follow from these and from the structure. */
async function lapsesOf(db: Database, lotIds: LotId[]): Promise<Lapse[]> {
  const { lotId, recordedAt, amount, kind } = ledgerEntries;
  const ended = inArray(kind, ['expire', 'expire_held', 'erase']);
  const rows = await db
    .select({ lotId, recordedAt, amount, kind })
    .from(ledgerEntries)
    .where(and(sql`${lotId} = any(${sql.param(lotIds)}::bigint[])`, ended, isNull(ledgerEntries.voidId)));
  return rows.map((row) => ({
    lotId: row.lotId as LotId,
    at: row.recordedAt.getTime(),
    amount: -row.amount,
    held: row.kind === 'expire_held',
  }));
}

type Sum = {
  kind: 'taken' | 'uncovered' | 'lapsed' | 'reversed';
  lotId: LotId | null;
  spendId: SpendId | null;
  amount: number;
};

/** The books of a span, summed from the ledger: who used which lot, what was left uncovered, and what of these lots has lapsed or was reversed. */
async function recordedSince(db: Database, { accountIds, from }: Span, lotIds: LotId[]): Promise<Recorded> {
  const { kind, lotId, spendId, amount } = ledgerEntries;
  const sums = await rowsOf<Sum>(
    db,
    sql`select case when ${kind} = 'uncovered' then 'uncovered' else 'taken' end as kind,
        ${lotId} as "lotId", ${spendId} as "spendId", sum(${amount})::int as amount
      from ${ledgerEntries} join (select id from ${spends} where account_id = any(${sql.param(accountIds)}::bigint[])
        and spent_at >= ${instantAt(from)}) played on played.id = ${spendId}
      group by 1, 2, 3 having sum(${amount}) <> 0
    union all select case when ${kind} = 'reattribute' then 'reversed' else 'lapsed' end, ${lotId}, null, sum(${amount})::int from ${ledgerEntries}
      where ${lotId} = any(${sql.param(lotIds)}::bigint[]) and ${spendId} is null and ${kind} <> 'earn'
      group by 1, 2 having sum(${amount}) <> 0`,
  );
  const recorded: Recorded = { taken: new Map(), uncovered: new Map(), lapsed: new Map(), reversed: new Map() };
  for (const sum of sums) {
    const [lotId, spendId] = [Number(sum.lotId) as LotId, Number(sum.spendId) as SpendId];
    if (sum.kind === 'uncovered') recorded.uncovered.set(spendId, sum.amount);
    else if (sum.kind === 'taken')
      recorded.taken.set(spendId, (recorded.taken.get(spendId) ?? new Map<LotId, number>()).set(lotId, -sum.amount));
    else recorded[sum.kind].set(lotId, -sum.amount);
  }
  return recorded;
}
