import { and, gt, inArray } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { prolongations } from '../../db/schema/points.ts';
import type { Context } from '../context.ts';
import { expiryOf } from './earn.ts';
import { lapseEnded } from './expire.ts';
import { lockBooks } from './lock.ts';
import { rulesAt } from './programme.ts';
import type { ProgrammeRules, RollingKind } from './rules.ts';

type Activity = { kind: RollingKind; at: Date };

/**
 * Moves the end of all points that the person of an account holds live now, when its rules say that such an activity does. Months
 * end together, so an account gets at most one row a month. Call it in the transaction of the activity.
 */
export async function prolong(context: Context, accountId: AccountId, { kind, at }: Activity): Promise<void> {
  await prolongBy(await rulesAt(context.db, at), context, accountId, { kind, at });
}

/** The same under the rules that count at `at`, which the caller has read. */
export async function prolongBy(
  rules: ProgrammeRules,
  context: Context,
  accountId: AccountId,
  { kind, at }: Activity,
): Promise<void> {
  if (rules.expiry.model !== 'rolling' || !rules.expiry.kinds.includes(kind)) return;
  const expiresAt = expiryOf(at, rules);
  const { booking, accountIds } = await lockBooks(context, accountId, 'spend');
  const { db, now } = booking;
  // What has ended must be seen to end first: a prolongation gives nothing to points that are gone.
  await lapseEnded(db, now, accountIds);
  const rows = await db
    .select({ accountId: prolongations.accountId })
    .from(prolongations)
    .where(
      and(inArray(prolongations.accountId, accountIds), gt(prolongations.expiresAt, new Date(expiresAt.getTime() - 1))),
    );
  const prolonged = new Set(rows.map((row) => row.accountId));
  const due = accountIds.filter((id) => !prolonged.has(id) && expiresAt > now);
  if (due.length === 0) return;
  await db.insert(prolongations).values(due.map((id) => ({ accountId: id, givenAt: now, expiresAt })));
}
