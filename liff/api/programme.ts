import { Temporal } from 'temporal-polyfill';
import { lastDayBefore } from '../../core/calendar.ts';
import { isRunning } from '../../core/points/earning.ts';
import { rulesAt } from '../../core/points/programme.ts';
import type { Campaign, Tier } from '../../core/points/rules.ts';
import { type TierStanding, tierOf } from '../../core/points/tier.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import type { EarnReason } from '../../db/schema/points.ts';

/** A name as the rules have it; `en` where headquarters wrote one. */
export type Named = { ja: string; en: string | null };

/** What a member is shown of the programme: where they stand, and the campaigns that run. */
export async function programmeFor(db: Database, accountId: AccountId, now: Date, visible: AccountId[]) {
  const { tiers, campaigns } = await rulesAt(db, now);
  const standing = await tierOf(db, accountId, now, visible);
  return {
    tier: standing && tierShown(standing, tiers),
    campaigns: campaigns
      .filter((campaign) => isRunning(campaign, now) && isFor(campaign, standing))
      .map((campaign) => ({
        name: named(campaign),
        lastDay: Temporal.PlainDate.from(campaign.until).subtract({ days: 1 }).toString(),
        gives: campaign.gives,
        groups: campaign.when.groups,
        minimumYen: campaign.when.minimumYen,
      })),
  };
}

/** Why a lot holds more or less than the base rate gives, in the order in which it was worked out. */
export function reasonsShown(reasons: EarnReason[] | undefined) {
  return (reasons ?? []).map((reason) => ({
    points: reason.points,
    percent: reason.percent ?? null,
    name: reason.kind === 'base' ? null : named(reason),
    group: (reason.kind === 'base' && reason.group) || null,
  }));
}

function tierShown({ tier, sumYen, next, holdsUntil }: TierStanding, tiers: Tier[]) {
  return {
    name: named(tier),
    level: tiers.findIndex(({ code }) => code === tier.code),
    levels: tiers.length,
    sumYen,
    next: next && { name: named(next.tier), fromYen: next.tier.fromYen, missingYen: next.missingYen },
    lastDay: holdsUntil && lastDayBefore(holdsUntil).toString(),
  };
}

function isFor({ when }: Campaign, standing: TierStanding | null): boolean {
  return when.tiers.length === 0 || (standing !== null && when.tiers.includes(standing.tier.code));
}

function named({ name, nameEn }: { name: string; nameEn?: string | undefined }): Named {
  return { ja: name, en: nameEn ?? null };
}
