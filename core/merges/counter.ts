import type { AccountId, RequestId } from '../../db/ids.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { type Account, memberByNumber } from '../members/member.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff, type Staff } from '../staff.ts';
import { deadlines, hoursLater } from './deadlines.ts';
import { openRequestOf } from './requests.ts';
import { moveToWaiting } from './waiting.ts';

/**
 * Starts a merge for the customer who stands at the counter with both cards. The store that serves decides, and whoever serves may
 * approve. Refuses not_staff, not_found, same_account, already_one, about_yourself, request_open {requestId}.
 */
export async function startAtCounter(
  context: Context<StaffActor>,
  { presentNumber, oldNumber }: { presentNumber: string; oldNumber: string },
): Promise<{ requestId: RequestId }> {
  const serving = await activeStaff(context);
  return inTransaction(context, async (inside) => {
    const present = await readCard(inside, presentNumber);
    const old = await readCard(inside, oldNumber);
    if (present.accountId === old.accountId) throw new Refusal('same_account');
    if (present.personId === old.personId) throw new Refusal('already_one');
    if (isOwn(serving, present.accountId, old.accountId)) throw new Refusal('about_yourself');
    const { db, now } = inside;
    const [request] = await db
      .insert(mergeRequests)
      .values({
        origin: 'counter',
        state: 'proving',
        requesterAccountId: present.accountId,
        targetAccountId: old.accountId,
        soughtKind: 'memberNumber',
        createdAt: now,
        createdByStaffId: serving.staffId,
        expiresAt: hoursLater(now, deadlines.provingHours),
      })
      .onConflictDoNothing()
      .returning();
    if (!request) {
      const open = await openRequestOf(db, present.accountId);
      throw new Refusal('request_open', { requestId: open?.requestId });
    }
    await audit(inside, { action: 'request.made', subject: `request:${request.id}`, accountId: present.accountId });
    await moveToWaiting(inside, request, { targetAccountId: old.accountId, proof: 'counter', store: serving.storeId });
    return { requestId: request.id };
  });
}

async function readCard(context: Context, number: string): Promise<Account> {
  const account = await memberByNumber(context.db, number.normalize('NFKC').replace(/\D/g, ''));
  if (!account) throw new Refusal('not_found', { number: number.slice(-4) });
  const { accountId } = account;
  await audit(context, { action: 'member.read', subject: `account:${accountId}`, accountId });
  return account;
}

function isOwn(serving: Staff, ...accountIds: AccountId[]): boolean {
  return serving.accountId !== null && accountIds.includes(serving.accountId);
}
