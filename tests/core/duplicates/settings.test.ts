import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { binCount, ninesOf } from '../../../core/duplicates/certainty.ts';
import { lastRun } from '../../../core/duplicates/lastRun.ts';
import {
  changeDuplicateSettings,
  type DuplicateSettings,
  duplicateSettings,
  setDuplicates,
} from '../../../core/duplicates/settings.ts';
import { isAlike, ladderOf, targets, thresholdsFor } from '../../../core/duplicates/zones.ts';
import type { Database } from '../../../db/open.ts';
import { type Certainty, detectRuns, duplicatePairs } from '../../../db/schema/duplicates.ts';
import { auditEntries, settings } from '../../../db/schema/plumbing.ts';
import { onServer } from '../../setup.ts';
import { at, clerk, type House, openHouse, tick } from '../house.ts';
import { crowd, look, night, secondCard, standsAs } from './base.ts';

const { test } = onServer;
const usual: DuplicateSettings = { nightly: true, hour: 3, merges: true, target: 0.995, cardsMax: 20 };
const headquarters = (house: House, minutes = 10) => clerk(house, 'takeshi', at(minutes));
const changes = (db: Database) => db.select().from(auditEntries).where(eq(auditEntries.action, 'duplicates.settings'));

describe('how duplicates are looked for', () => {
  test('is set by headquarters, whole, and put on record once however often it is sent', async ({ db }) => {
    const house = await openHouse(db);
    const wanted = { nightly: false, hour: 22, merges: false, target: 0.999, cardsMax: 4 };
    const send = () => setDuplicates(headquarters(house), { seen: usual, wanted });
    expect(await send()).toEqual({ changed: true });
    expect(await send()).toEqual({ changed: false });
    expect(await duplicateSettings(db)).toEqual(wanted);
    expect(await changes(db)).toMatchObject([{ facts: wanted, subject: 'settings' }]);
  });

  test('is nobody else’s to set, and whoever tries is written down', async ({ db }) => {
    const house = await openHouse(db);
    const wanted = { ...usual, merges: false };
    await expect(setDuplicates(clerk(house, 'jun'), { seen: usual, wanted })).rejects.toMatchObject({
      code: 'not_yours',
    });
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused).toMatchObject([{ subject: 'duplicates.settings', reason: 'not_yours' }]);
    expect(await duplicateSettings(db)).toEqual(usual);
  });

  test.for([
    ['target', { target: 0.98 }],
    ['target', { target: 1 }],
    ['hour', { hour: 24 }],
    ['cardsMax', { cardsMax: 1 }],
    ['cardsMax', { cardsMax: 21 }],
  ] as const)('refuses a %s that cannot be: %o', async ([field, change], { db }) => {
    const house = await openHouse(db);
    const wanted = { ...usual, ...change };
    await expect(setDuplicates(headquarters(house), { seen: usual, wanted })).rejects.toMatchObject({
      code: 'bad_input',
      facts: { field },
    });
    expect(await db.select().from(settings).where(eq(settings.key, 'duplicates'))).toEqual([]);
  });

  test('of two windows the stale one is told, whichever of the settings it would have changed', async ({ db }) => {
    const house = await openHouse(db);
    const [one, other] = [
      { ...usual, target: 0.9999 },
      { ...usual, hour: 22 },
    ];
    const sent = await Promise.allSettled(
      [one, other].map((wanted) => setDuplicates(headquarters(house), { seen: usual, wanted })),
    );
    const [lost] = sent.filter(({ status }) => status === 'rejected');
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(lost).toMatchObject({ reason: { code: 'preview_stale' } });
    expect(await changes(db)).toHaveLength(1);
  });
});

describe('the largest person that a machine makes', () => {
  test('has as many cards as was set, and no more', async ({ db }) => {
    const house = await openHouse(db);
    const [first] = await crowd(house, 40);
    const [second, third] = [await secondCard(house, 0), await secondCard(house, 0)];
    await changeDuplicateSettings(tick(house), { cardsMax: 2, target: 0.99 });
    await look(house, 0);
    const zones = [
      await standsAs(house, first!, second),
      await standsAs(house, first!, third),
      await standsAs(house, second, third),
    ];
    expect(zones.filter((zone) => zone === 'automatic merged')).toHaveLength(1);
    expect(zones.filter((zone) => zone === 'review open')).toHaveLength(2);
  });
});

describe('what the last look would have merged', () => {
  test('is told for every target: what was sure as it was, and what a lower target would add', async ({ db }) => {
    const house = await openHouse(db);
    expect(await lastRun(db, at(0))).toBeUndefined();
    await crowd(house, 40);
    for (let n = 0; n < 4; n++) await secondCard(house, n);
    await look(house, 0);
    const [run] = await db.select().from(detectRuns);
    expect(run!.certainty!.ladder.map(([target]) => target)).toEqual([...targets]);
    expect(run!.certainty!.merged!.reduce((sum, n) => sum + n, 0)).toBe(run!.merged);
    expect(run!.certainty).toMatchObject({ waiting: Array(binCount).fill(0), sure: 0 });
    const kept = await db.select().from(duplicatePairs);
    const set = (index: number, change: Partial<(typeof kept)[number]>) =>
      db.update(duplicatePairs).set(change).where(eq(duplicatePairs.id, kept[index]!.id));
    await set(0, { probability: 0.9995 });
    await set(1, { probability: 0.996 });
    // Neither was sure: one for its probability alone, one because its given names differ.
    await secondCard(house, 4);
    await secondCard(house, 5);
    await changeDuplicateSettings(tick(house), { merges: false });
    await look(house, night);
    const [, , , , low, unlike] = await db.select().from(duplicatePairs).orderBy(duplicatePairs.id);
    const reasons = unlike!.reasons.map((one) => (one.feature === 'given' ? { ...one, level: 'differs' } : one));
    const again = { runId: 2 as never, probability: 0.992, zone: 'review' as const };
    await db.update(duplicatePairs).set(again).where(eq(duplicatePairs.id, low!.id));
    await db
      .update(duplicatePairs)
      .set({ ...again, reasons })
      .where(eq(duplicatePairs.id, unlike!.id));
    for (const pair of kept)
      await db
        .update(duplicatePairs)
        .set({ runId: 2 as never })
        .where(eq(duplicatePairs.id, pair.id));
    await set(2, { probability: 0.99999 });
    await set(3, { probability: 0.99999 });
    const ladder: Certainty['ladder'] = [
      [0.99, 0.98],
      [0.995, 0.995],
      [0.999, 0.999],
      [0.9999, 0.9999],
    ];
    await db.update(detectRuns).set({ certainty: { automatic: 0.995, review: 0.3, ladder } });
    const told = await lastRun(db, at(night));
    expect(told).toMatchObject({ at: at(night), was: 4 });
    expect(told!.would.map(({ target, sure }) => [target, sure])).toEqual([
      [0.99, 5],
      [0.995, 4],
      [0.999, 3],
      [0.9999, 2],
    ]);
  });

  test('is not told after a look that was given up', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    await look(house, 0);
    await db.update(detectRuns).set({ failure: 'gave_up' });
    expect(await lastRun(db, at(night))).toBeUndefined();
  });
});

describe('certainty', () => {
  test('is counted in nines', () => {
    expect([0, 0.9, 0.99, 0.9999, 1].map((probability) => Math.round(ninesOf(probability) * 1e6) / 1e6)).toEqual([
      0, 1, 2, 4, 4,
    ]);
  });

  test('has one threshold for each target, none lower for more', () => {
    const links = Array.from({ length: 500 }, (_, n) => ({ one: 0, other: n, same: 1 - n / 20_000 }));
    const ladder = ladderOf(links);
    for (const [target, automatic] of ladder) expect(automatic).toBe(thresholdsFor(links, target).automatic);
    expect(ladder.map(([, from]) => from)).toEqual(ladder.map(([, from]) => from).sort((x, y) => x - y));
  });

  test('alone makes no pair sure that is unlike in name or date, or alike in nothing else', () => {
    const same = (...features: string[]) => features.map((feature) => ({ feature, level: 'same' }));
    const names = same('family', 'given');
    expect(isAlike([...names, ...same('birth', 'phone')])).toBe(true);
    expect(isAlike([...same('family', 'birth', 'phone'), { feature: 'given', level: 'near' }])).toBe(false);
    expect(isAlike([...same('given', 'birth', 'phone'), { feature: 'family', level: 'differs' }])).toBe(false);
    expect(isAlike([...names, ...same('phone')])).toBe(true);
    expect(isAlike([...names, ...same('birth', 'postal')])).toBe(false);
    expect(isAlike([...names, ...same('numbers')])).toBe(false);
  });
});
