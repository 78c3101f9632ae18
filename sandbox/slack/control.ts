/**
 * What the sandbox page and tests in another process use; mounted at `/_sandbox/slack`. JSON in, JSON out; a demand
 * that cannot be met answers 400 `{error}`.
 *   GET  /view?user=&channel=&thread=   WorkspaceView            GET  /stream    SSE `changed` {n}: ask /view again
 *   POST /command {user, channel, text: '/musubi …'}             POST /say       {user, channel, text, threadTs?}
 *   POST /press   {user, channel, ts | viewId, actionId, blockId?, choice?, given?, old?, knobs?}
 *   POST /submit  {user, viewId, values, knobs?} → {complaints} or {delivery}
 *   POST /close   {user, viewId, all?}                           POST /home      {user, tab?}
 *   POST /read    {user, channel}                                POST /dismiss   {user, channel, ts}
 *   GET  /files/:id  bytes     GET /calls     GET /deliveries    POST /replay    {id, resign?}
 *   POST /failures {method, kind, …}   DELETE /failures          POST /rules     Partial<Rules> → Rules
 *   POST /tick                          GET /snapshot            POST /restore   State
 */
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Place } from './interactions.ts';
import type { lookingVerbs } from './looking.ts';
import type { peopleVerbs } from './people.ts';
import type { steeringVerbs } from './steering.ts';
import type { Delivery, State } from './types.ts';
import type { World } from './world.ts';

type Verbs = ReturnType<typeof peopleVerbs> & ReturnType<typeof lookingVerbs> & ReturnType<typeof steeringVerbs>;

const knobs = z.object({
  signature: z.enum(['wrong', 'missing', 'other_secret']).optional(),
  timestampSkewSec: z.number().optional(),
  retryNum: z.number().optional(),
  retryReason: z.string().optional(),
  payload: z.record(z.string(), z.unknown()).optional(),
  times: z.number().optional(),
});
const byUser = z.object({ user: z.string() });
const inChannel = byUser.extend({ channel: z.string() });
const pressing = byUser.extend({
  channel: z.string().optional(),
  ts: z.string().optional(),
  viewId: z.string().optional(),
  actionId: z.string(),
  blockId: z.string().optional(),
  choice: z.unknown().optional(),
  given: z.record(z.string(), z.unknown()).optional(),
  old: z.boolean().optional(),
  knobs: knobs.optional(),
});
const values = z.record(z.string(), z.unknown()).default({});
const failing = z.object({
  method: z.string(),
  kind: z.enum(['ratelimited', 'http_500', 'http_500_after', 'timeout', 'timeout_after', 'error', 'error_after']),
  error: z.string().optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  retryAfterSec: z.number().optional(),
  channel: z.string().optional(),
  times: z.number().default(1),
});

/** The control surface over one stand-in. */
export function controlRoutes(world: World, verbs: Verbs): Hono {
  const app = new Hono();
  app.onError((error, c) => c.json({ error: error.message }, 400));
  looking(app, world, verbs);
  acting(app, verbs);
  steering(app, world, verbs);
  return app;
}

function looking(app: Hono, world: World, verbs: Verbs): void {
  app.get('/view', (c) =>
    c.json(verbs.viewFor(c.req.query('user') ?? '', c.req.query('channel'), c.req.query('thread'))),
  );
  app.get('/calls', (c) => c.json(verbs.apiCalls()));
  app.get('/deliveries', (c) => c.json(verbs.deliveries()));
  app.get('/stream', (c) => stream(c, verbs));
  app.get('/files/:id', (c) => {
    const file = world.state.files[c.req.param('id')];
    if (!file?.base64) return c.notFound();
    return new Response(Buffer.from(file.base64, 'base64'), {
      headers: { 'content-type': file.mimetype, 'x-content-type-options': 'nosniff' },
    });
  });
}

function acting(app: Hono, verbs: Verbs): void {
  app.post('/command', async (c) => {
    const { user, channel, text } = await read(c, inChannel.extend({ text: z.string() }));
    const [name = '', ...rest] = text.trim().split(/\s+/);
    return c.json(outcome(await verbs.command(user, channel, name, rest.join(' '))));
  });
  app.post('/say', async (c) => {
    const { user, channel, text, threadTs } = await read(
      c,
      inChannel.extend({ text: z.string().min(1), threadTs: z.string().optional() }),
    );
    return c.json({ ts: verbs.type(user, channel, text, threadTs).ts });
  });
  app.post('/press', async (c) => {
    const { user, actionId, channel, ts, viewId, ...rest } = await read(c, pressing);
    const place: Place = viewId ? { viewId } : { channel: channel ?? '', ts: ts ?? '' };
    const gesture = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return c.json(outcome(await verbs.press(user, place, actionId, gesture)));
  });
  app.post('/submit', async (c) => {
    const body = await read(c, byUser.extend({ viewId: z.string(), values, knobs: knobs.optional() }));
    const result = await verbs.submitView(body.user, body.viewId, body.values, present(body.knobs));
    return c.json('delivery' in result ? { delivery: outcome(result.delivery) } : result);
  });
  app.post('/close', async (c) => {
    const { user, viewId, all } = await read(c, byUser.extend({ viewId: z.string(), all: z.boolean().default(false) }));
    return c.json(outcome(await verbs.closeView(user, viewId, all)));
  });
  app.post('/home', async (c) => {
    const { user, tab } = await read(c, byUser.extend({ tab: z.enum(['home', 'messages']).default('home') }));
    return c.json(outcome(await verbs.openHome(user, tab)));
  });
  app.post('/read', async (c) => {
    const { user, channel } = await read(c, inChannel);
    verbs.read(user, channel);
    return c.json({ ok: true });
  });
  app.post('/dismiss', async (c) => {
    const { user, channel, ts } = await read(c, inChannel.extend({ ts: z.string() }));
    return c.json({ ok: verbs.dismiss(user, channel, ts) });
  });
}

function steering(app: Hono, world: World, verbs: Verbs): void {
  app.post('/replay', async (c) => {
    const { id, resign } = await read(c, z.object({ id: z.string(), resign: z.boolean().default(false) }));
    return c.json(outcome(await verbs.replay(id, resign)));
  });
  app.post('/failures', async (c) => {
    verbs.failNext(present(await read(c, failing)));
    return c.json({ ok: true });
  });
  app.delete('/failures', (c) => {
    verbs.calm();
    return c.json({ ok: true });
  });
  app.post('/rules', async (c) => {
    Object.assign(world.rules, await c.req.json());
    return c.json(world.rules);
  });
  app.post('/tick', async (c) => {
    await verbs.tick();
    return c.json({ ok: true });
  });
  app.get('/snapshot', (c) => c.json(verbs.snapshot()));
  app.post('/restore', async (c) => {
    verbs.restore(await c.req.json<State>());
    return c.json({ ok: true });
  });
}

function stream(c: Context, verbs: Verbs): Response {
  return streamSSE(c, async (sse) => {
    let n = 0;
    const tell = () => sse.writeSSE({ event: 'changed', data: JSON.stringify({ n: ++n }) });
    const closed = Promise.withResolvers<void>();
    const stop = verbs.onChange(() => void tell());
    sse.onAbort(() => {
      stop();
      closed.resolve();
    });
    await tell();
    await closed.promise;
  });
}

async function read<T extends z.ZodType>(c: Context, shape: T): Promise<z.infer<T>> {
  return shape.parse(await c.req.json());
}

/** What the page needs to know of a delivery; bodies and signatures stay in `/deliveries`. */
function outcome(delivery: Delivery | undefined) {
  if (!delivery) return { outcome: 'none' };
  const { id, outcome: how, status, tookMs } = delivery;
  return { id, outcome: how, status, tookMs };
}

/** Leaves out the fields that are undefined, which strict optional types do not take. */
function present<T extends object | undefined>(value: T): T {
  return (value && Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))) as T;
}
