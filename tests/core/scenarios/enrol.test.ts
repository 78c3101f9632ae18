import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { runDueScenarios } from '../../../core/scenarios/due.ts';
import { dueAfter } from '../../../core/scenarios/enrol.ts';
import { markOpened } from '../../../core/scenarios/tap.ts';
import type { Database } from '../../../db/open.ts';
import { scenarios, trackedLinks } from '../../../db/schema/scenarios.ts';
import { databases } from '../../setup.ts';
import { at, join, tick, yuko } from '../house.ts';
import { answer, buy, look, merge, openTellingHouse, outcomes, receivers } from './story.ts';

const day = 24 * 60;

async function changeStory(db: Database, change: { active?: boolean }) {
  const [story] = await db.select().from(scenarios).where(eq(scenarios.code, 'birth_story'));
  const { id: _, ...rest } = story!;
  await db.insert(scenarios).values({ ...rest, version: 2, ...change });
}

async function tap(db: Database, now: Date) {
  const [link] = await db.select().from(trackedLinks);
  return markOpened({ db, now, secret: '', actor: { kind: 'stranger', lineUserId: '' } }, { token: link!.token });
}

describe('a message is due at 10:00 in Tokyo', () => {
  const { test } = databases[1]!;
  test.for([
    ['2026-11-21T05:00:00Z', { days: 1 }, '2026-11-22T01:00:00Z'],
    ['2026-11-21T14:59:59Z', { days: 1 }, '2026-11-22T01:00:00Z'],
    ['2026-11-21T15:00:00Z', { days: 1 }, '2026-11-23T01:00:00Z'],
    ['2026-08-31T05:00:00Z', { months: 6 }, '2027-02-28T01:00:00Z'],
    ['2026-11-21T05:00:00Z', { months: 6 }, '2027-05-21T01:00:00Z'],
  ] as const)('%s and %o later: %s', ([from, delay, due]) => {
    expect(dueAfter(new Date(from), delay)).toEqual(new Date(due));
  });
});

describe.each(databases)('the story of a product, on $name', ({ test }) => {
  test('is entered by the first look, once, and not by a look at something else', async ({ db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await look(house, guest, at(), 2);
    await look(house, guest, at(1));
    await look(house, guest, at(2));
    const due = new Date('2026-11-22T01:00:00Z');
    expect(await outcomes(db)).toMatchObject([{ code: 'birth_story', state: 'waiting', dueAt: due }]);
  });

  test('is entered once by a person with two cards, also when it was sent already', async ({ db }) => {
    const house = await openTellingHouse(db);
    const [one, other] = [await join(house, yuko), await join(house, yuko)];
    await merge(house, one, other, at());
    await look(house, one, at(1));
    await look(house, other, at(2));
    await runDueScenarios(tick(house, at(day)));
    await look(house, other, at(day + 1));
    expect(await outcomes(db)).toMatchObject([{ accountId: one.accountId, state: 'sent' }]);
  });

  test('in a new version is not told again to somebody who had the old one', async ({ db }) => {
    const house = await openTellingHouse(db);
    const [known, newcomer] = [await join(house, yuko), await join(house, yuko)];
    await look(house, known, at());
    await changeStory(db, {});
    await look(house, known, at(1));
    await look(house, newcomer, at(2));
    const entered = (await outcomes(db)).map(({ accountId, version }) => ({ accountId, version }));
    expect(entered).toEqual([
      { accountId: known.accountId, version: 1 },
      { accountId: newcomer.accountId, version: 2 },
    ]);
  });

  test('whose newest version is switched off is entered by nobody', async ({ db }) => {
    const house = await openTellingHouse(db);
    await changeStory(db, { active: false });
    await look(house, await join(house, yuko), at());
    expect(await outcomes(db)).toEqual([]);
  });
});

describe.each(databases)('after a purchase, on $name', ({ test }) => {
  const codes = async (db: Database) => (await outcomes(db)).map(({ code }) => code);

  test('a question follows half a year on, and no thanks to somebody who never had the story', async ({ db }) => {
    const house = await openTellingHouse(db);
    await buy(house, await join(house, yuko), at());
    const due = new Date('2027-05-21T01:00:00Z');
    expect(await outcomes(db)).toMatchObject([{ code: 'any_trouble', dueAt: due }]);
  });

  test.for(['tapped', 'answered'] as const)('thanks follow when the story was %s before', async (how, { db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await look(house, guest, at());
    await runDueScenarios(tick(house, at(day)));
    if (how === 'tapped') expect(await tap(db, at(day + 1))).toEqual({ target: '/products/pillow' });
    else await answer(house, guest, at(day + 1));
    await buy(house, guest, at(2 * day));
    expect(await codes(db)).toEqual(['birth_story', 'any_trouble', 'thanks_and_care']);
    expect((await outcomes(db))[2]?.dueAt).toEqual(new Date('2026-11-26T01:00:00Z'));
  });

  test('no thanks follow when the story was only sent, or opened afterwards', async ({ db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await answer(house, guest, at());
    await look(house, guest, at(1));
    await runDueScenarios(tick(house, at(day)));
    await buy(house, guest, at(day + 1));
    await tap(db, at(day + 2));
    expect(await codes(db)).toEqual(['birth_story', 'any_trouble']);
  });

  test('each purchase is asked about once more', async ({ db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await buy(house, guest, at());
    await buy(house, guest, at(1));
    await runDueScenarios(tick(house, at(200 * day)));
    expect(await receivers(db)).toEqual([guest.identityId, guest.identityId]);
  });
});
