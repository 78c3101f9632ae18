import { inArray } from 'drizzle-orm';
import type { Context, StaffActor } from '../core/context.ts';
import { type Look, recordLook } from '../core/members/looks.ts';
import { proposedAmong } from '../core/merges/anew.ts';
import { pendingRequests } from '../core/merges/requests.ts';
import { activeStaff } from '../core/staff.ts';
import { mergeRequests } from '../db/schema/merges.ts';
import type { Waiting } from './blocks/pending.ts';

/** What waits for this member of staff, oldest first; whom they saw by it, and where, is kept on record. */
export async function waitingFor(context: Context<StaffActor>, where: Look, limit: number): Promise<Waiting[]> {
  const { db, now } = context;
  const rows = await pendingRequests(db, await activeStaff(context), now, limit);
  if (rows.length === 0) return [];
  const seen = rows.flatMap(({ requester, target }) => [requester.accountId, target.accountId]);
  await recordLook(context, where, seen);
  const ids = rows.map(({ requestId }) => requestId);
  const requests = await db.select().from(mergeRequests).where(inArray(mergeRequests.id, ids));
  const proposed = await proposedAmong(db, requests);
  const byId = new Map(requests.map((row) => [row.id, row]));
  return rows.map((row) => {
    const { evidence, origin = 'member' as const } = byId.get(row.requestId) ?? {};
    return { ...row, evidence: evidence ?? [], origin, proposed: proposed.has(row.requestId) };
  });
}
