import { and, asc, eq, lte } from 'drizzle-orm';
import { erasures } from '../../db/schema/erasure.ts';
import { type Context, inTransaction } from '../context.ts';
import { tell } from '../outbox.ts';
import { eraseAccount, lapseErased } from './erase.ts';

const batchMax = 5;

/**
 * Erases the accounts whose time to be taken back is over, one transaction each, a few a call; and takes what an undo brought back to
 * accounts that are erased. Answers how many accounts. Whoever takes it back at the same moment either comes first or finds it done.
 */
export async function runDueErasures(context: Context): Promise<number> {
  const { db, now } = context;
  await lapseErased(context);
  const due = and(eq(erasures.state, 'waiting'), lte(erasures.dueAt, now));
  const rows = await db.select({ id: erasures.id }).from(erasures).where(due).orderBy(asc(erasures.id)).limit(batchMax);
  let done = 0;
  for (const { id } of rows) {
    await inTransaction(context, async (inside) => {
      const [erasure] = await inside.db
        .update(erasures)
        .set({ state: 'done', settledAt: now })
        .where(and(eq(erasures.id, id), due))
        .returning();
      if (!erasure) return;
      await eraseAccount(inside, erasure.accountId);
      done++;
      if (erasure.staffId)
        await tell(inside, { topic: 'slack', message: { show: 'erasure', erasureId: id } }, `erasure:${id}:done`);
    });
  }
  return done;
}
