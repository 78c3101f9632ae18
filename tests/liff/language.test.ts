import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { identities } from '../../db/schema/members.ts';
import { onServer } from '../setup.ts';
import { openShop } from './shop.ts';
import { openStand } from './stand.ts';

const { test } = onServer;

/** Yuko's mini-app: how it is opened on a phone in some language, and what is kept of that. */
async function yuko(db: Parameters<typeof openShop>[0]) {
  const shop = await openShop(db);
  const stand = await openStand(shop);
  const { line } = shop.yuko;
  return {
    open: async (language?: string) => {
      const answer = await stand.call('POST', '/session', undefined, { idToken: await stand.idToken(line), language });
      return { status: answer.status, ...((await answer.json()) as { token: string; language: string | null }) };
    },
    choose: async (token: string, language: 'ja' | 'en') =>
      (await stand.call('POST', '/settings/language', token, { language })).status,
    kept: async () => {
      const [row] = await db.select().from(identities).where(eq(identities.value, line));
      return { language: row?.language, chosen: row?.languageChosen };
    },
    close: stand.close,
  };
}

test('who has chosen no language is written to in the one their LINE app has when they open the mini-app', async ({
  db,
}) => {
  const { open, kept, close } = await yuko(db);
  expect(await open('en')).toMatchObject({ status: 200, language: null });
  expect(await kept()).toEqual({ language: 'en', chosen: false });
  await open();
  expect(await kept()).toEqual({ language: 'en', chosen: false });
  await open('ja');
  expect(await kept()).toEqual({ language: 'ja', chosen: false });
  await close();
});

test('a language chosen in the settings opens the mini-app from then on, whatever the phone says', async ({ db }) => {
  const { open, choose, kept, close } = await yuko(db);
  const { token } = await open('ja');
  expect(await choose(token, 'en')).toBe(200);
  expect(await open('ja')).toMatchObject({ language: 'en' });
  expect(await kept()).toEqual({ language: 'en', chosen: true });
  await close();
});

test('nothing but a language of ours is taken for one', async ({ db }) => {
  const { open, close } = await yuko(db);
  expect((await open('fr')).status).toBe(401);
  await close();
});
