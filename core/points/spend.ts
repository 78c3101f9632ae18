import { and, eq, sql } from 'drizzle-orm';
import type { AccountId, ChannelId, LotId, PurchaseId, SpendId, StaffId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { ledgerEntries, lots, spends } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { lockBooks } from './lock.ts';
import { prolong } from './prolong.ts';
import { takeableLots } from './reach.ts';
import { type Wallet, walletOf } from './wallet.ts';

export type Spending = {
  /** The account whose card, LINE or login was presented. */
  accountId: AccountId;
  amount: number;
  /** Makes the spend once: the same again answers the same, another body is refused `key_reused`. */
  key: string;
  channelId?: ChannelId;
  storeId?: StoreId;
  staffId?: StaffId;
  purchaseId?: PurchaseId;
};

export type Taken = { lotId: LotId; accountId: AccountId; amount: number };

/**
 * Spends points of a person through one of its accounts, soonest-ending first. Refuses not_enough_points with what is available.
 * Accounts of the person are locked in id order, so two spends, or a spend and an undo, can never use the same point.
 */
export async function spend(
  context: Context,
  spending: Spending,
): Promise<{ spendId: SpendId; taken: Taken[]; fresh: boolean }> {
  const { accountId, amount, key } = spending;
  if (!Number.isSafeInteger(amount) || amount < 1) throw new Refusal('bad_input', { field: 'amount' });
  return inTransaction(context, async (inside) => {
    const { booking, accountIds } = await lockBooks(inside, accountId, 'spend');
    const { db, now } = booking;
    const known = await spendByKey(db, key);
    if (known) return answerAgain(known, spending);

    const wallet = await walletOf(db, accountIds, now);
    const taken = allocate(wallet, { accountId, at: now.getTime(), amount });
    const [row] = await db
      .insert(spends)
      .values({ ...spending, spentAt: now, ownOnly: wallet.frozen })
      .onConflictDoNothing()
      .returning({ id: spends.id });
    // The same key came from another person at the same moment, whose accounts our locks do not touch.
    if (!row) throw new Refusal('key_reused', { key });
    const spendId = row.id;
    for (const part of taken) {
      await db
        .update(lots)
        .set({ remaining: sql`${lots.remaining} - ${part.amount}` })
        .where(eq(lots.id, part.lotId));
    }
    await db.insert(ledgerEntries).values(
      taken.map((part) => ({
        kind: 'spend' as const,
        accountId: part.accountId,
        lotId: part.lotId,
        spendId,
        amount: -part.amount,
        recordedAt: now,
      })),
    );
    await prolong(booking, accountId, { kind: 'spend', at: now });
    await audit(inside, { action: 'points.spent', subject: `spend:${spendId}`, accountId, facts: { amount } });
    return { spendId, taken, fresh: true };
  });
}

/** Chooses the lots of a spend, or refuses when what is within reach does not suffice. Pure. */
export function allocate(
  wallet: Wallet,
  { accountId, at, amount }: { accountId: AccountId; at: number; amount: number },
): Taken[] {
  const taken: Taken[] = [];
  let missing = amount;
  for (const lot of takeableLots(wallet, { accountId, at, ownOnly: wallet.frozen }, wallet.firstUse)) {
    const part = Math.min(missing, wallet.remaining.get(lot.lotId) ?? 0);
    if (part > 0) taken.push({ lotId: lot.lotId, accountId: lot.accountId, amount: part });
    missing -= part;
    if (missing === 0) return taken;
  }
  throw new Refusal('not_enough_points', { available: amount - missing, amount });
}

async function spendByKey(db: Database, key: string) {
  const [known] = await db.select().from(spends).where(eq(spends.key, key));
  if (!known) return undefined;
  const entries = await db
    .select()
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.spendId, known.id), eq(ledgerEntries.kind, 'spend')));
  return { known, entries };
}

function answerAgain(
  { known, entries }: NonNullable<Awaited<ReturnType<typeof spendByKey>>>,
  { accountId, amount, key }: Spending,
) {
  if (known.accountId !== accountId || known.amount !== amount) throw new Refusal('key_reused', { key });
  const taken = entries.map(({ lotId, accountId: owner, amount: moved }) => ({
    lotId: lotId as LotId,
    accountId: owner,
    amount: -moved,
  }));
  return { spendId: known.id, taken, fresh: false };
}
