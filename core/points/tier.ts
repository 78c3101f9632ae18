import { and, eq, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { AccountId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { purchases } from '../../db/schema/activities.ts';
import { purchaseReturns } from '../../db/schema/till.ts';
import { isCounted } from '../activities/counted.ts';
import { civil, instantOf, shopTimeZone } from '../calendar.ts';
import { componentOf } from '../merges/component.ts';
import { rulesAt } from './programme.ts';
import type { ProgrammeRules, Tier } from './rules.ts';

/** Where a person stands among the tiers. Worked out from purchases, so merges and undos need no word here. */
export type TierStanding = {
  tier: Tier;
  /** Net purchases of the rolling last twelve months, in yen. */
  sumYen: number;
  /** The next tier and how much of purchases is missing to it; null at the top. */
  next: { tier: Tier; missingYen: number } | null;
  /** Without another purchase the tier is lost at this instant; null when it can't be lost. */
  holdsUntil: Date | null;
};

/** A purchase as it counts toward a tier: net of what came back. */
export type Counted = { at: Date; yen: number };

/**
 * The tier of the person of an account at `now`; null in a programme without tiers. `visible` limits what is counted to the accounts
 * an identity may see, because the sum tells of purchases.
 */
export async function tierOf(
  db: Database,
  accountId: AccountId,
  now: Date,
  visible?: AccountId[],
): Promise<TierStanding | null> {
  const rules = await rulesAt(db, now);
  if (rules.tiers.length === 0) return null;
  const accountIds = visible ?? (await componentOf(db, accountId)).accountIds;
  return standingOf(rules, await countedPurchases(db, accountIds, now), now);
}

/** What accounts bought in the twelve months before `at`, net of what came back until then; `without` leaves one purchase out. */
export async function countedPurchases(
  db: Database,
  accountIds: AccountId[],
  at: Date,
  without?: PurchaseId,
): Promise<Counted[]> {
  const returned = db
    .select({
      purchaseId: purchaseReturns.purchaseId,
      yen: sql<number>`sum(${purchaseReturns.amountYen})::int`.as('returned_yen'),
    })
    .from(purchaseReturns)
    .where(lt(purchaseReturns.returnedAt, at))
    .groupBy(purchaseReturns.purchaseId)
    .as('returned');
  return db
    .select({ at: purchases.boughtAt, yen: sql<number>`${purchases.totalYen} - coalesce(${returned.yen}, 0)` })
    .from(purchases)
    .leftJoin(returned, eq(returned.purchaseId, purchases.id))
    .where(
      and(
        inArray(purchases.accountId, accountIds),
        isCounted('purchase', purchases.id),
        gte(purchases.boughtAt, windowStart(at)),
        lt(purchases.boughtAt, at),
        without === undefined ? undefined : ne(purchases.id, without),
      ),
    );
}

/** Where somebody with these purchases stands at `at`. Pure. */
export function standingOf({ tiers }: ProgrammeRules, counted: Counted[], at: Date): TierStanding | null {
  const inside = counted.filter((one) => one.at < at && one.at >= windowStart(at));
  const sumYen = sumOf(inside);
  const tier = tierFor(tiers, sumYen);
  if (!tier) return null;
  const above = tiers[tiers.indexOf(tier) + 1];
  const next = above ? { tier: above, missingYen: above.fromYen - sumYen } : null;
  return { tier, sumYen, next, holdsUntil: lostAt(tier, inside) };
}

/** The highest tier that a sum of purchases reaches, to the yen; null when there are none. Pure. */
export function tierFor(tiers: Tier[], sumYen: number): Tier | null {
  return tiers.findLast(({ fromYen }) => fromYen <= sumYen) ?? tiers[0] ?? null;
}

/** From when on purchases count at `at`: the same day a year before, from its midnight on (Asia/Tokyo). */
export function windowStart(at: Date): Date {
  return instantOf(civil(at).startOfDay().subtract({ years: 1 }));
}

/** The midnight at which the oldest purchases have left the window and the rest no longer reaches the tier. */
function lostAt(tier: Tier, inside: Counted[]): Date | null {
  if (tier.fromYen === 0) return null;
  const leaving = inside.toSorted((x, y) => x.at.getTime() - y.at.getTime());
  let left = sumOf(inside);
  for (const { at, yen } of leaving) {
    left -= yen;
    if (left < tier.fromYen) return leavesAt(at);
  }
  return null;
}

/** The first midnight at which a purchase counts no more. A leap day makes it one of two days. */
function leavesAt(boughtAt: Date): Date {
  const bought = civil(boughtAt).toPlainDate();
  const counts = (day: Temporal.PlainDate) => Temporal.PlainDate.compare(day.subtract({ years: 1 }), bought) <= 0;
  let day = bought.add({ years: 1, days: 1 });
  while (counts(day)) day = day.add({ days: 1 });
  return instantOf(day.toZonedDateTime(shopTimeZone));
}

function sumOf(counted: Counted[]): number {
  return counted.reduce((sum, { yen }) => sum + yen, 0);
}
