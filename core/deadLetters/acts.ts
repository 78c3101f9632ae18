import { randomUUID } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { InboxId, OutboxId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type CloseReason, deadLetterActs, inbox, outbox } from '../../db/schema/plumbing.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { refusedOnRecord } from '../merges/authority.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { givenUp, isDoubtful, keyIsKnown, type LetterKey, noAnswer, type Way } from './letters.ts';

const batchMax = 200;

/** What came of a retry: `not_dead` when somebody else was first, or it has arrived after all. */
export type Retried = 'retried' | 'not_dead';

/**
 * Puts a letter that was given up back to be tried, with all its attempts. Pressed twice, or by two people, it is done once. A push
 * keeps its key while LINE knows it, and is given a new one after that. Headquarters only. Refuses not_staff, not_yours, not_found,
 * and choice_needed when it may have arrived and would arrive twice, unless `evenTwice`.
 */
export async function retryDeadLetter(
  context: Context<StaffActor>,
  { evenTwice = false, ...key }: LetterKey & { evenTwice?: boolean },
): Promise<Retried> {
  await headquartersOnly(context, subjectOf(key));
  return inTransaction(context, async (inside) => {
    const came = await retryOne(inside, key, evenTwice);
    if (came === 'doubtful') throw new Refusal('choice_needed');
    return came;
  });
}

/**
 * `retryDeadLetter` for all of one way, oldest first and at most 200 a call. What may have arrived is left where it is unless
 * `evenTwice`, and counted.
 */
export async function retryDeadLetters(
  context: Context<StaffActor>,
  { way, evenTwice = false }: { way: Way; evenTwice?: boolean },
): Promise<{ retried: number; left: number }> {
  await headquartersOnly(context, `way:${way}`);
  return inTransaction(context, async (inside) => {
    const came: (Retried | 'doubtful')[] = [];
    for (const key of await deadOf(inside.db, way)) came.push(await retryOne(inside, key, evenTwice));
    const count = (what: Retried | 'doubtful') => came.filter((one) => one === what).length;
    return { retried: count('retried'), left: count('doubtful') };
  });
}

/**
 * Leaves a letter at that, with a reason; what a member had written in it is forgotten. Twice is once: false when it was no longer
 * there to be closed. Headquarters only. Refuses not_staff and not_yours.
 */
export async function closeDeadLetter(
  context: Context<StaffActor>,
  { reason, ...key }: LetterKey & { reason: CloseReason },
): Promise<{ closed: boolean }> {
  await headquartersOnly(context, subjectOf(key));
  return inTransaction(context, async (inside) => {
    const settled = { state: 'closed', settledAt: inside.now } as const;
    const closed =
      key.box === 'outbox'
        ? await inside.db.update(outbox).set(settled).where(deadOutbox(key.rowId)).returning({ id: outbox.id })
        : await inside.db
            .update(inbox)
            .set({ ...settled, body: {} })
            .where(deadInbox(key.rowId))
            .returning({ id: inbox.id });
    if (closed.length === 0) return { closed: false };
    await noteAct(inside, key, 'close', reason);
    return { closed: true };
  });
}

/**
 * Has the cards of retried letters drawn again that have arrived, or failed again, since. Answers how many. To be asked whenever
 * the outbox has nothing else to do: whatever settles a row need not know that somebody waits for it.
 */
export async function tellSettledRetries(context: Context): Promise<number> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const waits = sql`(${deadLetterActs.box} = 'outbox' and exists
        (select 1 from outbox o where o.id = ${deadLetterActs.rowId} and o.state = 'pending'))
      or (${deadLetterActs.box} = 'inbox' and exists
        (select 1 from inbox i where i.id = ${deadLetterActs.rowId} and i.state = 'pending'))`;
    const open = sql`${deadLetterActs.act} = 'retry' and ${deadLetterActs.toldAt} is null`;
    const settled = await db
      .update(deadLetterActs)
      .set({ toldAt: now })
      .where(and(open, sql`not (${waits})`))
      .returning();
    for (const { id, box, rowId } of settled) await showAgain(inside, { box, rowId }, `settled:${id}`);
    return settled.length;
  });
}

const subjectOf = ({ box, rowId }: LetterKey) => `${box}:${rowId}`;
const deadOutbox = (rowId: number) => and(eq(outbox.id, rowId as OutboxId), inArray(outbox.state, givenUp), noAnswer);
const deadInbox = (rowId: number) => and(eq(inbox.id, rowId as InboxId), eq(inbox.state, 'dead'));

/** What failed may be anybody's: no store decides about it. */
async function headquartersOnly(context: Context<StaffActor>, subject: string): Promise<void> {
  const { atHeadquarters } = await activeStaff(context);
  if (!atHeadquarters) throw await refusedOnRecord(context, subject, 'not_yours');
}

async function deadOf(db: Database, way: Way): Promise<LetterKey[]> {
  if (way === 'received') {
    const rows = await db
      .select({ id: inbox.id })
      .from(inbox)
      .where(eq(inbox.state, 'dead'))
      .orderBy(inbox.id)
      .limit(batchMax);
    return rows.map(({ id }) => ({ box: 'inbox', rowId: id }));
  }
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.topic, way), inArray(outbox.state, givenUp), noAnswer))
    .orderBy(outbox.id)
    .limit(batchMax);
  return rows.map(({ id }) => ({ box: 'outbox', rowId: id }));
}

async function retryOne(
  context: Context<StaffActor>,
  key: LetterKey,
  evenTwice: boolean,
): Promise<Retried | 'doubtful'> {
  const came = key.box === 'outbox' ? await resend(context, key.rowId, evenTwice) : await rework(context, key.rowId);
  if (came === 'retried') await noteAct(context, key, 'retry');
  return came;
}

async function resend({ db, now }: Context, rowId: number, evenTwice: boolean): Promise<Retried | 'doubtful'> {
  const [row] = await db.select().from(outbox).where(deadOutbox(rowId)).for('update');
  if (!row) return 'not_dead';
  if (isDoubtful(row, now) && !evenTwice) return 'doubtful';
  const newDay = row.topic === 'line' && !keyIsKnown(row, now) ? { retryKey: randomUUID(), firstTriedAt: null } : {};
  await db
    .update(outbox)
    .set({ ...newDay, state: 'pending', attempts: 0, dueAt: now, leasedUntil: null, settledAt: null })
    .where(deadOutbox(rowId));
  return 'retried';
}

/** An event's effects commit together or not at all, so one that was given up has had none. */
async function rework({ db, now }: Context, rowId: number): Promise<Retried> {
  const rows = await db
    .update(inbox)
    .set({ state: 'pending', attempts: 0, dueAt: now, leasedUntil: null, settledAt: null, outcome: null })
    .where(deadInbox(rowId))
    .returning({ id: inbox.id });
  return rows.length > 0 ? 'retried' : 'not_dead';
}

async function noteAct(
  context: Context<StaffActor>,
  key: LetterKey,
  act: 'retry' | 'close',
  reason?: CloseReason,
): Promise<void> {
  const { db, now, actor } = context;
  const values = { box: key.box, rowId: key.rowId as InboxId, act, reason, at: now, staffId: actor.staffId };
  const [row] = await db.insert(deadLetterActs).values(values).returning({ id: deadLetterActs.id });
  const action = act === 'retry' ? 'dead_letter.retried' : 'dead_letter.closed';
  await audit(context, { action, subject: subjectOf(key), ...(reason && { reason }) });
  await showAgain(context, key, `${act}:${row?.id}`);
}

async function showAgain(context: Context, { box, rowId }: LetterKey, why: string): Promise<void> {
  await tell(context, { topic: 'slack', message: { show: 'dead_letter', box, rowId } }, `dead:${box}:${rowId}:${why}`);
}
