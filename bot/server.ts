import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { tellUnsound, verifyInvariants } from '../core/verify.ts';
import { createApp } from './app.ts';
import { type Clock, followClock, realClock } from './clock.ts';
import { type Config, ConfigProblem, readConfig, readPlace } from './config.ts';
import { type Deps, systemContext } from './deps.ts';
import { finderInThread } from './duplicates/thread.ts';
import { keepCopies } from './embedded-copies.ts';
import { lineClient } from './line.ts';
import { errorFacts, jsonLog } from './log.ts';
import { filesOfNode } from './media/files.ts';
import { createPictures } from './media/pictures.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pagesOfNode } from './pages.ts';
import { postOf } from './post.ts';
import { createPressure } from './pressure.ts';
import { openShop } from './shop.ts';
import { tick } from './tick.ts';

const tickEveryMs = 1_000;
const drainMsMax = 9_000;
const handsOfEmbedded = 4;
const handsOfServer = 8;

/** The Node entry: reads the environment, opens the shop, serves until it is told to stop. */
async function main(): Promise<void> {
  const [config, place] = [readConfig(process.env), readPlace(process.env)];
  const clock = place.clockUrl ? await followClock(place.clockUrl) : realClock();
  const log = jsonLog((line) => process.stdout.write(line), clock.now);
  const shop = await openShop({ place, secret: config.secret, now: clock.now() });
  if (shop.kind === 'embedded') log('start.embedded', { note: embeddedNote });
  const work = new Set<Promise<unknown>>();
  const deps: Deps = {
    ...depsOf(config, clock),
    db: shop.db,
    log,
    hands: shop.kind === 'embedded' ? handsOfEmbedded : handsOfServer,
    background: (promise) => {
      const settled = promise.catch((error: unknown) => log('background.failed', errorFacts(error)));
      work.add(settled);
      settled.finally(() => work.delete(settled));
    },
  };
  const copies = shop.kind === 'embedded' ? keepCopies(shop.dump, place.folder, log, clock.now) : { stop: () => {} };
  deps.background(checkAtStart(deps));
  const ticking = oneAtATime(() => tick(deps));
  const timer = setInterval(() => deps.background(ticking()), tickEveryMs);
  const server = serve({ fetch: compressing(createApp(deps)).fetch, port: place.port }, ({ port }) =>
    log('start.listening', { port }),
  );

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log('stop', { signal });
    const late = setTimeout(() => process.exit(1), drainMsMax);
    clearInterval(timer);
    copies.stop();
    clock.stop();
    await new Promise((resolve) => server.close(resolve));
    while (work.size > 0) await Promise.all(work);
    await shop.close();
    clearTimeout(late);
    process.exit(0);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // A promise nobody looked after means a state nobody thought of: better to begin anew from what is stored.
  process.on('unhandledRejection', (error) => {
    log('crash', errorFacts(error));
    process.exit(1);
  });
}

/** The quick part of what must always hold, beside the serving: what does not hold is told, and stops nobody. */
async function checkAtStart(deps: Deps): Promise<void> {
  const found = await verifyInvariants(deps.db, deps.now());
  for (const { invariant, where } of found) deps.log('start.unsound', { invariant, where });
  if (found.length > 0) await tellUnsound(systemContext(deps, 'start'));
}

/** What the pages are made of travels compressed; Workers do that by themselves. */
function compressing(app: Hono): Hono {
  return new Hono()
    .use('/liff/assets/*', compress())
    .use('/counter/assets/*', compress())
    .all('*', (c) => app.fetch(c.req.raw, c.env));
}

const embeddedNote =
  'Embedded database: one process, safe against a crash of it, not against a power cut. Set DATABASE_URL for a shop that is open.';

function depsOf(
  config: Config,
  clock: Clock,
): Pick<Deps, 'config' | 'now' | 'line' | 'post' | 'pictures' | 'pages' | 'pressure' | 'finder'> {
  return {
    config,
    now: clock.now,
    line: lineClient(config),
    post: postOf(config),
    pictures: createPictures(filesOfNode),
    pages: pagesOfNode,
    pressure: createPressure(),
    finder: finderInThread,
  };
}

try {
  await main();
} catch (error) {
  const said = error instanceof ConfigProblem || (error instanceof Error && error.name === 'FolderInUse');
  process.stderr.write(`${said && error instanceof Error ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
