import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decided, learnFrom, trustAt } from '../../../core/duplicates/tuning.ts';

const sure = { evidence: [4, 4, 6, 5, 0], prior: -8 };
const thirty = Array.from({ length: 30 }, (_, index) => index);

describe('what decisions teach', () => {
  test('is nothing where there are none', () => {
    const { bias, weights, trust } = learnFrom([]);
    expect({ bias, weights }).toEqual({ bias: 0, weights: [] });
    expect(Math.max(...trust)).toBe(0);
  });

  test('lowers what spoke for pairs that staff rejected, however sure the file was, and nothing else', () => {
    const { bias, weights } = learnFrom(thirty.map(() => ({ ...sure, same: false })));
    expect(bias).toBeLessThan(0);
    for (const weight of weights.slice(0, 4)) expect(weight).toBeLessThan(0.9);
    expect(weights[4]).toBe(1);
  });

  test('changes little where staff and file agree', () => {
    const { weights } = learnFrom(thirty.map(() => ({ ...sure, same: true })));
    for (const weight of weights) expect(weight).toBeCloseTo(1, 2);
  });

  test('lowers the evidence that rejected pairs have more of than approved ones, and is the same in any order', () => {
    const decided = thirty.map((index) => {
      const same = index % 2 === 0;
      return { evidence: [same ? 1 : 6, 4], prior: -4, same };
    });
    const learned = learnFrom(decided);
    expect(learned.weights[0]).toBeLessThan(0.8);
    expect(learned.weights[0]!).toBeLessThan(learned.weights[1]!);
    const other = learnFrom(decided.toReversed());
    for (const [index, weight] of learned.weights.entries()) expect(other.weights[index]).toBeCloseTo(weight, 6);
  });

  test('counts for pairs as certain as those that were decided, and for none of another certainty', () => {
    const unsure = thirty.map((index) => ({
      evidence: [4, 4, 0, 0, 0],
      prior: -8 + (index % 3) / 2,
      same: index % 4 !== 0,
    }));
    const { trust } = learnFrom(unsure);
    expect(trustAt(trust, 0.5)).toBeGreaterThan(0.4);
    for (const certainty of [-30, -6, 6, 12, 40]) expect(trustAt(trust, certainty)).toBeLessThan(0.001);
    const undone = learnFrom([...unsure, ...thirty.map(() => ({ ...sure, same: false }))]);
    expect(trustAt(undone.trust, 11)).toBeGreaterThan(0.4);
  });

  test('comes to rest within its bounds, whatever was decided and in whichever order', () => {
    const decision = fc.record<Decided>({
      evidence: fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 }),
      prior: fc.double({ min: -15, max: 5, noNaN: true }),
      same: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(decision, { minLength: 1, maxLength: 60 }), (decisions) => {
        const [one, other] = [learnFrom(decisions), learnFrom(decisions.toReversed())];
        expect(Math.abs(one.bias - other.bias)).toBeLessThan(0.01);
        for (const [at, weight] of one.weights.entries()) {
          expect(Math.abs(weight - other.weights[at]!)).toBeLessThan(0.01);
          expect(weight).toBeGreaterThanOrEqual(0.25);
          expect(weight).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});
