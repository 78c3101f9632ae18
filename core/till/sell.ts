import { and, eq } from 'drizzle-orm';
import type { AccountId, ChannelId, PurchaseId, StaffId, StoreId } from '../../db/ids.ts';
import { type Attribution, purchaseLines } from '../../db/schema/activities.ts';
import { accounts } from '../../db/schema/members.ts';
import { type PurchaseLine, recordPurchase } from '../activities/record.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { lockAccounts } from '../merges/component.ts';
import { balanceOf } from '../points/balance.ts';
import { rulesAt } from '../points/programme.ts';
import { spend } from '../points/spend.ts';
import { Refusal } from '../refusal.ts';
import { rehearse } from '../rehearse.ts';
import { mayServe } from './authority.ts';
import { pointsOf, type Receipt, receiptOf } from './receipt.ts';

/** The most one receipt may come to: a slip of the finger is likelier than a sale above it. */
export const saleYenMax = 10_000_000;

export type Sale = {
  /** The account whose card was shown, or whom staff picked by name: the second is `inferred`, and an undo asks again whose it is. */
  accountId: AccountId;
  attribution?: Attribution;
  channelId: ChannelId;
  storeId?: StoreId;
  staffId?: StaffId;
  boughtAt: Date;
  /** What the goods cost together, before points. */
  totalYen: number;
  /** As many of the goods as were named. */
  lines: PurchaseLine[];
  usePoints: number;
  /** With `key` it makes the sale once. */
  source: string;
  key: string;
};

/** `payYen` is what is left to pay once the points are taken off. */
export type Sold = { receipt: Receipt; payYen: number; spendable: number; fresh: boolean };

/**
 * Rings up a sale: the purchase with the points it earns, and the points used for it, all or nothing. The same key again answers the
 * same receipt; another body under it is refused key_reused. Points are used by whoever shows the card, so not by a customer picked by
 * name. Refuses bad_input {field}, not_found, not_enough_points, about_yourself.
 */
export async function sell(context: Context, sale: Sale): Promise<Sold> {
  checkSale(sale);
  await mayServe(context, sale.accountId);
  return inTransaction(context, async (inside) => {
    const { accountId, channelId, storeId, staffId, usePoints, source, key } = sale;
    const { yenOfPoint } = await rulesAt(inside.db, sale.boughtAt);
    if (usePoints * yenOfPoint > sale.totalYen) throw new Refusal('bad_input', { field: 'usePoints' });
    // The rows of the purchase refer to the account: whoever locks it only afterwards can meet another till half way.
    await lockAccounts(inside.db, [accountId]);
    await refuseClosed(inside, accountId);
    const { purchaseId, fresh } = await recordPurchase(inside, purchaseIn(sale));
    if (!fresh) await refuseOther(inside, purchaseId, sale);
    else if (usePoints > 0)
      await spend(inside, {
        ...{ accountId, channelId, storeId, staffId, purchaseId },
        amount: usePoints,
        key: `${source}:${key}`,
      });
    if (fresh) {
      const facts = { totalYen: sale.totalYen, used: usePoints };
      await audit(inside, { action: 'sale.recorded', subject: `purchase:${purchaseId}`, accountId, facts });
    }
    const receipt = (await receiptOf(inside.db, purchaseId)) as Receipt;
    const { spendable } = await balanceOf(inside.db, accountId, inside.now);
    const payYen = sale.totalYen - usePoints * yenOfPoint;
    return { receipt, payYen, spendable, fresh };
  });
}

/** What a sale would come to, to the point; leaves nothing behind. */
export function previewSale(context: Context, sale: Sale): Promise<Sold> {
  return rehearse(context, (inside) => sell(inside, sale));
}

function checkSale({ totalYen, usePoints, attribution, key }: Sale): void {
  const isWhole = (value: number, max: number) => Number.isSafeInteger(value) && value >= 0 && value <= max;
  if (!isWhole(totalYen, saleYenMax) || totalYen === 0) throw new Refusal('bad_input', { field: 'totalYen' });
  if (!isWhole(usePoints, saleYenMax)) throw new Refusal('bad_input', { field: 'usePoints' });
  if (usePoints > 0 && attribution === 'inferred') throw new Refusal('bad_input', { field: 'card' });
  if (key === '' || key.length > 200) throw new Refusal('bad_input', { field: 'key' });
}

function purchaseIn({ usePoints: _, key, ...sale }: Sale) {
  return { ...sale, sourceId: key };
}

async function refuseClosed({ db }: Context, accountId: AccountId): Promise<void> {
  const [account] = await db.select({ closedAt: accounts.closedAt }).from(accounts).where(eq(accounts.id, accountId));
  if (!account || account.closedAt) throw new Refusal('not_found');
}

/** A sale that is on record already, with other goods or other points than this one says. */
async function refuseOther({ db }: Context, purchaseId: PurchaseId, sale: Sale): Promise<void> {
  const stored = await db
    .select({
      productId: purchaseLines.productId,
      quantity: purchaseLines.quantity,
      amountYen: purchaseLines.amountYen,
    })
    .from(purchaseLines)
    .where(and(eq(purchaseLines.purchaseId, purchaseId)));
  const { spends } = await pointsOf(db, purchaseId);
  const used = spends.reduce((total, { amount }) => total + amount, 0);
  if (used === sale.usePoints && listed(stored) === listed(sale.lines)) return;
  throw new Refusal('key_reused', { key: sale.key });
}

function listed(lines: PurchaseLine[]): string {
  return JSON.stringify(lines.map(({ productId, quantity, amountYen }) => [productId, quantity, amountYen]).sort());
}
