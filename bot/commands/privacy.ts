import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { isNotNull } from 'drizzle-orm';
import type { Context } from '../../core/context.ts';
import { needlesFor, scanFor } from '../../core/erasure/scan.ts';
import { leftOf } from '../../core/erasure/tombstone.ts';
import { exportOf } from '../../core/exports/export.ts';
import { countForgettable, type Forgotten, forget } from '../../core/retention.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type Kept, keptDays } from '../../db/retention.ts';
import { accounts } from '../../db/schema/members.ts';
import type { Environment } from '../config.ts';
import { exportPage } from '../export.ts';
import { privacyWords as words } from '../words/privacy.ts';
import { wordsIn } from '../words/words.ts';
import { existingShopAt, type Now, onShop, operatorContext } from './shop-at.ts';

/** `retention [--dry-run]`: what is past its window, thing by thing; without the option it is forgotten, as the tick does each hour. */
export function retentionCommand(environment: Environment, now: Now): Command {
  return new Command('retention')
    .description(words.retention.description)
    .option('--dry-run', words.retention.dryRun)
    .action(({ dryRun }: { dryRun?: boolean }) =>
      onShop(existingShopAt(environment), async (shop) => {
        const context = operatorContext(shop, environment, now);
        const counts = dryRun ? await countForgettable(shop.db, now()) : await forgetAll(context);
        for (const [kept, count] of Object.entries(counts))
          console.log(words.retention.line(kept, keptDays[kept as keyof typeof keptDays], count));
        console.log(dryRun ? words.retention.counted : words.retention.done);
      }),
    );
}

/** All of it: a call of `forget` takes only so many rows at a time. */
async function forgetAll(context: Context): Promise<Forgotten> {
  const all: Forgotten = {};
  for (;;) {
    const some = Object.entries(await forget(context)) as [Kept, number][];
    if (some.length === 0) return all;
    for (const [kept, count] of some) all[kept] = (all[kept] ?? 0) + count;
  }
}

/** `erasure --verify`: that every erased account is empty by its policies; with values, that they stand nowhere at all. */
export function erasureCommand(environment: Environment, now: Now): Command {
  return new Command('erasure')
    .description(words.erasure.description)
    .addOption(new Option('--verify', words.erasure.verify).makeOptionMandatory())
    .option('--value <value...>', words.erasure.value)
    .action(({ value = [] }: { value?: string[] }) =>
      onShop(existingShopAt(environment), async ({ db }) => {
        const left = await leftOfAll(db, now());
        for (const line of left) console.log(line);
        const { cells, hits } = value.length > 0 ? await scanFor(db, needlesFor(value)) : { cells: 0, hits: [] };
        for (const { table, column, rows } of hits) console.log(words.erasure.found(table, column, rows));
        const clean = left.length + hits.length === 0;
        console.log(clean ? words.erasure.clean(value.length, cells) : words.erasure.left);
        process.exitCode = clean ? 0 : 1;
      }),
    );
}

async function leftOfAll(db: Database, at: Date): Promise<string[]> {
  const erased = await db
    .select({ id: accounts.id, erasedAt: accounts.erasedAt })
    .from(accounts)
    .where(isNotNull(accounts.erasedAt));
  const lines: string[] = [];
  for (const { id, erasedAt } of erased) {
    const left = await leftOf(db, { accountId: id as AccountId, at: erasedAt ?? at });
    lines.push(...Object.entries(left).map(([table, rows]) => words.erasure.account(id, table, rows)));
  }
  return lines;
}

/** `export-member NUMBER --out FILE`: everything held about one card, as JSON, or as a page when the file ends in .html. On record. */
export function exportMemberCommand(environment: Environment, now: Now): Command {
  return new Command('export-member')
    .description(words.exportMember.description)
    .argument('<number>', words.exportMember.number)
    .requiredOption('--out <file>', words.exportMember.out)
    .addOption(new Option('--language <language>', words.exportMember.language).choices(['ja', 'en']).default('ja'))
    .action((number: string, { out, language }: { out: string; language: 'ja' | 'en' }) =>
      onShop(existingShopAt(environment), async (shop) => {
        const file = resolve(out);
        if (existsSync(file)) {
          console.error(words.exportMember.exists(file));
          process.exitCode = 1;
          return;
        }
        const gathered = await exportOf(operatorContext(shop, environment, now), number);
        const page = file.endsWith('.html') ? String(await exportPage(wordsIn(language), gathered)) : undefined;
        writeFileSync(file, page ?? JSON.stringify(gathered, null, 2), { mode: 0o600 });
        console.log(words.exportMember.done(file));
      }),
    );
}
