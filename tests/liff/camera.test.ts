import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { barcodeSvg, qrSvg } from '../../liff/barcode.ts';
import { counterLink } from '../../liff/counter/link.ts';
import { newPage, openBrowser } from '../chromium.ts';
import { onServer } from '../setup.ts';
import { servePages } from './browser.ts';
import { now, openShop, type Shop, secret } from './shop.ts';
import { openStand } from './stand.ts';

const { test } = onServer;
const [width, height] = [640, 480];
let folder: string;
let painter: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-camera-'));
  painter = await openBrowser();
});
afterAll(async () => {
  await painter.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the camera of the counter page', () => {
  test.for([
    ['held a little askew', 0.06],
    ['upside down', Math.PI],
  ] as const)('reads the barcode of a member card, %s', { timeout: 120_000 }, async ([, turn], { db }) => {
    const shop = await openShop(db);
    const counter = await lookAt(shop, barcodeSvg(shop.yuko.number), turn);
    try {
      const { page } = counter;
      await page.waitForSelector('.button.plain'); // the next step: which is the older card
      await page.fill('#number', shop.old.number);
      const compared = page.waitForRequest((request) => request.method() === 'POST');
      await page.click('button[type=submit]');
      expect((await compared).postData()).toContain(shop.yuko.number);
      await page.waitForSelector('.evidence');
    } finally {
      await counter.close();
    }
  });

  test('passes over a code that is no card of the shop', { timeout: 120_000 }, async ({ db }) => {
    const shop = await openShop(db);
    const counter = await lookAt(shop, qrSvg('https://elsewhere.example'), 0);
    try {
      const seconds = () => counter.page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);
      await expect.poll(seconds, { timeout: 20_000 }).toBeGreaterThan(2);
      expect(await counter.page.locator('.button.plain').count()).toBe(0);
    } finally {
      await counter.close();
    }
  });
});

/** The counter page with its camera on, before which lies this code. */
async function lookAt(shop: Shop, code: string, turn: number) {
  const film = join(folder, `${randomUUID()}.y4m`);
  writeFileSync(film, await filmOf(code, turn));
  const stand = await openStand(shop);
  const site = await servePages(stand);
  const browser = await openBrowser(film);
  const page = await newPage(browser);
  await page.context().grantPermissions(['camera'], { origin: site.origin });
  const actor = { kind: 'staff', staffId: shop.morishita, storeId: shop.kichijoji, role: 'clerk' } as const;
  await page.goto(counterLink(site.origin, { db: shop.db, now, secret, actor }));
  await page.getByRole('button', { name: 'カメラで読み取る' }).click();
  const close = async () => {
    await browser.close();
    await site.close();
    await stand.close();
  };
  return { page, close };
}

/** A still film in YUV4MPEG2: the code as a phone on a grey counter shows it, turned by `turn` radians. */
async function filmOf(code: string, turn: number): Promise<Buffer> {
  const page = await newPage(painter, { width, height });
  const svg = `data:image/svg+xml;base64,${Buffer.from(code).toString('base64')}`;
  const luma = await page.evaluate(
    async ([src, w, h, angle]) => {
      const picture = new Image();
      picture.src = src;
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      const paint = canvas.getContext('2d') as CanvasRenderingContext2D;
      paint.fillStyle = '#8a8a86';
      paint.fillRect(0, 0, w, h);
      paint.translate(w / 2, h / 2);
      paint.rotate(angle);
      const scale = Math.min(440 / picture.width, 300 / picture.height);
      const [wide, high] = [picture.width * scale, picture.height * scale];
      paint.fillStyle = '#fff';
      paint.fillRect(-wide / 2 - 20, -high / 2 - 30, wide + 40, high + 60);
      paint.drawImage(picture, -wide / 2, -high / 2, wide, high);
      const { data } = paint.getImageData(0, 0, w, h);
      return Array.from({ length: w * h }, (_, i) => {
        const [r = 0, g = 0, b = 0] = data.subarray(i * 4, i * 4 + 3);
        return Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
      });
    },
    [svg, width, height, turn] as const,
  );
  await page.context().close();
  const grey = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(luma), grey]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, frame, frame, frame]);
}
