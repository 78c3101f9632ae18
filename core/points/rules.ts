import { z } from 'zod';

const code = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/);
const name = z.string().trim().min(1).max(40);
/** A civil day in the shop's time zone. */
const day = z.iso.date();
const yen = z.int().min(0).max(2_000_000_000);
/** 100 is the base rate, 200 twice as much, 0 nothing. */
const percent = z.int().min(0).max(10_000);

const tier = z.object({
  code,
  name,
  nameEn: name.optional(),
  /** Purchases of the rolling last twelve months from which a person has the tier. */
  fromYen: yen,
  percent: percent.min(100).default(100),
});

const campaign = z
  .object({
    code,
    name,
    nameEn: name.optional(),
    /** The first day of the campaign; it begins at midnight. */
    from: day,
    /** The first day after it; the campaign ends with the midnight that begins this day. */
    until: day,
    /** Empty lists ask for nothing. `groups` chooses lines, all others the whole purchase. */
    when: z
      .object({
        channels: z.array(code).default([]),
        stores: z.array(code).default([]),
        groups: z.array(name).default([]),
        tiers: z.array(code).default([]),
        birthdayMonth: z.boolean().default(false),
        firstPurchase: z.boolean().default(false),
        /** What the chosen lines must come to. */
        minimumYen: yen.default(0),
      })
      .prefault({}),
    gives: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('multiplier'), percent: percent.min(101) }),
      z.object({ kind: z.literal('points'), points: z.int().min(1).max(1_000_000) }),
    ]),
  })
  .refine(({ from, until }) => from < until, { path: ['until'] });

const rules = z
  .object({
    /** One point for so many yen, at the base rate. */
    yenPerPoint: z.int().min(1).max(1_000_000),
    /** What a point is worth when it is used. */
    yenOfPoint: z.int().min(1).max(1_000).default(1),
    channelRates: z.array(z.object({ channel: code, percent })).default([]),
    groupRates: z.array(z.object({ group: name, percent })).default([]),
    /** From the lowest to the highest; the lowest begins at 0 yen. */
    tiers: z.array(tier).default([]),
    campaigns: z.array(campaign).default([]),
    /** Of several campaigns that fit a purchase, all count, or only the one that gives most. */
    stacking: z.enum(['add', 'best']).default('add'),
    /** `lot`: every lot has an end of its own. `rolling`: each activity of these kinds moves the end of all live points. */
    expiry: z
      .discriminatedUnion('model', [
        z.object({ model: z.literal('lot') }),
        z.object({ model: z.literal('rolling'), kinds: z.array(z.enum(['purchase', 'spend', 'visit'])).min(1) }),
      ])
      .default({ model: 'lot' }),
    /** Points end with the last day of the month, this many months on. */
    expiryMonths: z.int().min(1).max(120),
    /** Points of a purchase are pending for this many days (the return window). */
    pendingDays: z.int().min(0).max(365),
    welcomePoints: z.int().min(0).max(1_000_000),
    /** Freshly joined points wait this many days before they can be spent across accounts. */
    coolOffDays: z.int().min(0).max(365),
    /** Points that come back by an undo although their lot has ended live at least this many days more. */
    graceDays: z.int().min(0).max(365),
  })
  .superRefine(({ tiers, campaigns, channelRates, groupRates }, { addIssue }) => {
    const refuse = (path: string) => addIssue({ code: 'custom', path: [path] });
    const rises = tiers.every(({ fromYen }, index) => fromYen > (tiers[index - 1]?.fromYen ?? -1));
    if (!rises || (tiers[0]?.fromYen ?? 0) > 0 || !unique(tiers.map((one) => one.code))) refuse('tiers');
    const known = new Set(tiers.map((one) => one.code));
    const strangers = campaigns.some(({ when }) => when.tiers.some((one) => !known.has(one)));
    if (strangers || !unique(campaigns.map((one) => one.code))) refuse('campaigns');
    if (!unique(channelRates.map(({ channel }) => channel))) refuse('channelRates');
    if (!unique(groupRates.map(({ group }) => group))) refuse('groupRates');
  });

/** The rules of the points programme, whole and checked. */
export type ProgrammeRules = z.output<typeof rules>;
export type Tier = ProgrammeRules['tiers'][number];
export type Campaign = ProgrammeRules['campaigns'][number];
/** What a member does that can move the end of points. */
export type RollingKind = Extract<ProgrammeRules['expiry'], { model: 'rolling' }>['kinds'][number];

/** Reads rules from data; what older versions did not yet say has its old meaning. Throws when they are no rules. */
export function readRules(data: unknown): ProgrammeRules {
  return rules.parse(data);
}

/** Checks rules that somebody wrote, and names the first part that is not right. */
export function checkRules(data: unknown): { rules: ProgrammeRules } | { wrong: string } {
  const checked = rules.safeParse(data);
  if (checked.success) return { rules: checked.data };
  return { wrong: checked.error.issues[0]?.path.join('.') || 'rules' };
}

function unique(values: string[]): boolean {
  return new Set(values).size === values.length;
}
