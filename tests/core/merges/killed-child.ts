import { type Violation, verifyInvariants } from '../../../core/verify.ts';
import { openEmbedded } from '../../../db/embedded.ts';
import { carryOut, type Deed, type Ending, type Life } from './life.ts';
import { countDeeds, dice, missing, nextDeed, type Promised } from './story.ts';

/** What the parent says first: where the data is, what was promised so far, and what was under way when the last process died. */
export type Errand = {
  folder: string;
  life: Omit<Life, 'db'>;
  /** Milliseconds; the shop's time goes on a minute a deed from here. */
  from: number;
  seed: number;
  promised: Promised[];
  underWay?: Deed;
};

/** What the child says: how it found the folder, then each deed before it is done and once it is committed. */
export type Said =
  | { kind: 'found'; violations: Violation[]; missing: Promised[]; deeds: number; again?: Ending; deedsThen: number }
  | { kind: 'doing'; deed: Deed }
  | { kind: 'done'; deed: Deed; ending: Ending };

const minuteMs = 60_000;

const say = (said: Said) =>
  new Promise<void>((heard, fail) => process.send?.(said, (reason: Error | null) => (reason ? fail(reason) : heard())));

process.once('message', async ({ folder, life: people, from, seed, promised, underWay }: Errand) => {
  const { db } = await openEmbedded(folder);
  const life: Life = { ...people, db };
  let at = from;
  const found = {
    violations: await verifyInvariants(db, new Date(at), { deep: true }),
    missing: await missing(db, promised),
    deeds: await countDeeds(db),
  };
  const again = underWay && (await carryOut(life, new Date(at), underWay));
  await say({ kind: 'found', ...found, ...(again && { again }), deedsThen: await countDeeds(db) });
  const roll = dice(seed);
  for (let step = 0; ; step++) {
    at += minuteMs;
    const deed = await nextDeed(life, new Date(at), `${seed}-${step}`, roll);
    if (!deed) continue;
    await say({ kind: 'doing', deed });
    await say({ kind: 'done', deed, ending: await carryOut(life, new Date(at), deed) });
  }
});
