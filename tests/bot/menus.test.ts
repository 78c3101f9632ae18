import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { menuAlias } from '../../bot/line.ts';
import { chooseLanguage } from '../../core/members/language.ts';
import { identities } from '../../db/schema/members.ts';
import { join, openHouse, tick } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { openBot } from './door.ts';

const { test } = onServer;

/** A member at the phone, and an account that has a menu in both languages, the Japanese one for everybody. */
async function shop(db: Parameters<typeof openHouse>[0]) {
  const house = await openHouse(db);
  const bot = await openBot(db);
  const guest = await join(house, { familyName: 'Saito', givenName: 'Yuko' });
  bot.line.addUser({ userId: guest.lineUserId, displayName: 'Yuko', friend: true });
  const headers = { authorization: 'Bearer token-of-the-tests', 'content-type': 'application/json' };
  const call = (path: string, init: RequestInit) =>
    fetch(`${bot.deps.config.line.apiUrl}${path}`, { headers, ...init });
  const makeMenus = async (usual: 'ja' | 'en') => {
    for (const language of ['ja', 'en'] as const) {
      const areas = [
        {
          bounds: { x: 0, y: 0, width: 800, height: 250 },
          action: { type: 'message', text: language, label: language },
        },
      ];
      const menu = {
        size: { width: 800, height: 250 },
        selected: true,
        name: menuAlias(language),
        chatBarText: language,
        areas,
      };
      const made = await call('/v2/bot/richmenu', { method: 'POST', body: JSON.stringify(menu) });
      const { richMenuId } = (await made.json()) as { richMenuId: string };
      const png = new DataView(new ArrayBuffer(40));
      png.setUint32(0, 0x89504e47);
      png.setUint32(16, 800);
      png.setUint32(20, 250);
      const image = { ...headers, 'content-type': 'image/png' };
      await call(`/v2/bot/richmenu/${richMenuId}/content`, { method: 'POST', headers: image, body: png.buffer });
      const alias = JSON.stringify({ richMenuAliasId: menuAlias(language), richMenuId });
      await call(`/v2/bot/richmenu/alias/${menuAlias(language)}`, { method: 'DELETE' });
      await call('/v2/bot/richmenu/alias', { method: 'POST', body: alias });
      if (language === usual) await call(`/v2/bot/user/all/richmenu/${richMenuId}`, { method: 'POST' });
    }
  };
  await makeMenus('ja');
  const linkCalls = () => bot.line.apiCalls().filter(({ path }) => /\/user\/U\w+\/richmenu/.test(path)).length;
  const menu = () => bot.line.chatOf(guest.lineUserId).richMenu?.chatBarText;
  const choose = (language: 'ja' | 'en') =>
    chooseLanguage(tick(house, bot.now()), { lineUserId: guest.lineUserId, language });
  return { house, bot, guest, makeMenus, linkCalls, menu, choose };
}

test('a member who comes to read the other language is shown that menu, and the usual one again afterwards', async ({
  db,
}) => {
  const { bot, guest, menu, choose } = await shop(db);
  await bot.tick();
  expect(menu()).toBe('ja');
  await bot.line.say(guest.lineUserId, 'English');
  await bot.settled();
  await bot.tick();
  expect(menu()).toBe('en');
  await choose('ja');
  await bot.tick();
  expect(menu()).toBe('ja');
  expect(await db.select().from(identities).where(eq(identities.id, guest.identityId))).toMatchObject([
    { menuId: null },
  ]);
  await bot.close();
});

test('LINE is told once, and again only when the menus were made anew', async ({ db }) => {
  const { bot, makeMenus, linkCalls, menu, choose } = await shop(db);
  await choose('en');
  for (let tick = 0; tick < 3; tick++) await bot.tick();
  expect(linkCalls()).toBe(1);
  await makeMenus('ja');
  bot.forward(61_000);
  for (let tick = 0; tick < 3; tick++) await bot.tick();
  expect([menu(), linkCalls()]).toEqual(['en', 2]);
  await makeMenus('en');
  bot.forward(61_000);
  await bot.tick();
  expect(menu()).toBe('en');
  await choose('ja');
  await bot.tick();
  expect(menu()).toBe('ja');
  await bot.close();
});

test('an outage of LINE is waited out', async ({ db }) => {
  const { bot, menu, choose, linkCalls } = await shop(db);
  await choose('en');
  bot.line.failCalls({ fault: { kind: 'error-before' }, path: '/v2/bot/user/' });
  await bot.tick();
  expect(menu()).toBe('ja');
  bot.line.healthy();
  bot.forward(61_000);
  await bot.tick();
  expect([menu(), linkCalls() > 0]).toEqual(['en', true]);
  await bot.close();
});
