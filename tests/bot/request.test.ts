import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { askMember } from '../../core/merges/decide.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { askByMail, clerk, codeSent, openHouse, stateOf, twoCards } from '../core/house.ts';
import { onServer } from '../setup.ts';
import { openBot } from './door.ts';

const { test } = onServer;

test('a member proves a request by sending the code, asks how it stands, answers the store in their own words, and takes it back', async ({
  db,
}) => {
  const house = await openHouse(db);
  const { today } = await twoCards(house);
  const bot = await openBot(db);
  const me = today.lineUserId;
  bot.line.addUser({ displayName: '優子', userId: me, friend: true });
  const say = async (text: string) => {
    await bot.line.say(me, text);
    await bot.settled();
    return JSON.stringify(bot.heard(me).at(-1));
  };
  const { requestId } = await askByMail(house, today, bot.now());
  const row = async () => (await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId)))[0];
  expect(await say('ようす')).toContain('ご本人の確認をお願いいたします');
  await say(await codeSent(db));
  expect(await stateOf(db, requestId)).toBe('waiting');
  const heard = JSON.stringify(bot.heard(me).slice(-2));
  expect(heard).toContain('ご本人の確認ができました');
  expect(heard).toContain(`M-${requestId}`);

  await askMember(clerk(house, 'jun', bot.now()), {
    requestId,
    question: '鎌倉にお住まいだったのは、いつごろまででしょうか。',
  });
  await bot.tick();
  expect(JSON.stringify(bot.heard(me).at(-1))).toContain('いつごろまででしょうか');
  // A word of the menu is still the menu.
  expect(await say('ポイント')).toContain('1,840');
  expect((await row())?.answer).toBeNull();
  expect(await say('2021年の春までです。ポイントカードは鎌倉で作りました。')).toContain('お返事を承りました');
  expect((await row())?.answer).toBe('2021年の春までです。ポイントカードは鎌倉で作りました。');
  expect(await say('むにゃ')).toContain('うまく聞き取れませんでした');

  expect(await say('ようす')).toContain('鎌倉店で確認しております');
  await bot.line.press(me, 'last', '取り下げる');
  await bot.settled();
  expect(await stateOf(db, requestId)).toBe('cancelled');
  expect(await say('ようす')).toContain('いま承っているご依頼はありません');
  await bot.close();
});
