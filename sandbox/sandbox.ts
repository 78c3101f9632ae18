import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { liffId, publicOrigin } from './addresses.ts';
import { type Cast, readCast } from './cast.ts';
import { type Command, keepRunning, type Product, runOnce } from './child.ts';
import { clockRoutes, createClock } from './clock.ts';
import { forget, recall, remember } from './keys.ts';
import { languageRoutes } from './language.ts';
import { countChanges, createBell, liveState } from './live-state.ts';
import { createMailbox, type Letter } from './mailbox/mailbox.ts';
import { mailboxRoutes, smsRoutes } from './mailbox/routes.ts';
import { startSmtp } from './mailbox/smtp.ts';
import { createPageServer } from './page-server.ts';
import { freePort, listen } from './ports.ts';
import { productEnvironment } from './product-environment.ts';
import { readSaved, savedFiles, saveTo } from './saved.ts';
import { startLine, startSlack } from './stand-ins.ts';

/** How to start the sandbox; the last three are for tests. */
export type SandboxOptions = {
  port: number;
  dataFolder: string;
  reset: boolean;
  /** The environment the product inherits. */
  environment: NodeJS.ProcessEnv;
  out: NodeJS.WritableStream;
  sayDeath: (how: string, seconds: number) => void;
  /** Runs once the product is ready, when the LINE account has no rich menu yet. */
  setupCommand?: Command;
  productCommand?: Command;
  backoffMs?: readonly number[];
  pageFolder?: string;
};

/** A running sandbox; `url` is the page, `close` ends everything it started. */
export type Sandbox = { url: string; product: Product; close: () => Promise<void> };

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Starts clock, post box, both stand-ins, the page and the product; resolves when the page can be opened. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, dataFolder, reset } = options;
  if (reset) forgetAll(dataFolder);
  const cast = readCast();
  const { keys, clockOffsetMs } = recall(dataFolder);
  const clock = createClock({ offsetMs: clockOffsetMs });
  clock.onAdvance(() => remember(dataFolder, { keys, clockOffsetMs: clock.offsetMs() }));
  const letters = join(dataFolder, savedFiles.mailbox);
  const mailbox = createMailbox({ now: clock.now, letters: readSaved<Letter[]>(letters) });
  const letterSaver = saveTo(letters, mailbox.letters);
  mailbox.onChange(letterSaver.changed);

  const productPort = await freePort(port === 0 ? 0 : port + 1);
  const productOrigin = `http://127.0.0.1:${productPort}`;
  const line = await startLine({ cast, clock, keys, dataFolder, productOrigin });
  const slack = await startSlack({ cast, clock, keys, dataFolder, productOrigin });
  const smtp = await startSmtp({ mailbox });

  let running: Product | undefined;
  const bell = createBell();
  clock.onAdvance(bell.tell);
  mailbox.onChange(bell.tell);
  const changes = countChanges(line.standIn, slack.standIn, bell.tell);
  const watched = { cast, clock, mailbox, line: line.standIn, slack: slack.standIn, product: () => running, changes };
  const app = createPageServer({
    folder: options.pageFolder ?? fromRoot('dist/sandbox'),
    publicOrigin,
    productOrigin,
    config: () => pageConfig(cast, productPort),
    live: { read: () => liveState(watched), onChange: bell.onChange },
    parts: {
      '/clock': clockRoutes(clock),
      '/mailbox': mailboxRoutes(mailbox),
      '/sms': smsRoutes(mailbox),
      '/language': languageRoutes(line.standIn),
      '/_sandbox/line': line.standIn.control,
      '/_sandbox/slack': slack.standIn.control,
    },
  });
  const page = await listen(app.fetch, port);

  const environment = productEnvironment({
    cast,
    keys,
    dataFolder,
    productPort,
    pagePort: page.port,
    lineOrigin: line.origin,
    slackOrigin: slack.origin,
    smtpUrl: smtp.url,
  });
  // Only the first start may clear the data: a restart after a crash must find what was there.
  const resetAt = (start: number) => ({ MUSUBI_RESET: reset && start === 1 ? '1' : '' });
  const product = keepRunning({
    command: options.productCommand ?? [process.execPath, fromRoot('bot/server.ts')],
    envOf: (start) => ({ ...options.environment, ...environment, ...resetAt(start) }),
    readyUrl: `${productOrigin}/health/ready`,
    out: options.out,
    sayDeath: options.sayDeath,
    ...(options.backoffMs ? { backoffMs: options.backoffMs } : {}),
  });
  running = product;
  product.onState(bell.tell);
  product.whenReady().then(() => {
    const isSetUp = line.standIn.snapshot().defaultRichMenuId !== undefined;
    if (options.setupCommand && !isSetUp)
      runOnce(options.setupCommand, { ...options.environment, ...environment }, options.out);
  });

  return {
    url: `http://localhost:${page.port}`,
    product,
    close: async () => {
      await product.stop();
      letterSaver.flush();
      await Promise.all([page.close(), line.close(), slack.close(), smtp.close()]);
    },
  };
}

/** What the page must know before it draws: who plays, where links lead, and the people of its first-visit hint. */
function pageConfig(cast: Cast, productPort: number) {
  const personOf = (key: string) => cast.line.find((person) => person.key === key)?.userId;
  const atKamakura = (one: { storeCode: string | null }) => one.storeCode === 'kamakura';
  return {
    shop: cast.shop,
    members: cast.line,
    staff: cast.slack,
    channels: cast.channels,
    publicOrigin,
    productPort,
    liffId,
    story: {
      memberId: personOf('yuko'),
      newcomerId: personOf('newcomer-mao'),
      staffId: cast.slack.find(atKamakura)?.id,
      channelId: cast.channels.find(atKamakura)?.id,
    },
  };
}

function forgetAll(dataFolder: string): void {
  forget(dataFolder);
  for (const file of Object.values(savedFiles)) rmSync(join(dataFolder, file), { force: true });
}
