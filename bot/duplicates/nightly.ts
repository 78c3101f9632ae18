import { detectDuplicates } from '../../core/duplicates/detect.ts';
import type { Looking } from '../../core/duplicates/look.ts';
import { claimRun, type DetectRun, isRunDue } from '../../core/duplicates/runs.ts';
import { duplicateSettings } from '../../core/duplicates/settings.ts';
import { type Deps, systemContext } from '../deps.ts';
import { errorFacts } from '../log.ts';
import { twice } from './attempt.ts';

/**
 * Looks over the base each night, once whatever the number of processes, beside everything else the tick does. Where there are no threads (Workers) it
 * is left to `npm run musubi -- detect` on a machine of the shop's.
 */
export async function detectNightly(deps: Deps): Promise<void> {
  const { db, now, finder } = deps;
  if (!finder) return;
  const { nightly, hour } = await duplicateSettings(db);
  if (!nightly || !(await isRunDue(db, now(), hour))) return;
  const run = await claimRun(systemContext(deps, 'duplicates'));
  if (!run) return;
  const attempt = twice((pairId, reason) =>
    deps.log('duplicates.not_merged', { run: run.id, pair: pairId, ...errorFacts(reason) }),
  );
  deps.background(lookOver(deps, run, { finder: finder(), clock: now, attempt }));
}

async function lookOver(deps: Deps, run: DetectRun, looking: Looking): Promise<void> {
  try {
    await detectDuplicates(systemContext(deps, 'duplicates'), run, looking);
  } catch (error) {
    // Its lease ends, and the run is taken up again.
    deps.log('duplicates.failed', { run: run.id, ...errorFacts(error) });
  } finally {
    await looking.finder.close();
  }
}
