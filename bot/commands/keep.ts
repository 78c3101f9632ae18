import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { settleRestored } from '../../core/restored.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { CopyRefused, manifestOf, readRows, writeRows } from '../../db/copy.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openServer } from '../../db/open.ts';
import { violatedConstraint } from '../../db/violation.ts';
import type { Environment } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { NotARowsFile, openRowsFile, writeRowsFile } from './rows-file.ts';
import { existingShopAt, type Now, onShop, operatorContext, shopAt } from './shop-at.ts';
import { Plainly, sentencesOf } from './wrong.ts';

const words = operatorWords;
const progress = (table: string) => process.stderr.write(`  ${table}\n`);

/** `backup FILE`: everything into one file, as it is at one moment. */
export function backupCommand(environment: Environment, now: Now): Command {
  return new Command('backup')
    .description(words.backup.description)
    .argument('<file>', words.backup.file)
    .action((name: string) =>
      onShop(existingShopAt(environment), async ({ db }) => {
        const file = resolve(name);
        if (existsSync(file)) return refuse(words.backup.exists(file));
        const { counts } = await writeRowsFile(db, file, now(), progress);
        console.log(words.backup.done(file, total(counts)));
      }),
    );
}

/** `restore FILE`: into an empty database, all of it or nothing. */
export function restoreCommand(environment: Environment, now: Now): Command {
  return new Command('restore')
    .description(words.restore.description)
    .argument('<file>', words.restore.file)
    .action((name: string) =>
      onShop(shopAt(environment), async (shop) => {
        const file = resolve(name);
        if (!existsSync(file)) return refuse(words.restore.absent(file));
        await migrate(shop);
        try {
          const { header, batches } = await openRowsFile(file);
          await shop.db.transaction(async (tx) => {
            await writeRows(tx, header, batches);
            await checked(tx, header.counts, now());
            await settleRestored({ ...operatorContext(shop, environment, now), db: tx });
          });
          console.log(words.restore.done(total(header.counts), header.at));
        } catch (error) {
          refuse(reasonOf(error, file));
        }
      }),
    );
}

/** `move-to URL`: carries the shop from where it is to an empty PostgreSQL server. What is here stays as it is. */
export function moveToCommand(environment: Environment, now: Now): Command {
  return new Command('move-to')
    .description(words.moveTo.description)
    .argument('<url>', words.moveTo.url)
    .action((url: string) =>
      onShop(existingShopAt(environment), async ({ db }) => {
        if (!/^postgres(ql)?:\/\//.test(url)) return refuse(words.moveTo.badUrl);
        const target = openServer(url);
        try {
          await migrate(target);
          const counts = await db.transaction(
            async (source) => {
              const manifest = await manifestOf(source);
              await target.db.transaction(async (tx) => {
                await writeRows(tx, manifest, readRows(source));
                await checked(tx, manifest.counts, now());
              });
              return manifest.counts;
            },
            { isolationLevel: 'repeatable read', accessMode: 'read only' },
          );
          console.log(words.moveTo.done(total(counts)));
        } catch (error) {
          refuse(reasonOf(error, url.replace(/\/\/[^@/]*@/, '//')));
        } finally {
          await target.close();
        }
      }),
    );
}

/** Every row arrived, and every promise holds of them; else the transaction it runs in is taken back. */
async function checked(db: Database, expected: Record<string, number>, now: Date): Promise<void> {
  const { counts } = await manifestOf(db);
  const short = Object.keys(expected).find((table) => counts[table] !== expected[table]);
  if (short) throw new Plainly(words.moveTo.short(short));
  const violations = await verifyInvariants(db, now, { deep: true });
  if (violations.length > 0) throw new Plainly(words.restore.broken(violations.length));
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function reasonOf(error: unknown, where: string): string {
  if (error instanceof NotARowsFile) return words.restore.notOurs(where);
  if (error instanceof CopyRefused)
    return error.reason === 'not_empty' ? words.restore.notEmpty(error.message) : words.restore.otherSchema;
  const constraint = violatedConstraint(error);
  return constraint ? words.restore.refused(constraint) : sentencesOf(error).join('\n');
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
