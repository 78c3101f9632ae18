import { and, desc, eq, inArray } from 'drizzle-orm';
import type { ErasureId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type ErasureReason, type ErasureState, erasureSearches, erasures, type Hit } from '../../db/schema/erasure.ts';
import { accounts } from '../../db/schema/members.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';
import { tailOf } from '../members/mask.ts';

/**
 * What a card of an erasure is drawn from. `left` are the places where something was still found, as
 * `table.column`; null while they are looked for. `readable` is false when that could not be done.
 */
export type ErasureShown = {
  erasureId: ErasureId;
  tail: string;
  state: ErasureState;
  by: string | null;
  reason: ErasureReason | null;
  dueAt: Date | null;
  left: string[] | null;
  readable: boolean;
};

/** An erasure as staff see it: a tail, never a name. */
export async function erasureShown(db: Database, erasureId: ErasureId): Promise<ErasureShown | undefined> {
  const [row] = await db
    .select({ erasure: erasures, number: accounts.memberNumber, by: staff.name })
    .from(erasures)
    .innerJoin(accounts, eq(accounts.id, erasures.accountId))
    .leftJoin(staff, eq(staff.id, erasures.staffId))
    .where(eq(erasures.id, erasureId));
  if (!row) return undefined;
  const { state, reason, dueAt, accountId } = row.erasure;
  const about = { erasureId, tail: tailOf(row.number), state, by: row.by, reason, dueAt };
  const search = await db
    .select({ id: erasureSearches.id })
    .from(erasureSearches)
    .where(eq(erasureSearches.accountId, accountId));
  if (state !== 'done' || search.length > 0) return { ...about, left: null, readable: true };
  const [done] = await db
    .select({ facts: auditEntries.facts })
    .from(auditEntries)
    .where(
      and(inArray(auditEntries.action, ['account.searched', 'account.erased']), eq(auditEntries.accountId, accountId)),
    )
    .orderBy(desc(auditEntries.id))
    .limit(1);
  const { hits = [], searched } = (done?.facts ?? {}) as { hits?: Hit[]; searched?: { readable?: boolean } };
  const left = [...new Set(hits.map(({ table, column }) => `${table}.${column}`))];
  return { ...about, left, readable: searched?.readable !== false };
}
