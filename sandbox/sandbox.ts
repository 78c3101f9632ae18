import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicOrigin } from './addresses.ts';
import { readCast } from './cast.ts';
import { type Command, createProduct, type Product, runOnce } from './child.ts';
import { clockRoutes, createClock } from './clock.ts';
import { forget, recall, remember } from './keys.ts';
import { followLanguage, languageRoutes } from './language.ts';
import { countChanges, createBell, liveState } from './live-state.ts';
import { mailboxRoutes, smsRoutes } from './mailbox/routes.ts';
import { startMailbox } from './mailbox/start.ts';
import { pageConfig } from './page-config.ts';
import { createPageServer } from './page-server.ts';
import { freePort, listen } from './ports.ts';
import { productEnvironment } from './product-environment.ts';
import { savedFiles } from './saved.ts';
import { startLine, startSlack } from './stand-ins.ts';

/** How to start the sandbox. */
export type SandboxOptions = {
  /** Where the page is served; 0 takes a free port. The product takes the next one when it is free. */
  port: number;
  dataFolder: string;
  reset: boolean;
  /** The environment the product inherits. */
  environment: NodeJS.ProcessEnv;
  out: NodeJS.WritableStream;
  sayDeath: (how: string, seconds: number) => void;
  productCommand: Command;
  /** Sets up the LINE account, whose menu has one language: run once the product is ready and when the language changes. */
  setupCommand?: Command;
  backoffMs?: readonly number[];
  pageFolder?: string;
};

/** A running sandbox; `url` is the page, `close` ends everything it started. */
export type Sandbox = { url: string; product: Product; close: () => Promise<void> };

/** The page as Vite builds it. */
export const builtPage = fileURLToPath(new URL('../dist/sandbox', import.meta.url));

/** Starts clock, post box, both stand-ins, the page and the product; resolves when the page can be opened. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, dataFolder, reset, setupCommand, out } = options;
  if (reset) forgetAll(dataFolder);
  const cast = readCast();
  const { keys, clockOffsetMs } = recall(dataFolder);
  const clock = createClock({ offsetMs: clockOffsetMs });
  clock.onAdvance(() => remember(dataFolder, { keys, clockOffsetMs: clock.offsetMs() }));

  const productPort = await freePort(port === 0 ? 0 : port + 1);
  const productOrigin = `http://127.0.0.1:${productPort}`;
  const box = await startMailbox({ now: clock.now, dataFolder });
  const line = await startLine({ cast, clock, keys, dataFolder, productOrigin });
  const slack = await startSlack({ cast, clock, keys, dataFolder, productOrigin });
  const addresses = { productPort, lineOrigin: line.origin, slackOrigin: slack.origin, smtpUrl: box.smtpUrl };
  const environment = () => ({
    ...options.environment,
    ...productEnvironment({ cast, keys, dataFolder, pagePort: page.port, ...addresses }),
  });
  const product = createProduct({
    command: options.productCommand,
    // Only the first start may clear the data: a restart after a crash must find what was there.
    envOf: (start) => ({ ...environment(), MUSUBI_RESET: reset && start === 1 ? '1' : '' }),
    readyUrl: `${productOrigin}/health/ready`,
    out,
    sayDeath: options.sayDeath,
    ...(options.backoffMs ? { backoffMs: options.backoffMs } : {}),
  });
  const setUp = followLanguage(async (language) => {
    await product.whenReady();
    if (setupCommand && product.state() === 'ready') {
      await runOnce([...setupCommand, '--language', language], environment(), out);
    }
  });

  const bell = createBell();
  for (const watch of [clock.onAdvance, box.mailbox.onChange, product.onState]) watch(bell.tell);
  const changes = countChanges(line.standIn, slack.standIn, bell.tell);
  const watched = { cast, clock, mailbox: box.mailbox, line: line.standIn, slack: slack.standIn, product, changes };
  const app = createPageServer({
    folder: options.pageFolder ?? builtPage,
    publicOrigin,
    productOrigin,
    config: () => pageConfig(cast, productPort),
    live: { read: () => liveState(watched), onChange: bell.onChange },
    parts: {
      '/clock': clockRoutes(clock),
      '/mailbox': mailboxRoutes(box.mailbox),
      '/sms': smsRoutes(box.mailbox),
      '/language': languageRoutes(
        { line: line.standIn, slack: slack.standIn, staff: cast.slack.map(({ id }) => id) },
        setUp,
      ),
      '/_sandbox/line': line.standIn.control,
      '/_sandbox/slack': slack.standIn.control,
    },
  });
  const page = await listen(app.fetch, port);
  product.start();
  setUp('ja');

  return {
    url: `http://localhost:${page.port}`,
    product,
    close: async () => {
      await product.stop();
      await Promise.all([page, line, slack, box].map((part) => part.close()));
    },
  };
}

function forgetAll(dataFolder: string): void {
  forget(dataFolder);
  for (const file of Object.values(savedFiles)) rmSync(join(dataFolder, file), { force: true });
}
