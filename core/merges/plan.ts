import { createHash } from 'node:crypto';
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { AccountId, EdgeId, RequestId, StoreId, VoidId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { mergeEdges, mergeRequests, mergeVoids } from '../../db/schema/merges.ts';
import { ledgerEntries, lotGraces, lots, spends } from '../../db/schema/points.ts';
import { daysLater } from '../calendar.ts';
import { factsOf } from '../points/facts.ts';
import { rulesAt } from '../points/programme.ts';
import type { Facts } from '../points/replay.ts';
import { nothingToSettle, planParting, planSettlement, type Settlement } from '../points/settlement.ts';
import { Refusal } from '../refusal.ts';
import { componentOf, type Edge, edgesAmong, spansOf, toEdge, togetherAmong } from './component.ts';
import { pairKey, partition, togetherFrom } from './together.ts';

/** What an undo or redo will do, worked out without doing it: the preview shows it, the verb carries it out. */
export type Plan = {
  kind: 'undo' | 'redo';
  edge: Edge;
  storeId: StoreId | null;
  /** All accounts concerned, with the person each will belong to. */
  leaders: Map<AccountId, AccountId>;
  /** The two persons that part (undo) or become one (redo); equal when the structure does not change. */
  sides: [AccountId[], AccountId[]];
  splits: boolean;
  stillJoinedBy: RequestId[];
  /** A younger edge on the same pair, which a redo closes. */
  closes: EdgeId | null;
  settlement: Settlement;
  /** Names this plan: a confirm that carries another digest finds that something has changed since it was shown. */
  digest: string;
};

/** Plans the undo of an active edge at `now`. Refuses not_found, edge_not_active. */
export async function planUndo(db: Database, now: Date, edgeId: EdgeId): Promise<Plan> {
  const { edge, storeId } = await edgeWithStore(db, edgeId);
  if (!edge.active) throw new Refusal('edge_not_active');
  const { accountIds } = await componentOf(db, edge.a);
  const edges = await edgesAmong(db, accountIds);
  const after = edges.map((other) => (other.edgeId === edgeId ? { ...other, active: false, voidedAt: now } : other));
  const leaders = partition(
    accountIds,
    after.filter((other) => other.active),
  );
  const sides: Plan['sides'] = [sideOf(leaders, edge.a), sideOf(leaders, edge.b)];
  const splits = leaders.get(edge.a) !== leaders.get(edge.b);
  const settlement =
    splits && (await pointsCrossed(db, sides)) ? await settleParting(db, accountIds, after, now) : nothingToSettle;
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
    storeId,
    leaders,
    sides,
    splits,
    stillJoinedBy,
    closes: null,
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
  const settlement = (await reachChanged(db, sides, edge))
    ? await settleRejoining(db, accountIds, after, now, edge.voidId)
    : nothingToSettle;
  const splits = sides[0][0] !== sides[1][0];
  const plan = {
    kind: 'redo' as const,
    edge,
    storeId,
    leaders,
    sides,
    splits,
    stillJoinedBy: [],
    closes: younger?.edgeId ?? null,
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

/** Replays the accounts' spends under the edges as the undo will leave them. */
async function settleParting(db: Database, accountIds: AccountId[], after: Edge[], now: Date): Promise<Settlement> {
  const graceUntil = daysLater(now, (await rulesAt(db, now)).graceDays).getTime();
  const { facts, recorded } = await factsOf(db, accountIds, now);
  return planParting(under(facts, after), facts, recorded, now.getTime(), graceUntil);
}

/** Replays the accounts' spends as if the void had never been. */
async function settleRejoining(
  db: Database,
  accountIds: AccountId[],
  after: Edge[],
  now: Date,
  withdrawn: VoidId,
): Promise<Settlement> {
  const { facts, recorded } = await factsOf(db, accountIds, now, withdrawn);
  return planSettlement(under(facts, after), recorded, now.getTime());
}

function under(facts: Facts, edges: Edge[]): Facts {
  return { ...facts, together: togetherFrom(spansOf(edges), facts.accountIds).together };
}

/**
 * Whether any point crossed the cut, or both sides own a lot of one once-per-person benefit; else a split moves nothing. Looks only at
 * what was booked since the two sides are one, because before that nothing could cross.
 */
async function pointsCrossed(db: Database, [one, other]: Plan['sides']): Promise<boolean> {
  const since = await togetherAmong(db, [...one, ...other]);
  const joined = one.flatMap((a) => other.map((b) => since.get(pairKey(a, b)) ?? 0));
  const from = new Date(Math.min(...joined)).toISOString();
  const [oneIds, otherIds] = [sql`${sql.param(one)}::bigint[]`, sql`${sql.param(other)}::bigint[]`];
  const [found] = await rowsOf<{ crossed: boolean }>(
    db,
    sql`select exists (
        select 1 from ${ledgerEntries} join ${spends} on ${spends.id} = ${ledgerEntries.spendId}
        where ${ledgerEntries.lotId} is not null and ${ledgerEntries.recordedAt} >= ${from}::timestamptz and (
          (${spends.accountId} = any(${oneIds}) and ${ledgerEntries.accountId} = any(${otherIds})) or
          (${spends.accountId} = any(${otherIds}) and ${ledgerEntries.accountId} = any(${oneIds})))
      ) or ${haveRivals(oneIds, otherIds)} as crossed`,
  );
  return found?.crossed ?? false;
}

/** Whether a redo changes what anybody could reach: a spend made since the merge, a rival benefit, or something its undo wrote. */
async function reachChanged(db: Database, [one, other]: Plan['sides'], { mergedAt, voidId }: Edge): Promise<boolean> {
  const [oneIds, otherIds] = [sql`${sql.param(one)}::bigint[]`, sql`${sql.param(other)}::bigint[]`];
  const [found] = await rowsOf<{ changed: boolean }>(
    db,
    sql`select exists (
        select 1 from ${spends} where ${spends.spentAt} > ${mergedAt.toISOString()}::timestamptz
          and ${spends.accountId} = any(${oneIds} || ${otherIds})
      ) or exists (select 1 from ${ledgerEntries} where ${ledgerEntries.voidId} = ${voidId})
        or exists (select 1 from ${lotGraces} where ${lotGraces.voidId} = ${voidId})
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

function digestOf({ kind, edge, leaders, settlement }: Omit<Plan, 'digest'>, edges: Edge[]): string {
  const standing = edges.filter((other) => other.active && leaders.has(other.a)).map((other) => other.edgeId);
  const { graces, ...moved } = settlement;
  const content = [kind, edge.edgeId, standing, [...leaders], moved, graces.map((grace) => grace.lotId)];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
