import { createHash } from 'node:crypto';
import { validateSignature } from '@line/bot-sdk';
import { sql } from 'drizzle-orm';
import type { Context as Call } from 'hono';
import { prepared } from '../db/prepared.ts';
import { cleanJson } from './clean.ts';
import type { Deps } from './deps.ts';
import { inGroups } from './in-groups.ts';
import { errorFacts } from './log.ts';

/** A standard Base64 of 32 bytes. Node's decoder also takes other alphabets and stray spaces, so the form is checked first. */
const signatureForm = /^[A-Za-z0-9+/]{43}=$/;

/** Events older than this are never acted on: their ids may have been forgotten, so a replay could not be told any more. */
const eventDaysMax = 30;
const dayMs = 86_400_000;

/** Two groups on their way keep the disk busy; more only make the groups smaller. */
const storing = { atOnce: 2, itemsMax: 100 };

type Event = Record<string, unknown>;
type InboxEntry = { id: string; body: unknown; ignored: string | null; at: Date };

/**
 * The door LINE knocks on. Signature on the raw bytes, every event into the inbox, then 200; the work is done after the answer by
 * `afterwards`. Deliveries of the same moment are stored by one statement. What cannot be stored is answered 503, so that LINE
 * delivers it again.
 */
export function receiveWebhook(deps: Deps, afterwards: () => void): (c: Call) => Promise<Response> {
  const store = inGroups(storing, (entries: InboxEntry[]) => storeIn(deps, entries));
  return async (c) => {
    const raw = Buffer.from(await c.req.arrayBuffer());
    if (!isSignedByLine(raw, deps.config.line.channelSecret, c.req.header('x-line-signature'))) {
      deps.log('webhook.unsigned', { bytes: raw.length });
      return c.body(null, 401);
    }
    const events = eventsIn(raw);
    if (!events) return c.body(null, 400);
    if (events.length === 0) return c.body(null, 200);
    const now = deps.now();
    try {
      await store(events.map((event) => entryOf(event, now)));
    } catch (error) {
      deps.log('webhook.not_stored', { events: events.length, ...errorFacts(error) });
      return c.body(null, 503);
    }
    deps.log('webhook.stored', { events: events.length, ms: deps.now().getTime() - now.getTime() });
    afterwards();
    return c.body(null, 200);
  };
}

function isSignedByLine(raw: Buffer, channelSecret: string, signature: string | undefined): boolean {
  return signature !== undefined && signatureForm.test(signature) && validateSignature(raw, channelSecret, signature);
}

function eventsIn(raw: Buffer): unknown[] | undefined {
  try {
    const body: unknown = JSON.parse(raw.toString('utf8'));
    const events = (body as { events?: unknown } | null)?.events;
    return Array.isArray(events) ? events : undefined;
  } catch {
    return undefined;
  }
}

/** An event as an inbox row. One that is not for us, or that nobody could act on, is kept as ignored with the reason. */
function entryOf(event: unknown, now: Date): InboxEntry {
  const body = cleanJson(event) as Event | undefined;
  if (typeof body !== 'object' || body === null || typeof body.webhookEventId !== 'string' || !body.webhookEventId) {
    const digest = createHash('sha256')
      .update(JSON.stringify(body ?? null))
      .digest('hex');
    return { id: `malformed:${digest}`, body: {}, ignored: 'malformed', at: now };
  }
  return { id: body.webhookEventId, body, ignored: reasonToIgnore(body, now), at: now };
}

function reasonToIgnore({ mode, timestamp }: Event, now: Date): string | null {
  if (mode === 'standby') return 'standby';
  if (typeof timestamp !== 'number') return 'malformed';
  return now.getTime() - timestamp > eventDaysMax * dayMs ? 'too_old' : null;
}

/**
 * The text is the same for one event and for fifty. An id that is there already writes nothing; in the order of ids, so that two
 * groups with the same events wait for each other and not in a ring.
 */
const insertAll = prepared<never>(sql`
  insert into inbox (source, event_id, body, received_at, due_at, state, outcome, settled_at)
  select 'line', e->>'id', e->'body', (e->>'at')::timestamptz, (e->>'at')::timestamptz,
    case when e->>'ignored' is null then 'pending' else 'done' end,
    'ignored:' || (e->>'ignored'),
    case when e->>'ignored' is null then null else (e->>'at')::timestamptz end
  from jsonb_array_elements(${sql.placeholder('entries')}::text::jsonb) e
  order by e->>'id'
  on conflict (source, event_id) do nothing`);

async function storeIn({ db }: Deps, entries: InboxEntry[]): Promise<void> {
  await insertAll(db, { entries: JSON.stringify(entries) });
}
