import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { InboxId, OutboxId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import {
  type CloseReason,
  deadLetterActs,
  inbox,
  type OutboxState,
  type OutboxTopic,
  outbox,
  type WorkState,
} from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';

/** A row of the inbox or the outbox. */
export type LetterKey = { box: 'inbox' | 'outbox'; rowId: number };

/** Which way a letter goes: what came from LINE, or by what it leaves. All of one way fail together and are retried together. */
export const ways = ['received', 'line', 'mail', 'sms', 'slack'] as const;
export type Way = (typeof ways)[number];

/** What was tried until it made no sense any more. `why` is a code; `doubtful`: it may have arrived, and would arrive twice. */
export type DeadLetter = LetterKey & { way: Way; at: Date; why: string; doubtful: boolean };

/** A letter that was given up, as it stands now, with what staff did last. */
export type LetterStory = DeadLetter & {
  state: WorkState | OutboxState;
  /** When it came to the state it is in. */
  settledAt: Date | null;
  act?: { kind: 'retry' | 'close'; by: string; at: Date; reason: CloseReason | null };
};

type OutboxRow = typeof outbox.$inferSelect;
type InboxRow = typeof inbox.$inferSelect;

/** States from which staff may retry or close. */
export const givenUp = ['dead', 'unknown'] as const;

/** LINE forgets a retry key after 24 hours; an hour is left for the way there. */
const keyMsMax = 23 * 3_600_000;

/** Whether LINE still tells a second push under this row's key from the first. */
export function keyIsKnown({ firstTriedAt }: Pick<OutboxRow, 'firstTriedAt'>, now: Date): boolean {
  return firstTriedAt !== null && now.getTime() - firstTriedAt.getTime() < keyMsMax;
}

/**
 * Whether sending a row once more could make somebody read it twice. Slack is looked into before anything is posted; LINE knows its
 * key for a day; a letter, and a push with a forgotten key, are safe only when every try is known to have sent nothing.
 */
export function isDoubtful(row: Pick<OutboxRow, 'topic' | 'unsureTries' | 'firstTriedAt'>, now: Date): boolean {
  if (row.topic === 'slack' || (row.topic === 'line' && keyIsKnown(row, now))) return false;
  return row.unsureTries > 0;
}

/** An answer in the chat is no letter: who asked simply asks again. */
export const noAnswer = sql`${outbox.message} ->> 'template' is distinct from 'reply'`;

/** What was given up and nobody has dealt with, newest first, with how many there are of each way. */
export async function deadLetters(
  db: Database,
  now: Date,
  limit: number,
): Promise<{ count: number; ofWay: Map<Way, number>; letters: DeadLetter[] }> {
  const out = await outboxWhere(db, and(inArray(outbox.state, givenUp), noAnswer));
  const came = await db.select().from(inbox).where(eq(inbox.state, 'dead')).orderBy(desc(inbox.id));
  const all = [...out.map((row) => fromOutbox(row, now)), ...came.map(fromInbox)];
  const letters = all.sort((one, other) => other.at.getTime() - one.at.getTime()).slice(0, limit);
  const ofWay = new Map([...Map.groupBy(all, ({ way }) => way)].map(([way, rows]) => [way, rows.length]));
  return { count: all.length, ofWay, letters: letters.map(({ state: _, settledAt: __, ...letter }) => letter) };
}

/** One letter with its story; undefined when its row is gone. */
export async function letterStory(db: Database, now: Date, key: LetterKey): Promise<LetterStory | undefined> {
  const [row] =
    key.box === 'outbox'
      ? (await outboxWhere(db, eq(outbox.id, key.rowId as OutboxId))).map((found) => fromOutbox(found, now))
      : (
          await db
            .select()
            .from(inbox)
            .where(eq(inbox.id, key.rowId as InboxId))
        ).map(fromInbox);
  if (!row) return undefined;
  const [act] = await db
    .select({ kind: deadLetterActs.act, by: staff.name, at: deadLetterActs.at, reason: deadLetterActs.reason })
    .from(deadLetterActs)
    .innerJoin(staff, eq(staff.id, deadLetterActs.staffId))
    .where(and(eq(deadLetterActs.box, key.box), eq(deadLetterActs.rowId, key.rowId as InboxId)))
    .orderBy(desc(deadLetterActs.id))
    .limit(1);
  return { ...row, ...(act && { act }) };
}

function outboxWhere(db: Database, which: SQL | undefined): Promise<OutboxRow[]> {
  return db.select().from(outbox).where(which).orderBy(desc(outbox.id));
}

function fromOutbox(row: OutboxRow, now: Date): LetterStory {
  const { id: rowId, topic, state, failure, createdAt: at, settledAt } = row;
  const way = topic satisfies OutboxTopic;
  return { box: 'outbox', rowId, way, at, why: failure ?? '', doubtful: isDoubtful(row, now), state, settledAt };
}

function fromInbox({ id: rowId, state, outcome, receivedAt: at, settledAt }: InboxRow): LetterStory {
  return { box: 'inbox', rowId, way: 'received', at, why: outcome ?? '', doubtful: false, state, settledAt };
}
