import resvgModule from '@resvg/resvg-wasm/index_bg.wasm';
import { openServer } from '../db/open.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { lineClient } from './line.ts';
import { errorFacts, jsonLog } from './log.ts';
import { createPictures } from './media/pictures.ts';
import { postOf } from './post.ts';
import { createPressure } from './pressure.ts';
import { tick } from './tick.ts';

/** The bindings of `wrangler.toml` beside the variables and secrets of the configuration table. */
type Env = Record<string, string | undefined> & { HYPERDRIVE: Hyperdrive; ASSETS: Fetcher };
type Hyperdrive = { connectionString: string };
type Fetcher = { fetch: (request: Request) => Promise<Response> };
type ExecutionContext = { waitUntil: (work: Promise<unknown>) => void };

/** A request may hold six connections at once; one is left for calls to LINE and Slack. */
const connectionsMax = 5;
const hands = 4;
const letters = ['NotoSansJP_400Regular.ttf', 'NotoSansJP_500Medium.ttf', 'NotoSansJP_700Bold.ttf'];
const log = jsonLog(
  (line) => console.log(line.trimEnd()),
  () => new Date(),
);

let pictures: Deps['pictures'] | undefined;

/** The Workers entry: the same app as on Node, over Hyperdrive, with everything that belongs to one request made for it alone. */
export default {
  fetch: (request: Request, env: Env, context: ExecutionContext) =>
    withDeps(env, context, async (deps) => createApp(deps).fetch(request)),
  scheduled: (_event: unknown, env: Env, context: ExecutionContext) => withDeps(env, context, tick),
};

/** Sockets belong to the request that opened them: they are closed when its answer is out and its work is done. */
async function withDeps<Result>(
  env: Env,
  context: ExecutionContext,
  run: (deps: Deps) => Promise<Result>,
): Promise<Result> {
  const shop = openServer(env.HYPERDRIVE.connectionString, { connectionsMax });
  const work = new Set<Promise<unknown>>();
  const background = (promise: Promise<unknown>) => {
    const settled = promise.catch((error: unknown) => log('background.failed', errorFacts(error)));
    work.add(settled);
    settled.finally(() => work.delete(settled));
  };
  const finish = async () => {
    while (work.size > 0) await Promise.all(work);
    await shop.close();
  };
  try {
    return await run({ ...depsOf(env), db: shop.db, background });
  } finally {
    context.waitUntil(finish());
  }
}

function depsOf(env: Env): Omit<Deps, 'db' | 'background'> {
  const config = readConfig(env);
  pictures ??= createPictures({
    wasm: async () => resvgModule,
    fonts: () => Promise.all(letters.map((name) => letterOf(env, name))),
  });
  return {
    config,
    now: () => new Date(),
    log,
    line: lineClient(config),
    post: postOf(config),
    pictures,
    pages: pagesOf(env),
    pressure: createPressure(),
    hands,
  };
}

async function letterOf({ ASSETS }: Env, name: string): Promise<Uint8Array> {
  const answer = await ASSETS.fetch(new Request(`https://assets/letters/${name}`));
  return new Uint8Array(await answer.arrayBuffer());
}

/** A built file when there is one, else the page, which finds its way by the address. */
function pagesOf({ ASSETS }: Env): Deps['pages'] {
  return async ({ page, path }) => {
    const file = path.startsWith('assets/') ? path : '';
    const answer = await ASSETS.fetch(new Request(`https://assets/${page}/${file}`));
    // The headers of what a binding answers cannot be added to.
    return new Response(answer.body, answer);
  };
}
