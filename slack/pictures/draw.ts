import { summariesOf } from '../../core/members/summary.ts';
import { previewRedo, previewUndo } from '../../core/merges/preview.ts';
import { Refusal } from '../../core/refusal.ts';
import type { EdgeId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { wordsIn } from '../words/words.ts';
import { drawCap } from './cap.ts';
import { capPictureOf } from './cap-figures.ts';
import { drawDryRun } from './dry-run.ts';
import { drawGauge } from './gauge.ts';
import { drawGraph } from './graph.ts';
import { dryRunBarsOf, gaugeOf, weekBarsOf } from './home-figures.ts';
import { type PictureSpec, pictureSpecOf } from './link.ts';
import { graphOfPreview } from './merge-graph.ts';
import { drawNight } from './night.ts';
import { nightPictureOf } from './night-figures.ts';
import { drawWeeks } from './weeks.ts';

/** The SVG behind a picture's address (its last part, `….png`); undefined when there is none, or no longer. */
export async function slackPicture(db: Database, now: Date, secret: string, name: string): Promise<string | undefined> {
  const spec = pictureSpecOf(secret, name, now);
  if (!spec) return undefined;
  if (spec.kind === 'gauge') return drawGauge(gaugeOf(spec, wordsIn(spec.language)));
  if (spec.kind === 'cap') return drawCap(capPictureOf(spec, wordsIn(spec.language)));
  if (spec.kind === 'night') return drawNight(nightPictureOf(spec, wordsIn(spec.language)));
  if (spec.kind === 'weeks') return drawWeeks(weekBarsOf(spec.weeks, wordsIn(spec.language)));
  if (spec.kind === 'dry_run') return drawDryRun(dryRunBarsOf(spec, wordsIn(spec.language)));
  return graphPicture(db, now, spec);
}

async function graphPicture(db: Database, now: Date, spec: Extract<PictureSpec, { kind: 'graph' }>) {
  const edgeId = spec.edgeId as EdgeId;
  try {
    const further = spec.further as EdgeId[] | undefined;
    const preview = await (spec.change === 'undo'
      ? previewUndo(db, now, edgeId, { further })
      : previewRedo(db, now, edgeId));
    const members = await summariesOf(
      db,
      preview.graph.accounts.map(({ accountId }) => accountId),
      now,
    );
    return drawGraph(graphOfPreview(preview, members, wordsIn(spec.language)));
  } catch (reason) {
    // Undone or redone in the meantime: that picture is past.
    if (reason instanceof Refusal) return undefined;
    throw reason;
  }
}
