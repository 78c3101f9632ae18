import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Context } from 'hono';
import { isOf, type Payload, readPayload } from './payload.ts';
import { isSignedBySlack } from './signature.ts';

export type ReceiverOptions = {
  signingSecret: string;
  /** Requests of another app or workspace are refused, however well signed. */
  appId: string;
  teamId: string;
  now: () => Date;
  /** True the first time it is asked about this token; false ever after. */
  firstSight: (kind: 'slack_signature' | 'slack_event', token: string) => Promise<boolean>;
  background: (work: Promise<unknown>) => void;
  failed: (reason: unknown) => void;
};

/** A Bolt receiver that is one Hono route instead of a server of its own. */
export type HonoReceiver = Receiver & { handle: (c: Context) => Promise<Response> };

/** Makes the receiver: mount `handle` as a route. It answers when a listener acknowledges; the listener goes on behind. */
export function honoReceiver(options: ReceiverOptions): HonoReceiver {
  let app: App;
  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {},
    stop: async () => {},
    handle: async (c) => {
      const raw = await c.req.text();
      const isForm = (c.req.header('content-type') ?? '').includes('application/x-www-form-urlencoded');
      if (isForm && new URLSearchParams(raw).get('ssl_check') === '1') return c.body(null, 200);
      const signature = c.req.header('x-slack-signature');
      const timestamp = c.req.header('x-slack-request-timestamp');
      if (!isSignedBySlack(options.signingSecret, { timestamp, signature, raw }, options.now())) {
        return c.text('invalid signature', 401);
      }
      const body = readPayload(raw, isForm);
      if (!body) return c.text('not understood', 400);
      if (body.type === 'url_verification') return c.json({ challenge: body.challenge });
      if (!isOf(body, options.appId, options.teamId)) return c.text('another app or workspace', 401);
      // Slack sends an event again, signed anew, until it is answered: known by its id, and answered again. Everything
      // else it sends once, so the same signature a second time is a replay.
      if (body.type === 'event_callback') {
        if (!(await options.firstSight('slack_event', body.event_id))) return c.body(null, 200);
      } else if (!(await options.firstSight('slack_signature', signature ?? ''))) {
        return c.text('seen before', 401);
      }
      return run(app, c, body, options);
    },
  };
}

async function run(app: App, c: Context, body: Payload, options: ReceiverOptions): Promise<Response> {
  const answer = Promise.withResolvers<Response>();
  const event: ReceiverEvent = {
    body,
    ack: async (said?: string | object) => {
      if (said === undefined || said === '') answer.resolve(c.body(null, 200));
      else answer.resolve(typeof said === 'string' ? c.text(said) : c.json(said));
    },
  };
  const retry = c.req.header('x-slack-retry-num');
  if (retry) Object.assign(event, { retryNum: Number(retry), retryReason: c.req.header('x-slack-retry-reason') ?? '' });
  const work = app.processEvent(event).then(
    () => answer.resolve(c.text('nobody listens to this', 404)), // no effect when a listener acknowledged
    (reason: unknown) => {
      options.failed(reason);
      answer.resolve(c.text('failed', 500));
    },
  );
  options.background(work);
  return answer.promise;
}
