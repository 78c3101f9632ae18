import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { and, asc, desc, eq } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { erasureSearches, erasures } from '../../db/schema/erasure.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { keyedHash } from '../limits.ts';
import { tell } from '../outbox.ts';
import { type Needle, scanOn } from './scan.ts';

type Search = typeof erasureSearches.$inferSelect;

const cipher = 'aes-256-ctr';
/** Few enough for the tick to go on at once: a piece of 4,000 rows. */
const batchesMax = 2;

/** Has the whole database searched for what an erasure is about to take away; part of the erasure's transaction, the search comes after it. */
export async function startSearch(
  { db, now, secret }: Context,
  accountId: AccountId,
  needles: Needle[],
): Promise<void> {
  const searched = needles.filter(({ shared }) => !shared);
  const counts = { needles: needles.length, shared: needles.length - searched.length };
  const sealed = seal(secret, JSON.stringify(searched));
  await db.insert(erasureSearches).values({ accountId, sealed, ...counts, startedAt: now });
}

/**
 * Takes the oldest search a piece further, in a short transaction of its own, and answers whether there was one. Whoever comes next goes on where
 * it stopped, also after a crash. At the end the audit says what was found and where, what was looked for is forgotten, and staff
 * are told if they asked for the erasure or have something to do.
 */
export async function continueSearch(context: Context): Promise<boolean> {
  return inTransaction(context, async (inside) => {
    const { db, secret } = inside;
    const oldest = db.select().from(erasureSearches).orderBy(asc(erasureSearches.id)).limit(1);
    const [search] = await oldest.for('update', { skipLocked: true });
    if (!search) return false;
    const needles = unseal(secret, search.sealed);
    const next = needles && (await scanOn(db, JSON.parse(needles) as Needle[], search, batchesMax));
    if (next) await db.update(erasureSearches).set(next).where(eq(erasureSearches.id, search.id));
    else await finish(inside, search, needles !== undefined);
    return true;
  });
}

/** `readable` is false when the secret has changed since: then nobody can say any more what was to be looked for. */
async function finish(context: Context, search: Search, readable: boolean): Promise<void> {
  const { db } = context;
  const { id, accountId, needles, shared, cells, hits } = search;
  await db.delete(erasureSearches).where(eq(erasureSearches.id, id));
  const facts = { searched: { needles, cells, shared, readable }, hits };
  await audit(context, { action: 'account.searched', subject: `account:${accountId}`, accountId, facts });
  const [erasure] = await db
    .select()
    .from(erasures)
    .where(and(eq(erasures.accountId, accountId), eq(erasures.state, 'done')))
    .orderBy(desc(erasures.id))
    .limit(1);
  if (!erasure || (!erasure.staffId && readable && hits.length === 0)) return;
  const key = `erasure:${erasure.id}:searched:${id}`;
  await tell(context, { topic: 'slack', message: { show: 'erasure', erasureId: erasure.id } }, key);
}

function seal(secret: string, text: string): string {
  const start = randomBytes(16);
  const hidden = createCipheriv(cipher, keyOf(secret), start);
  const sealed = Buffer.concat([start, hidden.update(text, 'utf8'), hidden.final()]).toString('base64url');
  return `${sealed}.${keyedHash(secret, 'erasure_search', sealed)}`;
}

function unseal(secret: string, text: string): string | undefined {
  const [sealed = '', mark] = text.split('.');
  if (mark !== keyedHash(secret, 'erasure_search', sealed)) return undefined;
  const bytes = Buffer.from(sealed, 'base64url');
  const shown = createDecipheriv(cipher, keyOf(secret), bytes.subarray(0, 16));
  return Buffer.concat([shown.update(bytes.subarray(16)), shown.final()]).toString('utf8');
}

function keyOf(secret: string): Buffer {
  return createHmac('sha256', secret).update('erasure_search key').digest();
}
