import { createHash } from 'node:crypto';
import { and, asc, desc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { AccountId } from '../db/ids.ts';
import { advisoryLock } from '../db/locks.ts';
import type { Database } from '../db/open.ts';
import { rowsOf } from '../db/open.ts';
import { auditEntries, auditMarks, auditSeals } from '../db/schema/plumbing.ts';
import { type Context, inTransaction } from './context.ts';

type Entry = typeof auditEntries.$inferSelect;
type Mark = typeof auditMarks.$inferSelect;

const batchMax = 1_000;
const beginning = 'musubi';

/**
 * Seals the audit rows up to the mark that an earlier call left, at most a thousand a call, then leaves the next mark; answers how
 * many were sealed. Ids are given before their rows are committed, so rows are sealed only once every transaction that may have taken
 * an id below the mark has ended, however long it runs. One process at a time; call it outside any transaction.
 */
export async function sealAudit(context: Context): Promise<number> {
  const sealed = await inTransaction(context, sealToMark);
  await inTransaction(context, leaveMark);
  return sealed;
}

async function sealToMark(context: Context): Promise<number> {
  const { db, now } = context;
  const mark = (await isAlone(db)) ? await markOf(db) : undefined;
  if (!mark || !(await isSettled(db, mark))) return 0;
  const last = await lastSeal(db);
  const unsealed = and(gt(auditEntries.id, last?.lastEntryId ?? 0), lte(auditEntries.id, mark.lastEntryId));
  const entries = await db.select().from(auditEntries).where(unsealed).orderBy(asc(auditEntries.id)).limit(batchMax);
  const newest = entries.at(-1);
  if (newest) {
    const digest = sealOf(last?.digest ?? beginning, entries);
    await db.insert(auditSeals).values({ lastEntryId: newest.id, digest, sealedAt: now });
  }
  if (entries.length < batchMax) await db.delete(auditMarks);
  return entries.length;
}

/** Notes the youngest row there is. The id of the noting transaction is taken after that look, so it is younger than all it saw. */
async function leaveMark({ db, now }: Context): Promise<void> {
  if (!(await isAlone(db)) || (await markOf(db))) return;
  const [newest] = await db.select({ id: auditEntries.id }).from(auditEntries).orderBy(desc(auditEntries.id)).limit(1);
  if (!newest || newest.id <= ((await lastSeal(db))?.lastEntryId ?? 0)) return;
  const xid = sql`pg_current_xact_id()::text`;
  await db.insert(auditMarks).values({ lastEntryId: newest.id, xid, markedAt: now });
}

async function isAlone(db: Database): Promise<boolean> {
  const [lock] = await rowsOf<{ held: boolean }>(
    db,
    sql`select pg_try_advisory_xact_lock(${advisoryLock.seal}) as held`,
  );
  return lock?.held ?? false;
}

async function markOf(db: Database): Promise<Mark | undefined> {
  return (await db.select().from(auditMarks).limit(1))[0];
}

async function lastSeal(db: Database) {
  return (await db.select().from(auditSeals).orderBy(desc(auditSeals.lastEntryId)).limit(1))[0];
}

/**
 * Whether all transactions as old as the mark have ended. A mark of the future came along from another server, in a backup: nothing
 * that was under way there can still end here.
 */
async function isSettled(db: Database, { xid }: Mark): Promise<boolean> {
  const [row] = await rowsOf<{ settled: boolean }>(
    db,
    sql`select pg_snapshot_xmin(s) > m or pg_snapshot_xmax(s) < m as settled
      from pg_current_snapshot() s, cast(${xid}::text as xid8) m`,
  );
  return row?.settled ?? false;
}

/** The id of the first seal that its rows no longer bear out, because one was changed, added or taken away; undefined when all hold. */
export async function firstBrokenSeal(db: Database): Promise<number | undefined> {
  const seals = await db.select().from(auditSeals).orderBy(asc(auditSeals.lastEntryId));
  let before = { digest: beginning, lastEntryId: 0 };
  for (const seal of seals) {
    const within = and(gt(auditEntries.id, before.lastEntryId), lte(auditEntries.id, seal.lastEntryId));
    const entries = await db.select().from(auditEntries).where(within).orderBy(asc(auditEntries.id));
    if (sealOf(before.digest, entries) !== seal.digest) return seal.id;
    before = seal;
  }
  return undefined;
}

/** SHA-256 over the seal before and a digest of each row, so that the chain holds without the rows' own text. */
function sealOf(before: string, entries: Entry[]): string {
  const chain = createHash('sha256').update(before);
  for (const entry of entries) chain.update(Buffer.from(digestOf(entry), 'hex'));
  return chain.digest('hex');
}

/** What a row is sealed by. One whose words an erasure took keeps the digest it had. */
function digestOf(entry: Entry): string {
  return entry.erasedDigest ?? createHash('sha256').update(canonical(entry)).digest('hex');
}

/**
 * Takes the words that somebody wrote out of the audit rows about an account or one of `subjects`, in the caller's transaction; what
 * was done, by whom and when stays, codes stay, and so does every seal. Answers how many rows had words.
 */
export async function eraseReasons({ db }: Context, accountId: AccountId, subjects: string[]): Promise<number> {
  const about = or(eq(auditEntries.accountId, accountId), inArray(auditEntries.subject, subjects));
  const isWritten = sql`(${auditEntries.reason} !~ '^[a-z0-9_:]+$' or ${auditEntries.facts} ? 'note')`;
  const entries = await db
    .select()
    .from(auditEntries)
    .where(and(about, isWritten, isNull(auditEntries.erasedDigest)));
  for (const entry of entries) {
    const facts = sql`${auditEntries.facts} - 'note'`;
    await db
      .update(auditEntries)
      .set({ reason: 'erased', facts, erasedDigest: digestOf(entry) })
      .where(eq(auditEntries.id, entry.id));
  }
  return entries.length;
}

function canonical({ id, at, actor, action, subject, accountId, epoch, reason, facts }: Entry): string {
  const sorted = Object.fromEntries(Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify([id, at.toISOString(), actor, action, subject, accountId, epoch, reason, sorted]);
}
