import { describe, expect } from 'vitest';
import { detectDuplicates } from '../../../core/duplicates/detect.ts';
import { finderHere } from '../../../core/duplicates/finder.ts';
import { claimRun } from '../../../core/duplicates/runs.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import { detectRuns, duplicatePairs } from '../../../db/schema/duplicates.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { onServer } from '../../setup.ts';
import { at, openHouse, tick, told } from '../house.ts';
import { crowd, night, secondCard } from './base.ts';

const { test } = onServer;

describe('many processes at night', () => {
  test('begin one look, and take one up again that was cut off', async ({ db }) => {
    const house = await openHouse(db);
    for (const minutes of [0, 20]) {
      const claims = await Promise.all(Array.from({ length: 20 }, () => claimRun(tick(house, at(minutes)))));
      expect(claims.filter((run) => run !== undefined)).toHaveLength(1);
    }
    expect(await db.select().from(detectRuns)).toMatchObject([{ attempt: 2, endedAt: null }]);
  });

  test('merge each pair once, also when one that was thought dead goes on', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    for (let n = 0; n < 6; n++) await secondCard(house, n);
    const asleep = (await claimRun(tick(house, at())))!;
    const awake = (await claimRun(tick(house, at(20))))!;
    const looks = [asleep, awake].map((run, index) =>
      detectDuplicates(tick(house, at(20 + index)), run, { finder: finderHere(), clock: () => at(20 + index) }),
    );
    const [late, done] = await Promise.allSettled(looks);
    expect(late).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('another worker') } });
    expect(done).toMatchObject({ status: 'fulfilled' });
    expect(await db.select().from(mergeEdges)).toHaveLength(6);
    const states = (await db.select().from(duplicatePairs)).map(({ state }) => state);
    expect(states.filter((state) => state === 'merged')).toHaveLength(6);
    expect((await told(db)).filter(({ show }) => show === 'duplicates')).toHaveLength(1);
    expect(await verifyInvariants(db, at(night), { deep: true })).toEqual([]);
  });

  test('merge each pair once when two work on one list', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    for (let n = 0; n < 6; n++) await secondCard(house, n);
    const run = (await claimRun(tick(house, at())))!;
    const looks = [1, 2].map((minutes) =>
      detectDuplicates(tick(house, at(minutes)), { ...run }, { finder: finderHere(), clock: () => at(minutes) }),
    );
    await Promise.allSettled(looks);
    expect(await db.select().from(mergeEdges)).toHaveLength(6);
    expect(
      (await told(db)).filter(({ template, topic }) => template === 'merged_about_you' && topic === 'line'),
    ).toHaveLength(12);
    expect(await verifyInvariants(db, at(night), { deep: true })).toEqual([]);
  });
});
