import { createHash } from 'node:crypto';
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { AccountId, EdgeId, PurchaseId, RequestId, StoreId, VoidId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { mergeEdges, mergeRequests, mergeVoids } from '../../db/schema/merges.ts';
import { carries, ledgerEntries, lots, refunds, spends } from '../../db/schema/points.ts';
import { daysLater } from '../calendar.ts';
import type { Context } from '../context.ts';
import { factsOf } from '../points/facts.ts';
import { type Ceasing, ceasingWith } from '../points/given.ts';
import { firstMoved, type MovedLot, movedLots, withMoved } from '../points/moved.ts';
import { rulesAt } from '../points/programme.ts';
import { pursesUnder } from '../points/purses.ts';
import type { Facts } from '../points/replay.ts';
import { nothingToSettle, planParting, planSettlement, type Settlement } from '../points/settlement.ts';
import { instantAt } from '../points/start.ts';
import { Refusal } from '../refusal.ts';
import { mayDecideOnRecord } from './authority.ts';
import { componentOf, type Edge, edgesAmong, spansOf, toEdge, togetherAmong } from './component.ts';
import { cutsBetween, partingOf } from './cuts.ts';
import { type Decision, decided, type Inferred, inferredAcross, movedOf } from './inferred.ts';
import { movesOf } from './reattribute.ts';
import { changedAmong, firstDifference, pairKey, partition, togetherFrom } from './together.ts';

/** What an undo or redo will do, worked out without doing it: the preview shows it, the verb carries it out. */
export type Plan = {
  kind: 'undo' | 'redo';
  edge: Edge;
  /** What an undo takes back, in the order of their ids: `edge`, and those marked with it. At a redo none. */
  cuts: Edge[];
  storeId: StoreId | null;
  /** All accounts concerned, with the person each will belong to. */
  leaders: Map<AccountId, AccountId>;
  /** The two persons that part (undo) or become one (redo); equal when the structure does not change. */
  sides: [AccountId[], AccountId[]];
  splits: boolean;
  stillJoinedBy: RequestId[];
  /** A younger edge on the same pair, which a redo closes. */
  closes: EdgeId | null;
  /** Facts recorded by name of which an undo that parts says whose they are, and the lots that change their owner with them. */
  inferred: Inferred[];
  moved: MovedLot[];
  /** How many facts go back to where they were recorded, because a redo withdraws what was decided. */
  movesBack: number;
  /** What ceases with a redo, of what its undo gave and others that were withdrawn before. */
  ceasing: Ceasing;
  /** All whose books are settled: at a redo also whoever has left both persons since and was, as it turns out, one with somebody longer. */
  settled: AccountId[];
  settlement: Settlement;
  /** Names this plan: a confirm that carries another digest finds that something has changed since it was shown. */
  digest: string;
};

/** What staff choose at an undo, and the plan, the preview and the digest follow. */
export type UndoChoices = {
  /** What else joins its two accounts wrongly and is undone with it (`cutsBetween`). */
  further?: EdgeId[];
  /** Whose facts recorded by name are, of those the preview asks about; the others stay where they were recorded. */
  decisions?: Decision[];
};

/**
 * Plans the undo of an active edge at `now`, and with it of the `further` ones that join its two accounts wrongly, with what staff decided
 * about facts recorded by name. Refuses not_found, edge_not_active, and preview_stale for a decision about something that is not, or no
 * longer, in question.
 */
export async function planUndo(
  db: Database,
  now: Date,
  edgeId: EdgeId,
  { further = [], decisions = [] }: UndoChoices = {},
): Promise<Plan> {
  const { edge, storeId } = await edgeWithStore(db, edgeId);
  if (!edge.active) throw new Refusal('edge_not_active');
  const { accountIds } = await componentOf(db, edge.a);
  const edges = await edgesAmong(db, accountIds);
  const active = edges.filter((other) => other.active && accountIds.includes(other.a));
  const cuts = cutsBetween(active, edge, further);
  const cutIds = new Set(cuts.map((cut) => cut.edgeId));
  const after = edges.map((other) => (cutIds.has(other.edgeId) ? { ...other, active: false, voidedAt: now } : other));
  const leaders = partition(
    accountIds,
    after.filter((other) => other.active),
  );
  const sides: Plan['sides'] = [sideOf(leaders, edge.a), sideOf(leaders, edge.b)];
  const splits = leaders.get(edge.a) !== leaders.get(edge.b);
  const inferred = decided(splits ? await inferredAcross(db, leaders) : [], decisions);
  const moved = await movedLots(db, newOwners(inferred));
  const from = splits ? firstOf(await firstCrossing(db, sides), moved) : undefined;
  const settlement =
    from === undefined
      ? nothingToSettle
      : await settleParting(db, accountIds, { after, from, now }, moved, partingOf(cuts, leaders) ?? edge);
  const stillJoinedBy = splits
    ? []
    : pathBetween(
        after.filter((other) => other.active),
        edge.a,
        edge.b,
      );
  const plan = {
    kind: 'undo' as const,
    edge,
    cuts,
    storeId,
    leaders,
    sides,
    splits,
    stillJoinedBy,
    closes: null,
    inferred,
    moved,
    movesBack: 0,
    ceasing: { graces: [], carries: [] },
    settled: accountIds,
    settlement,
  };
  return { ...plan, digest: digestOf(plan, edges) };
}

/** Plans the redo of a void edge at `now`: as if its undo had never been. Refuses not_found, edge_not_void. */
export async function planRedo(db: Database, now: Date, edgeId: EdgeId): Promise<Plan> {
  const { edge, storeId } = await edgeWithStore(db, edgeId);
  if (edge.active || edge.voidId === null) throw new Refusal('edge_not_void');
  const sides: Plan['sides'] = [(await componentOf(db, edge.a)).accountIds, (await componentOf(db, edge.b)).accountIds];
  const accountIds = [...new Set(sides.flat())].sort((x, y) => x - y);
  const edges = await edgesAmong(db, accountIds);
  const younger = edges.find((other) => other.active && other.a === edge.a && other.b === edge.b);
  const after = edges.map((other) => {
    if (other.edgeId === edgeId) return { ...other, active: true, voidId: null, voidedAt: null };
    return other.edgeId === younger?.edgeId ? { ...other, active: false, voidedAt: now } : other;
  });
  const leaders = partition(
    accountIds,
    after.filter((other) => other.active),
  );
  const ever = [...new Set(edges.flatMap(({ a, b }) => [a, b]))];
  const [were, are] = [await togetherAmong(db, ever), togetherFrom(spansOf(after), ever)];
  const moves = await movesOf(db, edge.voidId);
  const others = [...moves.flatMap(({ from, to }) => [from, to]), ...changedAmong(were, are.since)];
  const settled = await withPersonsOf(db, accountIds, others);
  const from = Math.min(firstDifference(were, are.since), await firstMoved(db, edge.voidId));
  const rejoining = { voidId: edge.voidId, ceasing: await ceasingWith(db, settled, edge.voidId, are.together) };
  const settlement =
    settled.length > accountIds.length || (await reachChanged(db, sides, from, rejoining))
      ? await settleRejoining(db, settled, { after, from, now }, rejoining)
      : nothingToSettle;
  const splits = sides[0][0] !== sides[1][0];
  const plan = {
    kind: 'redo' as const,
    edge,
    cuts: [],
    storeId,
    leaders,
    sides,
    splits,
    stillJoinedBy: [],
    closes: younger?.edgeId ?? null,
    inferred: [],
    moved: [],
    movesBack: moves.length,
    ceasing: rejoining.ceasing,
    settled,
    settlement,
  };
  return { ...plan, digest: digestOf(plan, edges) };
}

/** The points a plan leaves uncovered. */
export function uncoveredBy({ settlement }: Pick<Plan, 'settlement'>): number {
  return settlement.uncovered.reduce((total, row) => total + row.amount, 0);
}

/** An edge and the store that decides about it. Refuses not_found. */
export async function edgeWithStore(db: Database, edgeId: EdgeId): Promise<{ edge: Edge; storeId: StoreId | null }> {
  const [row] = await db
    .select({ edge: mergeEdges, storeId: mergeRequests.storeId, voidId: mergeVoids.id, voidedAt: mergeVoids.voidedAt })
    .from(mergeEdges)
    .innerJoin(mergeRequests, eq(mergeRequests.id, mergeEdges.requestId))
    .leftJoin(mergeVoids, and(eq(mergeVoids.edgeId, mergeEdges.id), isNull(mergeVoids.withdrawnAt)))
    .where(eq(mergeEdges.id, edgeId));
  if (!row) throw new Refusal('not_found');
  return { storeId: row.storeId, edge: toEdge(row) };
}

/** Lets only those pass who may decide about every edge that is to be undone; whoever is refused is written down. */
export async function mayUndoOnRecord(
  context: Context,
  edgeId: EdgeId,
  further: EdgeId[] = [],
): Promise<{ edge: Edge; storeId: StoreId | null }> {
  for (const id of further) {
    const { edge, storeId } = await edgeWithStore(context.db, id);
    await mayDecideOnRecord(context, `edge:${id}`, storeId, [edge.a, edge.b]);
  }
  const asked = await edgeWithStore(context.db, edgeId);
  await mayDecideOnRecord(context, `edge:${edgeId}`, asked.storeId, [asked.edge.a, asked.edge.b]);
  return asked;
}

/** The void that a redo withdraws, and what ceases with it. */
type Rejoining = { voidId: VoidId; ceasing: Ceasing };

/** The edges as a plan leaves them, and the first moment from which spends can be told differently by them. */
type Change = { after: Edge[]; from: number; now: Date };

/** Replays the accounts' spends under the edges as the undo will leave them. */
async function settleParting(
  db: Database,
  accountIds: AccountId[],
  { after, from, now }: Change,
  moved: MovedLot[],
  { a, b }: Edge,
): Promise<Settlement> {
  const graceUntil = daysLater(now, (await rulesAt(db, now)).graceDays).getTime();
  const { facts, recorded } = withMoved(await factsOf(db, accountIds, now, { from }), moved, now.getTime());
  return planParting(await under(db, facts, after), facts, recorded, { at: now.getTime(), graceUntil, ends: [a, b] });
}

/** Replays the accounts' spends as if the void had never been. */
async function settleRejoining(
  db: Database,
  accountIds: AccountId[],
  { after, from, now }: Change,
  rejoining: Rejoining,
): Promise<Settlement> {
  const { facts, recorded } = await factsOf(db, accountIds, now, { from, rejoining });
  return planSettlement(await under(db, facts, after), recorded, now.getTime());
}

/** The accounts, and all of the persons that these others belong to: they may have parted since. */
async function withPersonsOf(db: Database, accountIds: AccountId[], others: AccountId[]): Promise<AccountId[]> {
  const all = new Set(accountIds);
  for (const other of others) {
    if (all.has(other)) continue;
    for (const id of (await componentOf(db, other)).accountIds) all.add(id);
  }
  return [...all].sort((x, y) => x - y);
}

/** The first moment that a parting changes: of a spend, or when a lot was earned that is somebody else's. */
function firstOf(crossing: number | undefined, moved: MovedLot[]): number | undefined {
  if (crossing === undefined && moved.length === 0) return undefined;
  return Math.min(crossing ?? Number.POSITIVE_INFINITY, ...moved.map(({ recordedAt }) => recordedAt));
}

function newOwners(inferred: Inferred[]): Map<PurchaseId, AccountId> {
  const bought = movedOf(inferred).filter(({ kind }) => kind === 'purchase');
  return new Map(bought.map(({ id, to }) => [id as PurchaseId, to]));
}

/** The facts as they would be under other edges: who is together since when, and whose purses are one. */
async function under(db: Database, facts: Facts, edges: Edge[]): Promise<Facts> {
  const { together } = togetherFrom(spansOf(edges), facts.accountIds);
  return { ...facts, together, purseLinks: await pursesUnder(db, edges) };
}

/**
 * The first spend since the two sides are one that a parting can tell differently; undefined when it moves nothing. That is the first whose points
 * crossed the cut or were given back, or any since the join where both sides own a lot of one once-per-person benefit.
 */
async function firstCrossing(db: Database, [one, other]: Plan['sides']): Promise<number | undefined> {
  const since = await togetherAmong(db, [...one, ...other]);
  const joined = Math.min(...one.flatMap((a) => other.map((b) => since.get(pairKey(a, b)) ?? 0)));
  const [oneIds, otherIds] = [sql`${sql.param(one)}::bigint[]`, sql`${sql.param(other)}::bigint[]`];
  const [found] = await rowsOf<{ rivals: boolean; first: string | null }>(
    db,
    sql`select ${haveRivals(oneIds, otherIds)} as rivals, (extract(epoch from least((
        select min(${spends.spentAt}) from ${ledgerEntries} join ${spends} on ${spends.id} = ${ledgerEntries.spendId}
        where ${ledgerEntries.lotId} is not null and ${ledgerEntries.recordedAt} >= ${instantAt(joined)} and (
          (${spends.accountId} = any(${oneIds}) and ${ledgerEntries.accountId} = any(${otherIds})) or
          (${spends.accountId} = any(${otherIds}) and ${ledgerEntries.accountId} = any(${oneIds})))
      ), (
        select min(${spends.spentAt}) from ${refunds} join ${spends} on ${spends.id} = ${refunds.spendId}
        where ${refunds.refundedAt} >= ${instantAt(joined)} and ${spends.accountId} = any(${oneIds} || ${otherIds})
      ))) * 1000)::bigint::text as first`,
  );
  if (found?.rivals) return joined;
  return found?.first ? Number(found.first) : undefined;
}

/**
 * Whether a redo changes what anybody could reach: a spend made since, a rival benefit, something its undo wrote or gave, or a debt that points
 * earned since may pay.
 */
async function reachChanged(
  db: Database,
  [one, other]: Plan['sides'],
  from: number,
  { voidId, ceasing }: Rejoining,
): Promise<boolean> {
  if (ceasing.graces.length > 0 || ceasing.carries.length > 0) return true;
  const [oneIds, otherIds] = [sql`${sql.param(one)}::bigint[]`, sql`${sql.param(other)}::bigint[]`];
  const [found] = await rowsOf<{ changed: boolean }>(
    db,
    sql`select exists (
        select 1 from ${spends} where ${spends.spentAt} > ${instantAt(from)}
          and ${spends.accountId} = any(${oneIds} || ${otherIds})
      ) or exists (select 1 from ${ledgerEntries} where ${ledgerEntries.voidId} = ${voidId})
        or exists (select 1 from ${carries} join ${spends} on ${spends.id} = ${carries.spendId}
          where ${carries.ceasedAt} is null and ${spends.accountId} = any(${oneIds} || ${otherIds}))
        or ${haveRivals(oneIds, otherIds)} as changed`,
  );
  return found?.changed ?? true;
}

function haveRivals(oneIds: SQL, otherIds: SQL): SQL {
  return sql`exists (
    select 1 from ${lots} mine join ${lots} theirs on theirs.once_key = mine.once_key
    where mine.account_id = any(${oneIds}) and theirs.account_id = any(${otherIds}))`;
}

function sideOf(leaders: Map<AccountId, AccountId>, account: AccountId): AccountId[] {
  return [...leaders].filter(([, leader]) => leader === leaders.get(account)).map(([id]) => id);
}

/** The requests whose edges still lead from one account to the other, nearest way first. */
function pathBetween(edges: Edge[], from: AccountId, to: AccountId): RequestId[] {
  const cameBy = new Map<AccountId, { edge: Edge; before: AccountId }>();
  const reached = [from];
  for (const at of reached) {
    for (const edge of edges.filter(({ a, b }) => a === at || b === at)) {
      const next = edge.a === at ? edge.b : edge.a;
      if (next === from || cameBy.has(next)) continue;
      cameBy.set(next, { edge, before: at });
      reached.push(next);
    }
  }
  const way: RequestId[] = [];
  for (let step = cameBy.get(to); step; step = cameBy.get(step.before)) way.unshift(step.edge.requestId);
  return way;
}

function digestOf({ kind, edge, cuts, leaders, inferred, settlement }: Omit<Plan, 'digest'>, edges: Edge[]): string {
  const standing = edges.filter((other) => other.active && leaders.has(other.a)).map((other) => other.edgeId);
  const { graces, ...moved } = settlement;
  const cutIds = cuts.map((cut) => cut.edgeId);
  const owners = inferred.map(({ kind: fact, id, to }) => [fact, id, to]);
  const content = [
    ...[kind, edge.edgeId, cutIds, standing, [...leaders], owners],
    ...[moved, graces.map((grace) => grace.lotId)],
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
