import { and, asc, eq, inArray, isNull, lte, notInArray, or, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { duplicatePairs, lookups } from '../../db/schema/duplicates.ts';
import { accounts } from '../../db/schema/members.ts';
import { type Context, inTransaction } from '../context.ts';
import { offerHousehold } from '../households/offer.ts';
import { profileOfOne } from '../members/profile.ts';
import { type Likeness, lookUp } from './lookup.ts';
import { valuesOf } from './members.ts';
import { standingOf } from './standing.ts';
import { gone, inOrder, notOrdered } from './write.ts';

const batchMax = 200;

/**
 * Looks up the accounts of which something new was said: whoever is probably known goes to the review of the staff as a pair, never further,
 * and is told nothing of it; whoever proved the contact of a relative who lets itself be found is offered that household. What staff or an undo
 * decided of a pair stays decided. Answers how many accounts were looked up.
 */
export async function lookUpNewcomers(context: Context): Promise<number> {
  let looked = 0;
  while (looked < batchMax && (await lookUpNext(context))) looked++;
  return looked;
}

function lookUpNext(context: Context): Promise<boolean> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [due] = await db
      .select()
      .from(lookups)
      .where(lte(lookups.askedAt, now))
      .orderBy(asc(lookups.askedAt), asc(lookups.id))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!due) return false;
    const { accountId } = due;
    const [live] = await db
      .select({ id: accounts.id })
      .from(accounts)
      .where(and(eq(accounts.id, accountId), isNull(accounts.closedAt)));
    const likely = live ? await lookUp(db, { accountId, values: valuesOf(await profileOfOne(db, accountId)) }) : [];
    await keepPairs(inside, accountId, await allowed(inside, accountId, likely));
    if (live) await offerHousehold(inside, accountId, likely);
    await db.delete(lookups).where(eq(lookups.id, due.id));
    return true;
  });
}

/** Without those of whom somebody has decided that they are others, by whichever of their cards. */
async function allowed({ db, now }: Context, accountId: AccountId, likely: Likeness[]): Promise<Likeness[]> {
  const pairs = likely.map((one) => ({ a: accountId, b: one.accountId }));
  const settled = (await standingOf(db, pairs, now)).filter((standing) => standing.settled);
  return likely.filter((one) => !settled.some(({ b }) => b === one.accountId));
}

/** Writes down what was found now, and that what a look found before is no longer so. A pair that a run over the whole base found is left to the next one. */
async function keepPairs({ db, now }: Context, accountId: AccountId, likely: Likeness[]): Promise<void> {
  const pairs = likely.map(({ accountId: other, same, zone, reasons }) => ({
    ...inOrder(accountId, other),
    probability: same,
    // Only a run that has seen the whole base leaves a pair to the machine.
    zone: zone === 'household' ? zone : ('review' as const),
    reasons,
    foundAt: now,
  }));
  const own = or(eq(duplicatePairs.a, accountId), eq(duplicatePairs.b, accountId));
  const others = pairs.flatMap(({ a, b }) => [a, b]).filter((id) => id !== accountId);
  const elsewhere = and(notInArray(duplicatePairs.a, others), notInArray(duplicatePairs.b, others));
  await db
    .update(duplicatePairs)
    .set(gone(now))
    .where(
      and(
        ...[own, eq(duplicatePairs.state, 'open'), isNull(duplicatePairs.runId), isNull(duplicatePairs.requestId)],
        others.length > 0 ? elsewhere : undefined,
      ),
    );
  if (pairs.length === 0) return;
  const fresh = (column: string) => sql.raw(`excluded.${column}`);
  await db
    .insert(duplicatePairs)
    .values(pairs)
    .onConflictDoUpdate({
      target: [duplicatePairs.a, duplicatePairs.b],
      set: {
        ...{ probability: fresh('probability'), reasons: fresh('reasons'), foundAt: fresh('found_at') },
        ...{ zone: fresh('zone'), state: 'open', settledAt: null, ...notOrdered },
      },
      setWhere: inArray(duplicatePairs.state, ['open', 'gone']),
    });
}
