import { askForPair, dropOrder } from '../../core/duplicates/ask.ts';
import { settleDecided } from '../../core/duplicates/decided.ts';
import { orderedPairs } from '../../core/duplicates/queue.ts';
import { approveRequest } from '../../core/merges/decide.ts';
import { Refusal } from '../../core/refusal.ts';
import { contextOf, type Deps, systemContext } from '../deps.ts';

const batchMax = 20;

/** Approves pairs that somebody approved all at once, a few a tick, in their name and by the usual rules. What is refused waits in the list again. */
export async function approveOrdered(deps: Deps): Promise<void> {
  const pairs = await orderedPairs(deps.db, batchMax);
  for (const { pairId, ...who } of pairs) {
    const context = contextOf(deps, { kind: 'staff', ...who });
    try {
      await approveRequest(context, await askForPair(context, { pairId }));
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason;
      await dropOrder(systemContext(deps, 'duplicates'), pairId, reason.code);
    }
  }
  if (pairs.length > 0) await settleDecided(deps.db);
}
