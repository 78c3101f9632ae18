import { Command, Option } from 'commander';
import type { Context } from '../../core/context.ts';
import { countDuplicates, detectDuplicates } from '../../core/duplicates/detect.ts';
import type { Looking, Progress } from '../../core/duplicates/look.ts';
import { claimRun, runOf } from '../../core/duplicates/runs.ts';
import { changeDuplicateSettings, type DuplicateSettings } from '../../core/duplicates/settings.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Environment } from '../config.ts';
import { twice } from '../duplicates/attempt.ts';
import { finderInThread } from '../duplicates/thread.ts';
import { detectEn } from '../words/detect.en.ts';
import { type DetectWords, detectJa } from '../words/detect.ja.ts';
import { operatorWords } from '../words/operator.ts';
import { existingShopAt, type Now, onShop, operatorContext } from './shop-at.ts';
import { Plainly } from './wrong.ts';

const help = operatorWords.detect;

type Options = {
  dryRun?: boolean;
  language: 'ja' | 'en';
  settings?: boolean;
  nightly?: 'on' | 'off';
  hour?: string;
  merges?: 'on' | 'off';
  target?: string;
  cardsMax?: string;
};

/** `detect [--dry-run]`: what the server does each night, now; with `--settings` or one to set, how it is set. */
export function detectCommand(environment: Environment, now: Now): Command {
  const set = (flags: string, about: string) => new Option(flags, about).conflicts('dryRun');
  const onOff = (flags: string, about: string) => set(flags, about).choices(['on', 'off']);
  return new Command('detect')
    .description(help.description)
    .option('--dry-run', help.dryRun)
    .addOption(new Option('--language <language>', help.language).choices(['ja', 'en']).default('en'))
    .addOption(set('--settings', help.settings))
    .addOption(onOff('--nightly <on|off>', help.nightly))
    .addOption(set('--hour <hour>', help.hour))
    .addOption(onOff('--merges <on|off>', help.merges))
    .addOption(set('--target <share>', help.target))
    .addOption(set('--cards-max <cards>', help.cardsMax))
    .addHelpText('after', help.more)
    .action((options: Options) =>
      onShop(existingShopAt(environment), async (shop) => {
        const words = options.language === 'ja' ? detectJa : detectEn;
        const [context, change] = [operatorContext(shop, environment, now), changeIn(options)];
        if (options.settings || Object.keys(change).length > 0) return setAndSay(words, context, change);
        const finder = finderInThread();
        try {
          const attempt = twice((pairId) => console.error(words.notMerged(pairId)));
          await (options.dryRun ? count : detect)(words, context, {
            finder,
            clock: now,
            progress: sayer(words),
            attempt,
          });
        } finally {
          await finder.close();
        }
      }),
    );
}

function changeIn({ nightly, hour, merges, target, cardsMax }: Options): Partial<DuplicateSettings> {
  return {
    ...(nightly && { nightly: nightly === 'on' }),
    ...(hour !== undefined && { hour: figure(hour) }),
    ...(merges && { merges: merges === 'on' }),
    ...(target !== undefined && { target: figure(target) }),
    ...(cardsMax !== undefined && { cardsMax: figure(cardsMax) }),
  };
}

/** A number as it was typed; nothing is not zero. */
function figure(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

async function setAndSay(words: DetectWords, context: Context, change: Partial<DuplicateSettings>): Promise<void> {
  try {
    for (const line of words.settings(await changeDuplicateSettings(context, change))) console.log(line);
  } catch (reason) {
    const field = reason instanceof Refusal && reason.code === 'bad_input' ? reason.facts.field : undefined;
    throw isWrong(words, field) ? new Plainly(words.wrong[field]) : reason;
  }
}

function isWrong({ wrong }: DetectWords, field: unknown): field is keyof DetectWords['wrong'] {
  return typeof field === 'string' && Object.hasOwn(wrong, field);
}

async function count(words: DetectWords, context: Context, looking: Looking): Promise<void> {
  console.log(words.counted(await countDuplicates(context, looking)));
}

async function detect(words: DetectWords, context: Context, looking: Looking): Promise<void> {
  const run = await claimRun(context);
  if (!run) {
    console.error(words.busy);
    process.exitCode = 1;
    return;
  }
  await detectDuplicates(context, run, looking);
  const done = await runOf(context.db, run.id);
  if (done) console.log(words.done(done));
}

const saidEvery = 10;

/** Says each step, and of a long one now and then how far it is. */
function sayer(words: DetectWords): (progress: Progress) => void {
  let [last, times] = ['', 0];
  return (progress) => {
    if (progress.step === last && ++times % saidEvery > 0) return;
    last = progress.step;
    console.log(words.step(progress));
  };
}
