import { and, eq, sql } from 'drizzle-orm';
import { tellSettledRetries } from '../core/deadLetters/acts.ts';
import { tell } from '../core/outbox.ts';
import type { OutboxId } from '../db/ids.ts';
import { rowsOf } from '../db/open.ts';
import { type OutboxTopic, outbox } from '../db/schema/plumbing.ts';
import { backOffMs } from './back-off.ts';
import { type Deps, systemContext } from './deps.ts';
import { inLanes } from './lanes.ts';
import { errorFacts } from './log.ts';
import { deliverLetter } from './outgoing/letter.ts';
import { deliverLine } from './outgoing/line.ts';
import { deliverSlack } from './outgoing/slack.ts';
import { whatWasThrown } from './outgoing/thrown.ts';

/** A message as it was claimed. `attempts` counts this try, and is what tells this claim from a later one. */
export type ClaimedMessage = {
  id: OutboxId;
  topic: OutboxTopic;
  message: unknown;
  retryKey: string;
  attempts: number;
  createdAt: Date;
  firstTriedAt: Date;
  leasedUntil: Date;
  failure: string | null;
};

/**
 * What became of a try. `later`: it may be repeated under the same retry key; `unsure` when it may have arrived. `hold`: nothing of
 * this kind can leave before that time. `unknown`: it may have arrived and must not be repeated. `dropped`: it must not be said any
 * more.
 */
export type Delivery =
  | { kind: 'sent'; receipt: string }
  | { kind: 'later'; why: string; afterMs?: number; unsure?: boolean }
  | { kind: 'hold'; why: string; untilMs: number }
  | { kind: 'unknown'; why: string }
  | { kind: 'dropped'; why: string }
  | { kind: 'dead'; why: string };

const batchMax = 40;
const batchesMax = 100;
const leaseSec = 60;
/** More than one try takes, every call to the other side waited out. */
const tryMsMax = 25_000;
const hourMs = 3_600_000;
/** LINE forgets a retry key after 24 hours; from then on the same key would send a second message. */
const keyMsMax = 23 * hourMs;
/** The others know no key: they are tried a number of times, however long it takes. About two days for Slack, minutes for letters. */
const triesMax: Record<OutboxTopic, number> = { line: Number.POSITIVE_INFINITY, slack: 200, mail: 8, sms: 8 };

/** Delivers what waits in the outbox until nothing is due. Safe in any number of processes; returns how many tries it made. */
export async function deliverOutbox(deps: Deps): Promise<number> {
  let tried = 0;
  for (let batch = 0; batch < batchesMax; batch++) {
    const messages = await claim(deps);
    if (messages.length === 0 && (await tellSettledRetries(systemContext(deps, 'outbox'))) === 0) break;
    tried += messages.length;
    await inLanes(messages, laneOf, deps.hands, (message) => deliverOne(deps, message));
  }
  return tried;
}

/** What goes to one receiver goes in its order. */
function laneOf({ id, topic, message }: ClaimedMessage): string {
  const { to } = message as { to?: number };
  return to === undefined ? `${topic}:${id}` : `${topic}:to:${to}`;
}

type Row = {
  id: string;
  topic: OutboxTopic;
  message: unknown;
  retry_key: string;
  attempts: number;
  created: string;
  first_tried: string;
  failure: string | null;
};

async function claim({ db, now }: Deps): Promise<ClaimedMessage[]> {
  const began = now();
  const at = began.toISOString();
  const leasedUntil = new Date(began.getTime() + leaseSec * 1000);
  const rows = await rowsOf<Row>(
    db,
    sql`
      update outbox set attempts = attempts + 1, unsure_tries = unsure_tries + 1, leased_until = ${at}::timestamptz + make_interval(secs => ${leaseSec}),
        first_tried_at = coalesce(first_tried_at, ${at}::timestamptz)
      where id in (
        select id from outbox where state = 'pending' and due_at <= ${at}::timestamptz
          and (leased_until is null or leased_until < ${at}::timestamptz)
        order by due_at, id limit ${batchMax} for update skip locked)
      returning id::text, topic, message, retry_key, attempts, failure,
        (extract(epoch from created_at) * 1000)::bigint::text as created,
        (extract(epoch from first_tried_at) * 1000)::bigint::text as first_tried`,
  );
  return rows
    .map(({ id, retry_key, created, first_tried, ...row }) => ({
      ...row,
      id: Number(id) as OutboxId,
      retryKey: retry_key,
      leasedUntil,
      createdAt: new Date(Number(created)),
      firstTriedAt: new Date(Number(first_tried)),
    }))
    .sort((one, other) => one.id - other.id);
}

/** A slow service may hold up a batch for longer than its lease: what somebody else may take over by then is left to them. */
async function deliverOne(deps: Deps, message: ClaimedMessage): Promise<void> {
  if (deps.now().getTime() > message.leasedUntil.getTime() - tryMsMax) return;
  await settle(deps, message, givenUp(deps, message) ?? (await tried(deps, message)));
}

/** Why a message is not tried any more, if it is not. */
function givenUp({ now }: Deps, { topic, attempts, firstTriedAt, failure }: ClaimedMessage): Delivery | undefined {
  if (attempts > triesMax[topic]) return { kind: 'dead', why: failure ?? 'tried_too_often' };
  const keyIsOver = topic === 'line' && now().getTime() - firstTriedAt.getTime() > keyMsMax;
  return keyIsOver ? { kind: 'unknown', why: failure ?? 'no_answer' } : undefined;
}

async function tried(deps: Deps, message: ClaimedMessage): Promise<Delivery> {
  try {
    switch (message.topic) {
      case 'line':
        return await deliverLine(deps, message);
      case 'slack':
        return await deliverSlack(deps, message);
      case 'mail':
      case 'sms':
        return await deliverLetter(deps, message);
    }
  } catch (error) {
    deps.log('outbox.failed', { outboxId: message.id, attempt: message.attempts, ...errorFacts(error) });
    return { kind: 'later', ...whatWasThrown(error) };
  }
}

async function settle(deps: Deps, message: ClaimedMessage, delivery: Delivery): Promise<void> {
  const at = deps.now();
  const mine = and(eq(outbox.id, message.id), eq(outbox.state, 'pending'), eq(outbox.attempts, message.attempts));
  // Counted as unsure when it was claimed, so that a process which dies in between leaves it so.
  const isSure = !('unsure' in delivery && delivery.unsure);
  const counted = isSure ? { unsureTries: sql`${outbox.unsureTries} - 1` } : {};
  if (delivery.kind === 'later' || delivery.kind === 'hold') {
    const untilMs =
      delivery.kind === 'hold' ? delivery.untilMs : at.getTime() + (delivery.afterMs ?? backOffMs(message.attempts));
    // Held back means certainly not sent: the day of the retry key begins with the next try.
    const fresh = delivery.kind === 'hold' ? { firstTriedAt: null } : {};
    const put = { dueAt: new Date(untilMs), leasedUntil: null, failure: delivery.why, ...fresh, ...counted };
    await deps.db.update(outbox).set(put).where(mine);
    return;
  }
  await deps.db.transaction(async (tx) => {
    const [settled] = await tx
      .update(outbox)
      .set({
        ...counted,
        state: delivery.kind,
        settledAt: at,
        leasedUntil: null,
        receipt: delivery.kind === 'sent' ? delivery.receipt : null,
        failure: delivery.kind === 'sent' ? null : delivery.why,
      })
      .where(mine)
      .returning({ id: outbox.id });
    if (!settled || (delivery.kind !== 'dead' && delivery.kind !== 'unknown')) return;
    deps.log(`outbox.${delivery.kind}`, { outboxId: message.id, topic: message.topic, why: delivery.why });
    // A word to Slack that did not get through is not told about in Slack; nor is an answer, which its asker simply asks again.
    if (message.topic === 'slack' || (message.message as { template?: string }).template === 'reply') return;
    const letter = { show: 'dead_letter', box: 'outbox', rowId: message.id } as const;
    await tell(
      { ...systemContext(deps, 'outbox'), db: tx },
      { topic: 'slack', message: letter },
      `dead:outbox:${message.id}`,
    );
  });
}
