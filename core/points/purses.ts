import { inArray, or } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { purseLinks } from '../../db/schema/merges.ts';
import { type Edge, edgesAmong, spansOf } from '../merges/component.ts';
import { type Span, type Together, togetherFrom } from '../merges/together.ts';
import type { PurseLink } from './reach.ts';

/**
 * Purses pair by pair: whoever confirms joins the whole purse of the other, and from then on each two of them share it until they part, also when the
 * account over which they came to it has parted. `links` are the confirmations, `spans` the edges' whole history. A pair's cool-off is over when
 * that of every step of the shortest way is.
 */
export function pursePairs(links: PurseLink[], spans: Span[]): PurseLink[] {
  const accounts = [...new Set([...links, ...spans].flatMap(({ a, b }) => [a, b]))].sort((x, y) => x - y);
  const pairs: PurseLink[] = [];
  for (const moment of [...new Set(links.map(({ confirmedAt }) => confirmedAt))].sort((x, y) => x - y)) {
    const { together } = togetherFrom(spansAt(spans, moment), accounts);
    pairs.push(...links.filter(({ confirmedAt }) => confirmedAt === moment));
    pairs.push(...composed(pairs.filter(stillJoins(together)), moment, accounts));
  }
  return pairs;
}

/** The history as it was at a moment: what was undone later still stood. */
function spansAt(spans: Span[], moment: number): Span[] {
  return spans
    .filter(({ from }) => from <= moment)
    .map((span) => ({ ...span, to: span.to !== null && span.to <= moment ? span.to : null }));
}

function stillJoins(together: Together): (link: PurseLink) => boolean {
  return ({ a, b, confirmedAt }) => (together(a, b) ?? Number.POSITIVE_INFINITY) <= confirmedAt;
}

/** The pairs that several steps bring into one purse sooner than a single one does, if one does at all. */
function composed(steps: PurseLink[], moment: number, accounts: AccountId[]): PurseLink[] {
  return accounts.flatMap((a, index) => {
    const openings = openingsFrom(a, steps);
    return accounts.slice(index + 1).flatMap((b): PurseLink[] => {
      const spendableAt = openings.get(b);
      const isDirect = steps.some((step) => step.a === a && step.b === b && step.spendableAt <= (spendableAt ?? 0));
      return spendableAt === undefined || isDirect ? [] : [{ a, b, confirmedAt: moment, spendableAt }];
    });
  });
}

/** When the purse of an account opens to each account that steps lead to: the earliest over all ways of the last opening on the way. */
function openingsFrom(account: AccountId, steps: PurseLink[]): Map<AccountId, number> {
  const openings = new Map<AccountId, number>([[account, Number.NEGATIVE_INFINITY]]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { a, b, spendableAt } of steps) {
      for (const [near, far] of [
        [a, b],
        [b, a],
      ] as const) {
        const reached = openings.get(near);
        if (reached === undefined) continue;
        const opens = Math.max(reached, spendableAt);
        if (opens >= (openings.get(far) ?? Number.POSITIVE_INFINITY)) continue;
        openings.set(far, opens);
        changed = true;
      }
    }
  }
  return openings;
}

/** The purses among accounts of one person, whose `together` is known. History is read only where it can matter. */
export async function pursesAmong(db: Database, accountIds: AccountId[], together: Together): Promise<PurseLink[]> {
  const links = await linksOf(db, accountIds);
  const inside = ({ a, b }: PurseLink) => accountIds.includes(a) && accountIds.includes(b);
  if (links.every((link) => inside(link) && stillJoins(together)(link))) return links;
  return (await pursesUnder(db, await edgesAmong(db, accountIds))).filter(inside);
}

/** The purses of all accounts that edges ever joined, if the edges were as given. */
export async function pursesUnder(db: Database, edges: Edge[]): Promise<PurseLink[]> {
  const accounts = [...new Set(edges.flatMap(({ a, b }) => [a, b]))];
  return pursePairs(await linksOf(db, accounts), spansOf(edges));
}

async function linksOf(db: Database, accountIds: AccountId[]): Promise<PurseLink[]> {
  if (accountIds.length === 0) return [];
  const rows = await db
    .select()
    .from(purseLinks)
    .where(or(inArray(purseLinks.a, accountIds), inArray(purseLinks.b, accountIds)));
  return rows.map(({ a, b, confirmedAt, spendableAt }) => ({
    ...{ a, b, confirmedAt: confirmedAt.getTime(), spendableAt: spendableAt.getTime() },
  }));
}
