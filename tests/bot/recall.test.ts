import { expect } from 'vitest';
import { askRecall } from '../../core/members/recall.ts';
import { join, openHouse, secret, yuko } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { openBot } from './door.ts';

const { test } = onServer;

test.for([
  ['会員番号を忘れた', undefined],
  ['会員番号がわからない', undefined],
  ['IDを忘れました', undefined],
  ['I forgot my member number', 'en'],
] as const)(
  'a member who writes %s has the card at once, a stranger the way to it',
  async ([words, language], { db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    const bot = await openBot(db);
    bot.line.addUser({ userId: guest.lineUserId, displayName: '優子', ...(language ? { language } : {}) } as never);
    const stranger = bot.line.addUser({ displayName: '真央', ...(language ? { language } : {}) });
    for (const user of [guest.lineUserId, stranger.userId]) {
      await bot.line.say(user, words);
      await bot.settled();
    }
    const grouped = guest.memberNumber.replace(/(\d{4})(?=\d)/g, '$1 ');
    expect(JSON.stringify(bot.heard(guest.lineUserId))).toContain(grouped);
    const heard = JSON.stringify(bot.heard(stranger.userId));
    expect(heard).toContain('/forgotten');
    expect(heard).not.toContain(grouped);
    await bot.close();
  },
);

test('a code that was asked for can be written in the chat, and what waits to be sent holds no number', async ({
  db,
}) => {
  const house = await openHouse(db);
  const owner = await join(house, { ...yuko, mail: 'yuko.saito@example.jp' });
  const bot = await openBot(db);
  const { userId } = bot.line.addUser({ displayName: '真央' });
  const actor = { kind: 'stranger', lineUserId: userId } as const;
  const ask = { kind: 'mail', value: 'yuko.saito@example.jp', name: '齋藤優子' } as const;
  await askRecall({ db, now: new Date('2026-11-21T14:05:00+09:00'), secret, actor }, ask);
  await bot.settled();
  await bot.line.say(userId, '000000');
  await bot.settled();
  expect(JSON.stringify(bot.heard(userId).at(-1))).toContain('番号が合いませんでした');
  const code = /\d{6}/.exec(bot.mails.at(-1)?.text ?? '')?.[0] ?? '';
  await bot.line.say(userId, code);
  await bot.settled();
  const grouped = owner.memberNumber.replace(/(\d{4})(?=\d)/g, '$1 ');
  expect(JSON.stringify(bot.heard(userId).at(-1))).toContain(grouped);
  await bot.close();
});
