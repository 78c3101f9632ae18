import { and, eq, inArray, ne } from 'drizzle-orm';
import type { AccountId, ChannelId, ProductId, PurchaseId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { purchases } from '../../db/schema/activities.ts';
import type { EarnReason } from '../../db/schema/points.ts';
import { channels, products, stores } from '../../db/schema/shop.ts';
import { isCounted } from '../activities/counted.ts';
import { startOfDayAfter } from '../calendar.ts';
import { profileOfOne } from '../members/profile.ts';
import { componentOf } from '../merges/component.ts';
import { expiryOf } from './earn.ts';
import { earningOf, isRunning, type SoldLine } from './earning.ts';
import { versionAt } from './programme.ts';
import type { ProgrammeRules } from './rules.ts';
import { countedPurchases, standingOf } from './tier.ts';

/** A purchase that was made or might be. */
export type PreviewedPurchase = {
  accountId: AccountId;
  channelId: ChannelId;
  storeId?: StoreId;
  boughtAt: Date;
  lines: { productId: ProductId; amountYen: number }[];
  /** What was paid in all; what the lines leave of it earns at the rate of the channel. */
  totalYen?: number;
  /** The purchase itself when it is recorded already: it does not count toward its own tier. */
  purchaseId?: PurchaseId;
};

/** What a purchase earns under the rules of its day, why, when the points join and when they end. */
export type EarningPreview = {
  points: number;
  reasons: EarnReason[];
  /** In the order of the lines; what was paid beyond them is not in it. */
  perLine: number[];
  rulesVersion: number;
  availableAt: Date;
  expiresAt: Date;
};

/** Works out what a purchase would earn. The same question at a till, in a dry run and when it is recorded has the same answer. */
export async function previewEarning(db: Database, purchase: PreviewedPurchase): Promise<EarningPreview> {
  const { boughtAt, accountId } = purchase;
  const { rules, version } = await versionAt(db, boughtAt);
  const running = rules.campaigns.filter((campaign) => isRunning(campaign, boughtAt));
  const { accountIds } = await componentOf(db, accountId);
  const earned = earningOf(rules, {
    at: boughtAt,
    channel: await channelCode(db, purchase.channelId),
    store: purchase.storeId === undefined ? null : await storeCode(db, purchase.storeId),
    lines: await soldLines(db, purchase),
    tier: await tierBefore(db, rules, accountIds, purchase),
    birthMonth: running.some(({ when }) => when.birthdayMonth) ? await birthMonthOf(db, accountId) : null,
    firstPurchase: running.some(({ when }) => when.firstPurchase)
      ? await isFirst(db, accountIds, purchase.purchaseId)
      : false,
  });
  return {
    points: earned.points,
    reasons: earned.reasons,
    perLine: earned.perLine.slice(0, purchase.lines.length),
    rulesVersion: version,
    availableAt: startOfDayAfter(boughtAt, rules.pendingDays + 1),
    expiresAt: expiryOf(boughtAt, rules),
  };
}

/** Whether what a purchase earns depends on the person's other purchases, so that two at a time must take turns. */
export function dependsOnHistory({ campaigns }: ProgrammeRules, at: Date): boolean {
  return campaigns.some((campaign) => campaign.when.firstPurchase && isRunning(campaign, at));
}

async function channelCode(db: Database, channelId: ChannelId): Promise<string> {
  const [row] = await db.select({ code: channels.code }).from(channels).where(eq(channels.id, channelId));
  return row?.code ?? '';
}

async function storeCode(db: Database, storeId: StoreId): Promise<string | null> {
  const [row] = await db.select({ code: stores.code }).from(stores).where(eq(stores.id, storeId));
  return row?.code ?? null;
}

async function soldLines(db: Database, { lines, totalYen }: PreviewedPurchase): Promise<SoldLine[]> {
  const ids = [...new Set(lines.map(({ productId }) => productId))];
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: products.id, group: products.productGroup })
          .from(products)
          .where(inArray(products.id, ids));
  const groups = new Map(rows.map(({ id, group }) => [id, group]));
  const named = lines.map(({ productId, amountYen }) => ({ group: groups.get(productId) ?? null, amountYen }));
  const unnamedYen = (totalYen ?? 0) - lines.reduce((sum, { amountYen }) => sum + amountYen, 0);
  return unnamedYen > 0 ? [...named, { group: null, amountYen: unnamedYen }] : named;
}

/** The tier a person had when it bought: the purchase itself counts from the next one on. */
async function tierBefore(
  db: Database,
  rules: ProgrammeRules,
  accountIds: AccountId[],
  { boughtAt, purchaseId }: PreviewedPurchase,
) {
  if (rules.tiers.length === 0) return null;
  return standingOf(rules, await countedPurchases(db, accountIds, boughtAt, purchaseId), boughtAt)?.tier ?? null;
}

async function birthMonthOf(db: Database, accountId: AccountId): Promise<number | null> {
  const { birthDate } = await profileOfOne(db, accountId);
  return Number(birthDate?.normalised.slice(5, 7)) || null;
}

async function isFirst(db: Database, accountIds: AccountId[], own?: PurchaseId): Promise<boolean> {
  const [other] = await db
    .select({ id: purchases.id })
    .from(purchases)
    .where(
      and(
        inArray(purchases.accountId, accountIds),
        isCounted('purchase', purchases.id),
        own === undefined ? undefined : ne(purchases.id, own),
      ),
    )
    .limit(1);
  return other === undefined;
}
