import { expect, test } from 'vitest';
import { understand } from '../../../bot/conversation/understand.ts';
import { en } from '../../../bot/words/en.ts';
import { ja } from '../../../bot/words/ja.ts';

test.each([
  ['ポイント', 'points'],
  ['ﾎﾟｲﾝﾄ', 'points'],
  ['ぽいんと', 'points'],
  ['ポイントは いくつ？', 'points'],
  ['残高を教えて', 'points'],
  ['PT', 'points'],
  ['履歴', 'history'],
  ['この前買ったものを見たい', 'history'],
  ['会員証を出して', 'card'],
  ['カード', 'card'],
  ['会員番号', 'number'],
  ['番号を忘れました', 'forgotten'],
  ['会員番号を忘れた', 'forgotten'],
  ['まとめる', 'join'],
  ['アカウントをまとめる', 'join'],
  ['ポイントカードが2枚あるのでまとめたい', 'join'],
  ['古い会員証があります', 'join'],
  ['パスワードを忘れた', 'forgotten'],
  ['おすすめ', 'recommend'],
  ['枕に合うものは？', 'recommend'],
  ['相談したいことがあります', 'consult'],
  ['I would like some advice', 'consult'],
  ['お店に話す', 'consult'],
  ['ようす', 'request'],
  ['依頼の状況', 'request'],
  ['ヘルプ', 'help'],
  ['使いかた', 'help'],
  ['my points please', 'points'],
  ['Where is my card?', 'card'],
  ['I have an old card', 'join'],
  ['help!', 'help'],
])('%s → %s', (said, topic) => {
  expect(understand(said)).toBe(topic);
});

test.each(['', '   ', 'むにゃむにゃ', 'ありがとう', '!!!', '🍎', 'script', 'こんにちは', 'captain'])(
  '%s is not understood',
  (said) => {
    expect(understand(said)).toBeUndefined();
  },
);

test('every word on the menu and in the help is understood as what it stands for', () => {
  for (const { menu, help } of [ja, en]) {
    const { points, history, card, join, recommend, number, request } = menu;
    expect([points, history, card, join, recommend, number, request, menu.help, menu.howTo].map(understand)).toEqual([
      ...['points', 'history', 'card', 'join', 'recommend', 'number', 'request', 'help', 'help'],
    ]);
    expect(help.lines.map(([word]) => understand(word))).toEqual([
      'points',
      'history',
      'card',
      'join',
      'recommend',
      'family',
      'forgotten',
      'request',
    ]);
  }
});
