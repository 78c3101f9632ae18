import { Command, Option } from 'commander';
import { countDuplicates, detectDuplicates, type Looking, type Progress } from '../../core/duplicates/detect.ts';
import { claimRun, runOf } from '../../core/duplicates/runs.ts';
import { changeDuplicateSettings } from '../../core/duplicates/settings.ts';
import type { OpenDatabase } from '../../db/open.ts';
import type { Environment } from '../config.ts';
import { finderInThread } from '../duplicates/thread.ts';
import { duplicateWords as words } from '../words/duplicates.ts';
import { existingShopAt, type Now, onShop, operatorContext } from './shop-at.ts';

type Options = { dryRun?: boolean; nightly?: 'on' | 'off'; merges?: 'on' | 'off' };

/** `detect [--dry-run]`: what the server does each night, now; with `--nightly` or `--merges`, whether it does. */
export function detectCommand(environment: Environment, now: Now): Command {
  const onOff = (flags: string, about: string) => new Option(flags, about).choices(['on', 'off']);
  return new Command('detect')
    .description(words.description)
    .option('--dry-run', words.dryRun)
    .addOption(onOff('--nightly <on|off>', words.nightly))
    .addOption(onOff('--merges <on|off>', words.merges))
    .addHelpText('after', words.more)
    .action(({ dryRun, nightly, merges }: Options) =>
      onShop(existingShopAt(environment), async (shop) => {
        if (nightly ?? merges) return set(shop, environment, now, { nightly, merges });
        const finder = finderInThread();
        try {
          const looking = { finder, clock: now, progress: sayer() };
          await (dryRun ? count : detect)(shop, environment, now, looking);
        } finally {
          await finder.close();
        }
      }),
    );
}

async function set(
  shop: OpenDatabase,
  environment: Environment,
  now: Now,
  options: Pick<Options, 'nightly' | 'merges'>,
) {
  for (const [what, value] of Object.entries(options)) {
    if (!value) continue;
    await changeDuplicateSettings(operatorContext(shop, environment, now), { [what]: value === 'on' });
    console.log(words.set(what, value === 'on'));
  }
}

async function count(shop: OpenDatabase, environment: Environment, now: Now, looking: Looking): Promise<void> {
  console.log(words.counted(await countDuplicates(operatorContext(shop, environment, now), looking)));
}

async function detect(shop: OpenDatabase, environment: Environment, now: Now, looking: Looking): Promise<void> {
  const context = operatorContext(shop, environment, now);
  const run = await claimRun(context);
  if (!run) {
    console.error(words.busy);
    process.exitCode = 1;
    return;
  }
  await detectDuplicates(context, run, looking);
  const done = await runOf(shop.db, run.id);
  if (done) console.log(words.done(done));
}

const saidEvery = 10;

/** Says each step, and of a long one now and then how far it is. */
function sayer(): (progress: Progress) => void {
  let [last, times] = ['', 0];
  return (progress) => {
    if (progress.step === last && ++times % saidEvery > 0) return;
    last = progress.step;
    console.log(words.step(progress));
  };
}
