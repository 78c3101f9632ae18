import { eq } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { accounts } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';
import { componentOf } from '../merges/component.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';

/**
 * Who may book for a member at a till: a shop system by its key, and staff who still work here, never for their own card. Refuses
 * not_staff, about_yourself, not_yours.
 */
export async function mayServe(context: Context, accountId: AccountId): Promise<void> {
  const { actor, db } = context;
  if (actor.kind === 'system') return;
  if (actor.kind !== 'staff') throw new Refusal('not_yours');
  const { accountId: own } = await activeStaff({ ...context, actor });
  if (own === null) return;
  const [row] = await db.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId));
  if (!row) throw new Refusal('not_found');
  if ((await componentOf(db, accountId)).accountIds.includes(own)) throw new Refusal('about_yourself');
}
