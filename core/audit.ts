import { type SQL, sql } from 'drizzle-orm';
import type { AccountId } from '../db/ids.ts';
import { prepared } from '../db/prepared.ts';
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

const value = sql.placeholder;
const insertEntry = prepared(sql`
  insert into audit_entries (at, actor, action, subject, account_id, epoch, reason, facts)
  values (${value('at')}, ${value('actor')}, ${value('action')}, ${value('subject')}, ${value('accountId')}, ${value('epoch')},
    ${value('reason')}, ${value('facts')}::jsonb)`);

/** Writes an audit row in the caller's transaction, so that a change and its row stand or fall together. */
export async function audit(
  { db, actor, now }: Context,
  { action, subject, accountId, epoch, reason, facts = {} }: AuditEntry,
): Promise<void> {
  const what = { action, subject, accountId, epoch, reason, facts: JSON.stringify(facts) };
  await insertEntry(db, { at: now.toISOString(), actor: actorName(actor), ...what });
}

/** The same as a part of a larger statement: `rows` selects when, who, what was done, to what, whose account, and the facts. */
export function auditing(rows: SQL): SQL {
  return sql`insert into audit_entries (at, actor, action, subject, account_id, facts) ${rows}`;
}
