import { and, eq, inArray, isNull, sum } from 'drizzle-orm';
import type { LotId, SpendId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { ledgerEntries, lots, spends } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { settleBooks } from './book.ts';
import { carryOver } from './debts.ts';
import { lapseEnded } from './expire.ts';
import { lockBooks } from './lock.ts';

export type Reversal = {
  lotId: LotId;
  /** Whole points to take back; what has lapsed of the lot is gone already and is not asked for again. */
  amount: number;
  /** Makes the reversal once: the same again answers the same, another body is refused `key_reused`. */
  key: string;
};

/** What became of a reversal: taken from the lot, taken from other lots (a clawback), left for later points to pay. */
export type Reversed = { spendId: SpendId | null; fromLot: number; clawedBack: number; owed: number; fresh: boolean };

const nothing = { spendId: null, fromLot: 0, clawedBack: 0, owed: 0 };

/**
 * Takes back points that were given for a purchase which came back: from their own lot first, pending or not, then from what the
 * person could spend, and the rest is owed and paid by points earned later. It never blocks the return. Refuses bad_input, not_found.
 */
export async function reverseEarning(context: Context, { lotId, amount, key }: Reversal): Promise<Reversed> {
  if (!Number.isSafeInteger(amount) || amount < 1) throw new Refusal('bad_input', { field: 'amount' });
  return inTransaction(context, async (inside) => {
    const [lot] = await inside.db.select().from(lots).where(eq(lots.id, lotId));
    if (!lot) throw new Refusal('not_found');
    const { booking, accountIds } = await lockBooks(inside, lot.accountId, 'spend');
    const { db, now } = booking;
    const [known] = await db.select().from(spends).where(eq(spends.key, key));
    if (known && known.lotId !== lotId) throw new Refusal('key_reused', { key });
    if (known) return { ...(await outcomeOf(db, known.id, lotId)), fresh: false };

    await lapseEnded(db, now, accountIds);
    const part = Math.min(amount, lot.amount - (await goneFrom(db, lotId)));
    if (part <= 0) return { ...nothing, fresh: true };
    const [row] = await db
      .insert(spends)
      .values({ accountId: lot.accountId, amount: part, spentAt: now, lotId, key })
      .onConflictDoNothing()
      .returning({ id: spends.id });
    if (!row) throw new Refusal('key_reused', { key });
    const settlement = await settleBooks(booking, accountIds, { kind: 'spend' }, now);
    await carryOver(
      booking,
      settlement.uncovered.filter(({ spendId }) => spendId === row.id),
      null,
    );
    const outcome = await outcomeOf(db, row.id, lotId);
    await audit(booking, {
      action: 'points.reversed',
      subject: `lot:${lotId}`,
      accountId: lot.accountId,
      facts: { amount: part, clawedBack: outcome.clawedBack, owed: outcome.owed },
    });
    return { ...outcome, fresh: true };
  });
}

/** What cannot be taken back any more: points of the lot that have lapsed, and those that were taken back before. */
async function goneFrom(db: Database, lotId: LotId): Promise<number> {
  const ended = and(
    eq(ledgerEntries.lotId, lotId),
    isNull(ledgerEntries.spendId),
    inArray(ledgerEntries.kind, ['expire', 'expire_held', 'grace', 'erase']),
  );
  const [lapsed] = await db
    .select({ amount: sum(ledgerEntries.amount) })
    .from(ledgerEntries)
    .where(ended);
  const [before] = await db
    .select({ amount: sum(spends.amount) })
    .from(spends)
    .where(eq(spends.lotId, lotId));
  return Number(before?.amount ?? 0) - Number(lapsed?.amount ?? 0);
}

async function outcomeOf(db: Database, spendId: SpendId, lotId: LotId): Promise<Omit<Reversed, 'fresh'>> {
  const rows = await db
    .select({ kind: ledgerEntries.kind, lotId: ledgerEntries.lotId, amount: ledgerEntries.amount })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.spendId, spendId));
  const total = (which: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(which).reduce((all, row) => all + row.amount, 0);
  return {
    spendId,
    fromLot: -total((row) => row.lotId === lotId),
    clawedBack: -total((row) => row.lotId !== null && row.lotId !== lotId),
    owed: total((row) => row.kind === 'uncovered'),
  };
}
