import type { EarnReason } from '../../db/schema/points.ts';
import { civil } from '../calendar.ts';
import type { Campaign, ProgrammeRules, Tier } from './rules.ts';

/** A purchase as the rules of earning see it. */
export type Sale = {
  at: Date;
  channel: string;
  store: string | null;
  lines: SoldLine[];
  tier: Tier | null;
  /** 1 to 12; null when nobody told. */
  birthMonth: number | null;
  firstPurchase: boolean;
};

/** `group` is null for what was paid without being named. */
export type SoldLine = { group: string | null; amountYen: number };

/** What a sale earns, and why: the reasons add up to it, and `perLine` to what does not come as a fixed sum. */
export type Earned = { points: number; reasons: EarnReason[]; perLine: number[] };

/** An exact amount of points: so many parts of `whole(rules)`. */
type Part = { reason: EarnReason; units: bigint; byLine: bigint[] };

/**
 * What a sale earns under rules. A line has one rate: that of its product group, else of the channel, else the base rate. Its points
 * at that rate are what tiers and campaigns multiply, each for itself: they add to each other and never multiply each other. All is
 * kept exact over the whole purchase and rounded down once; the points are then dealt out to the reasons, and to the lines, by
 * largest remainder, so that each list adds up. Pure.
 */
export function earningOf(rules: ProgrammeRules, sale: Sale): Earned {
  const rated = sale.lines.map((line) => ({ ...line, rate: rateOf(rules, sale.channel, line) }));
  const based = baseParts(rated);
  const tiered = sale.tier ? [tierPart(sale.tier, rated)] : [];
  const given = campaignParts(rules, sale, rated);
  const parts = [...based, ...tiered, ...given.multiplied].filter(({ units }) => units > 0n);
  const whole = wholeOf(rules);
  const shared = dealt(
    parts.map(({ units }) => units),
    whole,
  );
  const lineUnits = sale.lines.map((_, index) => parts.reduce((sum, { byLine }) => sum + (byLine[index] ?? 0n), 0n));
  const reasons = [
    ...parts.map(({ reason }, index) => ({ ...reason, points: shared[index] ?? 0 })),
    ...given.fixed,
  ].filter(({ points }) => points > 0);
  return {
    points: reasons.reduce((sum, { points }) => sum + points, 0),
    reasons,
    perLine: dealt(lineUnits, whole, (one, other) => compareLines(sale.lines[one], sale.lines[other])),
  };
}

/** Whether a campaign runs at an instant: from the midnight of its first day (Asia/Tokyo) up to, not at, that of `until`. */
export function isRunning({ from, until }: Campaign, at: Date): boolean {
  const today = civil(at).toPlainDate().toString();
  return from <= today && today < until;
}

/** Deals out the whole points in a sum of exact parts: each gets its own rounded down, the rest goes to the largest remainders. */
export function dealt(
  units: bigint[],
  whole: bigint,
  tieBreak = (one: number, other: number) => one - other,
): number[] {
  const shares = units.map((unit) => unit / whole);
  const total = units.reduce((sum, unit) => sum + unit, 0n) / whole;
  const missing = Number(total - shares.reduce((sum, share) => sum + share, 0n));
  const order = units
    .map((unit, index) => ({ index, remainder: unit % whole }))
    .sort((x, y) => Number(y.remainder - x.remainder) || tieBreak(x.index, y.index));
  for (const { index } of order.slice(0, missing)) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares.map(Number);
}

type Rated = SoldLine & { rate: { percent: number; channel?: string; group?: string } };

function rateOf(rules: ProgrammeRules, channel: string, { group }: SoldLine): Rated['rate'] {
  const byGroup = group === null ? undefined : rules.groupRates.find((rate) => rate.group === group);
  if (byGroup) return byGroup;
  return rules.channelRates.find((rate) => rate.channel === channel) ?? { percent: 100 };
}

/** How many units are one point: yen × rate in percent × factor in percent. */
function wholeOf({ yenPerPoint }: ProgrammeRules): bigint {
  return BigInt(yenPerPoint) * 10_000n;
}

function unitsOf({ amountYen, rate }: Rated, percent: number): bigint {
  return BigInt(amountYen) * BigInt(rate.percent) * BigInt(percent);
}

function partOf(reason: EarnReason, byLine: bigint[]): Part {
  return { reason, byLine, units: byLine.reduce((sum, units) => sum + units, 0n) };
}

function baseParts(lines: Rated[]): Part[] {
  const rates = new Map(lines.map(({ rate }) => [nameOfRate(rate), rate]));
  return [...rates]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, rate]) =>
      partOf(
        { kind: 'base', points: 0, ...rate },
        lines.map((line) => (nameOfRate(line.rate) === name ? unitsOf(line, 100) : 0n)),
      ),
    );
}

/** The usual rate comes first, then those of channels, then those of groups. */
function nameOfRate({ channel, group }: Rated['rate']): string {
  return group !== undefined ? `2:${group}` : channel !== undefined ? `1:${channel}` : '0';
}

function tierPart({ code, name, nameEn, percent }: Tier, lines: Rated[]): Part {
  return partOf(
    { kind: 'tier', points: 0, code, name, ...(nameEn && { nameEn }), percent },
    lines.map((line) => unitsOf(line, percent - 100)),
  );
}

function campaignParts(rules: ProgrammeRules, sale: Sale, lines: Rated[]): { multiplied: Part[]; fixed: EarnReason[] } {
  const whole = wholeOf(rules);
  const fitting = rules.campaigns
    .filter((campaign) => isRunning(campaign, sale.at) && fitsSale(campaign, sale))
    .flatMap((campaign) => {
      const part = partIn(campaign, lines, whole);
      return part ? [{ campaign, part }] : [];
    });
  const best = fitting.toSorted((x, y) => Number(y.part.units - x.part.units) || byCode(x.campaign, y.campaign))[0];
  const counting =
    rules.stacking === 'add' ? fitting.toSorted((x, y) => byCode(x.campaign, y.campaign)) : best ? [best] : [];
  return {
    multiplied: counting.flatMap(({ campaign, part }) => (campaign.gives.kind === 'multiplier' ? [part] : [])),
    fixed: counting.flatMap(({ campaign: { gives }, part }) =>
      gives.kind === 'points' ? [{ ...part.reason, points: gives.points }] : [],
    ),
  };
}

function fitsSale({ when }: Campaign, { at, channel, store, tier, birthMonth, firstPurchase }: Sale): boolean {
  const asks = (wanted: string[], value: string | null) =>
    wanted.length === 0 || (value !== null && wanted.includes(value));
  return (
    asks(when.channels, channel) &&
    asks(when.stores, store) &&
    asks(when.tiers, tier?.code ?? null) &&
    (!when.birthdayMonth || birthMonth === civil(at).month) &&
    (!when.firstPurchase || firstPurchase)
  );
}

/** What a campaign adds to a sale that it fits; undefined when the lines it is for come to too little. */
function partIn({ code, name, nameEn, when, gives }: Campaign, lines: Rated[], whole: bigint): Part | undefined {
  const chosen = lines.map(
    (line) => when.groups.length === 0 || (line.group !== null && when.groups.includes(line.group)),
  );
  const yen = lines.reduce((sum, line, index) => (chosen[index] ? sum + line.amountYen : sum), 0);
  if (!chosen.includes(true) || yen < Math.max(1, when.minimumYen)) return undefined;
  const reason = { kind: 'campaign' as const, points: 0, code, name, ...(nameEn && { nameEn }) };
  if (gives.kind === 'points') return { reason, byLine: [], units: BigInt(gives.points) * whole };
  return partOf(
    { ...reason, percent: gives.percent },
    lines.map((line, index) => (chosen[index] ? unitsOf(line, gives.percent - 100) : 0n)),
  );
}

function byCode(one: { code: string }, other: { code: string }): number {
  return one.code < other.code ? -1 : one.code > other.code ? 1 : 0;
}

/** Equal remainders go to the dearer line, so that the order in which a till names its lines means nothing. */
function compareLines(one: SoldLine | undefined, other: SoldLine | undefined): number {
  const byPrice = (other?.amountYen ?? 0) - (one?.amountYen ?? 0);
  return byPrice || ((one?.group ?? '') < (other?.group ?? '') ? -1 : 1);
}
