/**
 * The control surface of the LINE stand-in, for the sandbox page and for tests over HTTP. Mounted at `/_sandbox/line`.
 * A mistake of the caller (no such user, message or button) answers 400 `{ error }`.
 *
 * People
 *   GET  /account                        → { name, iconUrl?, userId, liffId, liffEndpoint }
 *   GET  /users                          → { users: User[] }
 *   POST /users { displayName, pictureUrl?, language?, userId? } → User
 *   GET  /chats/:userId                  → ChatView { user, messages, loading, loadingUntil?, richMenu? }
 * Deeds of the person: each answers { kind?, uri?, copied?, fillIn?, event?, message?, deliveries }
 *   POST /users/:userId/follow · /block
 *   POST /users/:userId/say { text }
 *   POST /users/:userId/press { messageId, target, picked? }     target: label | path | { label } | { path } | { action }
 *   POST /users/:userId/rich-menu { area, picked? }              area: index or label
 *   POST /users/:userId/image  (body: the bytes, with their content type)
 *   POST /users/:userId/unsend { messageId }
 *   POST /users/:userId/event { type, … }                        any webhook event, known or not
 *   POST /users/:userId/mini-app { uri? } → { url, code }        the URL for the phone's iframe, on the endpoint's origin
 * Pictures
 *   GET  /contents/:messageId · GET /rich-menus/:richMenuId/image
 * Logs and watching
 *   GET  /api-calls → { calls } · GET /deliveries → { deliveries }
 *   GET  /events   server-sent events; each `data` is a Change: { kind, userId? , call? , delivery? }
 * Faults
 *   GET/PUT /webhooks/knobs   POST /webhooks/hold · /webhooks/release { together?, shuffleSeed?, copies?, concurrency? }
 *   POST /webhooks/redeliver { webhookEventId }
 *   POST /faults { fault, path?, times? } · POST /faults/storm { rate, seed, faults, path? } · DELETE /faults
 */
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ActionTarget } from './actions-in.ts';
import type { FaultPlan, FaultStorm } from './faults.ts';
import { richMenuOf } from './menus.ts';
import type { NewUser } from './options.ts';
import * as person from './person.ts';
import type { ChatMessage, StoredContent, StoredRichMenu, User } from './state.ts';
import type { Release, WebhookKnobs } from './webhook.ts';
import { addUser, type Change, type LineWorld, userOf } from './world.ts';

/** All that a phone needs to draw one person's chat. */
export type ChatView = {
  user: User;
  messages: ChatMessage[];
  loading: boolean;
  loadingUntil?: number;
  richMenu?: Omit<StoredRichMenu, 'image'>;
};

/** What the phone of this person shows. */
export function chatView(world: LineWorld, userId: string): ChatView {
  const user = userOf(world, userId);
  const loadingUntil = world.state.loadingUntil[userId];
  const { image: _, ...richMenu } = richMenuOf(world, userId) ?? { richMenuId: '' };
  return {
    user,
    messages: world.state.chats[userId] ?? [],
    loading: loadingUntil !== undefined && loadingUntil > world.now(),
    loadingUntil,
    richMenu: richMenu.richMenuId === '' ? undefined : (richMenu as Omit<StoredRichMenu, 'image'>),
  };
}

/** The control surface over HTTP. */
export function createControl(world: LineWorld): Hono {
  const control = new Hono();
  control.onError((error, c) => c.json({ error: error.message }, 400));

  control.get('/account', (c) => {
    const { accountName, accountIconUrl, botUserId, liffId, liffEndpoint } = world.options;
    return c.json({ name: accountName, iconUrl: accountIconUrl, userId: botUserId, liffId, liffEndpoint });
  });
  control.get('/users', (c) => c.json({ users: Object.values(world.state.users) }));
  control.post('/users', async (c) => c.json(addUser(world, await c.req.json<NewUser>())));
  control.get('/chats/:userId', (c) => c.json(chatView(world, c.req.param('userId'))));
  control.get('/contents/:id', (c) => picture(c, world.state.contents[c.req.param('id')]));
  control.get('/rich-menus/:id/image', (c) => picture(c, world.state.richMenus[c.req.param('id')]?.image));
  control.get('/api-calls', (c) => c.json({ calls: world.apiCalls }));
  control.get('/deliveries', (c) => c.json({ deliveries: world.webhooks.deliveries }));
  control.get('/events', (c) => watch(world, c));
  control.route('/users/:userId', deeds(world));
  control.route('/', faults(world));
  return control;
}

function deeds(world: LineWorld): Hono {
  const routes = new Hono();
  const who = (c: Context) => c.req.param('userId') ?? '';
  routes.post('/follow', async (c) => c.json(await person.follow(world, who(c))));
  routes.post('/block', async (c) => c.json(await person.block(world, who(c))));
  routes.post('/say', async (c) => {
    const { text } = await c.req.json<{ text: string }>();
    return c.json(await person.say(world, who(c), text));
  });
  routes.post('/press', async (c) => {
    const { messageId, target, picked } = await c.req.json<{
      messageId: string;
      target: ActionTarget;
      picked?: person.Picked;
    }>();
    return c.json(await person.press(world, who(c), messageId, target, picked));
  });
  routes.post('/rich-menu', async (c) => {
    const { area, picked } = await c.req.json<{ area: number | string; picked?: person.Picked }>();
    return c.json(await person.tapRichMenu(world, who(c), area, picked));
  });
  routes.post('/image', async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    return c.json(await person.sendImage(world, who(c), bytes, c.req.header('content-type')));
  });
  routes.post('/unsend', async (c) => {
    const { messageId } = await c.req.json<{ messageId: string }>();
    return c.json(await person.unsend(world, who(c), messageId));
  });
  routes.post('/event', async (c) => c.json(await person.happen(world, who(c), await c.req.json<{ type: string }>())));
  routes.post('/mini-app', async (c) => {
    const { uri } = await c.req.json<{ uri?: string }>();
    return c.json(person.openMiniApp(world, who(c), uri));
  });
  return routes;
}

function faults(world: LineWorld): Hono {
  const routes = new Hono();
  const { webhooks } = world;
  routes.get('/webhooks/knobs', (c) => c.json(webhooks.knobs));
  routes.put('/webhooks/knobs', async (c) =>
    c.json(Object.assign(webhooks.knobs, await c.req.json<Partial<WebhookKnobs>>())),
  );
  routes.post('/webhooks/hold', (c) => {
    webhooks.hold();
    return c.json({});
  });
  routes.post('/webhooks/release', async (c) =>
    c.json({ deliveries: await webhooks.release(await c.req.json<Release>()) }),
  );
  routes.post('/webhooks/redeliver', async (c) => {
    const { webhookEventId } = await c.req.json<{ webhookEventId: string }>();
    return c.json(await webhooks.redeliver(webhookEventId));
  });
  routes.post('/faults', async (c) => {
    world.faults.plan(await c.req.json<FaultPlan>());
    return c.json({});
  });
  routes.post('/faults/storm', async (c) => {
    world.faults.storm(await c.req.json<FaultStorm>());
    return c.json({});
  });
  routes.delete('/faults', (c) => {
    world.faults.clear();
    webhooks.reset();
    return c.json({});
  });
  return routes;
}

function picture(c: Context, content: StoredContent | undefined): Response {
  if (!content || content.goneAt !== undefined) return c.json({ error: 'gone' }, 404);
  return c.body(new Uint8Array(Buffer.from(content.base64, 'base64')), 200, { 'content-type': content.type });
}

function watch(world: LineWorld, c: Context): Response {
  return streamSSE(c, async (stream) => {
    const queue: Change[] = [];
    let wake = () => {};
    const stop = world.watch((change) => {
      queue.push(change);
      wake();
    });
    stream.onAbort(() => wake());
    await stream.writeSSE({ event: 'hello', data: '{}' });
    while (!stream.aborted && !world.closed.aborted) {
      const change = queue.shift();
      if (change) await stream.writeSSE({ data: JSON.stringify(change) });
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    stop();
  });
}
