import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Look, newPage, openBrowser } from '../chromium.ts';
import { audit, overflow, servePages, torn } from './browser.ts';
import type { Shop } from './shop.ts';
import { openStand } from './stand.ts';

const pictures = process.env.PICTURES;

export type Visit = Awaited<ReturnType<typeof openVisit>>;

/** The shop's pages, served to a browser of our own, one page at a time; `troubles` is what its console complained of. */
export async function openVisit(shop: Pick<Shop, 'db'>) {
  const stand = await openStand(shop);
  const site = await servePages(stand);
  const browser = await openBrowser();
  const troubles: string[] = [];
  let page: Page | undefined;
  return {
    stand,
    origin: site.origin,
    troubles,
    /** Opens an address in a new context; `as` is the LINE user that the mini-app is opened by. */
    async open(path: string, look: Look = {}, as?: { line: string }): Promise<Page> {
      await page?.context().close();
      page = await newPage(browser, look);
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      await page.goto(as ? `${site.origin}/liff${path}?as=${as.line}` : `${site.origin}${path}`);
      return page;
    },
    /** Nothing runs out of the window or is torn, and the accessibility audit is clean. Keeps a picture in the folder `PICTURES` names. */
    async isSound(name: string): Promise<void> {
      if (!page) throw new Error('nothing is open');
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
      }
      expect([name, await audit(page), await overflow(page), await torn(page)]).toEqual([name, [], 0, []]);
    },
    async close(): Promise<void> {
      await browser.close();
      await site.close();
      await stand.close();
    },
  };
}
