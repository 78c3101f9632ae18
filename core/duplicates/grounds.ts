import { sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { daysLater } from '../calendar.ts';
import { type Profile, profileOf } from '../members/profile.ts';
import type { Pair } from './standing.ts';

/** So far apart may two proofs of one contact be: a number or an address that was given up is given to somebody else only after a quarter of a year and more. */
const provedApartDays = 90;

/**
 * Why a machine may merge two accounts of which the matcher is sure. `proved`: one contact was proved by both at about the same time, or one LINE. `recorded`: the shop itself wrote
 * down everything that speaks for it, on both sides. Anybody can type a stranger's name, phone and birthday, so what members merely say of
 * themselves is no ground: undefined.
 */
export type Grounds = 'proved' | 'recorded' | undefined;

/** The grounds on which two accounts could be merged by themselves. Pure. */
export function groundsOf(one: Profile, other: Profile, sameLine: boolean): Grounds {
  if (sameLine || sharesProved(one, other)) return 'proved';
  return isRecorded(one) && isRecorded(other) ? 'recorded' : undefined;
}

/** The pairs of which `groundsOf` finds any. Accounts of which nobody said anything of themselves, most of an imported base, are not read in full. */
export async function groundedAmong<Two extends Pair & { sameLine: boolean }>(
  db: Database,
  pairs: Two[],
): Promise<Set<Two>> {
  const accountsOf = (some: Two[]) => [...new Set(some.flatMap(({ a, b }) => [a, b]))];
  const recorded = await recordedAmong(db, accountsOf(pairs));
  const isPlain = ({ a, b }: Two) => recorded.has(a) && recorded.has(b);
  const profiles = await profileOf(db, accountsOf(pairs.filter((pair) => !isPlain(pair))));
  const of = (accountId: AccountId) => profiles.get(accountId) ?? {};
  return new Set(pairs.filter((pair) => isPlain(pair) || groundsOf(of(pair.a), of(pair.b), pair.sameLine)));
}

/** Those of which something is known, and nothing by their own word alone. */
async function recordedAmong(db: Database, accountIds: AccountId[]): Promise<Set<AccountId>> {
  if (accountIds.length === 0) return new Set();
  const rows = await rowsOf<{ accountId: AccountId }>(
    db,
    sql`select account_id::int as "accountId" from profile_values where account_id = any(${sql.param(accountIds)}::bigint[])
      group by account_id having bool_and(source <> 'self' or verified_at is not null)`,
  );
  return new Set(rows.map(({ accountId }) => accountId));
}

function sharesProved(one: Profile, other: Profile): boolean {
  return (['phone', 'mail'] as const).some((kind) => {
    const [mine, theirs] = [one[kind], other[kind]];
    if (!mine?.provedAt || !theirs?.provedAt || mine.normalised === '') return false;
    return mine.normalised === theirs.normalised && isNear(mine.provedAt, theirs.provedAt);
  });
}

function isNear(one: Date, other: Date): boolean {
  const [earlier, later] = one < other ? [one, other] : [other, one];
  return daysLater(earlier, provedApartDays) >= later;
}

function isRecorded(profile: Profile): boolean {
  const values = Object.values(profile);
  return values.length > 0 && values.every(({ known }) => known !== 'self');
}
