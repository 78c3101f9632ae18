import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage, openBrowser } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

test.each([
  ['sans-serif', 'Noto Sans JP'],
  ['serif', 'Shippori Mincho'],
])('Japanese letters in %s are drawn with %s', async (generic, family) => {
  const page = await newPage(browser);
  await page.setContent(`<p style="font-family: ${generic}">眠りの店 ふくろう</p>`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('DOM.enable');
  await devtools.send('CSS.enable');
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'p' });
  const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId });
  expect(fonts.map(({ familyName }) => familyName)).toEqual([family]);
});

test('a page is a phone in the dark when asked to be', async () => {
  const page = await newPage(browser, { width: 320, height: 600, dark: true, scale: 2 });
  const seen = () => [
    innerWidth,
    innerHeight,
    devicePixelRatio,
    matchMedia('(prefers-color-scheme: dark)').matches,
    navigator.language,
  ];
  expect(await page.evaluate(seen)).toEqual([320, 600, 2, true, 'ja-JP']);
});
