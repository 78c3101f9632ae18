import { and, desc, eq } from 'drizzle-orm';
import type { ErasureId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type ErasureReason, type ErasureState, erasures } from '../../db/schema/erasure.ts';
import { accounts } from '../../db/schema/members.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';
import { tailOf } from '../members/mask.ts';
import type { Hit } from './scan.ts';

/** What a card of an erasure is drawn from. `left` are the places where something was still found, as `table.column`. */
export type ErasureShown = {
  erasureId: ErasureId;
  tail: string;
  state: ErasureState;
  by: string | null;
  reason: ErasureReason | null;
  dueAt: Date | null;
  left: string[];
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
  const [done] = await db
    .select({ facts: auditEntries.facts })
    .from(auditEntries)
    .where(and(eq(auditEntries.action, 'account.erased'), eq(auditEntries.accountId, accountId)))
    .orderBy(desc(auditEntries.id))
    .limit(1);
  const hits = state === 'done' ? ((done?.facts.hits ?? []) as Hit[]) : [];
  const left = [...new Set(hits.map(({ table, column }) => `${table}.${column}`))];
  return { erasureId, tail: tailOf(row.number), state, by: row.by, reason, dueAt, left };
}
