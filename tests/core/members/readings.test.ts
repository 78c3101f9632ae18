import { expect, test } from 'vitest';
import { mayBeRead, maySoundAlike } from '../../../core/members/readings.ts';

test.each([
  ['大野', 'ono', true],
  ['山田', 'yamada', true],
  ['佐々木', 'sasaki', true],
  ['裕子', 'yuko', true],
  ['裕子', 'hiroko', true],
  ['裕こ', 'yuko', true],
  ['恵一', 'keiti', true],
  ['翔太', 'naoki', false],
  ['裕子', 'yukiko', undefined],
  ['大翔', 'haruto', undefined],
  ['鷽子', 'usoko', undefined],
  ['裕子', '', undefined],
])('%s may be read %s: %s', (name, sound, may) => expect(mayBeRead(name, sound)).toBe(may));

test.each([
  ['裕子', '祐子', true],
  ['伊東', '伊藤', true],
  ['由美', '由実', true],
  ['健一', '健二', false],
  ['純子', '彩香', false],
  ['裕子', '裕美子', false],
])('%s may have been typed for %s: %s', (one, other, may) => {
  expect(maySoundAlike(one, other)).toBe(may);
  expect(maySoundAlike(other, one)).toBe(may);
});
