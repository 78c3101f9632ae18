import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { newPage, openBrowser } from '../chromium.ts';
import { median, report } from './table.ts';

/**
 * `npm run bench -- opening`: how long a member waits for the first view of the mini-app on a cold phone: DevTools'
 * slow 4G (1.6 Mbit/s down, 150 ms) and a processor four times slower. The limit is the smallest document that the
 * same server gives, in the same run.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, help: { type: 'boolean' } } });
const slow4g = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const processorTimes = 4;
const goalMs = 2_000;

if (values.help) console.log('npm run bench -- opening [--runs 5]');
else await measure(Number(values.runs));

async function measure(runs: number): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'musubi-bench-'));
  const program = (name: string) => join(import.meta.dirname, '..', '..', 'bot', name);
  const sandbox = await startSandbox({
    port: 0,
    dataFolder,
    reset: false,
    environment: process.env,
    out: new PassThrough().resume(),
    sayDeath: (how) => console.error(how),
    productCommand: [process.execPath, program('server.ts')],
  });
  const browser = await openBrowser();
  try {
    await sandbox.product.whenReady();
    const { home, least } = await addresses(sandbox.url);
    await loaded(browser, await home(), '.balance'); // the server's own first time is not the phone's
    const [homeMs, leastMs] = [[], []] as [number[], number[]];
    for (let run = 0; run < runs; run += 1) {
      leastMs.push(await loaded(browser, least, 'body'));
      homeMs.push(await loaded(browser, await home(), '.balance'));
    }
    const [ours, limit] = [median(homeMs), median(leastMs)];
    const row = (what: string, all: number[]) => ({
      what,
      'median ms': Math.round(median(all)),
      'lowest ms': Math.round(Math.min(...all)),
      'highest ms': Math.round(Math.max(...all)),
    });
    report(
      `The first view on a cold phone, slow 4G, processor ${processorTimes}× slower, ${runs} runs`,
      [row('mini-app home: largest paint', homeMs), row('smallest document: largest paint (limit)', leastMs)],
      {
        bench: 'opening',
        homeMs: Math.round(ours),
        limitMs: Math.round(limit),
        ratio: Number((ours / limit).toFixed(2)),
        goalMs,
        reached: ours < goalMs,
      },
    );
  } finally {
    await browser.close();
    await sandbox.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Where the mini-app opens for the first of the demo's members, once each time it is asked, and the smallest document. */
async function addresses(sandboxUrl: string) {
  const { members, productPort } = (await (await fetch(`${sandboxUrl}/config`)).json()) as {
    members: { userId: string }[];
    productPort: number;
  };
  const origin = `http://127.0.0.1:${productPort}`;
  const home = async () => {
    const answer = await fetch(`${sandboxUrl}/_sandbox/line/users/${members[0]?.userId}/mini-app`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { pathname, search } = new URL(((await answer.json()) as { url: string }).url);
    return origin + pathname + search;
  };
  return { home, least: `${origin}/health/live` };
}

/** Opens an address in a fresh browser profile on the slow phone and answers when its largest part was painted, in ms. */
async function loaded(browser: Browser, url: string, ready: string): Promise<number> {
  const page = await newPage(browser, { width: 390, height: 844, scale: 2 });
  const phone = await page.context().newCDPSession(page);
  await phone.send('Network.enable');
  await phone.send('Network.emulateNetworkConditions', slow4g);
  await phone.send('Emulation.setCPUThrottlingRate', { rate: processorTimes });
  await page.goto(url);
  await page.waitForSelector(ready);
  const ms = await largestPaint(page);
  await page.context().close();
  return ms;
}
/** When the largest part of the page was painted: the last word of the browser, once the page has come to rest. */
function largestPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let last = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) last = entry.startTime;
        }).observe({ type: 'largest-contentful-paint', buffered: true });
        setTimeout(() => resolve(last), 1_500);
      }),
  );
}
