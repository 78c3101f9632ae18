import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { groundedAmong } from './grounds.ts';
import { standingOf } from './standing.ts';

type Asked = { requester: AccountId; target: AccountId };

/**
 * Pairs for which more speaks than somebody's own word: both sides proved one contact or LINE, or the shop recorded both; and nobody said *not me*, nor
 * asked to be erased. Only these may be approved without a look at each: anybody can type a stranger's name, phone and birthday.
 */
export async function beyondOwnWord<Pair extends Asked>(db: Database, pairs: Pair[], now: Date): Promise<Set<Pair>> {
  const named = new Map(pairs.map((pair) => [`${pair.requester}-${pair.target}`, pair]));
  const asPairs = pairs.map(({ requester, target }) => ({ a: requester, b: target }));
  const calm = (await standingOf(db, asPairs, now)).filter(({ frozen, leaving }) => !frozen && !leaving);
  const grounded = await groundedAmong(db, calm);
  return new Set([...grounded].flatMap(({ a, b }) => named.get(`${a}-${b}`) ?? []));
}
