import { and, eq } from 'drizzle-orm';
import type { AccountId, LotId, PurchaseId } from '../../db/ids.ts';
import { type EarnReason, ledgerEntries, lots } from '../../db/schema/points.ts';
import { afterMonthEnd } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { settleBooks } from './book.ts';
import { areOwed } from './debts.ts';
import { lockBooks } from './lock.ts';
import { rulesAt } from './programme.ts';
import type { ProgrammeRules } from './rules.ts';

export type Earning = {
  accountId: AccountId;
  /** Whole points, at least 1. */
  amount: number;
  origin: 'purchase' | 'welcome' | 'adjustment' | 'import';
  earnedAt?: Date;
  availableAt?: Date;
  /** The first instant at which the points are gone; by default the end of the month that the rules name. */
  expiresAt?: Date;
  onceKey?: string;
  purchaseId?: PurchaseId;
  /** The version of the rules that gives the points, and why it gives so many. */
  rulesVersion?: number;
  reasons?: EarnReason[];
  /** With `key` it makes the earning once: the same again answers the same lot, another body is refused `key_reused`. */
  source: string;
  key: string;
};

/** Gives points to one account as a lot of their own. What its person owes is paid from them at once. */
export async function earn(context: Context, earning: Earning): Promise<{ lotId: LotId; fresh: boolean }> {
  const { amount } = earning;
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > 2_147_483_647)
    throw new Refusal('bad_input', { field: 'amount' });
  return inTransaction(context, async (inside) => {
    const { booking, accountIds } = await lockBooks(inside, earning.accountId, 'earn');
    const { db, now } = booking;
    const {
      source,
      key,
      accountId,
      origin,
      onceKey,
      purchaseId,
      rulesVersion,
      reasons,
      earnedAt = now,
      availableAt = earnedAt,
    } = earning;
    const expiresAt = earning.expiresAt ?? expiryOf(earnedAt, await rulesAt(db, now));
    const [lot] = await db
      .insert(lots)
      .values({
        accountId,
        amount,
        remaining: amount,
        earnedAt,
        recordedAt: now,
        availableAt,
        expiresAt,
        origin,
        onceKey,
        purchaseId,
        rulesVersion,
        reasons,
        source,
        key,
      })
      .onConflictDoNothing()
      .returning({ id: lots.id });
    if (lot) {
      await db.insert(ledgerEntries).values({ kind: 'earn', accountId, lotId: lot.id, amount, recordedAt: now });
      if (await areOwed(db, accountIds)) await settleBooks(booking, accountIds, { kind: 'settle' }, now);
      return { lotId: lot.id, fresh: true };
    }
    const [known] = await db
      .select()
      .from(lots)
      .where(and(eq(lots.source, source), eq(lots.key, key)));
    if (known?.accountId !== accountId || known.amount !== amount) throw new Refusal('key_reused', { key });
    return { lotId: known.id, fresh: false };
  });
}

/** When points earned at `earnedAt` are gone: after the last day of the month, `expiryMonths` months on (Asia/Tokyo). */
export function expiryOf(earnedAt: Date, rules: ProgrammeRules): Date {
  return afterMonthEnd(earnedAt, rules.expiryMonths);
}
