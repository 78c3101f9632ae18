import { expect, test } from 'vitest';
import { clockRoutes, createClock, stepFrom } from '../../sandbox/clock.ts';

const realNow = Date.parse('2026-11-21T14:05:00+09:00');
const clockAt = (offsetMs = 0) => createClock({ realNowMs: () => realNow, offsetMs });
const advance = (clock: ReturnType<typeof clockAt>, body: unknown) =>
  clockRoutes(clock).request('/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('the clock starts at real time plus what an earlier run moved it', () => {
  expect(clockAt().now().toISOString()).toBe('2026-11-21T05:05:00.000Z');
  expect(clockAt(3_600_000).now().toISOString()).toBe('2026-11-21T06:05:00.000Z');
});

test('one day later is the same time of the next day, and everybody who listens is told', async () => {
  const clock = clockAt();
  const told: string[] = [];
  clock.onAdvance((now) => told.push(now.toISOString()));
  const answer = await advance(clock, { advance: { days: 1 } });
  expect(await answer.json()).toEqual({ now: '2026-11-22T05:05:00.000Z' });
  expect(told).toEqual(['2026-11-22T05:05:00.000Z']);
  expect(clock.offsetMs()).toBe(86_400_000);
});

test('months are counted on the calendar of the shop, where it is already the first while UTC is still in the old month', () => {
  const firstInTokyo = new Date('2026-10-31T16:00:00Z'); // 1 November, 1:00 in Tokyo
  expect(stepFrom(firstInTokyo, { months: 1 }).toISOString()).toBe('2026-11-30T16:00:00.000Z');
  const endOfAugust = new Date('2026-08-31T03:00:00Z');
  expect(stepFrom(endOfAugust, { months: 6 }).toISOString()).toBe('2027-02-28T03:00:00.000Z');
});

test.each([
  [{ advance: { days: -1 } }],
  [{ advance: { days: 1.5 } }],
  [{ advance: { hours: 1, days: 1 } }],
  [{ advance: { months: 25 } }],
  [{ advance: {} }],
  [{}],
  [null],
])('the clock cannot be moved by %j', async (body) => {
  const clock = clockAt();
  expect((await advance(clock, body)).status).toBe(400);
  expect(clock.offsetMs()).toBe(0);
});

test('the product reads the time as JSON', async () => {
  const answer = await clockRoutes(clockAt()).request('/');
  expect(await answer.json()).toEqual({ now: '2026-11-21T05:05:00.000Z' });
});
