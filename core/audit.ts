import type { AccountId } from '../db/ids.ts';
import { auditEntries } from '../db/schema/plumbing.ts';
import { actorName, type Context } from './context.ts';

/** One row of the audit: what was done, to what, why. `facts` hold ids, codes and figures, never personal data. */
export type AuditEntry = {
  action: string;
  subject: string;
  accountId?: AccountId;
  epoch?: number;
  reason?: string;
  facts?: Record<string, unknown>;
};

/** Writes an audit row in the caller's transaction, so that a change and its row stand or fall together. */
export async function audit({ db, actor, now }: Context, entry: AuditEntry): Promise<void> {
  await db.insert(auditEntries).values({ at: now, actor: actorName(actor), ...entry });
}
