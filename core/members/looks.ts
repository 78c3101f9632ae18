import type { AccountId } from '../../db/ids.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { keyedHash, useOnce } from '../limits.ts';

/** Where staff see several members at once. */
export type Look = 'home' | 'pending' | 'undo_list' | 'redo_list' | 'counter' | 'duplicates' | 'cap';

/** Whoever sees the same members in the same place within this time has looked once. */
const lookMinutes = 10;

/** Keeps on record that this member of staff saw these accounts: one audit row per look, with the accounts in its facts. */
export async function recordLook(context: Context<StaffActor>, where: Look, accountIds: AccountId[]): Promise<void> {
  const seen = [...new Set(accountIds)].sort((one, other) => one - other);
  if (seen.length === 0) return;
  const { secret, actor } = context;
  const token = keyedHash(secret, 'look', JSON.stringify([actor.staffId, where, seen]));
  await inTransaction(context, async (inside) => {
    if (!(await useOnce(inside, 'look', token, lookMinutes))) return;
    await audit(inside, { action: 'members.seen', subject: 'members', facts: { where, accountIds: seen } });
  });
}
