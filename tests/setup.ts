import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { test as base, inject } from 'vitest';
import { embedded } from '../db/embedded.ts';
import { type Database, openServer } from '../db/open.ts';

/** An empty, migrated database of a test file; `url` is there on a server only, for processes that connect by themselves. */
export type TestDatabase = { db: Database; url?: string; close: () => Promise<void> };

/** The embedded database of this worker: starting one costs seconds and half a gigabyte, so all test files share it. */
export const onEmbedded = { name: 'embedded', open: openEmbedded, test: testOn(openEmbedded) };

/** A database of the test file's own on a real PostgreSQL server, where things happen at the same time. */
export const onServer = { name: 'server', open: openOnServer, test: testOn(openOnServer) };

/** Both databases, for `describe.each(databases)('… on $name', ({ test }) => { test('…', async ({ db }) => …) })`. */
export const databases = [onEmbedded, onServer];

/** A `test` whose `db` is migrated and empty, and whose `url` tells where it is if it is on a server. */
function testOn(open: () => Promise<TestDatabase>) {
  return (
    base
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from this pattern what the fixture needs, here nothing.
      .extend('opened', { scope: 'file' }, async ({}, { onCleanup }) => {
        const opened = await open();
        onCleanup(opened.close);
        return opened;
      })
      .extend('db', async ({ opened }) => {
        await empty(opened.db);
        return opened.db;
      })
      .extend('url', ({ opened }) => opened.url)
  );
}

let engine: Promise<PGlite> | undefined;

async function openEmbedded(): Promise<TestDatabase> {
  engine ??= openAsBlob(inject('dump')).then((loadDataDir) => PGlite.create({ loadDataDir }));
  const { db } = embedded(await engine);
  await empty(db);
  return { db, close: async () => {} };
}

async function openOnServer(options?: { connectionsMax?: number }): Promise<TestDatabase> {
  const server = inject('server');
  const name = `musubi_test_${randomUUID().replaceAll('-', '')}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(server.template)}`;
  const url = new URL(server.url);
  url.pathname = name;
  const opened = openServer(url.href, options);
  const close = async () => {
    await opened.close();
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  };
  return { db: opened.db, url: url.href, close };
}

/** Deletes every row and starts every id at 1 again; triggers that keep the books append-only look away. */
export async function empty(db: Database): Promise<void> {
  await db.execute(sql`
    do $$ declare name text; begin
      set local session_replication_role = replica;
      for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public' loop
        execute 'delete from ' || name;
      end loop;
      for name in select format('%I.%I', schemaname, sequencename) from pg_sequences where schemaname = 'public' and last_value is not null loop
        execute 'alter sequence ' || name || ' restart';
      end loop;
    end $$`);
}
