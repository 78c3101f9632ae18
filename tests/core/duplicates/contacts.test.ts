import { expect, test } from 'vitest';
import { tableOf } from './crowd.ts';

test.each([
  ['大野 裕子', 'yuko.ohno@example.jp', 'yuko.ohno12@example.jp', 'differs'],
  ['大野 裕子', 'y.ohno@example.jp', 'y.ohno7@example.jp', 'differs'],
  ['大野 裕子', 'ohno_yuko@example.jp', 'ohno_yuko@example.com', 'differs'],
  ['竹下 荘太', 'souta.takeshita@example.jp', 'souta.takeshita9@example.jp', 'differs'],
  ['大野 裕子', 'tomato-soup@example.jp', 'tomato-soop@example.jp', 'slip'],
  ['大野 裕子', 'tomato-soup@example.jp', 'tomato-soup@example.com', 'name'],
  ['大野 裕子', 'yuko.ohno@example.jp', 'yuko.ohno@example.jp', 'same'],
])('%s, of whom no reading is known: %s and %s say %s, for a name says itself only once', (name, one, other, level) => {
  const [familyName = '', givenName = ''] = name.split(' ');
  const { features } = tableOf([one, other].map((mail) => ({ familyName, givenName, mail })));
  const mail = features.find((feature) => feature.name === 'mail')!;
  expect(mail.levels[mail.level(0, 1)]!.code).toBe(level);
});
