import type { AccountId, PairId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { decidedPairs } from './decided.ts';
import type { Step } from './find.ts';
import type { Finder, Found } from './finder.ts';
import { readMembers } from './readMembers.ts';
import { duplicateSettings } from './settings.ts';
import { type Candidate, inOrder, type Weighed, weigh } from './write.ts';

/** How far a look over the base has come. */
export type Progress =
  | { step: 'reading'; accounts: number }
  | { step: Step }
  | { step: 'writing'; pairs: number; of: number }
  | { step: 'merging'; merged: number };

/**
 * What a look stands on: a finder, the time as it passes (a look over a large base takes minutes), who hears how far it is, and who carries out a merge
 * and answers whether it came about (without that, one that fails ends the look).
 */
export type Looking = {
  finder: Finder;
  clock: () => Date;
  progress?: (progress: Progress) => void;
  attempt?: (pairId: PairId, merge: () => Promise<void>) => Promise<boolean>;
};

const pageSize = 2_000;
/** So many pairs are weighed and kept together. */
export const pairsAtOnce = 500;

/** Reads everybody and finds; rows of the finder are the places of `accountIds`, which grow. */
export async function look(
  db: Database,
  { finder, progress = () => {} }: Looking,
  keep: (step: 'reading' | 'finding') => Promise<void>,
): Promise<{ accountIds: AccountId[]; found: Found }> {
  const accountIds: AccountId[] = [];
  let page = await readMembers(db, 0, pageSize);
  while (page.length > 0) {
    for (const { accountId } of page) accountIds.push(accountId);
    const isLast = page.length < pageSize;
    [page] = await Promise.all([
      isLast ? [] : readMembers(db, accountIds.at(-1) as AccountId, pageSize),
      finder.add(page.map(({ values }) => values)),
    ]);
    await keep('reading');
    progress({ step: 'reading', accounts: accountIds.length });
  }
  await keep('finding');
  const { target } = await duplicateSettings(db);
  const decisions = (await decidedPairs(db)).flatMap(({ a, b, same }) => {
    const [one, other] = [rowOf(accountIds, a), rowOf(accountIds, b)];
    return one < 0 || other < 0 ? [] : [{ one, other, same }];
  });
  let kept = Promise.resolve();
  const found = await finder.find({ target, decisions }, (step) => {
    progress({ step });
    // A large base may be searched for longer than a lease lasts.
    kept = kept.then(() => keep('finding'));
    // Why it could not be kept is told when the search is done.
    kept.catch(() => {});
  });
  await kept;
  return { accountIds, found };
}

/** What was found, weighed piece by piece; the next piece is weighed while its reader still keeps this one. */
export async function* weighedOf(
  db: Database,
  finder: Finder,
  accountIds: AccountId[],
  found: Found,
  clock: () => Date,
): AsyncIterable<Weighed[]> {
  const weighedFrom = async (from: number): Promise<Weighed[]> => {
    const pairs = (await finder.pairs(from, pairsAtOnce)).map(
      ({ one, other, ...pair }): Candidate => ({
        ...pair,
        ...inOrder(accountIds[one] as AccountId, accountIds[other] as AccountId),
      }),
    );
    return weigh(db, pairs, clock());
  };
  let next = weighedFrom(0);
  for (let from = 0; from < found.pairs; from += pairsAtOnce) {
    const weighed = await next;
    next = from + pairsAtOnce < found.pairs ? weighedFrom(from + pairsAtOnce) : Promise.resolve([]);
    // Why it failed is told when its turn comes; a reader that stops before has its own reason.
    next.catch(() => {});
    yield weighed;
  }
}

/** The place of a number in a growing list; -1 when it is not there. */
function rowOf(accountIds: AccountId[], accountId: AccountId): number {
  let [low, high] = [0, accountIds.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = accountIds[middle] as AccountId;
    if (found === accountId) return middle;
    if (found < accountId) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
