import { type SQL, sql } from 'drizzle-orm';
import type { AccountId, PersonId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProfileField } from '../../db/schema/members.ts';
import { normaliseField } from '../members/profile.ts';
import type { MemberValues } from './members.ts';

/** An account that has something in common with somebody, and what is said of it now. */
export type Neighbour = { accountId: AccountId; personId: PersonId; values: MemberValues };

/** Who is looked for: what was said, and the account that it was said of where there is one already. */
export type Seeker = { values: MemberValues; accountId?: AccountId };

/** Rows of one value that are read at most: of a value that more have, another key must tell. */
const readMax = 300;
/** Accounts that one key may bring; those of a like name come first. */
const broughtMax = 60;
/** Bearers of a family name up to which the name alone is a reason to compare. */
const bearersMax = 200;
const neighboursMax = 150;
const noAccount = 0 as AccountId;

/**
 * Live accounts of other persons that share a phone, a mail or an address with somebody, or a birth date, a postal code or a rare family
 * name and one half of the name; earlier values count too. By exact normalised values only, each through the index, so that it costs the same
 * whatever the number of members; bounded, and one statement in every case.
 */
export async function neighboursOf(db: Database, { values, accountId = noAccount }: Seeker): Promise<Neighbour[]> {
  const of = (field: ProfileField) => (values[field] && normaliseField(field, values[field])) || null;
  const names = halves.flatMap((field) => of(field) ?? []);
  // In other letters no half of a name is the same to the letter: then the birth date alone must do.
  const isForeign = names.every((half) => /^\p{Script=Latin}+$/u.test(half));
  const sought = Object.fromEntries(soughtFields.map((field) => [field, of(field)]));
  const rows = await readNeighbours(db, { ...sought, names, accountId, bornAtLeast: isForeign ? 0 : 1 });
  const byAccount = Map.groupBy(rows, ({ account }) => account);
  return [...byAccount].map(([account, said]) => ({
    accountId: account,
    personId: (said[0] as Said).person,
    values: Object.fromEntries(said.map(({ field, value }) => [field, value])),
  }));
}

const halves = ['familyName', 'givenName', 'familyKana', 'givenKana'] as const;
const soughtFields = ['phone', 'mail', 'address', 'birthDate', 'postalCode', 'familyName', 'familyKana'] as const;

/** Those who have a value, at most so many. */
function having(field: (typeof soughtFields)[number], most: number): SQL {
  return sql`select v.account_id from profile_values v where v.field = '${sql.raw(field)}'
    and v.normalised = ${sql.placeholder(field)}::text limit ${sql.raw(String(most))}`;
}

/** Those of them in whose name so many halves are the same, the likest first. */
function named(field: (typeof soughtFields)[number], most: number, atLeast: SQL): SQL {
  return sql`select k.account_id from (${having(field, most)}) k cross join lateral (
      select count(distinct n.normalised) as halves from profile_values n where n.account_id = k.account_id
        and n.field in ('familyName', 'givenName', 'familyKana', 'givenKana')
        and n.normalised = any(${sql.placeholder('names')}::text[])) h
    where h.halves >= ${atLeast} order by h.halves desc limit ${sql.raw(String(broughtMax))}`;
}

type Said = { account: AccountId; person: PersonId; field: ProfileField; value: string };

const readNeighbours = prepared<Said>(sql`
  with found as (
    (${having('phone', broughtMax)}) union (${having('mail', broughtMax)}) union (${having('address', broughtMax)})
    union (${named('birthDate', readMax, sql`${sql.placeholder('bornAtLeast')}::int`)})
    union (${named('postalCode', readMax, sql`1`)})
    union (${named('familyName', bearersMax, sql`2`)}) union (${named('familyKana', bearersMax, sql`2`)})),
  live as (
    select a.id, a.person_id from accounts a join found f on f.account_id = a.id
    where a.kind = 'member' and a.closed_at is null
      and a.person_id is distinct from (select own.person_id from accounts own where own.id = ${sql.placeholder('accountId')}::bigint)
    limit ${sql.raw(String(neighboursMax))})
  select live.id::int as account, live.person_id::int as person, said.field, said.value from live cross join lateral (
    select distinct on (p.field) p.field, p.value from profile_values p where p.account_id = live.id
    order by p.field, p.recorded_at desc, p.id desc) said`);
