import { and, eq, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
import type { AccountId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { mergeVoids } from '../../db/schema/merges.ts';
import { carries, lotGraces, lots, spends } from '../../db/schema/points.ts';
import { togetherAmong } from '../merges/component.ts';
import { type Together, togetherIn } from '../merges/together.ts';

/** A later end or a debt: whose, by the parting from whom, and when. */
export type Given = { owner: AccountId; apartFrom: AccountId[]; voidedAt: number };

/** Later ends and debts, by their ids, that a redo makes cease. */
export type Ceasing = { graces: number[]; carries: number[] };

/**
 * Whether the owner has again been one, since before the parting and without a break, with all by whose parting this was given. What a
 * withdrawn undo gave ceases then, and not before: who is apart from one of them in some other way would have it of that.
 */
export function isBack({ owner, apartFrom, voidedAt }: Given, together: Together): boolean {
  return apartFrom.every((account) => (together(owner, account) ?? Number.POSITIVE_INFINITY) < voidedAt);
}

/** What ceases among these accounts when a redo withdraws `voidId` and leaves them `together`: of this undo, and of those withdrawn before. */
export async function ceasingWith(
  db: Database,
  accountIds: AccountId[],
  voidId: VoidId,
  together: Together,
): Promise<Ceasing> {
  const isWithdrawn = or(isNotNull(mergeVoids.withdrawnAt), eq(mergeVoids.id, voidId));
  const [graces, debts] = [
    await gracesWhere(db, and(inArray(lots.accountId, accountIds), isNull(lotGraces.ceasedAt), isWithdrawn)),
    await debtsWhere(db, and(inArray(spends.accountId, accountIds), isNull(carries.ceasedAt), isWithdrawn)),
  ];
  const ceasing = (rows: Kept[]) => rows.filter((given) => isBack(given, together)).map(({ id }) => id);
  return { graces: ceasing(graces), carries: ceasing(debts) };
}

/** Writes down that these cease. */
export async function writeCeasing(db: Database, { graces, carries: debts }: Ceasing, now: Date): Promise<void> {
  if (graces.length > 0) await db.update(lotGraces).set({ ceasedAt: now }).where(inArray(lotGraces.id, graces));
  if (debts.length > 0) await db.update(carries).set({ ceasedAt: now }).where(inArray(carries.id, debts));
}

/** L15: the names of later ends and debts that ceased though their undo stands, or go on though everybody is back. */
export async function wronglyGiven(db: Database): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, table, find] of [
    ['later end', lotGraces, gracesWhere],
    ['debt', carries, debtsWhere],
  ] as const) {
    const tooSoon = await find(db, and(isNotNull(table.ceasedAt), isNull(mergeVoids.withdrawnAt)));
    const goingOn = await find(db, and(isNull(table.ceasedAt), isNotNull(mergeVoids.withdrawnAt)));
    const accountIds = [...new Set(goingOn.flatMap(({ owner, apartFrom }) => [owner, ...apartFrom]))];
    const together = togetherIn(accountIds.length > 0 ? await togetherAmong(db, accountIds) : new Map());
    const tooLong = goingOn.filter((given) => isBack(given, together));
    wrong.push(...[...tooSoon, ...tooLong].map(({ id }) => `${name} ${id}`));
  }
  return wrong;
}

type Kept = Given & { id: number };

async function gracesWhere(db: Database, which: SQL | undefined): Promise<Kept[]> {
  const { id, apartFrom } = lotGraces;
  const rows = await db
    .select({ id, apartFrom, owner: lots.accountId, at: mergeVoids.voidedAt })
    .from(lotGraces)
    .innerJoin(lots, eq(lots.id, lotGraces.lotId))
    .innerJoin(mergeVoids, eq(mergeVoids.id, lotGraces.voidId))
    .where(which);
  return rows.map(({ at, ...row }) => ({ ...row, voidedAt: at.getTime() }));
}

async function debtsWhere(db: Database, which: SQL | undefined): Promise<Kept[]> {
  const { id, apartFrom } = carries;
  const rows = await db
    .select({ id, apartFrom, owner: spends.accountId, at: mergeVoids.voidedAt })
    .from(carries)
    .innerJoin(spends, eq(spends.id, carries.spendId))
    .innerJoin(mergeVoids, eq(mergeVoids.id, carries.voidId))
    .where(which);
  return rows.map(({ at, ...row }) => ({ ...row, voidedAt: at.getTime() }));
}
