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

/** Bearers of a value up to which it tells anything: of a phone or a home, of a birth date or a postal code, of a family name. */
const most = { contact: 60, half: 300, family: 200 };
/** A member types a contact anew as often as they like; names and dates are the shop's to write. */
const contactOften = 8;
/** Accounts that one key may bring; those of a like name come first. */
const broughtMax = 60;
/** Accounts that are compared: those that have the most in common. */
const neighboursMax = 50;
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

/**
 * Those who have a value, if they are not more than so many: then it is a filler, or another key must tell. Who may say it `often` is one bearer all the
 * same, so that nobody drowns a stranger's phone by typing it again and again.
 */
function having(field: (typeof soughtFields)[number], bearersMax: number, often = 1): SQL {
  return sql`select b.account_id from (
      select v.account_id, count(*) over () as bearers from (
        select distinct r.account_id from (
          select p.account_id from profile_values p where p.field = '${sql.raw(field)}'
            and p.normalised = ${sql.placeholder(field)}::text limit ${sql.raw(String(bearersMax * often + 1))}) r) v) b
    where b.bearers <= ${sql.raw(String(bearersMax))}`;
}

const anyHalf = sql.raw(halves.map((field) => `'${field}'`).join(', '));
const givenHalf = sql.raw(`'givenName', 'givenKana'`);

/** Those of them in whose name so many of these halves are the same, the likest first. */
function named(key: SQL, of: SQL, atLeast: SQL): SQL {
  return sql`select k.account_id from (${key}) k cross join lateral (
      select count(distinct n.normalised) as halves from profile_values n where n.account_id = k.account_id
        and n.field in (${of}) and n.normalised = any(${sql.placeholder('names')}::text[])) h
    where h.halves >= ${atLeast} order by h.halves desc limit ${sql.raw(String(broughtMax))}`;
}

type Said = { account: AccountId; person: PersonId; field: ProfileField; value: string };

/** Those of a key, and how much having it in common is worth beside other keys. */
const worth = (many: number, key: SQL): SQL =>
  sql`select k.account_id, ${sql.raw(String(many))} as worth from (${key}) k`;

const readNeighbours = prepared<Said>(sql`
  with found as (
    select f.account_id, sum(f.worth) as worth from (
      ${worth(3, having('phone', most.contact, contactOften))} union all ${worth(3, having('mail', most.contact, contactOften))}
      union all ${worth(2, having('address', most.contact, contactOften))}
      union all ${worth(2, named(having('birthDate', most.half), anyHalf, sql`${sql.placeholder('bornAtLeast')}::int`))}
      union all ${worth(1, named(having('postalCode', most.half), anyHalf, sql`1`))}
      union all ${worth(1, named(having('familyName', most.family), givenHalf, sql`1`))}
      union all ${worth(1, named(having('familyKana', most.family), givenHalf, sql`1`))}) f
    group by f.account_id),
  live as (
    select a.id, a.person_id from accounts a join found f on f.account_id = a.id
    where a.kind = 'member' and a.closed_at is null
      and a.person_id is distinct from (select own.person_id from accounts own where own.id = ${sql.placeholder('accountId')}::bigint)
    order by f.worth desc, a.id limit ${sql.raw(String(neighboursMax))})
  select live.id::int as account, live.person_id::int as person, said.field, said.value from live cross join lateral (
    select distinct on (p.field) p.field, p.value from profile_values p where p.account_id = live.id
    order by p.field, p.recorded_at desc, p.id desc) said`);
