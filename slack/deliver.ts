import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { eq } from 'drizzle-orm';
import { alertOf } from '../core/abuse/acknowledge.ts';
import { capAlertOf } from '../core/cap/alerts.ts';
import { capOutlook } from '../core/cap/outlook.ts';
import { letterStory } from '../core/deadLetters/letters.ts';
import { type DetectRun, runOf } from '../core/duplicates/runs.ts';
import { erasureShown } from '../core/erasure/shown.ts';
import { minorInvitation } from '../core/households/minors.ts';
import { summaryOf } from '../core/members/summary.ts';
import { liftedFreeze } from '../core/merges/lift.ts';
import { type RequestView, requestOf } from '../core/merges/requests.ts';
import { proposalOf } from '../core/merges/second.ts';
import type { StaffMessage } from '../core/outbox.ts';
import { verifyInvariants } from '../core/verify.ts';
import type {
  AdjustmentId,
  AlertId,
  CapAlertId,
  DetectRunId,
  ErasureId,
  InvitationId,
  OutboxId,
  ProposalId,
  RequestId,
} from '../db/ids.ts';
import { stores } from '../db/schema/shop.ts';
import { adjustmentShown } from './adjustments.ts';
import { abuseCard } from './blocks/abuse.ts';
import { adjustCard } from './blocks/adjust.ts';
import { answerCard, type FreezeShown, notMeCard } from './blocks/alerts.ts';
import { capCard } from './blocks/cap.ts';
import { deadLetterCard } from './blocks/dead-letters.ts';
import { decidedCard } from './blocks/decided.ts';
import { detectedCard } from './blocks/duplicates.ts';
import { erasureCard } from './blocks/erasure.ts';
import { minorCard } from './blocks/household.ts';
import { proposalCard } from './blocks/proposal.ts';
import { requestCard } from './blocks/request.ts';
import { unsoundCard } from './blocks/verify.ts';
import { slackClient } from './client.ts';
import type { SlackDeps } from './deps.ts';
import { edgeStory } from './edges.ts';
import { languageOfChannel } from './language.ts';
import { pictureUrl } from './pictures/link.ts';
import { nightPictureOf, nightSpec } from './pictures/night-figures.ts';
import { type Card, CardClaimed, channelsShowing, showCard, shownAt } from './post.ts';
import { type Words, wordsIn } from './words/words.ts';

/**
 * What came of a delivery. `later`: it did not arrive, or it may have; trying again is safe either way, because a try looks for
 * what an earlier one left. `refused`: trying again as it is will not help.
 */
export type SlackDelivery =
  | { kind: 'accepted'; receipt: string }
  | { kind: 'later'; why: string; afterMs?: number }
  | { kind: 'refused'; why: string };

/** Shows staff what a message in the outbox says, as things stand now. Repeats and late arrivals do no harm. */
export async function deliverToSlack(
  deps: SlackDeps,
  message: StaffMessage,
  outboxId: OutboxId,
): Promise<SlackDelivery> {
  try {
    const receipts = await shown({ deps, client: slackClient(deps), outboxId }, message);
    return { kind: 'accepted', receipt: receipts.join(' ') };
  } catch (reason) {
    return whatCame(reason);
  }
}

type Delivery = { deps: SlackDeps; client: WebClient; outboxId: OutboxId };

function shown(delivery: Delivery, message: StaffMessage): Promise<string[]> {
  switch (message.show) {
    case 'request':
      return showRequest(delivery, message.requestId);
    case 'answer':
      return showAnswer(delivery, message.requestId);
    case 'not_me':
      return showNotMe(delivery, message);
    case 'household_minor':
      return showMinor(delivery, message.invitationId);
    case 'dead_letter':
      return showDeadLetter(delivery, message);
    case 'adjustment':
      return showAdjustment(delivery, message.adjustmentId);
    case 'undo_proposal':
      return showProposal(delivery, message.proposalId);
    case 'erasure':
      return showErasure(delivery, message.erasureId);
    case 'unsound':
      return showUnsound(delivery, message.day);
    case 'abuse':
      return showAbuse(delivery, message.alertId);
    case 'duplicates':
      return showDetected(delivery, message.runId);
    case 'cap':
      return showCap(delivery, message.capAlertId);
  }
}

/**
 * Draws a request in the deciding store's channel, in headquarters' once escalated, and wherever else it stands already. Two
 * deliveries may draw at once, and the one that read earlier may write later: so each looks again and draws until it agrees.
 */
async function showRequest(delivery: Delivery, requestId: RequestId, anyway = false): Promise<string[]> {
  const { deps } = delivery;
  let drawn = await drawingOf(deps, requestId, anyway);
  for (let round = 0; drawn; round++) {
    const receipts = await showIn(delivery, drawn);
    const now = await drawingOf(deps, requestId, anyway);
    if (!now || round === roundsMax || sameDrawing(drawn, now)) return receipts;
    drawn = now;
  }
  return [];
}

const roundsMax = 5;

type Drawing = {
  view: RequestView;
  subject: string;
  channels: string[];
  card: (words: Words, insteadOf?: string) => Card;
};

/** How a request is to be drawn now; undefined when staff have nothing to see of it. */
async function drawingOf(deps: SlackDeps, requestId: RequestId, anyway = false): Promise<Drawing | undefined> {
  const view = await requestOf(deps.db, requestId, deps.now());
  if (!view || view.state === 'proving') return undefined;
  const subject = subjectOf(requestId);
  const before = await channelsShowing(deps, subject);
  // What the matcher found has its list: a card of its own it gets only when somebody must look at it.
  const isListed = view.origin === 'matcher' && !anyway;
  if (before.length === 0 && isOver(view) && (!view.edge || isListed)) return undefined;
  return { view, subject, channels: [...new Set([...view.slackChannels, ...before])], card: await cardOf(deps, view) };
}

function sameDrawing(one: Drawing, other: Drawing): boolean {
  const seen = ({ card, view }: Drawing) => JSON.stringify([card(wordsIn('ja')), view.slackChannels]);
  return seen(one) === seen(other);
}

async function showAnswer(delivery: Delivery, requestId: RequestId): Promise<string[]> {
  const { deps } = delivery;
  const redrawn = await showRequest(delivery, requestId);
  const view = await requestOf(deps.db, requestId, deps.now());
  const answer = view?.question?.answer;
  if (!view || !answer) return redrawn;
  const card = (words: Words) => answerCard(view, answer.at, words);
  return [
    ...redrawn,
    ...(await replyUnder(delivery, view, `${subjectOf(requestId)}:answer:${answer.at.getTime()}`, card)),
  ];
}

async function showNotMe(delivery: Delivery, message: Extract<StaffMessage, { show: 'not_me' }>) {
  const { deps } = delivery;
  const { requestId, edgeId, frozenAt } = message;
  const redrawn = await showRequest(delivery, requestId, true);
  const view = await requestOf(deps.db, requestId, deps.now());
  if (!view || (view.state === 'proving' && !edgeId)) return redrawn;
  const freeze = await freezeOf(deps, view, message);
  // Each freeze has a line of its own: a second one must not look like the first drawn again.
  const subject = [subjectOf(requestId), 'not_me', edgeId ?? '', ...(frozenAt ? [Date.parse(frozenAt)] : [])].join(':');
  return [...redrawn, ...(await replyUnder(delivery, view, subject, (words) => notMeCard(view, freeze, words)))];
}

async function freezeOf(
  { db }: SlackDeps,
  view: RequestView,
  { requestId, edgeId, frozenAt }: Extract<StaffMessage, { show: 'not_me' }>,
): Promise<FreezeShown> {
  const edge = edgeId ? view.edge : undefined;
  if (!frozenAt) return { edge, stands: false };
  const at = new Date(frozenAt);
  const held = edge ? edge.active && edge.frozenAt : view.state === 'waiting' && view.frozenAt;
  const stands = held instanceof Date && held.getTime() === at.getTime();
  const lifted = await liftedFreeze(db, requestId, at);
  return { edge, stands, ...(lifted && { lifted }) };
}

/** In the channel of the inviter's store; headquarters confirms where there is none. */
async function showMinor(delivery: Delivery, invitationId: InvitationId): Promise<string[]> {
  const { deps } = delivery;
  const about = await minorInvitation(deps.db, invitationId);
  const channel = about?.slackChannel ?? (await headquartersChannel(deps))?.channel;
  if (!channel) return [];
  return showUntilTrue(delivery, `household_minor:${invitationId}`, channel, async (words) => {
    const now = await minorInvitation(deps.db, invitationId);
    const parent = now && (await summaryOf(deps.db, now.parentAccountId, deps.now()));
    return parent && minorCard({ ...now, parent }, deps.now(), words);
  });
}

/** Like a request, a letter is looked at again after it was drawn: a retry may end at the very moment that it is shown. */
async function showDeadLetter(delivery: Delivery, { box, rowId }: Extract<StaffMessage, { show: 'dead_letter' }>) {
  const { deps } = delivery;
  const headquarters = await headquartersChannel(deps);
  if (!headquarters) return [];
  return showUntilTrue(delivery, `dead:${box}:${rowId}`, headquarters.channel, async (words) => {
    const story = await letterStory(deps.db, deps.now(), { box, rowId });
    return story && deadLetterCard(story, words);
  });
}

/** In the channel of the store that asked; where it has none, headquarters decides. */
async function showAdjustment(delivery: Delivery, adjustmentId: AdjustmentId): Promise<string[]> {
  const { deps } = delivery;
  const shown = await adjustmentShown(deps.db, adjustmentId, deps.now());
  const channel = shown?.channel ?? (await headquartersChannel(deps))?.channel;
  if (!channel) return [];
  return showUntilTrue(delivery, `adjustment:${adjustmentId}`, channel, async (words) => {
    const now = await adjustmentShown(deps.db, adjustmentId, deps.now());
    return now && adjustCard(now, words);
  });
}

/** Headquarters is asked, whichever store it comes from; anybody who may undo the merge may be the second. */
async function showProposal(delivery: Delivery, proposalId: ProposalId): Promise<string[]> {
  const { deps } = delivery;
  const headquarters = await headquartersChannel(deps);
  if (!headquarters) return [];
  return showUntilTrue(delivery, `undo_proposal:${proposalId}`, headquarters.channel, async (words) => {
    const proposal = await proposalOf(deps.db, proposalId);
    if (!proposal) return undefined;
    const stories = await Promise.all([proposal.edgeId, ...proposal.further].map((id) => edgeStory(deps.db, id)));
    return proposalCard(
      proposal,
      stories.flatMap((story) => story?.requestId ?? []),
      words,
    );
  });
}

async function showErasure(delivery: Delivery, erasureId: ErasureId): Promise<string[]> {
  const headquarters = await headquartersChannel(delivery.deps);
  if (!headquarters) return [];
  return showUntilTrue(delivery, `erasure:${erasureId}`, headquarters.channel, async (words) => {
    const erasure = await erasureShown(delivery.deps.db, erasureId);
    return erasure && erasureCard(erasure, words);
  });
}

async function showUnsound(delivery: Delivery, day: string): Promise<string[]> {
  const headquarters = await headquartersChannel(delivery.deps);
  if (!headquarters) return [];
  const { db, now } = delivery.deps;
  return showUntilTrue(delivery, `unsound:${day}`, headquarters.channel, async (words) =>
    unsoundCard(await verifyInvariants(db, now()), words),
  );
}

async function showAbuse(delivery: Delivery, alertId: AlertId): Promise<string[]> {
  const headquarters = await headquartersChannel(delivery.deps);
  if (!headquarters) return [];
  return showUntilTrue(delivery, `abuse:${alertId}`, headquarters.channel, async (words) => {
    const alert = await alertOf(delivery.deps.db, alertId);
    return alert && abuseCard(alert, words);
  });
}

async function showDetected(delivery: Delivery, runId: DetectRunId): Promise<string[]> {
  const headquarters = await headquartersChannel(delivery.deps);
  if (!headquarters) return [];
  return showUntilTrue(delivery, `detection:${runId}`, headquarters.channel, async (words) => {
    const run = await runOf(delivery.deps.db, runId);
    return run && detectedCard(run, words, nightPicture(delivery.deps, run, words));
  });
}

function nightPicture({ config, secret }: SlackDeps, run: DetectRun, words: Words) {
  const spec = nightSpec(run, words.language);
  return spec && { url: pictureUrl(config.publicUrl, secret, spec), alt: nightPictureOf(spec, words).alt };
}

async function showCap(delivery: Delivery, capAlertId: CapAlertId): Promise<string[]> {
  const headquarters = await headquartersChannel(delivery.deps);
  if (!headquarters) return [];
  const { db, now } = delivery.deps;
  return showUntilTrue(delivery, `cap:${capAlertId}`, headquarters.channel, async (words) => {
    const alert = await capAlertOf(db, capAlertId);
    return alert && capCard(alert, await capOutlook(db, now()), now(), words);
  });
}

/** Draws a card, and again while what it shows has changed in between. */
async function showUntilTrue(
  delivery: Delivery,
  subject: string,
  channel: string,
  cardIn: (words: Words) => Promise<Card | undefined>,
): Promise<string[]> {
  const { deps, client, outboxId } = delivery;
  const words = await wordsOf(delivery, channel);
  const place = { subject, channel };
  const cardNow = () => cardIn(words);
  let card = await cardNow();
  for (let round = 0; card; round++) {
    const receipt = await showCard(deps, client, place, card, outboxId);
    const now = await cardNow();
    if (!now || round === roundsMax || JSON.stringify(now) === JSON.stringify(card)) return [receipt];
    card = now;
  }
  return [];
}

const wordsOf = async ({ deps, client }: Delivery, channel: string) =>
  wordsIn(await languageOfChannel(deps, client, channel));
const subjectOf = (requestId: RequestId) => `request:${requestId}`;
const isOver = ({ state }: RequestView) => state !== 'waiting' && state !== 'proving';

async function cardOf(deps: SlackDeps, view: RequestView): Promise<(words: Words, insteadOf?: string) => Card> {
  if (view.state === 'waiting' && view.expiresAt > deps.now()) {
    return (words, insteadOf) => requestCard(view, words, insteadOf ? { insteadOf } : {});
  }
  const story = view.edge && (await edgeStory(deps.db, view.edge.edgeId));
  return (words) => decidedCard(view, story, words);
}

/** Shows a card in each channel; one that Slack will not post to hands over to headquarters, so that nobody waits unseen. */
async function showIn(delivery: Delivery, { view, channels, subject, card }: Drawing): Promise<string[]> {
  const { deps, client, outboxId } = delivery;
  const headquarters = await headquartersChannel(deps);
  const receipts: string[] = [];
  const wanted = channels.length > 0 ? channels : headquarters ? [headquarters.channel] : [];
  for (const channel of wanted) {
    try {
      const drawn = card(await wordsOf(delivery, channel));
      receipts.push(await showCard(deps, client, { subject, channel }, drawn, outboxId));
    } catch (reason) {
      const shutOut = reason instanceof WebAPIPlatformError && closedChannel.has(reason.data.error);
      if (!shutOut || !headquarters || channel === headquarters.channel) throw reason;
      if (wanted.includes(headquarters.channel)) continue;
      const place = { subject, channel: headquarters.channel };
      const drawn = card(await wordsOf(delivery, headquarters.channel), view.store?.name ?? channel);
      receipts.push(await showCard(deps, client, place, drawn, outboxId));
    }
  }
  return receipts;
}

/** A line in the thread of every card of a request. */
async function replyUnder(delivery: Delivery, view: RequestView, subject: string, card: (words: Words) => Card) {
  const { deps, client, outboxId } = delivery;
  const root = subjectOf(view.requestId);
  const receipts: string[] = [];
  for (const channel of await channelsShowing(deps, root)) {
    const thread = await shownAt(deps, { subject: root, channel });
    if (!thread) continue;
    const drawn = card(await wordsOf(delivery, channel));
    receipts.push(await showCard(deps, client, { subject, channel, thread }, drawn, outboxId));
  }
  return receipts;
}

async function headquartersChannel({ db }: SlackDeps): Promise<{ channel: string } | undefined> {
  const [row] = await db
    .select({ channel: stores.slackChannel })
    .from(stores)
    .where(eq(stores.isHeadquarters, true))
    .limit(1);
  return row?.channel ? { channel: row.channel } : undefined;
}

/** Slack will not take a message into such a channel, however often it is asked. */
const closedChannel = new Set(['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action']);
/** Not this time: Slack's own trouble, or a setting that somebody is about to repair. */
const passing = new Set([
  ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited', 'rate_limited'],
  ...['token_revoked', 'token_expired', 'invalid_auth', 'not_authed', 'account_inactive', 'missing_scope'],
]);
const claimedMs = 15_000;

function whatCame(reason: unknown): SlackDelivery {
  if (reason instanceof CardClaimed) return { kind: 'later', why: 'slack_claimed', afterMs: claimedMs };
  if (reason instanceof WebAPIRateLimitedError)
    return { kind: 'later', why: 'slack_429', afterMs: reason.retryAfter * 1000 };
  if (reason instanceof WebAPIHTTPError) return { kind: 'later', why: `slack_${reason.statusCode}` };
  if (reason instanceof WebAPIPlatformError) {
    const why = `slack_${reason.data.error}`;
    return passing.has(reason.data.error) ? { kind: 'later', why } : { kind: 'refused', why };
  }
  if (reason instanceof Error && 'code' in reason && reason.code === 'slack_webapi_request_error') {
    return { kind: 'later', why: 'slack_unreachable' };
  }
  throw reason;
}
