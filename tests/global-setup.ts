import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { embedded } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { openServer } from '../db/open.ts';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated, empty embedded database, as `loadDataDir` takes it. */
    dump: string;
    /** What `scaled` multiplies by. */
    scale: number;
    /** The server, and the database there that new ones are copied from. */
    server: { url: string; template: string };
  }
}

const oneHourMs = 3_600_000;
const root = join(import.meta.dirname, '..');

/** Once a run: a PostgreSQL server with a migrated template, and a migrated dump of the embedded database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL;
  const [server, dump] = await Promise.all([
    given ? { url: given, stop: async () => {} } : startPostgres(),
    dumpOnce(),
  ]);
  const template = `musubi_template_${process.pid}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(template)}`;
  const url = new URL(server.url);
  url.pathname = template;
  const empty = openServer(url.href, { connectionsMax: 2 });
  await migrate(empty);
  await empty.close();
  project.provide('dump', dump);
  project.provide('server', { url: server.url, template });
  return async () => {
    await admin`drop database ${admin(template)}`;
    await admin.end();
    await server.stop();
  };
}

/** Migrating a new embedded database takes seconds of work, so its dump is kept as long as the migrations are the same. */
async function dumpOnce(): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'musubi');
  const path = join(cache, `dump-${await fingerprint()}.tar`);
  if (existsSync(path)) return path;
  const engine = await PGlite.create();
  await migrate(embedded(engine));
  const dump = await engine.dumpDataDir('none');
  await engine.close();
  await mkdir(cache, { recursive: true });
  await writeFile(`${path}.${process.pid}`, dump.stream());
  await rename(`${path}.${process.pid}`, path);
  await forgetOld(cache);
  return path;
}

/** Forty megabytes each: those of earlier migrations go, but not from under a run that may just be reading one. */
async function forgetOld(cache: string) {
  const dumps = (await readdir(cache)).filter((name) => name.startsWith('dump-')).map((name) => join(cache, name));
  for (const dump of dumps) {
    const { mtimeMs } = await stat(dump);
    if (Date.now() - mtimeMs > oneHourMs) await rm(dump);
  }
}

async function fingerprint(): Promise<string> {
  const migrations = join(root, 'db', 'migrations');
  const files = (await readdir(migrations)).filter((name) => name.endsWith('.sql')).sort();
  const hash = createHash('sha256').update(
    await readFile(join(root, 'node_modules/@electric-sql/pglite/package.json')),
  );
  for (const file of files) hash.update(file).update(await readFile(join(migrations, file)));
  return hash.digest('hex').slice(0, 16);
}
