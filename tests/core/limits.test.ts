import { describe, expect } from 'vitest';
import { countAttempt, useOnce } from '../../core/limits.ts';
import { databases, onServer } from '../setup.ts';
import { at, openHouse, tick } from './house.ts';

describe.each(databases)('limits, on $name', ({ test }) => {
  test('a subject has so many tries in a window, and all of them again in the next', async ({ db }) => {
    const house = await openHouse(db);
    const attempt = (minute: number, subject = 'a') =>
      countAttempt(tick(house, at(minute)), subject, { windowMinutes: 10, max: 2 });
    await attempt(0);
    await attempt(4);
    await expect(attempt(5)).rejects.toMatchObject({ code: 'rate_limited', facts: { retryAfterSeconds: 300 } });
    await attempt(5, 'b');
    await attempt(10);
  });

  test('a token is good once until it ends', async ({ db }) => {
    const house = await openHouse(db);
    const use = (minute: number, kind = 'link') => useOnce(tick(house, at(minute)), kind, 'token', 10);
    expect([await use(0), await use(1), await use(1, 'other'), await use(9), await use(10)]).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('limits under a rush', () => {
  onServer.test('fifty at once take a token once and two tries twice', async ({ db }) => {
    const house = await openHouse(db);
    const all = Array.from({ length: 50 });
    const taken = await Promise.all(all.map(() => useOnce(tick(house), 'link', 'token', 10)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const tries = await Promise.allSettled(
      all.map(() => countAttempt(tick(house), 'a', { windowMinutes: 10, max: 2 })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });
});
