import { asc, inArray } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type ProfileField, profileValues } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';
import { awaitLookup } from '../duplicates/awaitLookup.ts';
import { Refusal } from '../refusal.ts';
import {
  cleanText,
  normaliseAddress,
  normaliseBirthDate,
  normaliseKana,
  normaliseMail,
  normaliseName,
  normalisePhone,
} from './normalise.ts';

export type ProfileSource = 'self' | 'store' | 'import' | 'proof';

/** How a value is known: its owner typed a code that went there, the shop recorded it, or somebody merely said so of themselves. */
export type Known = 'proved' | 'store' | 'self';

/**
 * The value of a field now, how it is known, and the normalised values it had before. `reach` is the row that letters and codes are
 * addressed by: the newest proved one, else the newest the shop recorded, else the newest; what somebody types in takes over none.
 */
export type ProfileValue = {
  id: number;
  value: string;
  normalised: string;
  known: Known;
  former: { normalised: string; known: Known }[];
  reach?: { id: number; normalised: string; known: Known };
  source: ProfileSource;
  recordedAt: Date;
  verifiedAt: Date | null;
  /** When its owner last typed a code that went to the value as it is now; a number that was given up is somebody else's months later. */
  provedAt?: Date;
};

/** What is known of an account, field by field. */
export type Profile = { [field in ProfileField]?: ProfileValue };

export type ProfileInput = { [field in ProfileField]?: string };

const textMax = 200;

const normalisers: Record<ProfileField, (value: string) => string | undefined> = {
  familyName: normaliseName,
  givenName: normaliseName,
  familyKana: normaliseKana,
  givenKana: normaliseKana,
  birthDate: normaliseBirthDate,
  phone: normalisePhone,
  mail: normaliseMail,
  postalCode: (value) => value.normalize('NFKC').replace(/\D/g, '') || undefined,
  address: normaliseAddress,
};

/** The form of a value that is compared and searched by; undefined when it cannot be one. */
export function normaliseField(field: ProfileField, value: string): string | undefined {
  return normalisers[field](value) || undefined;
}

/** The profiles of accounts; an account nobody said anything of has an empty one. */
export async function profileOf(db: Database, accountIds: AccountId[]): Promise<Map<AccountId, Profile>> {
  const profiles = new Map<AccountId, Profile>(accountIds.map((accountId) => [accountId, {}]));
  if (accountIds.length === 0) return profiles;
  const rows = await db
    .select()
    .from(profileValues)
    .where(inArray(profileValues.accountId, accountIds))
    .orderBy(asc(profileValues.recordedAt), asc(profileValues.id));
  const said = Map.groupBy(rows, ({ accountId, field }) => `${accountId}:${field}`);
  for (const values of said.values()) {
    const { accountId, field } = values[0] as Row;
    (profiles.get(accountId) as Profile)[field] = valueFrom(values);
  }
  return profiles;
}

type Row = typeof profileValues.$inferSelect;

const strengths: Known[] = ['self', 'store', 'proved'];
const stronger = (one: Known, other: Known) => (strengths.indexOf(one) > strengths.indexOf(other) ? one : other);

/** One field of one account from all that was ever said of it, oldest first. Proved once, a value stays proved however often it is typed again. */
function valueFrom(rows: Row[]): ProfileValue {
  const { accountId: _account, field: _field, ...newest } = rows.at(-1) as Row;
  const known = new Map<string, Known>();
  for (const row of rows) known.set(row.normalised, stronger(known.get(row.normalised) ?? 'self', knownBy(row)));
  const earlier = [...known].map(([normalised, how]) => ({ normalised, known: how }));
  const reach = reachOf(rows);
  const provedAt = rows.findLast((row) => row.verifiedAt && row.normalised === newest.normalised)?.verifiedAt;
  return {
    ...newest,
    known: known.get(newest.normalised) ?? 'self',
    former: earlier.filter(({ normalised }) => normalised !== '' && normalised !== newest.normalised),
    ...(provedAt && { provedAt }),
    ...(reach && { reach: { id: reach.id, normalised: reach.normalised, known: knownBy(reach) } }),
  };
}

function reachOf(rows: Row[]): Row | undefined {
  const usable = rows.filter(({ normalised }) => normalised !== '');
  return strengths
    .toReversed()
    .flatMap((strength) => usable.filter((row) => knownBy(row) === strength).at(-1) ?? [])[0];
}

function knownBy({ source, verifiedAt }: Row): Known {
  if (verifiedAt) return 'proved';
  return source === 'self' ? 'self' : 'store';
}

/** The profile of one account. */
export async function profileOfOne(db: Database, accountId: AccountId): Promise<Profile> {
  return (await profileOf(db, [accountId])).get(accountId) ?? {};
}

/** The name as the member writes it: `齋藤 優子`. */
export function nameOf(profile: Profile): string {
  return [profile.familyName?.value, profile.givenName?.value].filter(Boolean).join(' ');
}

/** The reading of the name as it was given: `サイトウ ユウコ`; empty when unknown. */
export function readingOf(profile: Profile): string {
  return [profile.familyKana?.value, profile.givenKana?.value].filter(Boolean).join(' ');
}

/**
 * Adds what somebody said of an account; what is there already in the same words is not written again. A member may speak of
 * its own account only. Refuses bad_input when a value is too long. Call it in the transaction of the verb it belongs to.
 */
export async function recordProfile(
  context: Context,
  accountId: AccountId,
  values: ProfileInput,
  source: ProfileSource,
): Promise<void> {
  const { db, actor, now } = context;
  if (actor.kind === 'member' && actor.accountId !== accountId) throw new Refusal('not_yours');
  const known = await profileOfOne(db, accountId);
  const rows = (Object.entries(values) as [ProfileField, string | undefined][]).flatMap(([field, text]) => {
    const value = cleanText(text ?? '');
    if (value === '' || known[field]?.value === value) return [];
    if (value.length > textMax) throw new Refusal('bad_input', { field });
    return [{ accountId, field, value, normalised: normaliseField(field, value) ?? '', source, recordedAt: now }];
  });
  if (rows.length === 0) return;
  await db.insert(profileValues).values(rows);
  // A file that is taken in may be the whole base: who is in it twice is found by the next look over all of it.
  if (source !== 'import') await awaitLookup(context, accountId);
}
