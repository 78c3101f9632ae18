import { parseArgs } from 'node:util';
import { newPage, openBrowser } from './chromium.ts';

const usage = `node tests/screenshot.ts URL out.png [--width 390] [--height 844] [--scale 1] [--dark] [--full]
  [--language ja-JP] [--wait SELECTOR] [--click SELECTOR]… (in order, before the picture)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '390' },
    height: { type: 'string', default: '844' },
    scale: { type: 'string', default: '1' },
    language: { type: 'string', default: 'ja-JP' },
    dark: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    wait: { type: 'string' },
    click: { type: 'string', multiple: true, default: [] },
  },
});
const [url, path] = positionals;
if (!url || !path) {
  console.error(usage);
  process.exit(2);
}

const browser = await openBrowser();
const page = await newPage(browser, {
  width: Number(values.width),
  height: Number(values.height),
  scale: Number(values.scale),
  dark: values.dark,
  language: values.language,
});
page.on('console', (message) => console.log(`[${message.type()}] ${message.text()}`));
page.on('pageerror', (error) => console.log(`[uncaught] ${error.message}`));
await page.goto(url, { waitUntil: 'load' });
if (values.wait) await page.waitForSelector(values.wait);
for (const selector of values.click) await page.click(selector);
await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {}); // an open event stream never falls idle
await page.screenshot({ path, fullPage: values.full });
await browser.close();
