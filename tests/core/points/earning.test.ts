import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dealt, earningOf, isRunning, type Sale } from '../../../core/points/earning.ts';
import { defaultRules } from '../../../core/points/programme.ts';
import { checkRules, type ProgrammeRules, readRules } from '../../../core/points/rules.ts';
import { standingOf, tierFor } from '../../../core/points/tier.ts';

const campaign = (code: string, more: object = {}) => ({
  ...{ code, name: code, from: '2026-11-01', until: '2026-12-01', gives: { kind: 'multiplier', percent: 200 } },
  ...more,
});
const tiers = [
  { code: 'one', name: '一', fromYen: 0 },
  { code: 'two', name: '二', fromYen: 200_000, percent: 150 },
  { code: 'three', name: '三', fromYen: 600_000, percent: 200 },
];
const rules = (more: object = {}): ProgrammeRules => readRules({ ...defaultRules, ...more });
const sale = (yen: number[], more: Partial<Sale> = {}): Sale => ({
  ...{ at: new Date('2026-11-21T05:00:00Z'), channel: 'store', store: 'kichijoji', tier: null, birthMonth: null },
  ...{ firstPurchase: false, lines: yen.map((amountYen) => ({ group: 'まくら', amountYen })), ...more },
});
const told = ({ reasons }: ReturnType<typeof earningOf>) =>
  reasons.map((one) => ('code' in one ? one.code : one.kind) + one.points);

const anyLines = fc.array(
  fc.record({ group: fc.constantFrom('まくら', 'お茶', null), amountYen: fc.integer({ min: 0, max: 300_000 }) }),
  { minLength: 1, maxLength: 8 },
);
const anyRules = fc
  .record({
    yenPerPoint: fc.integer({ min: 1, max: 500 }),
    stacking: fc.constantFrom('add', 'best'),
    groupRates: fc.constantFrom([], [{ group: 'お茶', percent: 0 }], [{ group: 'お茶', percent: 333 }]),
    channelRates: fc.constantFrom([], [{ channel: 'store', percent: 75 }]),
    percents: fc.array(fc.integer({ min: 101, max: 999 }), { maxLength: 4 }),
  })
  .map(({ percents, ...base }) =>
    rules({
      ...base,
      tiers,
      campaigns: percents.map((percent, index) =>
        campaign(`c${index}`, {
          when: { groups: index % 2 ? ['まくら'] : [] },
          gives: index === 3 ? { kind: 'points', points: percent } : { kind: 'multiplier', percent },
        }),
      ),
    }),
  );

describe('what a purchase earns', () => {
  test('is one point per full 100 yen of the whole purchase, not of each line', () => {
    expect(earningOf(rules(), sale([199, 199, 199])).points).toBe(5);
    expect(earningOf(rules(), sale([99])).points).toBe(0);
  });

  test('says why: the base, and what the campaign adds to it', () => {
    const earned = earningOf(rules({ campaigns: [campaign('rain')] }), sale([4_200]));
    expect([earned.points, told(earned)]).toEqual([84, ['base42', 'rain42']]);
  });

  test('adds tiers and campaigns to each other and multiplies neither by the other', () => {
    const both = rules({
      tiers,
      campaigns: [campaign('rain'), campaign('snow', { gives: { kind: 'points', points: 500 } })],
    });
    expect(told(earningOf(both, sale([10_000], { tier: both.tiers[1]! })))).toEqual([
      'base100',
      'two50',
      'rain100',
      'snow500',
    ]);
  });

  test('has for each line the rate of its group, else of the channel; what a tier adds follows it down to nothing', () => {
    const rated = rules({
      ...{ tiers, groupRates: [{ group: 'お茶', percent: 0 }], channelRates: [{ channel: 'mall', percent: 50 }] },
    });
    const lines = [
      { group: 'お茶', amountYen: 10_000 },
      { group: 'まくら', amountYen: 10_000 },
    ];
    expect(told(earningOf(rated, sale([], { lines, channel: 'mall', tier: rated.tiers[2]! })))).toEqual([
      'base50',
      'three50',
    ]);
  });

  test('counts only the campaign that gives most where the rules say so', () => {
    const campaigns = [campaign('small'), campaign('big', { gives: { kind: 'multiplier', percent: 300 } })];
    expect(told(earningOf(rules({ campaigns, stacking: 'best' }), sale([1_000])))).toEqual(['base10', 'big20']);
    expect(told(earningOf(rules({ campaigns }), sale([1_000])))).toEqual(['base10', 'big20', 'small10']);
  });

  test.for([
    ['another channel', { channels: ['online'] }, 10],
    ['its channel', { channels: ['store'] }, 20],
    ['another store', { stores: ['kobe'] }, 10],
    ['another group', { groups: ['お茶'] }, 10],
    ['a higher tier', { tiers: ['two'] }, 10],
    ['the month of birth', { birthdayMonth: true }, 20],
    ['a first purchase', { firstPurchase: true }, 10],
    ['a sum one yen above', { minimumYen: 1_001 }, 10],
    ['just that sum', { minimumYen: 1_000 }, 20],
  ] as const)('of a campaign for %s is what its condition says', ([, when, points]) => {
    const conditioned = rules({ tiers, campaigns: [campaign('if', { when })] });
    expect(earningOf(conditioned, sale([1_000], { birthMonth: 11, tier: conditioned.tiers[0]! })).points).toBe(points);
  });

  test('is the sum of its reasons, whatever the rules and the lines', () => {
    fc.assert(
      fc.property(anyRules, anyLines, fc.nat(2), (given, lines, tier) => {
        const { points, reasons, perLine } = earningOf(given, sale([], { lines, tier: given.tiers[tier]! }));
        const fixed = reasons.filter((one) => one.kind === 'campaign' && one.percent === undefined);
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(reasons.map((reason) => reason.points))).toBe(points);
        expect(sum(perLine)).toBe(points - sum(fixed.map((reason) => reason.points)));
        expect([...perLine, ...reasons.map((reason) => reason.points)].every((value) => value >= 0)).toBe(true);
      }),
    );
  });

  test('does not depend on the order in which a till names the lines', () => {
    const shuffled = anyLines.chain((lines) =>
      fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
    );
    fc.assert(
      fc.property(anyRules, shuffled, (given, [lines, others]) => {
        const [one, other] = [lines, others].map((of) =>
          earningOf(given, sale([], { lines: of, tier: given.tiers[1]! })),
        );
        expect(other!.reasons).toEqual(one!.reasons);
        const each = (of: typeof lines, { perLine }: typeof one & {}) =>
          of.map(({ group, amountYen }, index) => `${group} ${amountYen} ${perLine[index]}`).sort();
        expect(each(others, other!)).toEqual(each(lines, one!));
      }),
    );
  });

  test('never falls when a line grows', () => {
    fc.assert(
      fc.property(anyRules, anyLines, fc.nat(50_000), (given, lines, more) => {
        const [first, ...rest] = lines;
        const larger = [{ ...first!, amountYen: first!.amountYen + more }, ...rest];
        const points = (of: typeof lines) => earningOf(given, sale([], { lines: of })).points;
        expect(points(larger)).toBeGreaterThanOrEqual(points(lines));
      }),
    );
  });
});

describe('dealing out by largest remainder', () => {
  test('gives each share at most one point more than its exact part, never less than it rounded down', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 9 }),
        fc.bigInt({ min: 1n, max: 10n ** 7n }),
        (units, whole) => {
          const shares = dealt(units, whole);
          const total = units.reduce((sum, unit) => sum + unit, 0n) / whole;
          expect(shares.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(total);
          for (const [index, unit] of units.entries()) {
            const over = BigInt(shares[index]!) - unit / whole;
            expect(over === 0n || (over === 1n && unit % whole > 0n)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('a campaign', () => {
  const november = readRules({ ...defaultRules, campaigns: [campaign('november')] }).campaigns[0]!;

  test('runs from midnight to midnight in Tokyo, also over the end of a month', () => {
    const running = [
      '2026-10-31T14:59:59.999Z',
      '2026-10-31T15:00:00Z',
      '2026-11-30T14:59:59.999Z',
      '2026-11-30T15:00:00Z',
    ];
    expect(running.map((at) => isRunning(november, new Date(at)))).toEqual([false, true, true, false]);
  });

  test.for([
    ['that ends before it begins', { campaigns: [campaign('x', { until: '2026-11-01' })] }, 'campaigns.0.until'],
    ['on a day that is none', { campaigns: [campaign('x', { from: '2026-02-30' })] }, 'campaigns.0.from'],
    [
      'that multiplies by one',
      { campaigns: [campaign('x', { gives: { kind: 'multiplier', percent: 100 } })] },
      'campaigns.0.gives.percent',
    ],
    ['for a tier nobody has', { campaigns: [campaign('x', { when: { tiers: ['nine'] } })] }, 'campaigns'],
    ['named twice', { campaigns: [campaign('x'), campaign('x')] }, 'campaigns'],
  ] as const)('%s is refused with the part that is wrong', ([, more, wrong]) => {
    expect(checkRules({ ...defaultRules, ...more })).toEqual({ wrong });
  });
});

describe('a tier', () => {
  const tiered = rules({ tiers });
  const bought = (day: string, yen: number) => ({ at: new Date(`${day}T12:00:00+09:00`), yen });
  const now = new Date('2026-11-21T14:00:00+09:00');

  test('begins at its sum to the yen', () => {
    expect([199_999, 200_000, 599_999, 600_000].map((yen) => tierFor(tiered.tiers, yen)?.code)).toEqual([
      'one',
      'two',
      'two',
      'three',
    ]);
  });

  test('says what is missing to the next one, and until when it holds if nothing more is bought', () => {
    const standing = standingOf(tiered, [bought('2026-01-10', 150_000), bought('2026-03-05', 346_000)], now);
    expect(standing).toMatchObject({
      sumYen: 496_000,
      tier: { code: 'two' },
      next: { tier: { code: 'three' }, missingYen: 104_000 },
    });
    expect(standing?.holdsUntil).toEqual(new Date('2027-03-06T00:00:00+09:00'));
  });

  test('counts the whole day a year ago and nothing before it', () => {
    const at = (time: string, yen = 200_000) => standingOf(tiered, [{ at: new Date(time), yen }], now)?.sumYen;
    expect([at('2025-11-21T00:00:00+09:00'), at('2025-11-20T23:59:59.999+09:00')]).toEqual([200_000, 0]);
  });

  test('is lost at the very midnight it names, and not a moment before, leap days too', () => {
    const day = fc.date({
      min: new Date('2023-02-20T00:00:00Z'),
      max: new Date('2025-03-05T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, fc.integer({ min: 200_000, max: 599_999 }), (at, yen) => {
        const until = standingOf(tiered, [{ at, yen }], new Date(at.getTime() + 1))!.holdsUntil!;
        const tierAt = (time: number) => standingOf(tiered, [{ at, yen }], new Date(time))!.tier.code;
        expect([tierAt(until.getTime() - 1), tierAt(until.getTime())]).toEqual(['two', 'one']);
      }),
    );
  });
});
