import type { KnownBlock, MessageAttachment } from '@slack/types';
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { and, eq, like, lt } from 'drizzle-orm';
import type { OutboxId } from '../db/ids.ts';
import { slackMessages } from '../db/schema/plumbing.ts';
import type { SlackDeps } from './deps.ts';
import { colours } from './pictures/svg.ts';

/** What a message of ours says: `text` is the notification and what a screen reader reads. */
export type Card = { text: string; blocks: KnownBlock[]; bar: 'shu' | 'quiet' };

/** Where it is shown: `subject` names what it is about, once for each channel. */
export type Place = { subject: string; channel: string; thread?: string };

/** Somebody else is posting the same card at this moment, or was interrupted a moment ago. */
export class CardClaimed extends Error {}

const claimMs = 60_000;
const clockSkewSec = 600;
const eventType = 'musubi_card';
const bars = { shu: colours.shu, quiet: colours.sand } as const;

/**
 * Shows a card in a channel: drawn again where it is already, posted where it is not. Slack knows no idempotency key, so the
 * place is claimed in the database first; whoever finds a claim without an end looks in the channel before posting again.
 * Answers the message's timestamp.
 */
export async function showCard(
  deps: SlackDeps,
  client: WebClient,
  place: Place,
  card: Card,
  outboxId: OutboxId,
): Promise<string> {
  const claim = await claimPlace(deps, place, outboxId);
  if (claim.ts && (await redraw(client, place.channel, claim.ts, card))) return claim.ts;
  const lost = claim.interrupted ? await findPosted(client, place, claim.since) : undefined;
  if (lost) await redraw(client, place.channel, lost, card);
  const ts = lost ?? (await post(client, place, card, outboxId).catch((reason) => giveBack(deps, place, reason)));
  await deps.db.update(slackMessages).set({ ts, postedAt: deps.now() }).where(at(place));
  return ts;
}

/** The timestamp of a card that is shown in a channel. */
export async function shownAt({ db }: SlackDeps, place: Place): Promise<string | undefined> {
  const [row] = await db.select({ ts: slackMessages.ts }).from(slackMessages).where(at(place));
  return row && !isClaim(row.ts) ? row.ts : undefined;
}

/** Every channel in which something about this subject is shown. */
export async function channelsShowing({ db }: SlackDeps, subject: string): Promise<string[]> {
  const rows = await db
    .select({ channel: slackMessages.channel })
    .from(slackMessages)
    .where(eq(slackMessages.subject, subject));
  return rows.map(({ channel }) => channel);
}

type Claim = { ts?: string; interrupted: boolean; since: Date };

async function claimPlace({ db, now }: SlackDeps, place: Place, outboxId: OutboxId): Promise<Claim> {
  const { subject, channel } = place;
  const ts = `claim:${outboxId}:${crypto.randomUUID()}`;
  const [fresh] = await db
    .insert(slackMessages)
    .values({ subject, channel, ts, postedAt: now() })
    .onConflictDoNothing()
    .returning();
  if (fresh) return { interrupted: false, since: now() };
  const [row] = await db.select().from(slackMessages).where(at(place));
  if (row && !isClaim(row.ts)) return { ts: row.ts, interrupted: false, since: row.postedAt };
  const overdue = lt(slackMessages.postedAt, new Date(now().getTime() - claimMs));
  const own = like(slackMessages.ts, `claim:${outboxId}:%`);
  for (const mine of [own, overdue]) {
    const [taken] = await db
      .update(slackMessages)
      .set({ ts })
      .where(and(at(place), eq(slackMessages.ts, row?.ts ?? ''), mine))
      .returning();
    if (taken && row) return { interrupted: true, since: row.postedAt };
  }
  throw new CardClaimed(subject);
}

/** What Slack refused is certainly not there: the claim ends, and the next try need not look for it. */
async function giveBack({ db }: SlackDeps, place: Place, reason: unknown): Promise<never> {
  if (reason instanceof WebAPIPlatformError || reason instanceof WebAPIRateLimitedError) {
    await db.delete(slackMessages).where(and(at(place), like(slackMessages.ts, 'claim:%')));
  }
  throw reason;
}

const isClaim = (ts: string) => ts.startsWith('claim:');

const at = ({ subject, channel }: Place) => and(eq(slackMessages.subject, subject), eq(slackMessages.channel, channel));

/** False when the message is gone: somebody deleted it, and it is posted anew. */
async function redraw(client: WebClient, channel: string, ts: string, card: Card): Promise<boolean> {
  try {
    await client.chat.update({ channel, ts, ...drawn(card) });
    return true;
  } catch (reason) {
    if (reason instanceof WebAPIPlatformError && reason.data.error === 'message_not_found') return false;
    throw reason;
  }
}

async function post(client: WebClient, place: Place, card: Card, outboxId: OutboxId): Promise<string> {
  const { subject, channel, thread } = place;
  const metadata = { event_type: eventType, event_payload: { subject, outbox_id: outboxId } };
  const { ts } = await client.chat.postMessage({
    channel,
    ...drawn(card),
    metadata,
    unfurl_links: false,
    unfurl_media: false,
    ...(thread ? { thread_ts: thread } : {}),
  });
  return ts ?? '';
}

/** The message a try left behind whose answer never came. */
async function findPosted(
  client: WebClient,
  { subject, channel, thread }: Place,
  since: Date,
): Promise<string | undefined> {
  const oldest = String(Math.floor(since.getTime() / 1000) - clockSkewSec);
  const asked = { channel, oldest, limit: 200, include_all_metadata: true };
  const { messages } = thread
    ? await client.conversations.replies({ ...asked, ts: thread })
    : await client.conversations.history(asked);
  return messages?.find(({ metadata }) => {
    const payload = metadata?.event_payload as { subject?: string } | undefined;
    return metadata?.event_type === eventType && payload?.subject === subject;
  })?.ts;
}

/**
 * A bar of colour beside the blocks is what attachments are still for. Slack would show a text of the message as a line above
 * the bar; the fallback is what notifications read instead.
 */
function drawn({ text, blocks, bar }: Card): { text: ''; blocks: []; attachments: MessageAttachment[] } {
  return { text: '', blocks: [], attachments: [{ color: bars[bar], fallback: text, blocks }] };
}
