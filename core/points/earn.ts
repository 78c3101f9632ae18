import { and, eq, sql } from 'drizzle-orm';
import type { AccountId, LotId, PurchaseId } from '../../db/ids.ts';
import { prepared } from '../../db/prepared.ts';
import { type EarnReason, lots, type StoredRules } from '../../db/schema/points.ts';
import { afterMonthEnd } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { settleBooks } from './book.ts';
import { owedColumn } from './debts.ts';
import { book, locking } from './lock.ts';
import { rulesColumn, rulesFrom } from './programme.ts';
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
    const { booking, accountIds, found } = await lockToEarn(inside, earning.accountId);
    const { db, now } = booking;
    const { source, key, accountId, origin, earnedAt = now, availableAt = earnedAt } = earning;
    const { onceKey, purchaseId, rulesVersion, reasons } = earning;
    const expiresAt = earning.expiresAt ?? expiryOf(earnedAt, rulesFrom(found.rules));
    const [lot] = await insertLot(db, {
      ...{ accountId, amount, origin, onceKey, purchaseId, rulesVersion, source, key },
      reasons: reasons && JSON.stringify(reasons),
      earnedAt: earnedAt.toISOString(),
      recordedAt: now.toISOString(),
      availableAt: availableAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    });
    if (lot) {
      if (found.owed) await settleBooks(booking, accountIds, { kind: 'settle' }, now);
      return { lotId: Number(lot.id) as LotId, fresh: true };
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

const lockToEarn = locking<{ rules: StoredRules | null; owed: boolean }>(
  'earn',
  sql`${rulesColumn(book.now)} as rules, ${owedColumn(book.accountIds)} as owed`,
);

const value = sql.placeholder;
/** The lot and its first entry; no row when its key is known. */
const insertLot = prepared<{ id: string | number }>(sql`
  with lot as (
    insert into lots (account_id, amount, remaining, earned_at, recorded_at, available_at, expires_at, origin, once_key, purchase_id,
      rules_version, reasons, source, key)
    values (${value('accountId')}, ${value('amount')}::int, ${value('amount')}::int, ${value('earnedAt')}, ${value('recordedAt')},
      ${value('availableAt')}, ${value('expiresAt')}, ${value('origin')}, ${value('onceKey')}, ${value('purchaseId')},
      ${value('rulesVersion')}, ${value('reasons')}::jsonb, ${value('source')}, ${value('key')})
    on conflict do nothing returning id, account_id, amount, recorded_at),
  entry as (
    insert into ledger_entries (kind, account_id, lot_id, amount, recorded_at)
    select 'earn', account_id, id, amount, recorded_at from lot)
  select id from lot`);
