import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { civil } from '../../core/calendar.ts';
import type { Forecast } from '../../core/cap/forecast.ts';
import { capOutlook } from '../../core/cap/outlook.ts';
import { chooseToStay, countShopIds, exportDeletable } from '../../core/cap/shopIds.ts';
import { tailOf } from '../../core/members/mask.ts';
import { Refusal } from '../../core/refusal.ts';
import { capCsv } from '../cap-csv.ts';
import type { Environment } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { existingShopAt, type Now, onShop, operatorContext } from './shop-at.ts';

const words = operatorWords.cap;

/** `cap show`, `cap export --out FILE`, `cap keep NUMBER`: the member cap, and the numbers of the shop's own system. */
export function capCommand(environment: Environment, now: Now): Command {
  const show = new Command('show').description(words.show).action(() => showCap(environment, now));
  const list = new Command('export')
    .description(words.export)
    .requiredOption('--out <file>', words.out)
    .action(({ out }: { out: string }) => exportIds(environment, now, resolve(out)));
  const keep = new Command('keep')
    .description(words.keep)
    .argument('<number>', words.number)
    .action((number: string) => keepId(environment, now, number));
  return new Command('cap').description(words.description).addCommand(show).addCommand(list).addCommand(keep);
}

function showCap(environment: Environment, now: Now): Promise<void> {
  return onShop(existingShopAt(environment), async ({ db }) => {
    const { count, asIs, cleaned, cleaning } = await capOutlook(db, now());
    console.log(words.count(count.persons, count.accounts, count.cap));
    if (asIs) console.log(sentenceOf(asIs, now()));
    if (cleaning.pairs > 0) {
      const until = cleaned?.kind === 'days' ? dayAfter(now(), cleaned.expected) : null;
      console.log(words.cleaned(cleaning.pairs, cleaning.saved, until));
    }
    const { deletable, gone } = await countShopIds(db, now());
    console.log(words.ids(deletable, gone));
  });
}

function sentenceOf(forecast: Forecast, now: Date): string {
  if (forecast.kind !== 'days') return words.forecast[forecast.kind];
  const { expected, earliest, latest } = forecast;
  return words.days(
    dayAfter(now, expected),
    dayAfter(now, earliest),
    latest === null || latest > farDays ? null : dayAfter(now, latest),
  );
}

/** Beyond this a date would pretend to know. */
const farDays = 3 * 365;

function dayAfter(now: Date, days: number): string {
  return civil(new Date(now.getTime() + days * 86_400_000))
    .toPlainDate()
    .toString();
}

function exportIds(environment: Environment, now: Now, file: string): Promise<void> {
  return onShop(existingShopAt(environment), async (shop) => {
    if (existsSync(file)) return refuse(words.exists(file));
    const listed = await exportDeletable(operatorContext(shop, environment, now));
    if (listed.length === 0) return console.log(words.none);
    writeFileSync(file, capCsv(listed), { mode: 0o600, flag: 'wx' });
    console.log(words.exported(listed.length, file));
  });
}

function keepId(environment: Environment, now: Now, memberNumber: string): Promise<void> {
  return onShop(existingShopAt(environment), async (shop) => {
    try {
      await chooseToStay(operatorContext(shop, environment, now), { memberNumber });
      console.log(words.kept(tailOf(memberNumber)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(words.noCard);
    }
  });
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
