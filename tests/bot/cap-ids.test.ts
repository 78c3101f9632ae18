import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { capIdsLink } from '../../bot/cap-ids.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';
import { at, clerk, type House, join, openHouse } from '../core/house.ts';
import { join as merge, type Shop } from '../core/merges/shop.ts';
import { onServer } from '../setup.ts';
import { openBot } from './door.ts';

const { test } = onServer;
const dayMinutes = 24 * 60;

/** Two imported cards that have been one person for long. */
async function oneOfTwo(house: House): Promise<{ going: string; kept: string }> {
  const shop: Shop = { db: house.db, staffId: house.staff.takeshi, storeId: house.stores.hq, accountIds: [] };
  const [kept, going] = [await join(house, { familyName: '齋藤' }), await join(house, { familyName: '斎藤' })];
  await merge(shop, at(-90 * dayMinutes), kept.accountId, going.accountId);
  return { going: going.memberNumber, kept: kept.memberNumber };
}

test('the list of numbers is taken by a button, once, by whoever is at headquarters, on record', async ({ db }) => {
  const house = await openHouse(db);
  const { going, kept } = await oneOfTwo(house);
  const bot = await openBot(db);
  const { pathname: path } = new URL(capIdsLink('https://fukuro.example', clerk(house, 'takeshi', bot.deps.now())));
  const exported = async () => db.select().from(auditEntries).where(eq(auditEntries.action, 'cap.exported'));
  const looked = await bot.app.request(path);
  expect(looked.headers.get('cache-control')).toBe('no-store');
  expect(await looked.text()).toContain('CSVで受け取る');
  expect(await exported()).toEqual([]);
  const taken = await bot.app.request(path, { method: 'POST' });
  expect(taken.headers.get('content-disposition')).toBe('attachment; filename="musubi-ids.csv"');
  expect(await taken.text()).toContain(`\r\n${going},${kept},2026-08-23\r\n`);
  expect(await exported()).toMatchObject([{ actor: `staff:${house.staff.takeshi}`, facts: { count: 1 } }]);
  const again = await bot.app.request(path, { method: 'POST', headers: { 'accept-language': 'en' } });
  expect(again.status).toBe(404);
  expect(await again.text()).toContain('This link is over');
  expect(await exported()).toHaveLength(1);
});

test('a link that is old, forged, of a store, or of somebody who has left gives nothing', async ({ db }) => {
  const house = await openHouse(db);
  await oneOfTwo(house);
  const bot = await openBot(db);
  const linkOf = (who: 'takeshi' | 'mariko') =>
    new URL(capIdsLink('https://fukuro.example', clerk(house, who, bot.deps.now()))).pathname;
  const status = async (path: string) => (await bot.app.request(path, { method: 'POST' })).status;
  expect(await status('/cap-ids/nothing')).toBe(404);
  expect(await status(`${linkOf('takeshi').slice(0, -3)}abc`)).toBe(404);
  expect(await status(linkOf('mariko'))).toBe(404);
  const old = linkOf('takeshi');
  bot.forward(11 * 60_000);
  expect(await status(old)).toBe(404);
  expect((await bot.app.request(old)).status).toBe(404);
  await db.update(staff).set({ active: false });
  expect(await status(linkOf('takeshi'))).toBe(404);
  expect(await db.select().from(auditEntries).where(eq(auditEntries.action, 'cap.exported'))).toEqual([]);
});
