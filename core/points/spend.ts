import { and, eq, sql } from 'drizzle-orm';
import type { AccountId, ChannelId, LotId, PurchaseId, SpendId, StaffId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { prepared } from '../../db/prepared.ts';
import { ledgerEntries, type StoredRules } from '../../db/schema/points.ts';
import { auditing } from '../audit.ts';
import { actorName, type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { book, locking } from './lock.ts';
import { rulesColumn, rulesFrom } from './programme.ts';
import { prolongBy } from './prolong.ts';
import { takeableLots } from './reach.ts';
import { type LiveLot, liveColumn, type Wallet, walletFrom } from './wallet.ts';

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
    const { booking, accountIds, found } = await lockToSpend(inside, accountId, { key });
    const { db, now } = booking;
    if (found.known) return answerAgain(db, found.known, spending);

    const wallet = await walletFrom(db, accountIds, now, found.live);
    const taken = allocate(wallet, { accountId, at: now.getTime(), amount });
    const spendId = await write(booking, spending, wallet.frozen, taken);
    await prolongBy(rulesFrom(found.rules), booking, accountId, { kind: 'spend', at: now });
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

type Known = { spendId: SpendId; accountId: AccountId; amount: number };

const lockToSpend = locking<{ known: Known | null; live: LiveLot[]; rules: StoredRules | null }>(
  'spend',
  sql`(select json_build_object('spendId', id, 'accountId', account_id, 'amount', amount) from spends
      where key = ${sql.placeholder('key')}) as known,
    ${liveColumn(book.accountIds)} as live, ${rulesColumn(book.now)} as rules`,
);

async function answerAgain(db: Database, known: Known, { accountId, amount, key }: Spending) {
  if (known.accountId !== accountId || known.amount !== amount) throw new Refusal('key_reused', { key });
  const { spendId } = known;
  const entries = await db
    .select()
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.spendId, spendId), eq(ledgerEntries.kind, 'spend')));
  const taken = entries.map(({ lotId, accountId: owner, amount: moved }) => ({
    lotId: lotId as LotId,
    accountId: owner,
    amount: -moved,
  }));
  return { spendId, taken, fresh: false };
}

async function write(
  { db, now, actor }: Context,
  { accountId, amount, key, channelId, storeId, staffId, purchaseId }: Spending,
  ownOnly: boolean,
  taken: Taken[],
): Promise<SpendId> {
  const [row] = await insertSpend(db, {
    ...{ accountId, amount, key, channelId, storeId, staffId, purchaseId, ownOnly },
    now: now.toISOString(),
    actor: actorName(actor),
    lotIds: taken.map((part) => part.lotId),
    owners: taken.map((part) => part.accountId),
    amounts: taken.map((part) => part.amount),
  });
  // The same key came from another person at the same moment, whose accounts our locks do not touch.
  if (!row) throw new Refusal('key_reused', { key });
  return Number(row.id) as SpendId;
}

const value = sql.placeholder;
/** The spend, what it takes of each lot, its entries and its audit row; nothing of it, and no row, when its key is known. */
const insertSpend = prepared<{ id: string | number }>(sql`
  with spent as (
    insert into spends (account_id, amount, spent_at, own_only, channel_id, store_id, staff_id, purchase_id, key)
    values (${value('accountId')}, ${value('amount')}, ${value('now')}, ${value('ownOnly')}, ${value('channelId')},
      ${value('storeId')}, ${value('staffId')}, ${value('purchaseId')}, ${value('key')})
    on conflict do nothing returning id, account_id, amount, spent_at),
  parts as (
    select part.*, spent.id as spend_id, spent.spent_at
    from spent, unnest(${value('lotIds')}::bigint[], ${value('owners')}::bigint[], ${value('amounts')}::int[])
      as part(lot_id, account_id, amount)),
  taken as (
    update lots set remaining = remaining - (${value('amounts')}::int[])[array_position(${value('lotIds')}::bigint[], id)]
    where id = any(${value('lotIds')}::bigint[]) and exists (select from spent)),
  entered as (
    insert into ledger_entries (kind, account_id, lot_id, spend_id, amount, recorded_at)
    select 'spend', account_id, lot_id, spend_id, -amount, spent_at from parts),
  noted as (
    ${auditing(sql`
      select spent_at, ${value('actor')}, 'points.spent', 'spend:' || id, account_id, jsonb_build_object('amount', amount) from spent`)})
  select id from spent`);
