import { eq, sum } from 'drizzle-orm';
import type { LotId, SpendId } from '../../db/ids.ts';
import { refunds, spends } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { settleBooks } from './book.ts';
import { lapseEnded } from './expire.ts';
import { lockBooks } from './lock.ts';

export type Refunding = {
  spendId: SpendId;
  /** Whole points, at most what was not given back yet. */
  amount: number;
  /** Makes the refund once: the same again answers the same, another body is refused `key_reused`. */
  key: string;
};

/**
 * Gives points of a spend back to the lots they came from, what was taken last first, with the ends those lots have: what has ended
 * meanwhile comes back as ended. Refuses not_found, and bad_input {left}.
 */
export async function refund(
  context: Context,
  { spendId, amount, key }: Refunding,
): Promise<{ returned: { lotId: LotId; amount: number }[]; fresh: boolean }> {
  if (!Number.isSafeInteger(amount) || amount < 1) throw new Refusal('bad_input', { field: 'amount' });
  return inTransaction(context, async (inside) => {
    const [asked] = await inside.db.select().from(spends).where(eq(spends.id, spendId));
    if (!asked || asked.lotId !== null) throw new Refusal('not_found');
    const { booking, accountIds } = await lockBooks(inside, asked.accountId, 'refund');
    const { db, now } = booking;
    const [known] = await db.select().from(refunds).where(eq(refunds.key, key));
    if (known && (known.spendId !== spendId || known.amount !== amount)) throw new Refusal('key_reused', { key });
    if (known) return { returned: [], fresh: false };

    const [before] = await db
      .select({ amount: sum(refunds.amount) })
      .from(refunds)
      .where(eq(refunds.spendId, spendId));
    const left = asked.amount - Number(before?.amount ?? 0);
    if (amount > left) throw new Refusal('bad_input', { field: 'amount', left });
    await lapseEnded(db, now, accountIds);
    const written = await db
      .insert(refunds)
      .values({ spendId, amount, refundedAt: now, key })
      .onConflictDoNothing()
      .returning({ id: refunds.id });
    if (written.length === 0) throw new Refusal('key_reused', { key });
    const { moves } = await settleBooks(booking, accountIds, { kind: 'refund' }, asked.spentAt);
    const facts = { amount };
    await audit(booking, { action: 'points.refunded', subject: `spend:${spendId}`, accountId: asked.accountId, facts });
    return { returned: moves.map((move) => ({ lotId: move.lotId, amount: move.amount })), fresh: true };
  });
}
