import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thresholdsFor, zoneOf } from '../../../core/duplicates/zones.ts';

const links = (...same: number[]) => same.map((likely, at) => ({ one: at, other: at + 1, same: likely }));
const thresholds = { automatic: 0.99, review: 0.3 };
const likely = { same: 0.999, household: 0.001 };
const alike = {
  family: 'same',
  given: 'same',
  birth: 'same',
  phone: 'differs',
  mail: 'differs',
  gender: 'same',
  beside: true,
};
const nameLevels = ['same', 'misread', 'reading', 'near', 'alike', 'unheard', 'character', 'differs', 'missing'];

describe('who acts on a pair', () => {
  test.each([
    ['automatic', {}],
    ['automatic', { given: 'reading' }],
    ['automatic', { family: 'misread' }],
    ['automatic', { birth: 'missing', phone: 'same' }],
    ['automatic', { birth: 'missing', mail: 'same' }],
    ['review', { birth: 'missing', phone: 'slip', mail: 'name' }],
    ['review', { birth: 'missing', phone: 'same', mail: 'same', gender: 'differs' }],
    ['automatic', { gender: 'differs' }],
    ['review', { family: 'differs' }],
    ['review', { family: 'near' }],
    ['review', { beside: false }],
    ['review', { birth: 'two_parts' }],
    ['review', { birth: 'swapped' }],
    ['review', { given: 'near' }],
    ['review', { given: 'missing' }],
  ])('%s: %j', (zone, said) => expect(zoneOf(likely, { ...alike, ...said }, thresholds)).toBe(zone));

  test.each([
    ['review', { same: 0.98, household: 0.001 }],
    ['review', { same: 0.3, household: 0.7 }],
    ['household', { same: 0.29, household: 0.7 }],
    ['silence', { same: 0.29, household: 0.2 }],
  ])('%s: %j', (zone, unsure) => expect(zoneOf(unsure, alike, thresholds)).toBe(zone));

  test('nothing that differs in a name or the birth date is ever automatic', () => {
    const share = fc.double({ min: 0, max: 1 });
    const pair = fc.record({ same: share, household: share });
    const contact = fc.constantFrom('same', 'slip', 'differs', 'missing');
    const said = fc.record({
      ...{ family: fc.constantFrom(...nameLevels), given: fc.constantFrom(...nameLevels), beside: fc.boolean() },
      birth: fc.constantFrom('same', 'swapped', 'slip', 'two_parts', 'year', 'differs', 'missing'),
      ...{ phone: contact, mail: contact, gender: contact },
    });
    fc.assert(
      fc.property(pair, said, (any, { family, given, birth, ...beside }) => {
        const named = ['same', 'misread', 'reading'].includes(family) && ['same', 'reading'].includes(given);
        const zone = zoneOf(any, { family, given, birth, ...beside }, { automatic: 0, review: 0 });
        if (zone === 'automatic') expect(named && ['same', 'missing'].includes(birth)).toBe(true);
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
