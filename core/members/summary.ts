import { sql } from 'drizzle-orm';
import type { AccountId, PersonId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { isCounted } from '../activities/counted.ts';
import { balanceOf } from '../points/balance.ts';
import { maskMail, phoneTail, tailOf } from './mask.ts';
import { nameOf, type Profile, profileOf, readingOf } from './profile.ts';

/**
 * What staff see of a member: names, tails and counts, never a whole phone, mail, address or birth date. Points and purchases
 * are those of the whole person, `accounts` says over how many cards.
 */
export type MemberSummary = {
  accountId: AccountId;
  personId: PersonId;
  tail: string;
  name: string;
  reading: string;
  storeName: string | null;
  registeredAt: Date;
  phoneTail: string | null;
  mailMasked: string | null;
  lineLinked: boolean;
  accounts: number;
  points: number;
  purchases: number;
  firstPurchaseAt: Date | null;
};

type Row = {
  id: AccountId;
  person_id: PersonId;
  member_number: string;
  store_name: string | null;
  registered_at: string | Date;
  line_linked: boolean;
  accounts: number;
  purchases: number;
  first_purchase_at: string | Date | null;
};

/** The summaries of live accounts at `now`, by account; a closed one is left out. */
export async function summariesOf(
  db: Database,
  accountIds: AccountId[],
  now: Date,
): Promise<Map<AccountId, MemberSummary>> {
  if (accountIds.length === 0) return new Map();
  const profiles = await profileOf(db, accountIds);
  const summaries = new Map<AccountId, MemberSummary>();
  for (const row of await summaryRows(db, accountIds)) {
    const { total } = await balanceOf(db, row.id, now);
    summaries.set(row.id, summaryFrom(row, profiles.get(row.id) ?? {}, total));
  }
  return summaries;
}

/** The summary of one live account. */
export async function summaryOf(db: Database, accountId: AccountId, now: Date): Promise<MemberSummary | undefined> {
  return (await summariesOf(db, [accountId], now)).get(accountId);
}

function summaryFrom(row: Row, profile: Profile, points: number): MemberSummary {
  return {
    accountId: row.id,
    personId: row.person_id,
    tail: tailOf(row.member_number),
    name: nameOf(profile),
    reading: readingOf(profile),
    storeName: row.store_name,
    registeredAt: new Date(row.registered_at),
    phoneTail: (profile.phone && phoneTail(profile.phone.value)) ?? null,
    mailMasked: profile.mail ? maskMail(profile.mail.value) : null,
    lineLinked: row.line_linked,
    accounts: row.accounts,
    points,
    purchases: row.purchases,
    firstPurchaseAt: row.first_purchase_at === null ? null : new Date(row.first_purchase_at),
  };
}

function summaryRows(db: Database, accountIds: AccountId[]): Promise<Row[]> {
  return rowsOf<Row>(
    db,
    sql`
    select a.id::int, a.person_id::int, a.member_number, s.name as store_name, a.registered_at,
      exists (select 1 from identities i where i.account_id = a.id and i.kind = 'line' and i.unlinked_at is null) as line_linked,
      (select count(*)::int from accounts p where p.person_id = a.person_id) as accounts,
      bought.purchases, bought.first_purchase_at
    from accounts a left join stores s on s.id = a.home_store_id
      cross join lateral (select count(*)::int as purchases, min(b.bought_at) as first_purchase_at
        from purchases b join accounts p on p.id = b.account_id
        where p.person_id = a.person_id and ${isCounted('purchase', sql`b.id`)}) bought
    where a.id = any(${sql.param(accountIds)}::bigint[]) and a.closed_at is null`,
  );
}
