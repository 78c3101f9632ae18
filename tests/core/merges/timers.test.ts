import { describe, expect, test as pure } from 'vitest';
import { openHoursLater } from '../../../core/merges/deadlines.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { runRequestTimers } from '../../../core/merges/timers.ts';
import { databases } from '../../setup.ts';
import { askByMail, at, codeSent, join, member, openHouse, stateOf, tick, told, twoCards, yuko } from '../house.ts';

const hour = 60;
const nothing = { expired: 0, reminded: 0, escalated: 0 };

pure.each([
  ['2026-11-21T05:00:00Z', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T08:00:00Z', '2026-11-22T04:00:00.000Z'],
  ['2026-11-21T13:00:00Z', '2026-11-22T06:00:00.000Z'],
  ['2026-11-20T20:00:00Z', '2026-11-21T06:00:00.000Z'],
])('four opening hours after %s is %s', (from, to) => {
  expect(openHoursLater(new Date(from), 4).toISOString()).toBe(to);
});

describe.each(databases)('the timers of a request, on $name', ({ test }) => {
  test('remind after four opening hours, call headquarters after a day, end after two weeks: each once', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today), { requestId, code: await codeSent(db) });
    const run = (minutes: number) => runRequestTimers(tick(house, at(minutes)));
    expect(await run(4 * hour - 1)).toEqual(nothing);
    expect(await run(4 * hour)).toEqual({ ...nothing, reminded: 1 });
    expect(await run(5 * hour)).toEqual(nothing);
    expect(await run(24 * hour)).toEqual({ ...nothing, escalated: 1 });
    expect((await requestOf(db, requestId, at(24 * hour)))?.slackChannels).toEqual(['C2', 'C9']);
    expect(await run(14 * 24 * hour)).toEqual({ ...nothing, expired: 1 });
    expect(await run(15 * 24 * hour)).toEqual(nothing);
    expect(await stateOf(db, requestId)).toBe('expired');
    expect((await told(db)).filter(({ show }) => show === 'request')).toHaveLength(4);
    expect(
      (await told(db)).filter(({ to, template }) => to === today.identityId && template === 'request_expired'),
    ).toHaveLength(1);
  });

  test('a request that was never proved ends after a day, and says the same whether a card exists', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const other = await join(house, yuko);
    await askByMail(house, today);
    await requestMerge(member(house, other), { soughtKind: 'mail', sought: 'nobody@example.jp', name: '齋藤優子' });
    expect(await runRequestTimers(tick(house, at(24 * hour)))).toEqual({ ...nothing, expired: 2 });
    const ended = (await told(db)).slice(2);
    expect(ended.map(({ topic, template, to }) => [topic, template, to])).toEqual([
      ['line', 'request_expired', today.identityId],
      ['line', 'request_expired', other.identityId],
    ]);
  });
});
