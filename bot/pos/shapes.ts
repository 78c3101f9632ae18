import { z } from 'zod';
import type { ReturnDone, Returned } from '../../core/points/returns.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Receipt } from '../../core/till/receipt.ts';
import { type Sold, saleYenMax } from '../../core/till/sell.ts';

/** How far a till's clock may run ahead of ours. */
export const clockSkewMs = 5 * 60_000;

const memberNumber = z.string().regex(/^\d{8}$/, 'eight digits');
const yen = z.int().min(1).max(saleYenMax);
const quantity = z.int().min(1).max(999);
const productCode = z.string().min(1).max(60);

/** Who it is about. */
export const member = z.strictObject({ memberNumber });

/** A purchase as a till knows it. */
export const purchase = z.strictObject({
  memberNumber,
  totalYen: yen,
  lines: z
    .array(z.strictObject({ productCode, quantity, amountYen: z.int().min(0).max(saleYenMax) }))
    .max(200)
    .default([]),
  usePoints: z.int().min(0).max(saleYenMax).default(0),
  boughtAt: z.iso.datetime({ offset: true }).optional(),
});

/** Points used for something that is no purchase here. */
export const spending = z.strictObject({ memberNumber, points: z.int().min(1).max(saleYenMax) });

/** What comes back of the purchase that was booked under `purchaseKey`: exactly one of the three. */
export const returning = z
  .strictObject({
    purchaseKey: z.string().min(1).max(120),
    all: z.literal(true).optional(),
    lines: z.array(z.strictObject({ productCode, quantity })).min(1).max(200).optional(),
    amountYen: yen.optional(),
  })
  .refine(({ all, lines, amountYen }) => [all, lines, amountYen].filter((one) => one !== undefined).length === 1, {
    message: 'exactly one of all, lines, amountYen',
  });

/** The part of a purchase that a call means; of several lines of one product, those that have pieces left. */
export function whatIn({ lines, amountYen }: z.infer<typeof returning>, receipt: Receipt): Returned {
  if (amountYen !== undefined) return { amountYen };
  if (!lines) return 'all';
  return { lines: lines.flatMap((line) => piecesOf(receipt, line)) };
}

function piecesOf(
  { lines }: Receipt,
  { productCode: code, quantity: wanted }: { productCode: string; quantity: number },
) {
  let missing = wanted;
  const pieces = lines
    .filter((line) => line.code === code)
    .map(({ lineId, quantity: bought, returned }) => {
      const part = Math.min(missing, bought - returned);
      missing -= part;
      return { lineId, quantity: part };
    })
    .filter((part) => part.quantity > 0);
  if (missing > 0) throw new Refusal('bad_input', { field: 'lines', code, max: wanted - missing });
  return pieces;
}

/** What a sale came to, or would. */
export function soldTold({ receipt, payYen, spendable, fresh }: Sold, booked: boolean) {
  const { totalYen, used, earned, availableAt } = receipt;
  return {
    ...(booked ? { purchaseId: receipt.purchaseId, recorded: fresh ? ('now' as const) : ('before' as const) } : {}),
    ...{ totalYen, payYen, usedPoints: used, earnedPoints: earned, spendable },
    earnedAvailableAt: earned > 0 && availableAt ? availableAt.toISOString() : null,
  };
}

/** What a return came to. */
export function returnTold({ amountYen, payYen, pointsTaken, pointsRefunded, spendable, fresh, receipt }: ReturnDone) {
  return {
    ...{ amountYen, refundYen: payYen, pointsTaken, pointsRefunded, spendable },
    leftYen: receipt.totalYen - receipt.returnedYen,
    recorded: fresh ? ('now' as const) : ('before' as const),
  };
}
