import { eq } from 'drizzle-orm';
import type { Context, StaffActor } from '../../../core/context.ts';
import { memberByNumber } from '../../../core/members/member.ts';
import { summaryOf } from '../../../core/members/summary.ts';
import type { Database } from '../../../db/open.ts';
import { staff } from '../../../db/schema/shop.ts';

/** The Saturday on which the demo's story is told. */
export const openingDay = new Date('2026-11-21T14:05:00+09:00');

/** What the demo shop is loaded with. */
export function opening(db: Database, now = openingDay): Context<{ kind: 'system'; job: string }> {
  return { db, now, secret: 'a secret of the demo', actor: { kind: 'system', job: 'demo' } };
}

/** A member of the demo shop as staff see them. */
export async function summary(db: Database, memberNumber: string, now = openingDay) {
  const { accountId } = (await memberByNumber(db, memberNumber))!;
  return (await summaryOf(db, accountId, now))!;
}

/** 大久保 健 of headquarters, who may look at everything. */
export async function headquarters(db: Database, now = openingDay): Promise<Context<StaffActor>> {
  const [person] = await db.select().from(staff).where(eq(staff.role, 'headquarters')).limit(1);
  const { id: staffId, storeId } = person as typeof staff.$inferSelect;
  return { db, now, secret: 'test-secret', actor: { kind: 'staff', staffId, storeId, role: 'headquarters' } };
}
