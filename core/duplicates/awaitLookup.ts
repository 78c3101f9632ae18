import type { AccountId } from '../../db/ids.ts';
import { lookups } from '../../db/schema/duplicates.ts';
import type { Context } from '../context.ts';

/**
 * Notes that something new was said of an account, so that somebody looks whether it is known. One row for everybody, in the transaction of
 * whoever said it; who else there is comes up only later, where nobody waits for an answer.
 */
export async function awaitLookup({ db, now }: Context, accountId: AccountId): Promise<void> {
  await db
    .insert(lookups)
    .values({ accountId, askedAt: now })
    .onConflictDoUpdate({ target: lookups.accountId, set: { askedAt: now } });
}
