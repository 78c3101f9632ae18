import { and, asc, eq, inArray, min, ne } from 'drizzle-orm';
import type { AccountId, LotId, PurchaseId, ReattributionId, VoidId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { ledgerEntries, lotGraces, lots } from '../../db/schema/points.ts';
import { reattributions } from '../../db/schema/reattributions.ts';
import { reattributed } from '../activities/counted.ts';
import type { Context } from '../context.ts';
import type { LaterEnd } from './reach.ts';
import type { Facts } from './replay.ts';
import type { Recorded, Settlement } from './settlement.ts';

/** A lot whose purchase is another account's; `standIn` names the lot that is to take its place until that is written. */
export type MovedLot = { lotId: LotId; purchaseId: PurchaseId; recordedAt: number; to: AccountId; standIn: LotId };

/** Above every id there is, as the ids will be: at one moment lots are used in the order of their ids. */
const firstStandIn = 2 ** 52;

/** The lots that go with purchases of which an undo says whose they are. */
export async function movedLots(db: Database, owners: Map<PurchaseId, AccountId>): Promise<MovedLot[]> {
  if (owners.size === 0) return [];
  const rows = await db
    .select({ lotId: lots.id, purchaseId: lots.purchaseId, recordedAt: lots.recordedAt })
    .from(lots)
    .where(inArray(lots.purchaseId, [...owners.keys()]))
    .orderBy(asc(lots.id));
  return rows.map(({ lotId, purchaseId, recordedAt }, index) => ({
    ...{
      lotId,
      recordedAt: recordedAt.getTime(),
      purchaseId: purchaseId as PurchaseId,
      to: owners.get(purchaseId as PurchaseId) as AccountId,
    },
    standIn: (firstStandIn + index) as LotId,
  }));
}

/** When the first lot was earned that an undo moved; without end when it moved none. */
export async function firstMoved(db: Database, voidId: VoidId): Promise<number> {
  const [first] = await db
    .select({ at: min(lots.recordedAt) })
    .from(lots)
    .innerJoin(reattributions, eq(reattributions.purchaseId, lots.purchaseId))
    .where(and(eq(reattributions.voidId, voidId), ne(reattributions.fromAccountId, reattributions.toAccountId)));
  return first?.at?.getTime() ?? Number.POSITIVE_INFINITY;
}

/**
 * The facts and books as if the moved lots had been earned on the other account at their time: what had lapsed of one has lapsed of the
 * other, and a later end that one had the other has too. Changes nothing.
 */
export function withMoved(
  { facts, recorded }: { facts: Facts; recorded: Recorded },
  moved: MovedLot[],
  at: number,
): { facts: Facts; recorded: Recorded } {
  const standIns = new Map(moved.map(({ lotId, standIn }) => [lotId, standIn]));
  const gone = facts.lots.filter(({ lotId }) => standIns.has(lotId));
  const stay = facts.lots.filter(({ lotId }) => !standIns.has(lotId));
  const taking = moved.flatMap(({ lotId, to, standIn }) => {
    const lot = gone.find((each) => each.lotId === lotId);
    return lot ? [{ ...lot, lotId: standIn, accountId: to, replaces: lotId }] : [];
  });
  const lapsed = moved.flatMap(({ lotId, standIn }) => {
    const amount = recorded.lapsed.get(lotId) ?? 0;
    return amount > 0 ? [{ lotId: standIn, at, amount, held: false }] : [];
  });
  return {
    facts: {
      ...{ ...facts, lots: [...stay, ...taking], reversed: [...facts.reversed, ...gone] },
      ...{ lapses: [...facts.lapses, ...lapsed], graces: laterEndsWith(facts.graces, moved) },
    },
    recorded: {
      ...recorded,
      lapsed: new Map([...recorded.lapsed, ...lapsed.map(({ lotId, amount }) => [lotId, amount] as const)]),
    },
  };
}

/** The later ends with those that stand-ins have of the lots they replace. */
export function laterEndsWith(ends: LaterEnd[], moved: MovedLot[]): LaterEnd[] {
  const standIns = new Map(moved.map(({ lotId, standIn }) => [lotId, standIn]));
  return ends.flatMap((later) => {
    const standIn = 'lotId' in later ? standIns.get(later.lotId) : undefined;
    return standIn === undefined ? [later] : [later, { ...later, lotId: standIn }];
  });
}

/** What a stand-in starts with: all that its lot was given, less what had lapsed of it. */
export function heldBy({ reversals }: Settlement, lotId: LotId): number {
  return -(reversals.find((row) => row.lotId === lotId)?.amount ?? 0);
}

/** What took a purchase's place, and the decision that says so. */
export type Replaced = Map<PurchaseId, { decisionId: ReattributionId; purchaseId: PurchaseId }>;

/**
 * Writes the lots that take the place of moved ones, earned when those were and booked today, and answers the settlement with their
 * ids. The settlement itself reverses the moved ones.
 */
export async function bookMoved(
  { db, now }: Context,
  moved: MovedLot[],
  replaced: Replaced,
  settlement: Settlement,
): Promise<Settlement> {
  const ids = new Map<LotId, LotId>();
  for (const { lotId, purchaseId, to, standIn } of moved) {
    const by = replaced.get(purchaseId);
    const [own] = await db.select().from(lots).where(eq(lots.id, lotId));
    if (!by || !own) throw new Error(`lot ${lotId} moves without its purchase`);
    const { id: _, ...terms } = own;
    const held = heldBy(settlement, lotId);
    const taking = {
      ...{ ...terms, accountId: to, remaining: held, purchaseId: by.purchaseId },
      ...{ source: reattributed, key: `${by.decisionId}:${lotId}` },
    };
    const [row] = await db.insert(lots).values(taking).returning({ id: lots.id });
    const id = row?.id as LotId;
    ids.set(standIn, id);
    const entry = { accountId: to, lotId: id, recordedAt: now };
    await db.insert(ledgerEntries).values({ ...entry, kind: 'earn', amount: own.amount });
    if (held < own.amount)
      await db.insert(ledgerEntries).values({ ...entry, kind: 'expire', amount: held - own.amount });
    const graces = await db.select().from(lotGraces).where(eq(lotGraces.lotId, lotId));
    const apartFrom = (of: AccountId[]) => [...new Set([own.accountId, ...of])].filter((account) => account !== to);
    if (graces.length > 0)
      await db
        .insert(lotGraces)
        .values(graces.map(({ id: _, ...grace }) => ({ ...grace, apartFrom: apartFrom(grace.apartFrom), lotId: id })));
  }
  return withIds(settlement, ids);
}

function withIds(settlement: Settlement, ids: Map<LotId, LotId>): Settlement {
  const named = <Row extends { lotId: LotId }>(rows: Row[]) =>
    rows.map((row) => ({ ...row, lotId: ids.get(row.lotId) ?? row.lotId }));
  const { moves, lapses, graces, ...rest } = settlement;
  return { ...rest, moves: named(moves), lapses: named(lapses), graces: named(graces) };
}
