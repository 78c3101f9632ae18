import { and, eq, inArray, or } from 'drizzle-orm';
import type { AccountId, RequestId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { stores } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import type { Context } from '../context.ts';
import { profileOf } from '../members/profile.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { headquartersOf } from '../staff.ts';
import { componentOf } from './component.ts';
import { tellConcerned } from './contacts.ts';
import { deadlines, hoursLater, openHoursLater } from './deadlines.ts';
import { compareProfiles, type EvidenceRow } from './evidence.ts';
import { provedContact } from './requestFacts.ts';

export type MergeRequest = typeof mergeRequests.$inferSelect;

/** What a card is drawn from: the comparison, and the epochs of both persons it was made at. */
export type Drawn = { evidence: EvidenceRow[]; requesterEpoch: number; targetEpoch: number };

/** Compares two accounts as they are now; `proved` is the contact whose code proved the request, if one did. */
export async function draw(
  db: Database,
  requester: AccountId,
  target: AccountId,
  proved: 'phone' | 'mail' | null,
): Promise<Drawn> {
  const profiles = await profileOf(db, [requester, target]);
  return {
    evidence: compareProfiles(profiles.get(requester) ?? {}, profiles.get(target) ?? {}, proved),
    requesterEpoch: (await componentOf(db, requester)).epoch,
    targetEpoch: (await componentOf(db, target)).epoch,
  };
}

/**
 * Draws the cards of waiting requests anew whose persons a merge, an undo or a redo has just changed, in its transaction. One that
 * somebody is deciding at this moment is left to that decision; one whose two cards have become one, to whoever made them so.
 */
export async function redrawWaiting(context: Context, accountIds: AccountId[]): Promise<void> {
  const { db } = context;
  const concerned = or(
    inArray(mergeRequests.requesterAccountId, accountIds),
    inArray(mergeRequests.targetAccountId, accountIds),
  );
  const waiting = await db
    .select()
    .from(mergeRequests)
    .where(and(eq(mergeRequests.state, 'waiting'), concerned))
    .for('update', { skipLocked: true });
  for (const request of waiting) {
    if ((await compareAnew(context, request)) === 'drawn') await showAnew(context, request.id, 'redrawn');
  }
}

/** Compares the two cards of a waiting request as they are now, in the caller's transaction; not when they have become one. */
export async function compareAnew(
  { db }: Context,
  { id, requesterAccountId: here, targetAccountId: there }: MergeRequest,
): Promise<'drawn' | 'already_one' | 'no_target'> {
  if (!there) return 'no_target';
  if ((await componentOf(db, here)).accountIds.includes(there)) return 'already_one';
  await db
    .update(mergeRequests)
    .set(await draw(db, here, there, await provedContact(db, id)))
    .where(eq(mergeRequests.id, id));
  return 'drawn';
}

/** Has the card of a request drawn once more, after something that may happen to it again and again. */
export async function showAnew(context: Context, requestId: RequestId, why: 'redrawn' | 'refreshed' | 'lifted') {
  const key = `request:${requestId}:${why}:${context.now.getTime()}`;
  await tell(context, { topic: 'slack', message: { show: 'request', requestId } }, key);
}

/**
 * Moves a proved request on to the store: `store` when somebody serves the customer there, else the home store of the old
 * account, else headquarters. Tells the store, the requester, and everybody who can be reached over the old account; where no member
 * asked, over both, because then only the store says which of the two cards is the old one.
 */
export async function moveToWaiting(
  context: Context,
  request: MergeRequest,
  {
    targetAccountId,
    proof,
    store,
  }: { targetAccountId: AccountId; proof: 'code' | 'counter' | 'line'; store?: StoreId },
): Promise<void> {
  const { db, now } = context;
  const old = await componentOf(db, targetAccountId);
  if (old.accountIds.includes(request.requesterAccountId)) throw new Refusal('already_one');
  const storeId = store ?? (await decidingStore(db, targetAccountId));
  await db
    .update(mergeRequests)
    .set({
      ...(await draw(db, request.requesterAccountId, targetAccountId, await provedContact(db, request.id))),
      state: 'waiting',
      targetAccountId,
      storeId,
      proof,
      provedAt: now,
      remindAt: openHoursLater(now, deadlines.remindHours),
      escalateAt: hoursLater(now, deadlines.escalateHours),
      expiresAt: daysLater(now, deadlines.expireDays),
    })
    .where(eq(mergeRequests.id, request.id));
  await audit(context, {
    action: 'request.proved',
    subject: `request:${request.id}`,
    accountId: request.requesterAccountId,
    facts: { proof, targetAccountId, storeId },
  });
  await tellWaiting(context, request, storeId);
  const asked = request.requesterIdentityId !== null;
  const others = asked ? [] : (await componentOf(db, request.requesterAccountId)).accountIds;
  const about = { template: 'request_about_you', requestId: request.id } as const;
  await tellConcerned(context, about, [...old.accountIds, ...others], `request:${request.id}:about`);
}

/** The store that decides about joining an older account: its home store, else headquarters. */
export async function decidingStore(db: Database, accountId: AccountId): Promise<StoreId | null> {
  const [account] = await db.select({ storeId: accounts.homeStoreId }).from(accounts).where(eq(accounts.id, accountId));
  return account?.storeId ?? headquartersOf(db);
}

async function tellWaiting(context: Context, request: MergeRequest, storeId: StoreId | null): Promise<void> {
  const key = `request:${request.id}:waiting`;
  await tell(context, { topic: 'slack', message: { show: 'request', requestId: request.id } }, `${key}:slack`);
  if (!request.requesterIdentityId) return;
  const [store] = storeId
    ? await context.db.select({ name: stores.name }).from(stores).where(eq(stores.id, storeId))
    : [];
  const message = { template: 'request_waiting', requestId: request.id, storeName: store?.name ?? '' } as const;
  await tell(context, { topic: 'line', message: { to: request.requesterIdentityId, ...message } }, `${key}:requester`);
}
