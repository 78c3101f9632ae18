import { and, eq, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
import type { AccountId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { mergeVoids } from '../../db/schema/merges.ts';
import { carries, lotGraces, lots, spends } from '../../db/schema/points.ts';
import { togetherAmong } from '../merges/component.ts';
import { type Together, togetherIn } from '../merges/together.ts';

/** When an undo parted two persons, and the accounts of both. */
export type Parting = { voidedAt: number; sides: [AccountId[], AccountId[]] };

/** Later ends and debts, by their ids, that a redo makes cease. */
export type Ceasing = { graces: number[]; carries: number[] };

/**
 * Whether an account has again been one, since before a parting and without a break, with all it was parted from. What a withdrawn undo
 * gave it ceases then, and not before: who has parted from one of them in some other way has it of that, and keeps it.
 */
export function isBack(owner: AccountId, { voidedAt, sides }: Parting, together: Together): boolean {
  const [one, other] = sides;
  const apartFrom = one.includes(owner) ? other : other.includes(owner) ? one : [...one, ...other];
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
  const ceasing = (rows: Given[]) =>
    rows.filter(({ owner, parting }) => isBack(owner, parting, together)).map(({ id }) => id);
  return { graces: ceasing(graces), carries: ceasing(debts) };
}

type Given = { id: number; owner: AccountId; parting: Parting };

const ofVoid = { voidedAt: mergeVoids.voidedAt, sides: mergeVoids.sides };

async function gracesWhere(db: Database, which: SQL | undefined): Promise<Given[]> {
  const rows = await db
    .select({ id: lotGraces.id, owner: lots.accountId, ...ofVoid })
    .from(lotGraces)
    .innerJoin(lots, eq(lots.id, lotGraces.lotId))
    .innerJoin(mergeVoids, eq(mergeVoids.id, lotGraces.voidId))
    .where(which);
  return rows.map(toGiven);
}

async function debtsWhere(db: Database, which: SQL | undefined): Promise<Given[]> {
  const rows = await db
    .select({ id: carries.id, owner: spends.accountId, ...ofVoid })
    .from(carries)
    .innerJoin(spends, eq(spends.id, carries.spendId))
    .innerJoin(mergeVoids, eq(mergeVoids.id, carries.voidId))
    .where(which);
  return rows.map(toGiven);
}

function toGiven({
  id,
  owner,
  voidedAt,
  sides,
}: { id: number; owner: AccountId; voidedAt: Date } & Pick<Parting, 'sides'>) {
  return { id, owner, parting: { voidedAt: voidedAt.getTime(), sides } };
}

/** L15: of what undos gave to lots and spends, the names of what goes on though it should have ceased, or ceased though it should go on. */
export async function wronglyGiven(db: Database): Promise<string[]> {
  const early = isNull(mergeVoids.withdrawnAt);
  const late = isNotNull(mergeVoids.withdrawnAt);
  const isLate = async ({ owner, parting }: Given) => {
    const accountIds = [...new Set([owner, ...parting.sides.flat()])];
    return isBack(owner, parting, togetherIn(await togetherAmong(db, accountIds)));
  };
  const wrong: string[] = [];
  for (const [name, table, find] of [
    ['later end', lotGraces, gracesWhere],
    ['debt', carries, debtsWhere],
  ] as const) {
    for (const { id } of await find(db, and(isNotNull(table.ceasedAt), early))) wrong.push(`${name} ${id}`);
    for (const given of await find(db, and(isNull(table.ceasedAt), late)))
      if (await isLate(given)) wrong.push(`${name} ${given.id}`);
  }
  return wrong;
}

/** Writes down that these cease. */
export async function writeCeasing(db: Database, { graces, carries: debts }: Ceasing, now: Date): Promise<void> {
  if (graces.length > 0) await db.update(lotGraces).set({ ceasedAt: now }).where(inArray(lotGraces.id, graces));
  if (debts.length > 0) await db.update(carries).set({ ceasedAt: now }).where(inArray(carries.id, debts));
}
