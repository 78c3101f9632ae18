import { serve } from '@hono/node-server';
import { createApp } from '../../bot/app.ts';
import { readConfig } from '../../bot/config.ts';
import type { Deps } from '../../bot/deps.ts';
import { lineClient } from '../../bot/line.ts';
import { filesOfNode } from '../../bot/media/files.ts';
import { createPictures } from '../../bot/media/pictures.ts';
import { oneAtATime } from '../../bot/one-at-a-time.ts';
import { pagesOfNode } from '../../bot/pages.ts';
import { postOf } from '../../bot/post.ts';
import { createPressure } from '../../bot/pressure.ts';
import { tick } from '../../bot/tick.ts';
import { openServer } from '../../db/open.ts';

/** The whole product as `bot/server.ts` runs it, workers and tick included, on a database that is there already. */
const [url = ''] = process.argv.slice(2);
const config = readConfig(process.env);
const deps: Deps = {
  config,
  db: openServer(url).db,
  now: () => new Date(),
  log: (event, facts) => {
    if (event.includes('failed')) console.error(event, facts);
  },
  background: (work) => void work.catch((error: unknown) => console.error(error)),
  line: lineClient(config),
  post: postOf(config),
  pictures: createPictures(filesOfNode),
  pages: pagesOfNode,
  pressure: createPressure(),
  hands: 8,
};
const ticking = oneAtATime(() => tick(deps));
setInterval(() => deps.background(ticking()), 1_000);
serve({ fetch: createApp(deps).fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }));
process.on('disconnect', () => process.exit(0));
