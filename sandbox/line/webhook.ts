import { seeded, shuffled } from './seeded.ts';
import type { WebhookEvent } from './shapes.ts';
import { signBody } from './signature.ts';
import { type LineWorld, record } from './world.ts';

/** What became of one webhook request; the words are LINE's own error statistics (PLATFORM 3.2). */
export type Delivery = {
  at: number;
  outcome: 'ok' | 'error_status_code' | 'request_timeout' | 'could_not_connect' | 'dropped';
  status?: number;
  isRedelivery: boolean;
  eventIds: string[];
  body: string;
  tookMs: number;
};

/** The knobs of the sender. Copies of one event are the same event: same id, same time, same reply token. */
export type WebhookKnobs = {
  duplicates: number;
  delayMs: number;
  dropNext: number;
  redeliver: { count: number; gapMs: number } | null;
  signature: 'right' | 'wrong' | 'empty' | 'absent';
  signatureHeader: string;
  mode: 'active' | 'standby';
  deadlineMs: number;
};

export type Release = { together?: boolean; shuffleSeed?: number; copies?: number; concurrency?: number };

export type WebhookSender = {
  knobs: WebhookKnobs;
  deliveries: Delivery[];
  send: (events: WebhookEvent[]) => Promise<Delivery[]>;
  redeliver: (webhookEventId: string) => Promise<Delivery>;
  hold: () => void;
  release: (how?: Release) => Promise<Delivery[]>;
  reset: () => void;
  /** Resolves when no delivery is under way. */
  idle: () => Promise<void>;
};

/** The knobs of a healthy platform. */
export function calmKnobs(deadlineMs = 2_000): WebhookKnobs {
  return {
    duplicates: 0,
    delayMs: 0,
    dropNext: 0,
    redeliver: null,
    signature: 'right',
    signatureHeader: 'x-line-signature',
    mode: 'active',
    deadlineMs,
  };
}

/** Signs events and posts them to the bot's webhook URL, with the faults the knobs ask for. */
export function createWebhookSender(world: Omit<LineWorld, 'webhooks'>): WebhookSender {
  const knobs = calmKnobs(world.options.webhookDeadlineMs);
  const deliveries: Delivery[] = [];
  const sentEvents = new Map<string, WebhookEvent>();
  const underWay = new Set<Promise<unknown>>();
  let held: WebhookEvent[] | undefined;

  const log = (delivery: Delivery): Delivery => {
    record(deliveries, delivery);
    world.tell({ kind: 'delivery', delivery });
    return delivery;
  };

  async function post(events: WebhookEvent[], isRedelivery: boolean): Promise<Delivery> {
    const copies = events.map((event) => ({ ...event, deliveryContext: { isRedelivery } }));
    const body = JSON.stringify({ destination: world.options.botUserId, events: copies });
    const startedMs = performance.now();
    refreshReplyTokens(world, events);
    const outcome = await deliver(world, knobs, body);
    const tookMs = Math.round(performance.now() - startedMs);
    return log({
      at: world.now(),
      ...outcome,
      isRedelivery,
      eventIds: events.map((e) => e.webhookEventId),
      body,
      tookMs,
    });
  }

  async function sendOnce(events: WebhookEvent[]): Promise<Delivery[]> {
    for (const event of events) sentEvents.set(event.webhookEventId, event);
    if (knobs.delayMs > 0) await pause(knobs.delayMs);
    if (knobs.dropNext > 0) {
      knobs.dropNext -= 1;
      const eventIds = events.map((event) => event.webhookEventId);
      return [log({ at: world.now(), outcome: 'dropped', isRedelivery: false, eventIds, body: '', tookMs: 0 })];
    }
    const done = await Promise.all(Array.from({ length: knobs.duplicates + 1 }, () => post(events, false)));
    for (let left = knobs.redeliver?.count ?? 0; left > 0 && done.at(-1)?.outcome !== 'ok'; left--) {
      await pause(knobs.redeliver?.gapMs ?? 0);
      done.push(await post(events, true));
    }
    return done;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const forget = () => underWay.delete(work);
    work.then(forget, forget);
    return work;
  }

  return {
    knobs,
    deliveries,
    send: async (events) => {
      if (!world.state.webhookActive) return [];
      if (held) {
        held.push(...events);
        return [];
      }
      return track(sendOnce(events));
    },
    redeliver: async (webhookEventId) => {
      const event = sentEvents.get(webhookEventId);
      if (!event) throw new Error(`No such webhook event: ${webhookEventId}`);
      return track(post([event], true));
    },
    hold: () => {
      held ??= [];
    },
    release: async (how = {}) => {
      const events = held ?? [];
      held = undefined;
      return track(sendAll(inBatches(events, how), how.concurrency ?? 10, sendOnce));
    },
    reset: () => Object.assign(knobs, calmKnobs(world.options.webhookDeadlineMs)),
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}

function inBatches(events: WebhookEvent[], how: Release): WebhookEvent[][] {
  if (how.together) return events.length > 0 ? [events] : [];
  const copied = Array.from({ length: how.copies ?? 1 }, () => events).flat();
  const ordered = how.shuffleSeed === undefined ? copied : shuffled(copied, seeded(how.shuffleSeed));
  return ordered.map((event) => [event]);
}

async function sendAll(
  batches: WebhookEvent[][],
  concurrency: number,
  send: (events: WebhookEvent[]) => Promise<Delivery[]>,
): Promise<Delivery[]> {
  const queue = batches.values();
  const done: Delivery[] = [];
  const worker = async () => {
    for (const events of queue) done.push(...(await send(events)));
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return done;
}

/** A delivery, also a repeated one, starts the minute in which its reply token is good (PLATFORM 4). */
function refreshReplyTokens(world: Omit<LineWorld, 'webhooks'>, events: WebhookEvent[]): void {
  for (const { replyToken } of events) {
    const token = replyToken ? world.state.replyTokens[replyToken] : undefined;
    if (token) token.deliveredAt = world.now();
  }
}

async function deliver(
  world: Omit<LineWorld, 'webhooks'>,
  knobs: WebhookKnobs,
  body: string,
): Promise<Pick<Delivery, 'outcome' | 'status'>> {
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0',
  });
  const signature = signatureOf(world, knobs, body);
  if (signature !== undefined) headers.set(knobs.signatureHeader, signature);
  const send = world.options.fetch ?? fetch;
  const gaveUp = new AbortController();
  const deadline = setTimeout(() => gaveUp.abort(), knobs.deadlineMs);
  const late = new Promise<'late'>((resolve) => {
    gaveUp.signal.addEventListener('abort', () => resolve('late'));
  });
  try {
    const request = send(world.state.webhookUrl, { method: 'POST', headers, body, signal: gaveUp.signal });
    const answer = await Promise.race([request.catch(() => undefined), late]);
    if (answer === 'late' || gaveUp.signal.aborted) return { outcome: 'request_timeout' };
    if (!answer) return { outcome: 'could_not_connect' };
    return { outcome: answer.ok ? 'ok' : 'error_status_code', status: answer.status };
  } finally {
    clearTimeout(deadline);
  }
}

function signatureOf(world: Omit<LineWorld, 'webhooks'>, knobs: WebhookKnobs, body: string): string | undefined {
  if (knobs.signature === 'absent') return undefined;
  if (knobs.signature === 'empty') return '';
  const secret = knobs.signature === 'right' ? world.options.channelSecret : `${world.options.channelSecret}-wrong`;
  return signBody(body, secret);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
