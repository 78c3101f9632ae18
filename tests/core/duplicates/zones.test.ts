import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thresholdsFor, zoneOf } from '../../../core/duplicates/zones.ts';

const links = (...same: number[]) => same.map((likely, at) => ({ one: at, other: at + 1, same: likely }));
const thresholds = { automatic: 0.99, review: 0.3 };
const sure = { same: 0.999, household: 0.001, family: 'same', given: 'same', birth: 'same' };
const nameLevels = ['same', 'misread', 'reading', 'near', 'alike', 'unheard', 'character', 'differs', 'missing'];

describe('who acts on a pair', () => {
  test.each([
    ['automatic', sure],
    ['automatic', { ...sure, given: 'reading' }],
    ['automatic', { ...sure, family: 'misread' }],
    ['review', { ...sure, family: 'differs' }],
    ['review', { ...sure, family: 'near' }],
    ['automatic', { ...sure, birth: 'missing' }],
    ['automatic', { ...sure, beside: true }],
    ['review', { ...sure, beside: false }],
    ['review', { ...sure, ofHousehold: true }],
    ['review', { ...sure, birth: 'two_parts' }],
    ['review', { ...sure, birth: 'swapped' }],
    ['review', { ...sure, given: 'near' }],
    ['review', { ...sure, given: 'missing' }],
    ['review', { ...sure, same: 0.98 }],
    ['review', { ...sure, same: 0.3, household: 0.7 }],
    ['household', { ...sure, same: 0.29, household: 0.7 }],
    ['silence', { ...sure, same: 0.29, household: 0.2 }],
  ])('%s: %j', (zone, pair) => expect(zoneOf(pair, thresholds)).toBe(zone));

  test('nothing that differs in a name or the birth date, and nothing of a household, is ever automatic', () => {
    const pair = fc.record({
      ...{ same: fc.double({ min: 0, max: 1 }), household: fc.double({ min: 0, max: 1 }), ofHousehold: fc.boolean() },
      ...{ family: fc.constantFrom(...nameLevels), given: fc.constantFrom(...nameLevels) },
      birth: fc.constantFrom('same', 'swapped', 'slip', 'two_parts', 'year', 'differs', 'missing'),
    });
    fc.assert(
      fc.property(pair, (any) => {
        const named = ['same', 'misread', 'reading'].includes(any.family) && ['same', 'reading'].includes(any.given);
        const alike = named && ['same', 'missing'].includes(any.birth);
        if (zoneOf(any, { automatic: 0, review: 0 }) === 'automatic') expect(alike && !any.ofHousehold).toBe(true);
      }),
    );
  });
});

describe('the thresholds of a file', () => {
  test('all automatic pairs together are as sure as the target', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (same) => {
        const { automatic } = thresholdsFor(links(...same), 0.995);
        const taken = same.filter((likely) => likely >= automatic);
        const mean = taken.reduce((sum, likely) => sum + likely, 0) / taken.length;
        if (taken.length > 0 && automatic > 0.98) expect(mean).toBeGreaterThanOrEqual(0.995 - 1e-9);
      }),
    );
  });

  test('pairs that are less sure raise the threshold; however sure a file is, it stays at 0.98 or above', () => {
    expect(thresholdsFor(links(1, 1, 1, 1, 1, 1, 1, 1, 1, 0.9)).automatic).toBe(1);
    expect(thresholdsFor(links(...new Array(1_000).fill(1), 0.5)).automatic).toBe(0.98);
    expect(thresholdsFor([]).automatic).toBe(1);
  });

  test('review begins where it began, whatever the file holds', () =>
    expect(thresholdsFor(links(0.1, 0.9)).review).toBe(thresholdsFor([]).review));
});
