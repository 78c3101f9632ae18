import { eq } from 'drizzle-orm';
import type { PurchaseId, ReturnId, StaffId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { purchaseReturnLines, purchaseReturns } from '../../db/schema/till.ts';
import { purchaseCounts } from '../activities/counted.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { lockAccounts } from '../merges/component.ts';
import { Refusal } from '../refusal.ts';
import { rehearse } from '../rehearse.ts';
import { mayServe } from '../till/authority.ts';
import { pointsOf, type Receipt, receiptOf } from '../till/receipt.ts';
import { balanceOf } from './balance.ts';
import { rulesAt } from './programme.ts';
import { refund } from './refund.ts';
import { reverseEarning } from './reverse.ts';

/** What comes back: everything that is left, some of the named goods, or goods that were never named, by their sum. */
export type Returned = 'all' | { lines: { lineId: number; quantity: number }[] } | { amountYen: number };

export type Returning = {
  purchaseId: PurchaseId;
  what: Returned;
  storeId?: StoreId;
  staffId?: StaffId;
  /** Makes it once. */
  key: string;
  /** What had come back when its preview was drawn; refused preview_stale when more has since. */
  returnedYen?: number;
};

export type ReturnDone = {
  returnId: ReturnId;
  amountYen: number;
  /** Earned points that go back, also as far as they are owed; what had ended by itself is not among them. */
  pointsTaken: number;
  /** Used points that come back. */
  pointsRefunded: number;
  /** What the customer gets back in money: the goods less the points they were paid with. */
  payYen: number;
  receipt: Receipt;
  spendable: number;
  fresh: boolean;
};

/**
 * Takes goods of a purchase back. Of the points it earned and of those it was paid with the returned share goes back: after any
 * number of returns exactly as much as one return of the same sum moves, and all of it once everything has come back. Used points
 * return to the lots they came from, with their old ends; earned ones are taken from their own lot, pending or not, else from what the
 * person has. The same key again answers the same. Refuses not_found, bad_input {field}, key_reused, preview_stale, about_yourself.
 */
export async function returnPurchase(context: Context, returning: Returning): Promise<ReturnDone> {
  const { purchaseId, key } = returning;
  if (key === '' || key.length > 200) throw new Refusal('bad_input', { field: 'key' });
  const found = await receiptOf(context.db, purchaseId);
  if (!found) throw new Refusal('not_found');
  await mayServe(context, found.accountId);
  return inTransaction(context, async (inside) => {
    const { db } = inside;
    await lockAccounts(db, [found.accountId]);
    const known = await byKey(db, key);
    const before = (await receiptOf(db, purchaseId)) as Receipt;
    if (known) return doneAgain(inside, known, returning, before);
    if (!(await purchaseCounts(db, purchaseId))) throw new Refusal('preview_stale');
    if (returning.returnedYen !== undefined && returning.returnedYen !== before.returnedYen)
      throw new Refusal('preview_stale');
    const part = partOf(before, returning.what);
    return book(inside, returning, before, part);
  });
}

/** What a return would move, to the point; leaves nothing behind. */
export function previewReturn(context: Context, returning: Returning): Promise<ReturnDone> {
  return rehearse(context, (inside) => returnPurchase(inside, returning));
}

/** The share of `whole` that belongs to `partYen` of `totalYen`, rounded down; all of it for all. Pure. */
export function shareOf(whole: number, partYen: number, totalYen: number): number {
  if (partYen >= totalYen) return whole;
  return Number((BigInt(whole) * BigInt(partYen)) / BigInt(totalYen));
}

type Part = { amountYen: number; lines: { lineId: number; quantity: number }[] };

/** How much of a receipt comes back. Refuses more than is left of it. Pure. */
export function partOf(receipt: Receipt, what: Returned): Part {
  const leftYen = receipt.totalYen - receipt.returnedYen;
  const leftLines = receipt.lines.flatMap(({ lineId, quantity, returned }) =>
    quantity > returned ? [{ lineId, quantity: quantity - returned }] : [],
  );
  if (leftYen === 0) throw new Refusal('bad_input', { field: 'nothing_left' });
  if (what === 'all') return { amountYen: leftYen, lines: leftLines };
  if ('amountYen' in what) {
    const unnamed = leftYen - leftLines.reduce((sum, line) => sum + yenOf(receipt, line), 0);
    const fits = Number.isSafeInteger(what.amountYen) && what.amountYen > 0 && what.amountYen <= unnamed;
    if (!fits) throw new Refusal('bad_input', { field: 'amountYen', max: unnamed });
    return { amountYen: what.amountYen, lines: [] };
  }
  const ids = new Set(what.lines.map(({ lineId }) => lineId));
  if (what.lines.length === 0 || ids.size < what.lines.length) throw new Refusal('bad_input', { field: 'lines' });
  for (const { lineId, quantity } of what.lines) {
    const left = leftLines.find((line) => line.lineId === lineId)?.quantity ?? 0;
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > left)
      throw new Refusal('bad_input', { field: 'lines', max: left });
  }
  return { amountYen: what.lines.reduce((sum, line) => sum + yenOf(receipt, line), 0), lines: what.lines };
}

/** What so many more pieces of a line cost: its last piece takes the yen that do not divide. */
function yenOf({ lines }: Receipt, { lineId, quantity }: { lineId: number; quantity: number }): number {
  const line = lines.find((each) => each.lineId === lineId);
  if (!line) return 0;
  const upTo = (pieces: number) => shareOf(line.amountYen, pieces, line.quantity);
  return upTo(line.returned + quantity) - upTo(line.returned);
}

async function book(context: Context, returning: Returning, before: Receipt, part: Part): Promise<ReturnDone> {
  const { db, now } = context;
  const { purchaseId, storeId, staffId, key } = returning;
  const { amountYen, lines } = part;
  const { pointsRefunded, pointsTaken } = await movePoints(context, key, before, amountYen);
  const [row] = await db
    .insert(purchaseReturns)
    .values({ ...{ purchaseId, amountYen, pointsTaken, pointsRefunded, storeId, staffId, key }, returnedAt: now })
    .returning({ id: purchaseReturns.id });
  const returnId = row?.id as ReturnId;
  if (lines.length > 0) await db.insert(purchaseReturnLines).values(lines.map((line) => ({ ...line, returnId })));
  await audit(context, {
    ...{ action: 'purchase.returned', subject: `purchase:${purchaseId}`, accountId: before.accountId },
    facts: { returnId, amountYen, pointsTaken, pointsRefunded },
  });
  return doneOf(context, { returnId, amountYen, pointsTaken, pointsRefunded, fresh: true }, before);
}

/**
 * Moves what belongs to the yen that come back now: the share of all that came back with them, less the share of what had before. Used
 * points come first, so that what is to be taken back finds them.
 */
async function movePoints(context: Context, key: string, { purchaseId, totalYen, returnedYen }: Receipt, yen: number) {
  const points = await pointsOf(context.db, purchaseId);
  const share = (whole: number) => shareOf(whole, returnedYen + yen, totalYen) - shareOf(whole, returnedYen, totalYen);
  let [pointsRefunded, pointsTaken] = [0, 0];
  for (const { spendId, amount: whole } of points.spends) {
    const amount = share(whole);
    if (amount > 0) await refund(context, { spendId, amount, key: `return:${key}:${spendId}` });
    pointsRefunded += amount;
  }
  for (const { lotId, amount: whole } of points.lots) {
    const amount = share(whole);
    if (amount === 0) continue;
    const { fromLot, clawedBack, owed } = await reverseEarning(context, {
      lotId,
      amount,
      key: `return:${key}:${lotId}`,
    });
    pointsTaken += fromLot + clawedBack + owed;
  }
  return { pointsRefunded, pointsTaken };
}

async function doneOf(
  { db, now }: Context,
  done: Omit<ReturnDone, 'payYen' | 'receipt' | 'spendable'>,
  { purchaseId, accountId, boughtAt }: Receipt,
): Promise<ReturnDone> {
  const { yenOfPoint } = await rulesAt(db, boughtAt);
  const receipt = (await receiptOf(db, purchaseId)) as Receipt;
  const { spendable } = await balanceOf(db, accountId, now);
  return { ...done, payYen: done.amountYen - done.pointsRefunded * yenOfPoint, receipt, spendable };
}

type ReturnRow = typeof purchaseReturns.$inferSelect;

async function byKey(db: Database, key: string): Promise<ReturnRow | undefined> {
  const [row] = await db.select().from(purchaseReturns).where(eq(purchaseReturns.key, key));
  return row;
}

async function doneAgain(context: Context, known: ReturnRow, { purchaseId, what, key }: Returning, receipt: Receipt) {
  const lines = await context.db
    .select({ lineId: purchaseReturnLines.lineId, quantity: purchaseReturnLines.quantity })
    .from(purchaseReturnLines)
    .where(eq(purchaseReturnLines.returnId, known.id));
  const listed = (part: Part['lines']) => JSON.stringify(part.map((line) => [line.lineId, line.quantity]).sort());
  const isSame =
    what === 'all' || ('amountYen' in what ? what.amountYen === known.amountYen : listed(what.lines) === listed(lines));
  if (known.purchaseId !== purchaseId || !isSame) throw new Refusal('key_reused', { key });
  const { id: returnId, amountYen, pointsTaken, pointsRefunded } = known;
  return doneOf(context, { returnId, amountYen, pointsTaken, pointsRefunded, fresh: false }, receipt);
}
