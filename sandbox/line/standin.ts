/**
 * LINE, for those who have none: one Hono app that plays api.line.me, api-data.line.me, access.line.me and LINE Login,
 * a webhook sender that signs, and the deeds of the people who hold the phones. State is in memory; `snapshot()` is JSON.
 *
 *   const line = createLineStandIn({ now, channelSecret, channelAccessToken, loginChannelId, liffId, liffEndpoint,
 *                                    botUserId, webhookUrl, accountName })
 *   line.api       the platform's origin (mount at the root of its own server)   line.control  see control.ts
 *
 * People  addUser(newUser) → User · users() · chatOf(userId) → ChatView
 * Deeds   follow · block · say(userId, text) · press(userId, messageId | 'last', target, picked?) · tapRichMenu(userId, area)
 *         sendImage(userId, bytes, type?) · unsend(userId, messageId) · happen(userId, { type, … }) → any event
 *         each resolves when the webhook was answered: { event, message?, deliveries, uri?, copied? }
 * LIFF    idTokenFor(userId, overrides?) → JWT · openMiniApp(userId, uri?) → { url, code }
 * Logs    apiCalls() · deliveries() · clearLogs() · watch(listener) → stop · idle() → when no webhook is under way
 * Faults  webhooks.knobs { duplicates, delayMs, dropNext, redeliver, signature, signatureHeader, mode, deadlineMs }
 *         webhooks.hold() · webhooks.release({ together, shuffleSeed, copies, concurrency }) · webhooks.redeliver(eventId)
 *         failCalls({ fault, path?, times? }) · failStorm({ rate, seed, faults, path? }) · healthy()
 * Memory  snapshot() → JSON for `options.snapshot` of the next run · setWebhookUrl(url) · close()
 */
import type { Hono } from 'hono';
import type { ActionTarget } from './actions-in.ts';
import { type ApiEnv, createApi } from './api/app.ts';
import { type ChatView, chatView, createControl } from './control.ts';
import type { FaultPlan, FaultStorm } from './faults.ts';
import { createIdTokens, type IdTokenOverrides } from './liff/id-token.ts';
import type { LineStandInOptions, NewUser } from './options.ts';
import * as person from './person.ts';
import { type LineState, rememberable, type User } from './state.ts';
import { createWebhookSender, type Delivery } from './webhook.ts';
import { type ApiCall, addUser, type Change, createWorld, type LineWorld } from './world.ts';

export type LineStandIn = ReturnType<typeof createLineStandIn>;

/** Builds the stand-in; nothing listens until its apps are mounted. */
export function createLineStandIn(options: LineStandInOptions) {
  const closing = new AbortController();
  const started = createWorld(options, closing.signal);
  const world: LineWorld = Object.assign(started, { webhooks: createWebhookSender(started) });
  const idTokens = createIdTokens(world);
  for (const user of options.users ?? []) {
    if (!user.userId || !world.state.users[user.userId]) addUser(world, user);
  }
  const api: Hono<ApiEnv> = createApi(world, idTokens);
  const control: Hono = createControl(world);

  return {
    api,
    control,
    webhooks: world.webhooks,
    addUser: (user: NewUser): User => addUser(world, user),
    users: (): User[] => Object.values(world.state.users),
    chatOf: (userId: string): ChatView => chatView(world, userId),
    follow: (userId: string) => person.follow(world, userId),
    block: (userId: string) => person.block(world, userId),
    say: (userId: string, text: string) => person.say(world, userId, text),
    press: (userId: string, messageId: string, target: ActionTarget, picked?: person.Picked) =>
      person.press(world, userId, messageId, target, picked),
    tapRichMenu: (userId: string, area: number | string, picked?: person.Picked) =>
      person.tapRichMenu(world, userId, area, picked),
    sendImage: (userId: string, bytes: Uint8Array, type?: string) => person.sendImage(world, userId, bytes, type),
    unsend: (userId: string, messageId: string) => person.unsend(world, userId, messageId),
    happen: (userId: string, event: { type: string; [key: string]: unknown }) => person.happen(world, userId, event),
    idTokenFor: (userId: string, overrides?: IdTokenOverrides) => idTokens.sign(userId, overrides),
    openMiniApp: (userId: string, uri?: string) => person.openMiniApp(world, userId, uri),
    apiCalls: (): ApiCall[] => [...world.apiCalls],
    deliveries: (): Delivery[] => [...world.webhooks.deliveries],
    clearLogs: () => {
      world.apiCalls.length = 0;
      world.webhooks.deliveries.length = 0;
    },
    watch: (listener: (change: Change) => void) => world.watch(listener),
    idle: () => world.webhooks.idle(),
    failCalls: (plan: FaultPlan) => world.faults.plan(plan),
    failStorm: (storm: FaultStorm) => world.faults.storm(storm),
    healthy: () => {
      world.faults.clear();
      world.webhooks.reset();
    },
    setWebhookUrl: (url: string) => {
      world.state.webhookUrl = url;
    },
    snapshot: (): LineState => rememberable(world.state, world.now()),
    close: () => closing.abort(),
  };
}
