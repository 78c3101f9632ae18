import { expect, test } from 'vitest';
import { tellDay, tellTime } from '../../../sandbox/page/clock.ts';

const at = new Date('2026-11-20T23:05:00Z'); // Saturday morning in Tokyo

test('the time is told as people in the shop say it', () => {
  expect(tellTime(at, 'ja')).toBe('11月21日(土) 08:05');
  expect(tellTime(at, 'en')).toBe('Sat 21 Nov, 08:05');
  expect(tellDay(new Date('2026-12-31T15:00:00Z'), 'ja')).toBe('1月1日(金)');
});
