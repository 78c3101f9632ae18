import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { recordProfile } from '../../core/members/profile.ts';
import { accounts, identities, profileValues, registrations } from '../../db/schema/members.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { inbox } from '../../db/schema/plumbing.ts';
import { join, openHouse, secret } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { type BotDoor, openBot } from './door.ts';

const { test } = onServer;

/** A newcomer who has added the account, with a hand to write and press with. */
async function newcomer(db: Parameters<typeof openHouse>[0], language?: string) {
  const house = await openHouse(db);
  const bot = await openBot(db);
  const { userId } = bot.line.addUser({ displayName: '真央', friend: false, ...(language ? { language } : {}) });
  await bot.line.follow(userId);
  await bot.settled();
  return { house, bot, userId, ...hand(bot, userId) };
}

function hand(bot: BotDoor, userId: string) {
  return {
    say: async (...lines: string[]) => {
      for (const line of lines) {
        await bot.line.say(userId, line);
        await bot.settled();
      }
    },
    press: async (label: string, picked?: { date: string }) => {
      await bot.line.press(userId, 'last', label, picked as never);
      await bot.settled();
    },
    /** What the last message says, Flex and quick replies and all. */
    last: () => JSON.stringify(bot.heard(userId).at(-1)),
  };
}

const codeIn = (bot: BotDoor) => /\d{6}/.exec(bot.mails.at(-1)?.text ?? '')?.[0] ?? '';

test('a newcomer answers four questions, looks them over, corrects one, and has a card', async ({ db }) => {
  const { bot, userId, say, press, last } = await newcomer(db);
  expect(last()).toContain('会員証を作る');
  await press('会員証を作る');
  expect(last()).toContain('お名前をお聞かせください');
  await say('結城 真央');
  expect(last()).toContain('読み');
  await say('ゆうき まお');
  await press('日付を選ぶ', { date: '1990-04-03' });
  expect(last()).toContain('携帯電話の番号');
  await press('とばす');
  for (const part of ['結城 真央', 'ユウキ マオ', '1990年4月3日', 'お伝えにならない']) expect(last()).toContain(part);
  await press('読みを直す');
  await say('ゆうき まおこ');
  expect(last()).toContain('ユウキ マオコ');
  await press('この内容で登録する');
  expect(JSON.stringify(bot.heard(userId))).toContain('結城さま、ご登録ありがとうございます');
  const values = await db.select().from(profileValues);
  expect(Object.fromEntries(values.map(({ field, value }) => [field, value]))).toEqual({
    ...{ familyName: '結城', givenName: '真央', familyKana: 'ユウキ', givenKana: 'マオコ', birthDate: '1990-04-03' },
  });
  expect(await db.select().from(registrations)).toEqual([]);
  await bot.close();
});

test('what cannot be taken is asked again kindly, and nothing that was said is lost', async ({ db }) => {
  const { bot, say, press, last } = await newcomer(db);
  await press('会員証を作る');
  await say('真央');
  expect(last()).toContain('あいだを空けて');
  await say('結城 真央', '結城 真央');
  expect(last()).toContain('ひらがなかカタカナ');
  await say('ゆうき まお', 'きのう');
  expect(last()).toContain('日付をお選びください');
  await say('とばす', 'でんわ');
  expect(last()).toContain('090');
  await say('090-1234-5678');
  expect(last()).toContain('結城 真央');
  expect(last()).toContain('090-1234-5678');
  await bot.close();
});

test('one can go back, and stop: then nothing is kept of what was said', async ({ db }) => {
  const { bot, say, press, last } = await newcomer(db);
  await press('会員証を作る');
  await say('結城 真央', 'ゆうき まお');
  await press('もどる');
  expect(last()).toContain('読み');
  await say('もどる');
  expect(last()).toContain('お名前をお聞かせください');
  await say('やめる');
  expect(last()).toContain('承知いたしました');
  expect(JSON.stringify([await db.select().from(registrations), await db.select().from(inbox)])).not.toMatch(
    /結城|ユウキ/,
  );
  expect(await db.select().from(accounts)).toEqual([]);
  await bot.close();
});

test('a word of the menu is not taken for a name', async ({ db }) => {
  const { bot, say, press, last } = await newcomer(db);
  await press('会員証を作る');
  await say('ポイント');
  expect(last()).toContain('まずは会員証をお作りください');
  await press('会員証を作る');
  expect(last()).toContain('お名前をお聞かせください');
  await bot.close();
});

test('whoever gives a contact hears the same whether or not somebody else has it, until it is proved', async ({
  db,
}) => {
  const { house, bot, userId, press, say } = await newcomer(db);
  await join(house, {
    familyName: '結城',
    givenName: '真央',
    familyKana: 'ユウキ',
    givenKana: 'マオ',
    mail: 'mao@example.jp',
  });
  const other = bot.line.addUser({ displayName: '別の人', friend: false }).userId;
  const second = hand(bot, other);
  await bot.line.follow(other);
  await bot.settled();
  for (const [them, mail] of [
    [{ press, say }, 'mao@example.jp'],
    [second, 'new@example.jp'],
  ] as const) {
    await them.press('会員証を作る');
    await them.say('結城 真央', 'ゆうき まお', 'とばす', mail);
    await them.press('この内容で登録する');
  }
  // Barcodes, numbers and the sealed data of buttons are their own; everything else is the same to the letter.
  const said = (who: string, mail: string) =>
    JSON.stringify(bot.heard(who))
      .replace(/\d{8}-[\w-]{22}|\d{4} \d{4}/g, 'N')
      .replaceAll(mail, 'M');
  expect(said(userId, 'mao@example.jp')).toBe(said(other, 'new@example.jp'));
  await bot.close();
});

test('a newcomer who proves a mail that an earlier card has is offered to join the two, and the store gets the request', async ({
  db,
}) => {
  const { house, bot, userId, press, say, last } = await newcomer(db);
  await join(
    house,
    { familyName: '結城', givenName: '真央', familyKana: 'ユウキ', givenKana: 'マオ', mail: 'mao@example.jp' },
    { store: house.stores.kamakura },
  );
  await press('会員証を作る');
  await say('結城 真央', 'ゆうき まお', 'とばす', 'mao@example.jp');
  await press('この内容で登録する');
  const wrong = codeIn(bot) === '000000' ? '000001' : '000000';
  await say(wrong);
  expect(last()).toMatch(/番号が合いませんでした。あと\d回/);
  await say(codeIn(bot));
  expect(last()).toContain('以前の会員証がございます');
  await press('まとめる');
  expect((await db.select().from(mergeRequests)).map(({ state, proof }) => [state, proof])).toEqual([
    ['waiting', 'code'],
  ]);
  const shown = JSON.stringify(bot.heard(userId).slice(-2));
  expect(shown).toContain('ご本人の確認ができました');
  await bot.close();
});

test('a wrong code stays a spent try: guessing ends', async ({ db }) => {
  const { bot, press, say, last } = await newcomer(db);
  await press('会員証を作る');
  await say('結城 真央', 'ゆうき まお', 'とばす', 'mao@example.jp');
  await press('この内容で登録する');
  const right = codeIn(bot);
  const wrong = ['111111', '222222', '333333', '444444', '555555', '666666', '777777'].filter((code) => code !== right);
  await say(...wrong);
  expect(last()).not.toContain('あと');
  await say(right);
  expect(last()).toContain('新しい番号');
  await bot.close();
});

test('whoever unlinked their LINE is offered the card they had, and gets it back', async ({ db }) => {
  const { house, bot, userId, press, last } = await newcomer(db);
  const guest = await join(house, { familyName: '結城', givenName: '真央' });
  await db.update(identities).set({ value: userId }).where(eq(identities.id, guest.identityId));
  await db.update(identities).set({ unlinkedAt: bot.now() }).where(eq(identities.id, guest.identityId));
  await bot.line.follow(userId);
  await bot.settled();
  expect(last()).toContain('もう一度結びつけますか');
  await press('もう一度結びつける');
  expect(JSON.stringify(bot.heard(userId))).toContain(guest.memberNumber.replace(/(\d{4})(\d{4})/, '$1 $2'));
  expect(await db.select().from(accounts)).toHaveLength(1);
  await bot.close();
});

test('somebody whose LINE is in English is answered in English, from the first word to the card', async ({ db }) => {
  const { bot, userId, press, say, last } = await newcomer(db, 'en');
  expect(last()).toContain('Make my card');
  await press('Make my card');
  await say('Fontaine Alexandra');
  expect(last()).toContain('birthday');
  await say('skip', 'later');
  await press('Register with this');
  const heard = JSON.stringify(bot.heard(userId));
  // But for the button that leads to the other language.
  expect(heard.replaceAll('日本語', '')).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
  await say('points');
  expect(last()).toContain('Yours to use now');
  const [identity] = await db.select().from(identities);
  expect(identity?.language).toBe('en');
  await bot.close();
});

test('what a newcomer typed and never sent off is forgotten after a month', async ({ db }) => {
  const { bot, press, say } = await newcomer(db);
  await press('会員証を作る');
  await say('齋藤 優子');
  bot.forward(29 * 86_400_000);
  await bot.tick();
  expect(await db.select().from(registrations)).toHaveLength(1);
  bot.forward(2 * 86_400_000);
  await bot.tick();
  expect(await db.select().from(registrations)).toEqual([]);
  await bot.close();
});

test('no line of the log holds what a newcomer told', async ({ db }) => {
  const { house, bot, press, say } = await newcomer(db);
  const context = { db, now: bot.now(), secret, actor: { kind: 'system', job: 'test' } } as const;
  const guest = await join(house, { familyName: '先客', givenName: '人' });
  await recordProfile(context, guest.accountId, { phone: '090-1234-5678' }, 'self');
  await press('会員証を作る');
  await say('結城 真央', 'ゆうき まお', '1990-04-03', '090-1234-5678');
  await press('この内容で登録する');
  expect(bot.lines.join('\n')).not.toMatch(/結城|ユウキ|1990|1234/);
  await bot.close();
});
