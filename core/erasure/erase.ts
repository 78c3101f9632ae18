import { and, eq, gt, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { AccountId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { ledgerEntries, lots } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { withdrawFromHousehold } from '../households/leave.ts';
import { lockAccounts } from '../merges/component.ts';
import { tell } from '../outbox.ts';
import { eraseReasons } from '../seal.ts';
import { needlesOf } from './scan.ts';
import { startSearch } from './search.ts';
import { carryOutPolicies, type Tombstone } from './tombstone.ts';

/** What an erasure did: rows by table, and points that lapsed. */
export type Erased = { rows: Tombstone; points: number };

/**
 * Erases one account in one transaction: its owner's data and keys go, its id, lots, uses and joins stay as a tombstone, so that nobody
 * else's person, points or sums change. Every table is searched for what was erased, afterwards and piece by piece (`search.ts`). An
 * account that is erased already has nothing left to erase. The caller has seen to it that this is wished.
 */
export async function eraseAccount(context: Context, accountId: AccountId): Promise<Erased> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    // First, so that the family's pot is settled by the same rule as when somebody leaves.
    await withdrawFromHousehold(inside, accountId);
    await lockAccounts(db, [accountId]);
    const needles = await needlesOf(db, accountId);
    const requestIds = await endRequests(inside, accountId);
    const subjects = await subjectsOf(db, accountId, requestIds);
    const rows = await carryOutPolicies(db, { accountId, at: now });
    const reasons = await eraseReasons(inside, accountId, subjects);
    const points = await lapseErased(inside, [accountId]);
    await startSearch(inside, accountId, needles);
    const facts = { rows: { ...rows, audit_entries: reasons }, points };
    await audit(inside, { action: 'account.erased', subject: `account:${accountId}`, accountId, facts });
    return { rows, points };
  });
}

/**
 * Takes what is left in lots of erased accounts, also what an undo brought back later, and answers how many points. The lots' rows stay
 * whole, so a replay knows them.
 */
export async function lapseErased(context: Context, accountIds?: AccountId[]): Promise<number> {
  return inTransaction(context, async ({ db, now }) => {
    const erased = db.select({ id: accounts.id }).from(accounts).where(isNotNull(accounts.erasedAt));
    const which = and(gt(lots.remaining, 0), inArray(lots.accountId, accountIds ?? erased));
    const left = await db.select().from(lots).where(which).for('update');
    if (left.length === 0) return 0;
    const rows = left.map((lot) => ({
      ...{ kind: 'erase' as const, accountId: lot.accountId, lotId: lot.id },
      ...{ amount: -lot.remaining, recordedAt: now },
    }));
    await db.insert(ledgerEntries).values(rows);
    const ids = left.map(({ id }) => id);
    await db.update(lots).set({ remaining: sql`0` }).where(inArray(lots.id, ids));
    return left.reduce((sum, lot) => sum + lot.remaining, 0);
  });
}

/**
 * Ends what is asked about the account. An unproved request that somebody else made for it goes on as one for a card that nobody has:
 * whoever made it must not learn that there was one.
 */
async function endRequests(context: Context, accountId: AccountId): Promise<RequestId[]> {
  const { db } = context;
  const concerned = or(eq(mergeRequests.requesterAccountId, accountId), eq(mergeRequests.targetAccountId, accountId));
  const all = await db.select({ id: mergeRequests.id }).from(mergeRequests).where(concerned);
  await db
    .update(mergeRequests)
    .set({ targetAccountId: null })
    .where(and(eq(mergeRequests.targetAccountId, accountId), eq(mergeRequests.state, 'proving')));
  const ended = await db
    .update(mergeRequests)
    .set({ state: 'cancelled' })
    .where(and(concerned, inArray(mergeRequests.state, ['proving', 'waiting'])))
    .returning();
  for (const { id: requestId, requesterAccountId, requesterIdentityId: to, provedAt } of ended) {
    await audit(context, { action: 'request.cancelled', subject: `request:${requestId}`, reason: 'erased' });
    if (!provedAt) continue;
    await tell(context, { topic: 'slack', message: { show: 'request', requestId } }, `request:${requestId}:erased`);
    if (!to || requesterAccountId === accountId) continue;
    const message = { to, template: 'request_expired', requestId } as const;
    await tell(context, { topic: 'line', message }, `request:${requestId}:erased:requester`);
  }
  return all.map(({ id }) => id);
}

/** What audit rows about the account are about, beside the account itself. */
async function subjectsOf(db: Database, accountId: AccountId, requestIds: RequestId[]): Promise<string[]> {
  const edges = await db
    .select({ id: mergeEdges.id })
    .from(mergeEdges)
    .where(or(eq(mergeEdges.a, accountId), eq(mergeEdges.b, accountId)));
  return [`account:${accountId}`, ...requestIds.map((id) => `request:${id}`), ...edges.map(({ id }) => `edge:${id}`)];
}
