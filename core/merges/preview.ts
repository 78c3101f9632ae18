import { and, asc, eq, gt, gte, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { AccountId, EdgeId, IdentityId, LotId, RequestId, SpendId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { disclosures, type Evidence, mergeRequests } from '../../db/schema/merges.ts';
import { lots, spends } from '../../db/schema/points.ts';
import { listedAmong, type ShopIdState } from '../cap/shopIds.ts';
import { balanceOf } from '../points/balance.ts';
import { toLot } from '../points/facts.ts';
import { heldBy, laterEndsWith } from '../points/moved.ts';
import { endOf, heldLots, type LaterEnd, type Lot } from '../points/reach.ts';
import { type Wallet, walletOf } from '../points/wallet.ts';
import { type Edge, edgesAmong } from './component.ts';
import type { Inferred } from './inferred.ts';
import { type Plan, planRedo, planUndo, type UndoChoices, uncoveredBy } from './plan.ts';

/** One of the two persons an undo parts or a redo joins, with what it can use afterwards and what goes uncovered on its side. */
export type Side = { accountIds: AccountId[]; tails: string[]; points: number; uncovered: number; comesBack: number };

/** A lot whose contents change: what it holds now and what it holds afterwards; `moved` when its purchase changes its owner. */
export type LotChange = {
  lotId: LotId;
  accountId: AccountId;
  tail: string;
  endsAt: Date | null;
  now: number;
  afterwards: number;
  moved?: true;
};

export type Uncovered = {
  spendId: SpendId;
  accountId: AccountId;
  spentAt: Date;
  spentAmount: number;
  own: number;
  amount: number;
};

/** How often facts of one account were shown or sent to an identity of the other side while the edge stood. */
export type Disclosed = {
  identityId: IdentityId;
  toAccountId: AccountId;
  ofAccountId: AccountId;
  what: 'balance' | 'history' | 'message';
  times: number;
  facts: number;
};

export type GraphEdge = Pick<Edge, 'edgeId' | 'requestId' | 'a' | 'b'> & { evidence: Evidence; cut: boolean };

/** Everything staff see before they confirm an undo or a redo. */
export type MergePreview = {
  kind: 'undo' | 'redo';
  edgeId: EdgeId;
  requestId: RequestId;
  /** What is undone with it. */
  further: EdgeId[];
  mergedAt: Date;
  digest: string;
  splits: boolean;
  stillJoinedBy: RequestId[];
  /** The points of all sides before the change. */
  pointsNow: number;
  sides: [Side, Side];
  lots: LotChange[];
  /** Live lots that stay as they are, as one figure. */
  unchanged: { lots: number; points: number };
  uncovered: Uncovered[];
  uncoveredTotal: number;
  inferred: Inferred[];
  movesBack: number;
  disclosed: Disclosed[];
  /** Cards that were listed to be deleted in the shop's own system, or are gone from there: they have a member again, and no number. */
  listed: (ShopIdState & { tail: string })[];
  graph: { accounts: { accountId: AccountId; tail: string; side: 0 | 1 }[]; edges: GraphEdge[] };
};

/**
 * Shows what undoing an edge, and further ones with it, would do at `now` with these decisions, without doing it. Refuses not_found,
 * edge_not_active, and preview_stale for a decision about something that is not in question.
 */
export async function previewUndo(
  db: Database,
  now: Date,
  edgeId: EdgeId,
  choices?: UndoChoices,
): Promise<MergePreview> {
  return preview(db, now, await planUndo(db, now, edgeId, choices));
}

/** Shows what redoing an edge would do at `now`, without doing it. Refuses not_found, edge_not_void. */
export async function previewRedo(db: Database, now: Date, edgeId: EdgeId): Promise<MergePreview> {
  return preview(db, now, await planRedo(db, now, edgeId));
}

async function preview(db: Database, now: Date, plan: Plan): Promise<MergePreview> {
  const { kind, edge, splits, stillJoinedBy, inferred, movesBack, digest } = plan;
  const mergedAt = joinedSince(plan);
  const accountIds = [...plan.leaders.keys()];
  const tails = await tailsOf(db, accountIds);
  const changes = changesByLot(plan);
  const storedRows = await db
    .select()
    .from(lots)
    .where(
      and(
        inArray(lots.accountId, accountIds),
        or(
          gt(lots.remaining, 0),
          isNotNull(lots.onceKey),
          inArray(lots.id, [...changes.keys(), ...plan.moved.map(({ lotId }) => lotId)]),
        ),
      ),
    )
    .orderBy(asc(lots.expiresAt), asc(lots.id));
  const wallet = await walletOf(db, accountIds, now);
  const graces = [...laterEndsWith(wallet.graces, plan.moved), ...plan.settlement.graces];
  const swept = storedRows.map((row) => (hasEnded(row, wallet.graces, now) ? { ...row, remaining: 0 } : row));
  const lotRows = [...swept, ...standInRows(plan, swept)];
  const firstUse = plan.settlement.firstUse ?? wallet.firstUse;
  const counted = countedLots(plan, { graces, firstUse }, lotRows.map(toLot), now.getTime());
  const movedIds = new Set(plan.moved.flatMap(({ lotId, standIn }) => [lotId, standIn]));
  const lotChanges = lotRows.flatMap((row): LotChange[] => {
    const change = changes.get(row.id);
    if (!change) return [];
    const end = endOf(toLot(row), graces, now.getTime());
    const endsAt = Number.isFinite(end) ? new Date(end) : null;
    return [
      {
        lotId: row.id,
        accountId: row.accountId,
        tail: tails.get(row.accountId) ?? '',
        endsAt,
        now: row.remaining,
        afterwards: row.remaining + change,
        ...(movedIds.has(row.id) && { moved: true as const }),
      },
    ];
  });
  const quiet = lotRows.filter((row) => row.remaining > 0 && counted.has(row.id) && !changes.has(row.id));
  const pointsNow = await pointsOf(db, plan, now);
  const uncovered = await uncoveredSpends(db, plan);
  const side = (index: 0 | 1) => sideOf(plan.sides[index], lotRows, counted, changes, uncovered, tails);
  return {
    kind,
    edgeId: edge.edgeId,
    requestId: edge.requestId,
    further: plan.cuts.map((cut) => cut.edgeId).filter((id) => id !== edge.edgeId),
    mergedAt,
    digest,
    splits,
    stillJoinedBy,
    pointsNow,
    sides: [side(0), side(1)],
    lots: lotChanges,
    unchanged: { lots: quiet.length, points: quiet.reduce((total, row) => total + row.remaining, 0) },
    uncovered,
    uncoveredTotal: uncoveredBy(plan),
    inferred,
    movesBack,
    disclosed: await disclosedAcross(db, plan, mergedAt),
    listed: await listedSince(db, plan, tails),
    graph: await graphOf(db, plan, tails),
  };
}

/** Since when any of the edges in question has stood. */
function joinedSince({ edge, cuts }: Plan): Date {
  return new Date(Math.min(...[edge, ...cuts].map(({ mergedAt }) => mergedAt.getTime())));
}

async function pointsOf(db: Database, { sides, kind, splits }: Plan, now: Date): Promise<number> {
  const wasOne = kind === 'undo' || !splits;
  const persons = wasOne ? [sides[0]] : sides;
  const balances = await Promise.all(persons.map((ids) => balanceOf(db, ids[0] as AccountId, now)));
  return balances.reduce((total, balance) => total + balance.total, 0);
}

/** What is left in an ended lot has lapsed, whether it was swept or not: undo and redo begin with that. */
function hasEnded(row: typeof lots.$inferSelect, graces: LaterEnd[], now: Date): boolean {
  return endOf(toLot(row), graces, now.getTime()) <= now.getTime();
}

/** The lots that count as points once the plan is carried out: available, not ended, and not held behind one used before. */
function countedLots(
  { sides, splits, kind }: Plan,
  { graces, firstUse }: Pick<Wallet, 'graces' | 'firstUse'>,
  all: Lot[],
  at: number,
): Set<LotId> {
  const persons = splits && kind === 'undo' ? sides : [sides.flat()];
  const held = persons.flatMap((ids) => [...heldLots(all, new Set(ids), at, firstUse)]);
  const counts = (lot: Lot) => lot.availableAt <= at && endOf(lot, graces, at) > at;
  return new Set(all.filter((lot) => counts(lot) && !held.includes(lot.lotId)).map((lot) => lot.lotId));
}

function sideOf(
  accountIds: AccountId[],
  lotRows: (typeof lots.$inferSelect)[],
  counted: Set<LotId>,
  changes: Map<LotId, number>,
  uncovered: Uncovered[],
  tails: Map<AccountId, string>,
): Side {
  const own = lotRows.filter((row) => accountIds.includes(row.accountId));
  const holding = own.filter((row) => counted.has(row.id));
  const points = holding.reduce((total, row) => total + row.remaining + (changes.get(row.id) ?? 0), 0);
  const comesBack = own.reduce((total, row) => total + (changes.get(row.id) ?? 0), 0);
  const missing = uncovered
    .filter((row) => accountIds.includes(row.accountId))
    .reduce((total, row) => total + row.amount, 0);
  return { accountIds, tails: accountIds.map((id) => tails.get(id) ?? ''), points, uncovered: missing, comesBack };
}

/** The lots that are to take the place of moved ones, as rows that hold nothing yet. */
function standInRows({ moved }: Plan, rows: (typeof lots.$inferSelect)[]): typeof rows {
  return moved.flatMap(({ lotId, standIn, to }) => {
    const own = rows.find(({ id }) => id === lotId);
    return own ? [{ ...own, id: standIn, accountId: to, remaining: 0 }] : [];
  });
}

function changesByLot({ moved, settlement }: Plan): Map<LotId, number> {
  const changes = new Map(moved.map(({ lotId, standIn }) => [standIn, heldBy(settlement, lotId)]));
  for (const { lotId, amount } of [...settlement.moves, ...settlement.lapses, ...settlement.reversals])
    changes.set(lotId, (changes.get(lotId) ?? 0) + amount);
  return new Map([...changes].filter(([, change]) => change !== 0));
}

async function tailsOf(db: Database, accountIds: AccountId[]): Promise<Map<AccountId, string>> {
  const rows = await db
    .select({ id: accounts.id, number: accounts.memberNumber })
    .from(accounts)
    .where(inArray(accounts.id, accountIds));
  return new Map(rows.map(({ id, number }) => [id, number.slice(-4)]));
}

async function uncoveredSpends(db: Database, { settlement }: Plan): Promise<Uncovered[]> {
  const ids = settlement.uncovered.filter((row) => row.amount !== 0).map((row) => row.spendId);
  if (ids.length === 0) return [];
  const rows = await db.select().from(spends).where(inArray(spends.id, ids)).orderBy(asc(spends.spentAt));
  return rows.map(({ id, accountId, spentAt, amount: spentAmount }) => {
    const amount = settlement.uncovered.find((row) => row.spendId === id)?.amount ?? 0;
    return { spendId: id, accountId, spentAt, spentAmount, amount, own: spentAmount - amount };
  });
}

async function disclosedAcross(db: Database, { sides }: Plan, since: Date): Promise<Disclosed[]> {
  const rows = await db
    .select({
      identityId: disclosures.identityId,
      toAccountId: identities.accountId,
      ofAccountId: disclosures.accountId,
      what: disclosures.what,
      times: sql<number>`count(*)::int`,
      facts: sql<number>`sum(${disclosures.factCount})::int`,
    })
    .from(disclosures)
    .innerJoin(identities, eq(identities.id, disclosures.identityId))
    .where(and(inArray(disclosures.accountId, sides.flat()), gte(disclosures.at, since)))
    .groupBy(disclosures.identityId, identities.accountId, disclosures.accountId, disclosures.what);
  const crosses = ({ toAccountId, ofAccountId }: Disclosed) =>
    (sides[0].includes(toAccountId) && sides[1].includes(ofAccountId)) ||
    (sides[1].includes(toAccountId) && sides[0].includes(ofAccountId));
  return rows.filter(crosses);
}

/** Nothing is said of an undo that leaves them one person: the number that stays is still theirs. */
async function listedSince(db: Database, { kind, splits, sides }: Plan, tails: Map<AccountId, string>) {
  if (kind !== 'undo' || !splits) return [];
  const rows = await listedAmong(db, sides.flat());
  return rows.map((row) => ({ ...row, tail: tails.get(row.accountId) ?? '' }));
}

async function graphOf(
  db: Database,
  { leaders, sides, edge: subject, cuts }: Plan,
  tails: Map<AccountId, string>,
): Promise<MergePreview['graph']> {
  const accountIds = [...leaders.keys()];
  const edges = (await edgesAmong(db, accountIds)).filter(
    (edge) => (edge.active && leaders.has(edge.a)) || edge.edgeId === subject.edgeId,
  );
  const requests = await db
    .select({ id: mergeRequests.id, evidence: mergeRequests.evidence })
    .from(mergeRequests)
    .where(
      inArray(
        mergeRequests.id,
        edges.map((edge) => edge.requestId),
      ),
    );
  const evidence = new Map(requests.map((request) => [request.id, request.evidence ?? []]));
  return {
    accounts: accountIds.map((accountId) => ({
      accountId,
      tail: tails.get(accountId) ?? '',
      side: sides[0].includes(accountId) ? 0 : 1,
    })),
    edges: edges.map(({ edgeId, requestId, a, b }) => ({
      edgeId,
      requestId,
      a,
      b,
      evidence: evidence.get(requestId) ?? [],
      cut: edgeId === subject.edgeId || cuts.some((cut) => cut.edgeId === edgeId),
    })),
  };
}
