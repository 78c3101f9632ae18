import { createHash } from 'node:crypto';
import { and, asc, desc, gt, lte, sql } from 'drizzle-orm';
import { advisoryLock } from '../db/locks.ts';
import type { Database } from '../db/open.ts';
import { rowsOf } from '../db/open.ts';
import { auditEntries, auditSeals } from '../db/schema/plumbing.ts';
import { type Context, inTransaction } from './context.ts';

type Entry = typeof auditEntries.$inferSelect;

const batchMax = 1_000;
/** Ids are given before their rows are committed: a row this old has no younger sibling still on its way. */
const settledMs = 2 * 60_000;
const beginning = 'musubi';

/** Seals the audit rows since the last seal, at most a thousand a call; answers how many. One process seals at a time. */
export async function sealAudit(context: Context): Promise<number> {
  return inTransaction(context, async ({ db, now }) => {
    const [lock] = await rowsOf<{ held: boolean }>(
      db,
      sql`select pg_try_advisory_xact_lock(${advisoryLock.seal}) as held`,
    );
    if (!lock?.held) return 0;
    const [last] = await db.select().from(auditSeals).orderBy(desc(auditSeals.lastEntryId)).limit(1);
    const settled = lte(auditEntries.at, new Date(now.getTime() - settledMs));
    const entries = await db
      .select()
      .from(auditEntries)
      .where(and(gt(auditEntries.id, last?.lastEntryId ?? 0), settled))
      .orderBy(asc(auditEntries.id))
      .limit(batchMax);
    const newest = entries.at(-1);
    if (!newest) return 0;
    const digest = sealOf(last?.digest ?? beginning, entries);
    await db.insert(auditSeals).values({ lastEntryId: newest.id, digest, sealedAt: now });
    return entries.length;
  });
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
  for (const entry of entries) chain.update(createHash('sha256').update(canonical(entry)).digest());
  return chain.digest('hex');
}

function canonical({ id, at, actor, action, subject, accountId, epoch, reason, facts }: Entry): string {
  const sorted = Object.fromEntries(Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify([id, at.toISOString(), actor, action, subject, accountId, epoch, reason, sorted]);
}
