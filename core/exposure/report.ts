import { and, asc, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm';
import type { AccountId, EdgeId, IdentityId, RequestId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { disclosures, mergeEdges, mergeVoids } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { tailOf } from '../members/mask.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';

/** What one side's LINE was shown or sent of one card of the other side while the two were one. */
export type Exposed = {
  toTail: string;
  toAccountId: AccountId;
  identityId: IdentityId;
  ofTail: string;
  ofAccountId: AccountId;
  what: 'balance' | 'history' | 'message';
  times: number;
  /** Purchases, visits and lots, counted each time they were shown. */
  facts: number;
  firstAt: Date;
  lastAt: Date;
};

/** Between two instants, who saw what. `parted` is false when the undo left the two sides one person by another join. */
export type ExposureReport = {
  edgeId: EdgeId;
  requestId: RequestId;
  from: Date;
  until: Date;
  parted: boolean;
  exposed: Exposed[];
};

/**
 * What members of one side saw of the other between a merge and its undo: the log of what was shown, joined with which account stood
 * on which side when they parted. For headquarters, on record. Refuses not_staff, not_yours, not_found, edge_not_void.
 */
export async function readExposure(context: Context<StaffActor>, edgeId: EdgeId): Promise<ExposureReport> {
  if (!(await activeStaff(context)).atHeadquarters) throw new Refusal('not_yours');
  return inTransaction(context, async (inside) => {
    const report = await exposureOf(inside.db, edgeId);
    const { exposed, requestId } = report;
    await audit(inside, {
      action: 'exposure.read',
      subject: `edge:${edgeId}`,
      facts: { requestId, rows: exposed.length },
    });
    return report;
  });
}

/** The report itself. Refuses not_found, and edge_not_void while the merge stands. */
export async function exposureOf(db: Database, edgeId: EdgeId): Promise<ExposureReport> {
  const [edge] = await db.select().from(mergeEdges).where(eq(mergeEdges.id, edgeId));
  if (!edge) throw new Refusal('not_found');
  const [undone] = await db
    .select({ at: mergeVoids.voidedAt })
    .from(mergeVoids)
    .where(eq(mergeVoids.edgeId, edgeId))
    .orderBy(desc(mergeVoids.voidedAt))
    .limit(1);
  if (!undone || edge.state !== 'void') throw new Refusal('edge_not_void');
  const sides = await sidesAt(db, edgeId, undone.at);
  const { requestId, mergedAt: from } = edge;
  const window = { edgeId, requestId, from, until: undone.at };
  if (sides[0].has(edge.b)) return { ...window, parted: false, exposed: [] };
  return { ...window, parted: true, exposed: await crossing(db, sides, from, undone.at) };
}

/** The accounts that hung on either end of an edge at an instant, when that edge no longer counted. */
async function sidesAt(db: Database, edgeId: EdgeId, at: Date): Promise<[Set<AccountId>, Set<AccountId>]> {
  const then = at.toISOString();
  const edges = await rowsOf<{ id: EdgeId; a: AccountId; b: AccountId; stands: boolean }>(
    db,
    sql`select e.id::int, e.a::int, e.b::int, not exists (select 1 from merge_voids v where v.edge_id = e.id
        and v.voided_at <= ${then}::timestamptz and (v.withdrawn_at is null or v.withdrawn_at > ${then}::timestamptz)) as stands
      from merge_edges e where e.merged_at <= ${then}::timestamptz`,
  );
  const own = edges.find(({ id }) => id === edgeId);
  const standing = edges.filter(({ id, stands }) => stands && id !== edgeId);
  const reachable = (from: AccountId) => {
    const reached = new Set([from]);
    for (const account of reached)
      for (const { a, b } of standing) {
        if (a === account) reached.add(b);
        if (b === account) reached.add(a);
      }
    return reached;
  };
  if (!own) throw new Refusal('not_found');
  return [reachable(own.a), reachable(own.b)];
}

async function crossing(
  db: Database,
  [one, other]: [Set<AccountId>, Set<AccountId>],
  from: Date,
  until: Date,
): Promise<Exposed[]> {
  const tails = new Map(
    (
      await db
        .select({ id: accounts.id, number: accounts.memberNumber })
        .from(accounts)
        .where(inArray(accounts.id, [...one, ...other]))
    ).map(({ id, number }) => [id, tailOf(number)]),
  );
  const rows = await db
    .select({
      identityId: disclosures.identityId,
      toAccountId: identities.accountId,
      ofAccountId: disclosures.accountId,
      what: disclosures.what,
      times: sql<number>`count(*)::int`,
      facts: sql<number>`sum(${disclosures.factCount})::int`,
      firstAt: sql<string | Date>`min(${disclosures.at})`,
      lastAt: sql<string | Date>`max(${disclosures.at})`,
    })
    .from(disclosures)
    .innerJoin(identities, eq(identities.id, disclosures.identityId))
    .where(
      and(inArray(disclosures.accountId, [...one, ...other]), gte(disclosures.at, from), lte(disclosures.at, until)),
    )
    .groupBy(disclosures.identityId, identities.accountId, disclosures.accountId, disclosures.what)
    .orderBy(asc(identities.accountId), asc(disclosures.accountId), asc(disclosures.what));
  return rows
    .filter(({ toAccountId: to, ofAccountId: of }) => (one.has(to) && other.has(of)) || (other.has(to) && one.has(of)))
    .map((row) => ({
      ...row,
      toTail: tails.get(row.toAccountId) ?? '',
      ofTail: tails.get(row.ofAccountId) ?? '',
      firstAt: new Date(row.firstAt),
      lastAt: new Date(row.lastAt),
    }));
}
