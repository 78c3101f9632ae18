import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { createApp } from '../../bot/app.ts';
import { readConfig } from '../../bot/config.ts';
import type { Deps } from '../../bot/deps.ts';
import { workInbox } from '../../bot/inbox.ts';
import { lineClient } from '../../bot/line.ts';
import { filesOfNode } from '../../bot/media/files.ts';
import { createPictures } from '../../bot/media/pictures.ts';
import { pagesOfNode } from '../../bot/pages.ts';
import { postOf } from '../../bot/post.ts';
import { createPressure } from '../../bot/pressure.ts';
import { casing, type Database } from '../../db/open.ts';

type Delivery = { body: string; headers: Record<string, string> };
type Statement = { connection: number; text: string; values: unknown[] };

const hands = 8;
const events = 1_000;
const sample = 40;

/**
 * Drains `events` events through the real worker, then runs the statements that it ran for a sample of them as often again,
 * transactions and all, with nothing around them: the same database work without us.
 */
export async function drainAgainstBare(
  url: string,
  lineOrigin: string,
  environment: NodeJS.ProcessEnv,
  delivery: () => Delivery,
) {
  const seen: Statement[] = [];
  let listening = false;
  const client = postgres(url, {
    max: hands + 2,
    onnotice: () => {},
    connection: { TimeZone: 'UTC' },
    debug: (connection, text, values) => {
      if (listening) seen.push({ connection, text, values: [...(values as unknown[])] });
    },
  });
  const deps = depsOn(
    drizzle(client, { casing }) as unknown as Database,
    readConfig({ ...environment, LINE_API_URL: lineOrigin }),
  );
  const fill = async (count: number) => {
    const held = createApp({ ...deps, background: () => {} });
    for (let n = 0; n < count; n++) await held.request('/line/webhook', { method: 'POST', ...delivery() });
  };

  await fill(sample);
  listening = true;
  await workInbox(deps);
  listening = false;
  const statementsPerEvent = seen.length / sample;

  await fill(events);
  const ours = await perSecond(() => workInbox(deps));
  const bare = await perSecond(() => replay(client, seen, events / sample));
  await client.end();
  return { ours, bare, statementsPerEvent };
}

function depsOn(db: Database, config: Deps['config']): Deps {
  return {
    config,
    db,
    now: () => new Date(),
    log: () => {},
    background: () => {},
    line: lineClient(config),
    post: postOf(config),
    pictures: createPictures(filesOfNode),
    pages: pagesOfNode,
    hands,
    pressure: createPressure(),
  };
}

/** Plays what each connection was told, in its order, the connections side by side. */
async function replay(client: postgres.Sql, seen: Statement[], times: number): Promise<void> {
  const scripts = [...Map.groupBy(seen, (statement) => statement.connection).values()];
  await Promise.all(
    scripts.map(async (script) => {
      const connection = await client.reserve();
      for (let round = 0; round < times; round++) {
        for (const { text, values } of script)
          await connection.unsafe(text, values as never[], { prepare: true }).catch(() => {});
      }
      await connection.unsafe('rollback').catch(() => {});
      connection.release();
    }),
  );
}

async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return events / ((performance.now() - began) / 1000);
}
