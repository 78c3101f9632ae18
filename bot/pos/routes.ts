import { type Context as Call, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { z } from 'zod';
import { type Context, inTransaction } from '../../core/context.ts';
import { countAttempt } from '../../core/limits.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { returnPurchase } from '../../core/points/returns.ts';
import { spend } from '../../core/points/spend.ts';
import { Refusal } from '../../core/refusal.ts';
import { accountByNumber, linesByCode } from '../../core/till/lookup.ts';
import { type PosSystem, posSystemOf } from '../../core/till/posKeys.ts';
import { purchaseOf } from '../../core/till/receipt.ts';
import { previewSale, type Sale, sell } from '../../core/till/sell.ts';
import { contextOf, type Deps } from '../deps.ts';
import * as shapes from './shapes.ts';
import { answerTrouble, PosTrouble } from './trouble.ts';

type PosEnv = { Variables: { context: Context; system: PosSystem } };

/** More than the busiest till, and few enough to stop a loop. */
const calling = { windowMinutes: 1, max: 600 };

/** What tills and shop systems call by themselves, to be mounted at /pos. Every call that books carries an Idempotency-Key. */
export function posRoutes(deps: Deps, wake: () => void) {
  const app = new Hono<PosEnv>();
  app.onError(answerTrouble);
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    if (c.req.method === 'POST' && c.res.ok) wake();
  });
  app.use(onlySystems(deps));

  app.post('/members', async (c) => {
    const { memberNumber } = await read(c, shapes.member);
    const { db, now } = c.get('context');
    const accountId = await accountByNumber(db, memberNumber);
    const { spendable, pending } = await balanceOf(db, accountId, now);
    return c.json({ memberNumber, spendable, pending: pending.reduce((sum, { amount }) => sum + amount, 0) });
  });

  app.post('/purchases/preview', async (c) => {
    const sold = await previewSale(c.get('context'), await saleIn(c, 'preview'));
    return c.json(shapes.soldTold(sold, false));
  });

  app.post('/purchases', async (c) => {
    const sold = await sell(c.get('context'), await saleIn(c, keyIn(c)));
    return c.json(shapes.soldTold(sold, true), sold.fresh ? 201 : 200);
  });

  app.post('/spends', async (c) => {
    const { memberNumber, points } = await read(c, shapes.spending);
    const context = c.get('context');
    const { id, channelId, storeId } = c.get('system');
    const accountId = await accountByNumber(context.db, memberNumber);
    const place = { channelId, ...(storeId && { storeId }) };
    const spending = { ...place, accountId, amount: points, key: `pos:${id}:${keyIn(c)}` };
    const { spendId, fresh } = await spend(context, spending);
    const { spendable } = await balanceOf(context.db, accountId, context.now);
    return c.json({ spendId, points, spendable, recorded: fresh ? 'now' : 'before' }, fresh ? 201 : 200);
  });

  app.post('/returns', async (c) => {
    const asked = await read(c, shapes.returning);
    const context = c.get('context');
    const { id, storeId } = c.get('system');
    const purchase = await purchaseOf(context.db, `pos:${id}`, asked.purchaseKey);
    if (!purchase) throw new Refusal('not_found', { field: 'purchaseKey' });
    const done = await returnPurchase(context, {
      ...{ purchaseId: purchase.purchaseId, what: shapes.whatIn(asked, purchase), key: `pos:${id}:${keyIn(c)}` },
      ...(storeId && { storeId }),
    });
    return c.json(shapes.returnTold(done), done.fresh ? 201 : 200);
  });

  app.all('*', () => {
    throw new PosTrouble(404, 'unknown_address', 'There is no such address. See docs/going-live.md.');
  });
  return app;
}

/** Lets a system in by its key, and counts its calls. */
function onlySystems(deps: Deps) {
  return createMiddleware<PosEnv>(async (c, next) => {
    const [, key] = /^Bearer (\S{1,200})$/.exec(c.req.header('authorization') ?? '') ?? [];
    const context = contextOf(deps, { kind: 'system', job: 'pos' });
    const system = key ? await posSystemOf(context, key) : undefined;
    if (!system) throw new PosTrouble(401, 'unknown_key', 'Send the key of this system as Authorization: Bearer pos_…');
    await inTransaction(context, (inside) => countAttempt(inside, `pos:${system.id}`, calling));
    c.set('context', { ...context, actor: { kind: 'system', job: `pos:${system.name}` } });
    c.set('system', system);
    await next();
  });
}

async function saleIn(c: Call<PosEnv>, key: string): Promise<Sale> {
  const { memberNumber, totalYen, lines, usePoints, boughtAt } = await read(c, shapes.purchase);
  const { db, now } = c.get('context');
  const { id, channelId, storeId } = c.get('system');
  const at = boughtAt ? new Date(boughtAt) : now;
  if (at.getTime() > now.getTime() + shapes.clockSkewMs) throw new Refusal('bad_input', { field: 'boughtAt' });
  return {
    ...{ channelId, ...(storeId && { storeId }), totalYen, usePoints, key, source: `pos:${id}` },
    accountId: await accountByNumber(db, memberNumber),
    lines: await linesByCode(db, lines),
    boughtAt: at > now ? now : at,
  };
}

/** What makes a call one, however often it is sent. */
function keyIn(c: Call): string {
  const key = c.req.header('idempotency-key') ?? '';
  if (/^[\x21-\x7e]{8,120}$/.test(key)) return key;
  const why = 'Send a header Idempotency-Key of 8 to 120 characters, the same in every try of one booking.';
  throw new PosTrouble(400, 'key_missing', why);
}

async function read<Shape extends z.ZodType>(c: Call, shape: Shape): Promise<z.infer<Shape>> {
  const json = await c.req.json().catch(() => {
    throw new PosTrouble(400, 'not_json', 'The body is not JSON.');
  });
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || (issue && 'keys' in issue ? issue.keys.join(', ') : '');
  throw new PosTrouble(400, 'bad_field', `${field}: ${issue?.message ?? 'not as documented'}`, { field });
}
