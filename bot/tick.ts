import { lookForAbuse } from '../core/abuse/look.ts';
import { watchCap } from '../core/cap/alerts.ts';
import { lookUpNewcomers } from '../core/duplicates/newcomers.ts';
import { runDueErasures } from '../core/erasure/due.ts';
import { continueSearch } from '../core/erasure/search.ts';
import { prepareExports } from '../core/exports/export.ts';
import { payShares } from '../core/households/share.ts';
import { renormalise } from '../core/members/renormalise.ts';
import { runRequestTimers } from '../core/merges/timers.ts';
import { expireLots } from '../core/points/expire.ts';
import { announceEndings } from '../core/points/notices.ts';
import { countBasketsNightly } from '../core/recommendations/count.ts';
import { runDueScenarios } from '../core/scenarios/due.ts';
import { sealAudit } from '../core/seal.ts';
import { deliverOutbox } from './deliver.ts';
import { type Deps, systemContext } from './deps.ts';
import { detectNightly } from './duplicates/nightly.ts';
import { approveOrdered } from './duplicates/ordered.ts';
import { workInbox } from './inbox.ts';
import { errorFacts } from './log.ts';
import { followLanguages } from './menus.ts';
import { tidy } from './tidy.ts';

type Job = { name: string; run: (deps: Deps) => Promise<unknown> };

/** What moves time along, in the order in which one feeds the next: what is due writes to the outbox, the outbox goes last. */
const jobs: Job[] = [
  { name: 'inbox', run: workInbox },
  { name: 'normalisation', run: (deps) => renormalise(systemContext(deps, 'normalisation')) },
  { name: 'lookups', run: (deps) => lookUpNewcomers(systemContext(deps, 'lookups')) },
  { name: 'request_timers', run: (deps) => runRequestTimers(systemContext(deps, 'timers')) },
  { name: 'scenarios', run: (deps) => runDueScenarios(systemContext(deps, 'scenarios')) },
  { name: 'household_shares', run: (deps) => payShares(systemContext(deps, 'household_shares')) },
  { name: 'expiry', run: (deps) => expireLots(systemContext(deps, 'expiry')) },
  { name: 'point_notices', run: (deps) => announceEndings(systemContext(deps, 'notices')) },
  { name: 'abuse', run: (deps) => lookForAbuse(systemContext(deps, 'abuse')) },
  { name: 'member_cap', run: (deps) => watchCap(systemContext(deps, 'member_cap')) },
  { name: 'seal', run: (deps) => sealAudit(systemContext(deps, 'seal')) },
  { name: 'baskets', run: (deps) => countBasketsNightly(systemContext(deps, 'baskets')) },
  { name: 'duplicates', run: detectNightly },
  { name: 'ordered_pairs', run: approveOrdered },
  { name: 'tidy', run: tidy },
  { name: 'erasures', run: (deps) => runDueErasures(systemContext(deps, 'erasures')) },
  { name: 'erasure_searches', run: (deps) => continueSearch(systemContext(deps, 'erasure_searches')) },
  { name: 'exports', run: (deps) => prepareExports(systemContext(deps, 'exports')) },
  { name: 'outbox', run: deliverOutbox },
  { name: 'menus', run: followLanguages },
];

/**
 * Runs everything that is due, once, in bounded batches. Safe in several processes at once: every job claims what it takes. A job
 * that fails is logged and holds up no other; the next tick tries it again.
 */
export async function tick(deps: Deps): Promise<void> {
  for (const { name, run } of jobs) {
    try {
      await run(deps);
    } catch (error) {
      deps.log('tick.failed', { job: name, ...errorFacts(error) });
    }
  }
}
