import type { AccountId, EdgeId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import type { Context } from '../context.ts';
import { summariesOf } from '../members/summary.ts';
import { type MergeFigures, tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { componentOf } from './component.ts';
import { type Contact, contactsOf, lineIdentitiesOf } from './contacts.ts';
import { recordDisclosure } from './visible.ts';
import type { MergeRequest } from './waiting.ts';

/** Both sides as they stand before they are joined. */
export async function figuresOf(db: Database, here: AccountId, there: AccountId, now: Date): Promise<MergeFigures> {
  const summaries = await summariesOf(db, [here, there], now);
  const figures = (accountId: AccountId) => {
    const summary = summaries.get(accountId);
    if (!summary) throw new Refusal('not_found');
    const { tail, points, purchases } = summary;
    return { tail, points, purchases };
  };
  return { here: figures(here), there: figures(there) };
}

/**
 * Tells everybody whom a merge concerns: the requester with figures, every other LINE of the person and the old card's contacts
 * without (both cards' where no member asked), and the store.
 */
export async function tellMerged(
  context: Context,
  request: MergeRequest,
  edgeId: EdgeId,
  figures: MergeFigures,
): Promise<void> {
  const { db } = context;
  const { id: requestId, requesterIdentityId: requester, targetAccountId } = request;
  const key = `edge:${edgeId}:merged`;
  await tell(context, { topic: 'slack', message: { show: 'request', requestId } }, `request:${requestId}:approved`);
  if (requester && targetAccountId) {
    await tell(context, { topic: 'line', message: { to: requester, template: 'merged', edgeId, figures } }, key);
    await recordDisclosure(context, requester, 'message', new Map([[targetAccountId, 1]]));
  }
  const about = { template: 'merged_about_you', edgeId } as const;
  const { accountIds } = await componentOf(db, request.requesterAccountId);
  for (const to of await lineIdentitiesOf(db, accountIds)) {
    if (to !== requester) await tell(context, { topic: 'line', message: { to, ...about } }, `${key}:line:${to}`);
  }
  const unasked = requester ? [] : [request.requesterAccountId];
  for (const { topic, profileValueId } of await lettersTo(db, [targetAccountId, ...unasked])) {
    await tell(context, { topic, message: { profileValueId, ...about } }, `${key}:contact:${profileValueId}`);
  }
}

/** Each card's mail, or its phone when it has no mail. */
async function lettersTo(db: Database, accountIds: (AccountId | null)[]): Promise<Contact[]> {
  const letters: Contact[] = [];
  for (const accountId of accountIds) {
    const contacts = accountId === null ? [] : await contactsOf(db, [accountId]);
    const mails = contacts.filter(({ topic }) => topic === 'mail');
    letters.push(...(mails.length > 0 ? mails : contacts));
  }
  return letters;
}
