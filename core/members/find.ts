import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { countAttempt } from '../limits.ts';
import { componentOf } from '../merges/component.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { cleanText, normaliseKana, normaliseMail, normaliseName, normalisePhone } from './normalise.ts';
import { type MemberSummary, summariesOf, summaryOf } from './summary.ts';

const foundMax = 10;
/** Plenty for a busy counter, and too few to read the whole member base name by name. */
export const searching = { windowMinutes: 10, max: 60 };

/**
 * Finds members by number (or its last four digits), phone, mail, or name in any script; at most 10. Earlier values count too: a
 * maiden name finds her. One audit row a search names every account shown. Refuses not_staff, bad_input, and rate_limited after 60
 * searches of one person in ten minutes.
 */
export async function findMembers(context: Context<StaffActor>, { text }: { text: string }): Promise<MemberSummary[]> {
  await activeStaff(context);
  const plain = cleanText(text);
  if (plain === '' || plain.length > 100) throw new Refusal('bad_input', { field: 'text' });
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    await countAttempt(inside, `find:${actor.staffId}`, searching);
    const { by, accountIds } = await searchFor(db, plain);
    const summaries = await summariesOf(db, accountIds, now);
    const facts = { by, found: summaries.size, accountIds: [...summaries.keys()] };
    await audit(inside, { action: 'member.searched', subject: 'members', facts });
    return accountIds.flatMap((accountId) => summaries.get(accountId) ?? []);
  });
}

/** Opens one member for staff; audited with all accounts of the person. Refuses not_staff and not_found. */
export async function readMember(
  context: Context<StaffActor>,
  { accountId }: { accountId: AccountId },
): Promise<MemberSummary> {
  await activeStaff(context);
  return inTransaction(context, async (inside) => {
    const summary = await summaryOf(inside.db, accountId, inside.now);
    if (!summary) throw new Refusal('not_found');
    const { accountIds } = await componentOf(inside.db, accountId);
    await audit(inside, { action: 'member.read', subject: `account:${accountId}`, accountId, facts: { accountIds } });
    return summary;
  });
}

type Search = { by: 'number' | 'tail' | 'phone' | 'mail' | 'name'; accountIds: AccountId[] };

async function searchFor(db: Database, text: string): Promise<Search> {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  if (/^\d{8}$/.test(digits)) return { by: 'number', accountIds: await byNumber(db, digits) };
  if (/^\d{4}$/.test(digits)) return { by: 'tail', accountIds: await byTail(db, digits) };
  const phone = normalisePhone(text);
  if (phone) return { by: 'phone', accountIds: await byContact(db, 'phone', phone) };
  const mail = normaliseMail(text);
  if (mail) return { by: 'mail', accountIds: await byContact(db, 'mail', mail) };
  return { by: 'name', accountIds: await byName(db, text) };
}

async function byNumber(db: Database, number: string): Promise<AccountId[]> {
  return idsOf(db, sql`select id from accounts where member_number = ${number}`);
}

/** Written as the index `accounts_tail` is, so that it is found by it. */
async function byTail(db: Database, tail: string): Promise<AccountId[]> {
  return idsOf(db, sql`select id from accounts where right(member_number, 4) = ${tail}`);
}

async function byContact(db: Database, field: 'phone' | 'mail', value: string): Promise<AccountId[]> {
  return idsOf(db, sql`select account_id from profile_values where field = ${field} and normalised = ${value}`);
}

/** A name typed as one word may be cut anywhere into family and given name; each cut is found by its index. */
async function byName(db: Database, text: string): Promise<AccountId[]> {
  const names = { writing: normaliseName(text), reading: normaliseKana(text) };
  if (names.writing === '') return [];
  return idsOf(
    db,
    sql`${nameQuery('familyName', 'givenName', names.writing)} union ${nameQuery('familyKana', 'givenKana', names.reading)}`,
  );
}

function nameQuery(family: string, given: string, name: string) {
  const letters = [...name];
  const heads = letters.map((_, index) => letters.slice(0, index + 1).join(''));
  const tails = letters.map((_, index) => letters.slice(index).join(''));
  return sql`
    select f.account_id from profile_values f join profile_values g on g.account_id = f.account_id and g.field = ${given}
      where f.field = ${family} and f.normalised = any(${sql.param(heads)}::text[])
        and g.normalised = any(${sql.param(tails)}::text[]) and f.normalised || g.normalised = ${name}
    union select account_id from profile_values where field in (${family}, ${given}) and normalised = ${name}`;
}

async function idsOf(db: Database, found: ReturnType<typeof sql>): Promise<AccountId[]> {
  const rows = await rowsOf<{ id: AccountId }>(
    db,
    sql`select id::int from accounts where kind = 'member' and closed_at is null and id in (${found}) order by id limit ${foundMax}::int`,
  );
  return rows.map((row) => row.id);
}
