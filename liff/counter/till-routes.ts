import { Hono } from 'hono';
import { z } from 'zod';
import type { Context, StaffActor } from '../../core/context.ts';
import { findMembers } from '../../core/members/find.ts';
import { componentOf } from '../../core/merges/component.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { previewReturn, type ReturnDone, type Returning, returnPurchase } from '../../core/points/returns.ts';
import { Refusal } from '../../core/refusal.ts';
import { findGoods, linesByCode, tillOf } from '../../core/till/lookup.ts';
import { type Receipt, receiptsOf } from '../../core/till/receipt.ts';
import { previewSale, type Sale, type Sold, saleYenMax, sell } from '../../core/till/sell.ts';
import { recordVisit } from '../../core/till/visit.ts';
import type { PurchaseId } from '../../db/ids.ts';
import { body, typed } from '../body.ts';
import { customer, customerIn, findByName, memberNumber, readCustomer } from './customer.ts';
import type { CounterEnv } from './session.ts';

const receiptsMax = 12;

const key = z.string().regex(/^[\w-]{8,64}$/);
const yen = z.int().min(1).max(saleYenMax);
const line = z.strictObject({
  productCode: z.string().min(1).max(60),
  quantity: z.int().min(1).max(999),
  amountYen: z.int().min(0).max(saleYenMax),
});
const sale = {
  ...customer,
  totalYen: yen,
  lines: z.array(line).max(50),
  usePoints: z.int().min(0).max(saleYenMax),
};
const returned = {
  purchaseId: z.int().positive(),
  what: z.union([
    z.literal('all'),
    z.strictObject({
      lines: z.array(z.strictObject({ lineId: z.int().positive(), quantity: z.int().min(1) })).max(50),
    }),
    z.strictObject({ amountYen: yen }),
  ]),
};

/** The till of the counter page, to be mounted behind the door that lets staff in. */
export function tillRoutes() {
  return new Hono<CounterEnv>()
    .post('/find', body({ text: typed(60) }), async (c) => {
      const context = c.get('context');
      await tillOf(context);
      return c.json({ found: await findByName(context, c.req.valid('json').text) });
    })
    .post('/visit', body({ ...customer, key }), async (c) => {
      const context = c.get('context');
      const { key, ...whose } = c.req.valid('json');
      const { staffId } = context.actor;
      const place = { ...(await tillOf(context)), staffId, key: `${staffId}:${key}` };
      return c.json(await recordVisit(context, { ...place, ...(await customerIn(context, whose)) }));
    })
    .post('/member', body(customer), async (c) => {
      const context = c.get('context');
      await tillOf(context);
      const found = await readCustomer(context, c.req.valid('json'));
      const { spendable, pending } = await balanceOf(context.db, found.accountId, context.now);
      const { name, tail, storeName } = found;
      return c.json({ name, tail, storeName, spendable, pending: sumOf(pending) });
    })
    .post('/goods', body({ text: typed(60) }), async (c) =>
      c.json({ goods: await findGoods(c.get('context').db, c.req.valid('json').text) }),
    )
    .post('/preview', body({ ...sale, key }), async (c) => {
      const context = c.get('context');
      return c.json(saleTold(await previewSale(context, await saleIn(context, c.req.valid('json')))));
    })
    .post('/sell', body({ ...sale, key }), async (c) => {
      const context = c.get('context');
      return c.json(saleTold(await sell(context, await saleIn(context, c.req.valid('json')))));
    })
    .post('/purchases', body({ number: memberNumber }), async (c) => {
      const context = c.get('context');
      await tillOf(context);
      const [found] = await findMembers(context, { text: c.req.valid('json').number });
      if (!found) throw new Refusal('not_found');
      const { accountIds } = await componentOf(context.db, found.accountId);
      const receipts = await receiptsOf(context.db, accountIds, receiptsMax);
      return c.json({ name: found.name, tail: found.tail, receipts: receipts.map(receiptTold) });
    })
    .post('/return/preview', body(returned), async (c) => {
      const context = c.get('context');
      return c.json(
        returnTold(await previewReturn(context, await returnIn(context, { ...c.req.valid('json'), key: 'preview' }))),
      );
    })
    .post('/return', body({ ...returned, key, returnedYen: z.int().min(0) }), async (c) => {
      const context = c.get('context');
      return c.json(returnTold(await returnPurchase(context, await returnIn(context, c.req.valid('json')))));
    });
}

type TypedSale = z.infer<z.ZodObject<typeof sale>> & { key: string };

async function saleIn(context: Context<StaffActor>, { number, picked, lines, key, ...sums }: TypedSale): Promise<Sale> {
  const { db, actor, now } = context;
  const place = await tillOf(context);
  const whose = await customerIn(context, { number, picked });
  return {
    ...{ ...place, ...sums, ...whose, staffId: actor.staffId, boughtAt: now },
    lines: await linesByCode(db, lines),
    source: 'till',
    key: `${actor.staffId}:${key}`,
  };
}

type TypedReturn = { [Field in keyof typeof returned]: z.infer<(typeof returned)[Field]> } & {
  key: string;
  returnedYen?: number;
};

async function returnIn(context: Context<StaffActor>, { purchaseId, key, ...rest }: TypedReturn): Promise<Returning> {
  const { storeId } = await tillOf(context);
  const { staffId } = context.actor;
  return { ...rest, purchaseId: purchaseId as PurchaseId, storeId, staffId, key: `till:${staffId}:${key}` };
}

function saleTold({ receipt, payYen, spendable, fresh }: Sold) {
  return { receipt: receiptTold(receipt), payYen, spendable, fresh };
}

function returnTold({ amountYen, payYen, pointsTaken, pointsRefunded, receipt, spendable, fresh }: ReturnDone) {
  return { amountYen, payYen, pointsTaken, pointsRefunded, spendable, fresh, receipt: receiptTold(receipt) };
}

/** A receipt as the page shows it; whose it is says its tail. */
function receiptTold({ purchaseId, accountId: _, boughtAt, availableAt, ...rest }: Receipt) {
  return {
    ...rest,
    purchaseId: purchaseId as number,
    boughtAt: boughtAt.toISOString(),
    availableAt: availableAt?.toISOString() ?? null,
  };
}

function sumOf(parts: { amount: number }[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}
