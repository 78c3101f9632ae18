import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { shopIds } from '../../db/schema/cap.ts';
import { accounts } from '../../db/schema/members.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { type Deletable, deletableAmong, type Joined, type ShopCard } from './deletable.ts';
import { capSettings, headquartersOnRecord, lockCap } from './settings.ts';

/** A number that may be deleted in the shop's own system, the one that stays there, and since when both are one person. */
export type ListedId = { memberNumber: string; keptNumber: string; joinedAt: Date };

/** How far the shop has come: numbers that may go now, and numbers that are gone. */
export type ShopIdCounts = { deletable: number; gone: number };

/** Counts without listing anything. */
export async function countShopIds(db: Database, now: Date): Promise<ShopIdCounts> {
  const [row] = await rowsOf<{ gone: number }>(
    db,
    sql`select count(*)::int as gone from shop_ids where gone_at is not null`,
  );
  return { deletable: (await deletableNow(db, now)).length, gone: row?.gone ?? 0 };
}

/**
 * Lists the numbers that may be deleted in the shop's own system, and keeps on record that they were. A card is on it when it came from
 * there (by an import), lives, is not known to be gone, and another such card of the same person stays: the one chosen, else the oldest.
 * Of merges only those count that have stood for the days the shop waits, are not frozen, and that nobody has proposed to undo.
 * Refuses not_staff, not_yours.
 */
export async function exportDeletable(context: Context): Promise<ListedId[]> {
  if (context.actor.kind === 'staff') await headquartersOnRecord({ ...context, actor: context.actor });
  else if (context.actor.kind !== 'system') throw new Refusal('not_staff');
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    await lockCap(db);
    const listed = await deletableNow(db, now);
    if (listed.length > 0) {
      await db
        .insert(shopIds)
        .values(listed.map(({ accountId, keptAccountId }) => ({ accountId, keptAccountId, listedAt: now })))
        .onConflictDoUpdate({
          target: shopIds.accountId,
          set: { keptAccountId: sql`excluded.kept_account_id`, listedAt: now },
        });
    }
    const accountIds = listed.map(({ accountId }) => accountId);
    await audit(inside, { action: 'cap.exported', subject: 'cap', facts: { count: listed.length, accountIds } });
    return withNumbers(db, listed);
  });
}

/** Says that this number is to stay when others of the same person go; the last one said counts. Refuses not_found, not_yours, not_staff. */
export async function chooseToStay(context: Context, { memberNumber }: { memberNumber: string }): Promise<void> {
  if (context.actor.kind === 'staff') await headquartersOnRecord({ ...context, actor: context.actor });
  else if (context.actor.kind !== 'system') throw new Refusal('not_staff');
  await inTransaction(context, async (inside) => {
    const { db, now } = inside;
    await lockCap(db);
    const [account] = await db
      .select({ id: accounts.id })
      .from(accounts)
      .where(and(eq(accounts.memberNumber, memberNumber), eq(accounts.kind, 'member')));
    if (!account) throw new Refusal('not_found');
    await db
      .insert(shopIds)
      .values({ accountId: account.id, chosenAt: now })
      .onConflictDoUpdate({ target: shopIds.accountId, set: { chosenAt: now } });
    const subject = `account:${account.id}`;
    await audit(inside, { action: 'cap.chosen', subject, accountId: account.id });
  });
}

/** What an import says of the numbers that were listed. `unsure`: neither the number nor the one that stays is in the file. */
export type Confirmed = { gone: number; still: number; back: number; unsure: number };

/**
 * Holds the listed numbers against all numbers of the shop's own system. One that is missing while the one that stays is there is gone
 * since now; one that is there again is no longer gone. With `whole: false` the file may be a part of them, and nothing is written.
 */
export async function confirmDeletions(
  context: Context,
  { numbers, whole }: { numbers: ReadonlySet<string>; whole: boolean },
): Promise<Confirmed> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    if (whole) await lockCap(db);
    const listed = await db.select().from(shopIds).where(isNotNull(shopIds.listedAt));
    const numberOf = await numbersOf(
      db,
      listed.flatMap(({ accountId, keptAccountId }) => [accountId, keptAccountId ?? accountId]),
    );
    const there = (id: AccountId | null) => numbers.has(numberOf.get(id as AccountId) ?? '');
    const missing = listed.filter(({ accountId, goneAt }) => !goneAt && !there(accountId));
    const gone = missing.filter(({ keptAccountId }) => there(keptAccountId)).map(({ accountId }) => accountId);
    const present = listed.filter(({ accountId }) => there(accountId));
    const back = present.filter(({ goneAt }) => goneAt).map(({ accountId }) => accountId);
    const counts = { gone: gone.length, back: back.length };
    const told = { ...counts, still: present.length - back.length, unsure: missing.length - gone.length };
    if (!whole || gone.length + back.length === 0) return told;
    await db.update(shopIds).set({ goneAt: now }).where(inArray(shopIds.accountId, gone));
    await db.update(shopIds).set({ goneAt: null }).where(inArray(shopIds.accountId, back));
    await audit(inside, { action: 'cap.confirmed', subject: 'cap', facts: { gone, back } });
    return told;
  });
}

/** What the shop's own system has or had of some cards: since when each was listed to be deleted there, and is gone. */
export type ShopIdState = { accountId: AccountId; listedAt: Date; goneAt: Date | null };

/** Those of these cards that were listed. */
export async function listedAmong(db: Database, accountIds: AccountId[]): Promise<ShopIdState[]> {
  const rows = await db
    .select({ accountId: shopIds.accountId, listedAt: shopIds.listedAt, goneAt: shopIds.goneAt })
    .from(shopIds)
    .where(and(inArray(shopIds.accountId, accountIds), isNotNull(shopIds.listedAt)));
  return rows.flatMap(({ listedAt, ...row }) => (listedAt ? [{ ...row, listedAt }] : []));
}

async function deletableNow(db: Database, now: Date): Promise<Deletable[]> {
  const { waitDays } = await capSettings(db);
  const before = daysLater(now, -waitDays);
  return deletableAmong(await shopCards(db), await joinsOf(db, before), before);
}

/** Cards of merged persons that came by an import, live, are not to be erased, and not known to be gone. */
async function shopCards(db: Database): Promise<ShopCard[]> {
  const rows = await rowsOf<{ accountId: AccountId; registeredAt: string | Date; chosenAt: string | Date | null }>(
    db,
    sql`select a.id::int as "accountId", a.registered_at as "registeredAt", s.chosen_at as "chosenAt"
      from accounts a left join shop_ids s on s.account_id = a.id
      where a.kind = 'member' and a.closed_at is null and s.gone_at is null
        and exists (select from merge_edges m where m.state = 'active' and a.id in (m.a, m.b))
        and (exists (select from audit_entries e where e.account_id = a.id and e.action = 'member.imported')
          or exists (select from profile_values v where v.account_id = a.id and v.source = 'import'))
        and not exists (select from erasures x where x.account_id = a.id and x.state in ('second', 'waiting'))`,
  );
  const date = (at: string | Date) => new Date(at);
  return rows.map((row) => ({
    ...row,
    registeredAt: date(row.registeredAt),
    chosenAt: row.chosenAt === null ? null : date(row.chosenAt),
  }));
}

/** Active merges; one that was redone stands without a break only since then. */
async function joinsOf(db: Database, before: Date): Promise<Joined[]> {
  const rows = await rowsOf<Omit<Joined, 'since'> & { since: string | Date }>(
    db,
    sql`select m.a::int, m.b::int,
        greatest(m.merged_at, (select max(v.withdrawn_at) from merge_voids v where v.edge_id = m.id)) as since,
        (m.frozen_at is not null or exists (select from undo_proposals p
          where p.edge_id = m.id and p.void_id is null and p.proposed_at > ${before.toISOString()}::timestamptz)) as doubted
      from merge_edges m where m.state = 'active'`,
  );
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}

async function withNumbers(db: Database, listed: Deletable[]): Promise<ListedId[]> {
  const numberOf = await numbersOf(
    db,
    listed.flatMap(({ accountId, keptAccountId }) => [accountId, keptAccountId]),
  );
  return listed.map(({ accountId, keptAccountId, joinedAt }) => ({
    memberNumber: numberOf.get(accountId) ?? '',
    keptNumber: numberOf.get(keptAccountId) ?? '',
    joinedAt,
  }));
}

async function numbersOf(db: Database, ids: AccountId[]): Promise<Map<AccountId, string>> {
  const rows = await rowsOf<{ id: AccountId; number: string }>(
    db,
    sql`select id::int, member_number as number from accounts where id = any(${sql.param(ids)}::bigint[])`,
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}
