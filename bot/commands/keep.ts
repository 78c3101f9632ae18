import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { verifyInvariants } from '../../core/verify.ts';
import { CopyRefused, manifestOf, readRows, writeRows } from '../../db/copy.ts';
import { migrate } from '../../db/migrate.ts';
import { type OpenDatabase, openServer } from '../../db/open.ts';
import type { Environment } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { NotARowsFile, openRowsFile, writeRowsFile } from './rows-file.ts';
import { onShop } from './shop-at.ts';

const words = operatorWords;
const progress = (table: string) => process.stderr.write(`  ${table}\n`);

/** `backup FILE`: everything into one file, as it is at one moment. */
export function backupCommand(environment: Environment): Command {
  return new Command('backup')
    .description(words.backup.description)
    .argument('<file>', words.backup.file)
    .action((name: string) =>
      onShop(environment, async ({ db }) => {
        const file = resolve(name);
        if (existsSync(file)) return refuse(words.backup.exists(file));
        const { counts } = await writeRowsFile(db, file, new Date(), progress);
        console.log(words.backup.done(file, total(counts)));
      }),
    );
}

/** `restore FILE`: into an empty database, all of it or nothing. */
export function restoreCommand(environment: Environment): Command {
  return new Command('restore')
    .description(words.restore.description)
    .argument('<file>', words.restore.file)
    .action((name: string) =>
      onShop(environment, async (shop) => {
        const file = resolve(name);
        if (!existsSync(file)) return refuse(words.restore.absent(file));
        await migrate(shop);
        try {
          const { header, batches } = await openRowsFile(file);
          await shop.db.transaction((tx) => writeRows(tx, header, batches));
          await checked(shop, header.counts);
          console.log(words.restore.done(total(header.counts), header.at));
        } catch (error) {
          refuse(reasonOf(error, file));
        }
      }),
    );
}

/** `move-to URL`: carries the shop from where it is to an empty PostgreSQL server. What is here stays as it is. */
export function moveToCommand(environment: Environment): Command {
  return new Command('move-to')
    .description(words.moveTo.description)
    .argument('<url>', words.moveTo.url)
    .action((url: string) =>
      onShop(environment, async ({ db }) => {
        if (!/^postgres(ql)?:\/\//.test(url)) return refuse(words.moveTo.badUrl);
        const target = openServer(url);
        try {
          await migrate(target);
          const counts = await db.transaction(
            async (source) => {
              const manifest = await manifestOf(source);
              await target.db.transaction((tx) => writeRows(tx, manifest, readRows(source)));
              return manifest.counts;
            },
            { isolationLevel: 'repeatable read', accessMode: 'read only' },
          );
          await checked(target, counts);
          console.log(words.moveTo.done(total(counts)));
        } catch (error) {
          refuse(reasonOf(error, url.replace(/\/\/[^@/]*@/, '//')));
        } finally {
          await target.close();
        }
      }),
    );
}

/** Every row arrived, and every promise holds of them. */
async function checked({ db }: OpenDatabase, expected: Record<string, number>): Promise<void> {
  const { counts } = await manifestOf(db);
  const short = Object.keys(expected).find((table) => counts[table] !== expected[table]);
  if (short) throw new Error(words.moveTo.short(short));
  const violations = await verifyInvariants(db, new Date(), { deep: true });
  if (violations.length > 0) throw new Error(words.verify.broken(violations.length));
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function reasonOf(error: unknown, where: string): string {
  if (error instanceof NotARowsFile) return words.restore.notOurs(where);
  if (error instanceof CopyRefused)
    return error.reason === 'not_empty' ? words.restore.notEmpty(error.message) : words.restore.otherSchema;
  return error instanceof Error ? error.message : String(error);
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
