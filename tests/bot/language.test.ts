import { eq } from 'drizzle-orm';
import { expect, test as plainTest } from 'vitest';
import { languageAsked } from '../../bot/conversation/understand.ts';
import { askContactProof } from '../../core/members/contact.ts';
import { relink, unlink } from '../../core/members/identity.ts';
import type { Language } from '../../core/members/language.ts';
import { memberByLine } from '../../core/members/member.ts';
import { tell } from '../../core/outbox.ts';
import type { RequestId } from '../../db/ids.ts';
import { identities } from '../../db/schema/members.ts';
import { join, openHouse, secret } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { openBot } from './door.ts';

const { test } = onServer;
const profilePath = '/v2/bot/profile/';
const minuteMs = 60_000;
const japanese = /[ぁ-んァ-ヶ一-龠]/;

/** A member at the phone, with LINE in Japanese until it is set otherwise. */
async function phone(db: Parameters<typeof openHouse>[0]) {
  const house = await openHouse(db);
  const bot = await openBot(db);
  const { identityId, accountId, lineUserId } = await join(house, { familyName: 'Saito', givenName: 'Yuko' });
  const person = bot.line.addUser({ userId: lineUserId, displayName: 'Yuko', friend: true });
  const say = async (text: string) => {
    await bot.line.say(person.userId, text);
    await bot.settled();
    return JSON.stringify(bot.heard(person.userId).at(-1));
  };
  return {
    ...{ db, bot, say, person, identityId, accountId },
    setLine: (language: Language) => {
      person.language = language;
    },
    profileCalls: () => bot.line.apiCalls().filter(({ path }) => path.startsWith(profilePath)).length,
    reads: async () => {
      const [row] = await db.select().from(identities).where(eq(identities.id, identityId));
      return { language: row?.language, chosen: row?.languageChosen };
    },
  };
}

test('whoever writes English is answered in English from that word on, and in Japanese again by 日本語', async ({
  db,
}) => {
  const { bot, say, reads } = await phone(db);
  expect(await say('ポイント')).toMatch(japanese);
  expect(await say('English')).toContain('From now on I will answer in English');
  expect(await say('ポイント')).toContain('No points yet');
  expect(await reads()).toEqual({ language: 'en', chosen: true });
  expect(await say('日本語')).toContain('これからは日本語でお答えします');
  expect(await say('points')).toMatch(japanese);
  await bot.close();
});

test('a choice is never overwritten by what LINE says, however often it could be asked', async ({ db }) => {
  const { bot, say, reads, setLine, profileCalls } = await phone(db);
  await say('English');
  const before = profileCalls();
  setLine('ja');
  bot.forward(30 * 24 * 60 * minuteMs);
  expect(await say('points')).not.toMatch(japanese);
  expect(await reads()).toEqual({ language: 'en', chosen: true });
  expect(profileCalls()).toBe(before);
  await bot.close();
});

test('without a choice LINE is asked once in a conversation, and again in the next one', async ({ db }) => {
  const { bot, say, reads, setLine, profileCalls } = await phone(db);
  for (const word of ['ポイント', '会員証', '購入の記録']) await say(word);
  expect(profileCalls()).toBe(1);
  setLine('en');
  bot.forward(9 * minuteMs);
  expect(await say('ポイント')).toMatch(japanese);
  expect(profileCalls()).toBe(1);
  bot.forward(2 * minuteMs);
  expect(await say('ポイント')).toContain('No points yet');
  expect(profileCalls()).toBe(2);
  expect(await reads()).toEqual({ language: 'en', chosen: false });
  await bot.close();
});

test('LINE that does not say is not asked with every message, and nothing learnt is lost', async ({ db }) => {
  const { bot, say, setLine, profileCalls } = await phone(db);
  setLine('en');
  expect(await say('points')).toContain('No points yet');
  bot.line.failCalls({ fault: { kind: 'error-before' }, path: profilePath });
  bot.forward(11 * minuteMs);
  for (const word of ['points', 'card', 'points']) expect(await say(word)).not.toMatch(/[ぁ-ん]/);
  expect(profileCalls()).toBe(2);
  await bot.close();
});

test('what is pushed by itself is in the language LINE says by then', async ({ db }) => {
  const { bot, say, setLine, person, identityId } = await phone(db);
  expect(await say('ポイント')).toMatch(japanese);
  setLine('en');
  bot.forward(3 * 24 * 60 * minuteMs);
  const context = { db, now: bot.now(), secret, actor: { kind: 'system', job: 'test' } } as const;
  const message = { to: identityId, template: 'request_rejected', requestId: 1 as RequestId } as const;
  await tell(context, { topic: 'line', message }, 'push:1');
  await bot.tick();
  expect(JSON.stringify(bot.heard(person.userId).at(-1))).not.toMatch(/[ぁ-ん]/);
  await bot.close();
});

test('a newcomer may change the language amid the questions: the open one is asked again, and the card keeps it', async ({
  db,
}) => {
  await openHouse(db);
  const bot = await openBot(db);
  const { userId } = bot.line.addUser({ displayName: 'Alex', friend: false });
  const last = () => JSON.stringify(bot.heard(userId).at(-1));
  const say = async (text: string) => {
    await bot.line.say(userId, text);
    await bot.settled();
  };
  const press = async (label: string) => {
    await bot.line.press(userId, 'last', label);
    await bot.settled();
  };
  await bot.line.follow(userId);
  await bot.settled();
  await press('会員証を作る');
  await say('英語');
  expect(last()).toContain('May we have your name?');
  await say('Fontaine Alexandra');
  await press('Skip');
  await press('Skip');
  await press('Register with this');
  bot.forward(60 * minuteMs);
  await say('points');
  expect(last()).toContain('Yours to use now');
  const [identity] = await db.select().from(identities).where(eq(identities.value, userId));
  expect(identity).toMatchObject({ language: 'en', languageChosen: true });
  await bot.close();
});

test('whoever unties this LINE and comes back is spoken to as before', async ({ db }) => {
  const { bot, say, person, identityId, accountId } = await phone(db);
  await say('English');
  const own = { db, now: bot.now(), secret, actor: { kind: 'member', identityId, accountId } } as const;
  await unlink(own);
  expect(await say('points')).toContain('Please make your card first');
  await relink({ ...own, actor: { kind: 'stranger', lineUserId: person.userId } });
  expect(await memberByLine(db, person.userId)).toBeDefined();
  expect(await say('ポイント')).toContain('No points yet');
  await bot.close();
});

test('a letter about somebody who reads English says it in both languages, as its reader may be somebody else', async ({
  db,
}) => {
  const { bot, say, identityId, accountId } = await phone(db);
  await say('English');
  const own = { db, now: bot.now(), secret, actor: { kind: 'member', identityId, accountId } } as const;
  await askContactProof(own, { kind: 'mail', value: 'yuko@example.jp' });
  await bot.tick();
  const [mail] = bot.mails;
  const code = /\d{6}/.exec(mail?.text ?? '')?.[0];
  expect(mail?.subject).toBe('確認の番号 / Your code');
  for (const sentence of [`番号は ${code} です`, `Your code is ${code}.`]) expect(mail?.text).toContain(sentence);
  await bot.close();
});

test('the page behind “this was not me” speaks the language of the browser', async ({ db }) => {
  const { bot } = await phone(db);
  const told = async (language: string) => {
    const answer = await bot.app.request('/not-me/nothing', { headers: { 'accept-language': language } });
    return answer.text();
  };
  expect(await told('en-GB,en;q=0.9,ja;q=0.8')).toMatch(/lang="en"[\s\S]*This link can no longer be used/);
  for (const language of ['ja-JP', 'fr-FR', '']) expect(await told(language)).toContain('lang="ja"');
  await bot.close();
});

plainTest.for([
  ['English', 'en'],
  ['english.', 'en'],
  ['ENGLISH', 'en'],
  ['English, please', 'en'],
  ['en', 'en'],
  ['英語', 'en'],
  ['えいご', 'en'],
  ['日本語', 'ja'],
  ['にほんご', 'ja'],
  ['ニホンゴ', 'ja'],
  ['Japanese', 'ja'],
  ['日本語で。', 'ja'],
  ['I learn English with a pillow', undefined],
  ['end', undefined],
  ['日本語の説明書はありますか', undefined],
])('“%s” asks for %s', ([text, language]) => {
  expect(languageAsked(text!)).toBe(language);
});
