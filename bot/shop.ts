import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { migrate } from '../db/migrate.ts';
import { type Database, openServer, rowsOf } from '../db/open.ts';
import type { Place } from './config.ts';

export type OpenShop = {
  db: Database;
  close: () => Promise<void>;
} & ({ kind: 'server' } | { kind: 'embedded'; dump: () => Promise<Blob> });

/** Opens the database the place names, brings its schema up, and fills the demo shop into an empty one when that is asked for. */
export async function openShop({ place, secret, now }: { place: Place; secret: string; now: Date }): Promise<OpenShop> {
  const shop = place.databaseUrl ? openServer(place.databaseUrl) : await openFolder(place);
  if (place.reset && place.databaseUrl) await emptyServer(shop.db);
  await migrate(shop);
  if (place.demo && (await isEmpty(shop.db))) {
    const { loadDemo } = await import('../core/demo/load.ts');
    await loadDemo({ db: shop.db, now, secret, actor: { kind: 'system', job: 'demo' } });
  }
  if (shop.kind === 'server') return { ...shop, kind: 'server' };
  return { ...shop, kind: 'embedded', dump: () => dumpOf(shop.db) };
}

/** The embedded engine is loaded only where there is one: it takes 200 MB. */
async function openFolder({ folder, reset }: Place) {
  const { openEmbedded } = await import('../db/embedded.ts');
  const database = join(folder, 'database');
  if (reset) rmSync(database, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return openEmbedded(database);
}

async function emptyServer(db: Database): Promise<void> {
  await db.execute(sql`drop schema if exists public cascade`);
  await db.execute(sql`drop schema if exists drizzle cascade`);
  await db.execute(sql`create schema public`);
}

async function isEmpty(db: Database): Promise<boolean> {
  const [row] = await rowsOf<{ any: boolean }>(db, sql`select exists (select 1 from stores) as any`);
  return !row?.any;
}

/** The embedded engine's own copy of everything, compressed. */
async function dumpOf(db: Database): Promise<Blob> {
  const { $client } = db as unknown as { $client: { dumpDataDir: (kind: 'gzip') => Promise<Blob> } };
  return $client.dumpDataDir('gzip');
}
