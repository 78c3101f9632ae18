import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { AccountId, PersonId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, profileValues } from '../../db/schema/members.ts';
import { cannotLinks } from '../../db/schema/merges.ts';
import { normaliseName, readingKey } from '../members/normalise.ts';
import { type Profile, profileOf } from '../members/profile.ts';

export type SoughtKind = 'memberNumber' | 'phone' | 'mail';

/** An account somebody seems to mean, and what is known of it. */
export type Candidate = { accountId: AccountId; personId: PersonId; profile: Profile };

const candidatesMax = 20;
const noAccount = 0 as AccountId;

/**
 * The one account that is meant by a number, phone or mail and a name; undefined when there is none, when several remain, when it
 * is the seeker's own person, or when the two may not be joined. A seeker may have no account yet. Runs the same statements in every case.
 */
export async function findTarget(
  db: Database,
  seeker: { accountId: AccountId },
  { kind, normalised, names }: { kind: SoughtKind; normalised: string; names: string[] },
): Promise<Candidate | undefined> {
  const rows = await candidatesBy(db, seeker.accountId, kind, normalised);
  const ids = rows.map((row) => row.accountId);
  const profiles = await profileOf(db, ids.length > 0 ? ids : [noAccount]);
  const found = chooseByName(
    rows.map((row) => ({ ...row, profile: profiles.get(row.accountId) ?? {} })),
    kind,
    names,
  );
  const barred = await mayNotBeOne(db, seeker.accountId, found?.accountId ?? noAccount);
  return barred ? undefined : found;
}

/** Live accounts of other persons that have this number or are reached by this phone or mail (`ProfileValue.reach`), oldest first. */
function candidatesBy(db: Database, seeker: AccountId, kind: SoughtKind, normalised: string) {
  const own = sql`(select own.person_id from ${accounts} own where own.id = ${seeker})`;
  const someoneElse = sql`${accounts.personId} is distinct from ${own}`;
  const live = and(isNull(accounts.closedAt), someoneElse);
  const query = db.select({ accountId: accounts.id, personId: accounts.personId }).from(accounts);
  if (kind === 'memberNumber') return query.where(and(live, eq(accounts.memberNumber, normalised)));
  const reached = sql`not exists (select 1 from ${profileValues} better where better.account_id = ${profileValues.accountId}
    and better.field = ${profileValues.field} and better.normalised <> ''
    and (better.verified_at is not null, better.source <> 'self', better.recorded_at, better.id)
      > (${profileValues.verifiedAt} is not null, ${profileValues.source} <> 'self', ${profileValues.recordedAt}, ${profileValues.id}))`;
  return query
    .innerJoin(profileValues, eq(profileValues.accountId, accounts.id))
    .where(and(live, eq(profileValues.field, kind), eq(profileValues.normalised, normalised), reached))
    .orderBy(asc(accounts.id))
    .limit(candidatesMax);
}

/**
 * Narrows candidates by the name: those whose whole name it is, else those whose given name it is (a maiden name), else those of
 * whom too little is known to say. One person must remain. A contact that somebody merely typed yields to one that is known: whoever knows the
 * phone of another can make a card for its owner to find, so staff are told (`RequestFlags.ownWord`).
 */
export function chooseByName(candidates: Candidate[], kind: SoughtKind, names: string[]): Candidate | undefined {
  for (const wanted of agreements) {
    const agreeing = candidates.filter(({ profile }) => bestAgreement(names, profile) === wanted);
    const trusted = agreeing.filter(({ profile }) => isTrusted(profile, kind));
    const left = trusted.length > 0 ? trusted : agreeing;
    if (left.length > 0) return new Set(left.map(({ personId }) => personId)).size === 1 ? left[0] : undefined;
  }
  return undefined;
}

const agreements = ['whole', 'given', 'unknown'] as const;

function bestAgreement(names: string[], profile: Profile): (typeof agreements)[number] | undefined {
  const found = names.map((name) => nameAgreement(name, profile));
  // A name that is another one is no unknown name, though its reading is not on file.
  const possible = found.includes('none') ? agreements.slice(0, -1) : agreements;
  return possible.find((agreement) => found.includes(agreement));
}

/** Whether a profile is known to be reached so: proved by its owner, or recorded by the shop. A number is the shop's own. */
export function isTrusted(profile: Profile, kind: SoughtKind): boolean {
  if (kind === 'memberNumber') return true;
  const reach = profile[kind]?.reach;
  return reach !== undefined && reach.known !== 'self';
}

/** How far a name that somebody typed, in any script and order, is that of a profile. */
export function nameAgreement(name: string, profile: Profile): 'whole' | 'given' | 'unknown' | 'none' {
  const spelled = [
    { typed: normaliseName(name), family: profile.familyName?.normalised, given: profile.givenName?.normalised },
    {
      typed: readingKey(name),
      family: profile.familyKana && readingKey(profile.familyKana.value),
      given: profile.givenKana && readingKey(profile.givenKana.value),
    },
  ];
  const comparable = spelled.filter(({ family, given }) => family && given) as Record<
    'typed' | 'family' | 'given',
    string
  >[];
  if (comparable.some(({ typed, family, given }) => typed === family + given || typed === given + family))
    return 'whole';
  if (comparable.some(({ typed, given }) => typed.length > given.length && typed.endsWith(given))) return 'given';
  const inKana = /^[ァ-ヺー]+$/.test(readingKey(name));
  const [writing, reading] = spelled;
  const lacks = inKana ? !reading?.family && !isKana(writing?.family) : !writing?.family;
  return lacks ? 'unknown' : 'none';
}

function isKana(text: string | undefined): boolean {
  return text !== undefined && /^[ァ-ヺー]+$/.test(readingKey(text));
}

/** Whether two accounts are kept apart, as the persons they belong to. */
export async function mayNotBeOne(db: Database, one: AccountId, other: AccountId): Promise<boolean> {
  const personOf = (id: AccountId) => sql`(select person_id from ${accounts} where id = ${id})`;
  const among = (column: typeof cannotLinks.a | typeof cannotLinks.b, id: AccountId) =>
    sql`${column} in (select id from ${accounts} where person_id = ${personOf(id)})`;
  const between = sql`((${among(cannotLinks.a, one)} and ${among(cannotLinks.b, other)})
    or (${among(cannotLinks.a, other)} and ${among(cannotLinks.b, one)}))`;
  const found = await db
    .select({ id: cannotLinks.id })
    .from(cannotLinks)
    .where(and(isNull(cannotLinks.liftedAt), between))
    .limit(1);
  return found.length > 0;
}
