import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { AccountId, LotId, SpendId, VoidId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { mergeVoids, purseLinks } from '../../db/schema/merges.ts';
import { carries, ledgerEntries, lotGraces, lots, prolongations, refunds, spends } from '../../db/schema/points.ts';
import { togetherAmong } from '../merges/component.ts';
import { togetherIn } from '../merges/together.ts';
import type { Joins, LaterEnd, Lot, Prolongation, PurseLink } from './reach.ts';
import type { Carry, Facts, Lapse, Refund } from './replay.ts';
import { dueLapses, type Recorded } from './settlement.ts';

/** Who is together with whom since when, and whose purses are joined, among accounts of one person. */
export async function joinsAmong(db: Database, accountIds: AccountId[]): Promise<Joins> {
  if (accountIds.length === 1) return { together: togetherIn(new Map()), purseLinks: [], accountIds };
  return {
    together: togetherIn(await togetherAmong(db, accountIds)),
    purseLinks: await purseLinksAmong(db, accountIds),
    accountIds,
  };
}

export async function purseLinksAmong(db: Database, accountIds: AccountId[]): Promise<PurseLink[]> {
  const rows = await db.select().from(purseLinks).where(inArray(purseLinks.a, accountIds));
  return rows
    .filter((row) => accountIds.includes(row.b))
    .map(({ a, b, confirmedAt, spendableAt }) => ({
      a,
      b,
      confirmedAt: confirmedAt.getTime(),
      spendableAt: spendableAt.getTime(),
    }));
}

/**
 * The later ends that standing undos gave to lots of these accounts, and activities to all their points; `without` leaves out an
 * undo that a redo withdraws.
 */
export async function gracesOf(db: Database, accountIds: AccountId[], without?: VoidId): Promise<LaterEnd[]> {
  const rows = await db
    .select({
      lotId: lotGraces.lotId,
      voidId: mergeVoids.id,
      from: mergeVoids.voidedAt,
      expiresAt: lotGraces.expiresAt,
    })
    .from(lotGraces)
    .innerJoin(lots, eq(lots.id, lotGraces.lotId))
    .innerJoin(mergeVoids, eq(mergeVoids.id, lotGraces.voidId))
    .where(sql`${inArray(lots.accountId, accountIds)} and ${isNull(mergeVoids.withdrawnAt)}`);
  const graces = rows
    .filter(({ voidId }) => voidId !== without)
    .map(({ lotId, from, expiresAt }) => ({ lotId, from: from.getTime(), expiresAt: expiresAt.getTime() }));
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

/**
 * Everything a replay over these accounts needs, and what the books say of them at `now`; what the ends of lots have taken by then
 * counts as written down. `withdrawn` is a void that a redo is about to withdraw: what it gave no longer counts.
 */
export async function factsOf(
  db: Database,
  accountIds: AccountId[],
  now: Date,
  withdrawn?: VoidId,
): Promise<{ facts: Facts; recorded: Recorded }> {
  const joins = await joinsAmong(db, accountIds);
  const lotRows = await db.select().from(lots).where(inArray(lots.accountId, accountIds)).orderBy(asc(lots.id));
  const spendRows = await db.select().from(spends).where(inArray(spends.accountId, accountIds)).orderBy(asc(spends.id));
  const recorded = await recordedOf(db, accountIds);
  const facts: Facts = {
    ...joins,
    lots: lotRows.map(toLot),
    spends: spendRows.map(({ id, accountId, amount, spentAt, ownOnly, lotId }) => ({
      spendId: id,
      accountId,
      amount,
      spentAt: spentAt.getTime(),
      ownOnly,
      lotId,
    })),
    refunds: await refundsOf(db, accountIds),
    carries: await carriesOf(db, accountIds),
    graces: await gracesOf(db, accountIds),
    lapses: await lapsesOf(db, accountIds),
  };
  const due = dueLapses(facts, recorded, now.getTime());
  for (const { lotId, amount } of due) recorded.lapsed.set(lotId, (recorded.lapsed.get(lotId) ?? 0) + amount);
  const standing = withdrawn && {
    graces: await gracesOf(db, accountIds, withdrawn),
    carries: await carriesOf(db, accountIds, withdrawn),
  };
  return { facts: { ...facts, ...standing, lapses: [...facts.lapses, ...due] }, recorded };
}

async function refundsOf(db: Database, accountIds: AccountId[]): Promise<Refund[]> {
  const rows = await db
    .select({ spendId: refunds.spendId, amount: refunds.amount, at: refunds.refundedAt })
    .from(refunds)
    .innerJoin(spends, eq(spends.id, refunds.spendId))
    .where(inArray(spends.accountId, accountIds))
    .orderBy(asc(refunds.refundedAt), asc(refunds.id));
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** What is owed since when: by a clawback, or by an undo that still stands. */
async function carriesOf(db: Database, accountIds: AccountId[], without?: VoidId): Promise<Carry[]> {
  const rows = await db
    .select({ spendId: carries.spendId, amount: carries.amount, from: carries.carriedAt, voidId: carries.voidId })
    .from(carries)
    .innerJoin(spends, eq(spends.id, carries.spendId))
    .leftJoin(mergeVoids, eq(mergeVoids.id, carries.voidId))
    .where(and(inArray(spends.accountId, accountIds), isNull(mergeVoids.withdrawnAt)))
    .orderBy(asc(carries.id));
  return rows
    .filter(({ voidId }) => without === undefined || voidId !== without)
    .map(({ spendId, amount, from }) => ({ spendId, amount, from: from.getTime() }));
}

/** What the ends of these accounts' lots have taken. Rows of an undo are left out: they follow from these and from the structure. */
async function lapsesOf(db: Database, accountIds: AccountId[]): Promise<Lapse[]> {
  const { lotId, recordedAt, amount, kind } = ledgerEntries;
  const rows = await db
    .select({ lotId, recordedAt, amount, kind })
    .from(ledgerEntries)
    .where(
      and(
        inArray(ledgerEntries.accountId, accountIds),
        inArray(kind, ['expire', 'expire_held', 'erase']),
        isNull(ledgerEntries.voidId),
      ),
    );
  return rows.map((row) => ({
    lotId: row.lotId as LotId,
    at: row.recordedAt.getTime(),
    amount: -row.amount,
    held: row.kind === 'expire_held',
  }));
}

type Sum = { kind: 'taken' | 'uncovered' | 'lapsed'; lotId: LotId | null; spendId: SpendId | null; amount: number };

/** The books of these accounts, summed from the ledger: who used which lot, what was left uncovered, what has lapsed. */
export async function recordedOf(db: Database, accountIds: AccountId[]): Promise<Recorded> {
  const sums = await rowsOf<Sum>(
    db,
    sql`select case when ${ledgerEntries.kind} = 'uncovered' then 'uncovered' when ${ledgerEntries.spendId} is null then 'lapsed' else 'taken' end as kind,
        ${ledgerEntries.lotId} as "lotId", ${ledgerEntries.spendId} as "spendId", sum(${ledgerEntries.amount})::int as amount
      from ${ledgerEntries}
      where ${ledgerEntries.accountId} = any(${sql.param(accountIds)}::bigint[]) and ${ledgerEntries.kind} <> 'earn'
      group by 1, 2, 3 having sum(${ledgerEntries.amount}) <> 0`,
  );
  const recorded: Recorded = { taken: new Map(), uncovered: new Map(), lapsed: new Map() };
  for (const sum of sums) {
    const [lotId, spendId] = [Number(sum.lotId) as LotId, Number(sum.spendId) as SpendId];
    if (sum.kind === 'uncovered') recorded.uncovered.set(spendId, sum.amount);
    else if (sum.kind === 'lapsed') recorded.lapsed.set(lotId, -sum.amount);
    else recorded.taken.set(spendId, (recorded.taken.get(spendId) ?? new Map<LotId, number>()).set(lotId, -sum.amount));
  }
  return recorded;
}
