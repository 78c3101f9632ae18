import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { AccountId, PersonId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { purchaseLines, purchases } from '../../db/schema/activities.ts';
import { accounts } from '../../db/schema/members.ts';
import { lots } from '../../db/schema/points.ts';
import { channels, products, stores } from '../../db/schema/shop.ts';
import { purchaseReturns } from '../../db/schema/till.ts';
import { isCounted } from '../activities/counted.ts';
import { civil, instantOf, shopTimeZone } from '../calendar.ts';
import { profileOf } from '../members/profile.ts';
import { earningOf, type SoldLine } from './earning.ts';
import { rulesAt } from './programme.ts';
import type { ProgrammeRules } from './rules.ts';
import { standingOf } from './tier.ts';

/** Points that were given in a month against those that other rules would have given. `code` is null for what has none. */
export type DryRunRow = { code: string | null; name: string; purchases: number; did: number; would: number };

export type DryRun = {
  /** `2026-10` */
  month: string;
  purchases: number;
  did: number;
  would: number;
  /** What the points are worth when they are used, each by its own rules. */
  costYen: { did: number; would: number };
  byStore: DryRunRow[];
  byChannel: DryRunRow[];
  /** By the tier of the draft. */
  byTier: DryRunRow[];
  /** The ten persons for whom most would change, by id only. */
  mostChanged: { personId: PersonId; did: number; would: number }[];
  /** Campaigns of the draft that are still to run: they are counted as if they had run all month. */
  assumed: string[];
};

const personsAtATime = 500;
const mostChangedMax = 10;

/** What the purchases of a month earned, against what they would have earned under a draft. Reads only. */
export async function dryRun(
  db: Database,
  draft: ProgrammeRules,
  { month, now }: { month: string; now: Date },
): Promise<DryRun> {
  const span = spanOf(month);
  const { rules, assumed } = asIfRunning(draft, span, now);
  const all: Outcome[] = [];
  for (let after = 0 as PersonId; ; ) {
    const persons = await personsWithPurchases(db, span, after);
    if (persons.length === 0) break;
    all.push(...(await outcomesOf(db, persons, span, rules)));
    after = persons.at(-1) as PersonId;
  }
  const before = await rulesAt(db, new Date(span.until.getTime() - 1));
  const [did, would] = [sumOf(all, 'did'), sumOf(all, 'would')];
  const names = await namesIn(db, draft);
  return {
    ...{ month, purchases: all.length, did, would, assumed },
    costYen: { did: did * before.yenOfPoint, would: would * draft.yenOfPoint },
    byStore: rowsBy(all, 'store', names.stores),
    byChannel: rowsBy(all, 'channel', names.channels),
    byTier: rowsBy(all, 'tier', names.tiers),
    mostChanged: mostChanged(all),
  };
}

/** The month before the one of `now`, as `2026-10`. */
export function monthBefore(now: Date): string {
  return civil(now).toPlainDate().toPlainYearMonth().subtract({ months: 1 }).toString();
}

type Span = { from: Date; until: Date };
/** One purchase of the month and what it comes to. */
type Outcome = {
  personId: PersonId;
  store: string | null;
  channel: string | null;
  tier: string | null;
  did: number;
  would: number;
};
type Names = Map<string, string>;

function spanOf(month: string): Span {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return {
    from: instantOf(first.toZonedDateTime(shopTimeZone)),
    until: instantOf(first.add({ months: 1 }).toZonedDateTime(shopTimeZone)),
  };
}

function asIfRunning(draft: ProgrammeRules, { from, until }: Span, now: Date) {
  const today = civil(now).toPlainDate().toString();
  const days = { from: civil(from).toPlainDate().toString(), until: civil(until).toPlainDate().toString() };
  const toRun = draft.campaigns.filter((campaign) => campaign.until > today);
  const campaigns = draft.campaigns.map((campaign) => (toRun.includes(campaign) ? { ...campaign, ...days } : campaign));
  return { rules: { ...draft, campaigns }, assumed: toRun.map(({ code }) => code) };
}

async function personsWithPurchases(db: Database, { from, until }: Span, after: PersonId): Promise<PersonId[]> {
  const rows = await db
    .selectDistinct({ personId: accounts.personId })
    .from(purchases)
    .innerJoin(accounts, eq(accounts.id, purchases.accountId))
    .where(
      and(
        gte(purchases.boughtAt, from),
        lt(purchases.boughtAt, until),
        isCounted('purchase', purchases.id),
        sql`${accounts.personId} > ${after}`,
      ),
    )
    .orderBy(accounts.personId)
    .limit(personsAtATime);
  return rows.map(({ personId }) => personId);
}

/** Everything these persons ever bought until the end of the month, the month's own with what is needed to work them out. */
async function outcomesOf(db: Database, persons: PersonId[], span: Span, rules: ProgrammeRules): Promise<Outcome[]> {
  const bought = await boughtBy(db, persons, span);
  const within = bought.filter(({ at }) => at >= span.from);
  const ids = within.map(({ id }) => id);
  const lines = Map.groupBy(await linesOf(db, ids), ({ purchaseId }) => purchaseId);
  const given = new Map((await givenFor(db, ids)).map(({ purchaseId, points }) => [purchaseId, points]));
  const back = Map.groupBy(
    await returnedOf(
      db,
      bought.map(({ id }) => id),
    ),
    ({ purchaseId }) => purchaseId,
  );
  const birthMonths = await birthMonthsOf(db, rules, [...new Set(within.map(({ accountId }) => accountId))]);
  const byPerson = Map.groupBy(bought, ({ personId }) => personId);
  return within.map((sale): Outcome => {
    const others = (byPerson.get(sale.personId) ?? []).filter(({ id }) => id !== sale.id);
    const counted = others.map(({ id, at, totalYen }) => ({ at, yen: totalYen - backBy(back.get(id) ?? [], sale.at) }));
    const tier = standingOf(rules, counted, sale.at)?.tier ?? null;
    const earned = earningOf(rules, {
      ...{ at: sale.at, channel: sale.channel, store: sale.store, tier },
      lines: soldLines(lines.get(sale.id) ?? [], sale.totalYen),
      birthMonth: birthMonths.get(sale.accountId) ?? null,
      firstPurchase: !others.some((other) => isBefore(other, sale)),
    });
    return {
      ...{ personId: sale.personId, store: sale.store, channel: sale.channel, tier: tier?.code ?? null },
      ...{ did: given.get(sale.id) ?? 0, would: earned.points },
    };
  });
}

type Bought = {
  id: PurchaseId;
  personId: PersonId;
  accountId: AccountId;
  at: Date;
  totalYen: number;
  channel: string;
  store: string | null;
};

/** All earlier purchases too: which one was the first is asked of all of them. */
function boughtBy(db: Database, persons: PersonId[], { until }: Span): Promise<Bought[]> {
  return db
    .select({
      ...{ id: purchases.id, personId: accounts.personId, accountId: purchases.accountId },
      ...{ at: purchases.boughtAt, totalYen: purchases.totalYen, channel: channels.code, store: stores.code },
    })
    .from(purchases)
    .innerJoin(accounts, eq(accounts.id, purchases.accountId))
    .innerJoin(channels, eq(channels.id, purchases.channelId))
    .leftJoin(stores, eq(stores.id, purchases.storeId))
    .where(
      and(inArray(accounts.personId, persons), lt(purchases.boughtAt, until), isCounted('purchase', purchases.id)),
    );
}

function linesOf(db: Database, ids: PurchaseId[]) {
  return db
    .select({
      purchaseId: purchaseLines.purchaseId,
      group: products.productGroup,
      amountYen: purchaseLines.amountYen,
    })
    .from(purchaseLines)
    .innerJoin(products, eq(products.id, purchaseLines.productId))
    .where(inArray(purchaseLines.purchaseId, ids));
}

function givenFor(db: Database, ids: PurchaseId[]) {
  return db
    .select({ purchaseId: lots.purchaseId, points: sql<number>`sum(${lots.amount})::int` })
    .from(lots)
    .where(and(inArray(lots.purchaseId, ids), eq(lots.origin, 'purchase')))
    .groupBy(lots.purchaseId);
}

type Back = { purchaseId: PurchaseId; at: Date; yen: number };

function returnedOf(db: Database, ids: PurchaseId[]): Promise<Back[]> {
  const { purchaseId, returnedAt: at, amountYen: yen } = purchaseReturns;
  return db.select({ purchaseId, at, yen }).from(purchaseReturns).where(inArray(purchaseId, ids));
}

function backBy(returns: Back[], at: Date): number {
  return returns.reduce((sum, back) => (back.at < at ? sum + back.yen : sum), 0);
}

async function birthMonthsOf(db: Database, { campaigns }: ProgrammeRules, accountIds: AccountId[]) {
  if (!campaigns.some(({ when }) => when.birthdayMonth)) return new Map<AccountId, number>();
  const profiles = await profileOf(db, accountIds);
  return new Map(
    [...profiles].map(([accountId, { birthDate }]) => [accountId, Number(birthDate?.normalised.slice(5, 7)) || null]),
  );
}

function soldLines(lines: { group: string; amountYen: number }[], totalYen: number): SoldLine[] {
  const unnamedYen = totalYen - lines.reduce((sum, { amountYen }) => sum + amountYen, 0);
  return unnamedYen > 0 ? [...lines, { group: null, amountYen: unnamedYen }] : lines;
}

function isBefore(one: Bought, other: Bought): boolean {
  return one.at < other.at || (one.at.getTime() === other.at.getTime() && one.id < other.id);
}

async function namesIn(
  db: Database,
  { tiers }: ProgrammeRules,
): Promise<Record<'stores' | 'channels' | 'tiers', Names>> {
  const named = (rows: { code: string; name: string }[]) => new Map(rows.map(({ code, name }) => [code, name]));
  return {
    stores: named(await db.select({ code: stores.code, name: stores.name }).from(stores).orderBy(stores.id)),
    channels: named(await db.select({ code: channels.code, name: channels.name }).from(channels).orderBy(channels.id)),
    tiers: named(tiers),
  };
}

/** The rows in the order of the names, what has none at the end. */
function rowsBy(all: Outcome[], by: 'store' | 'channel' | 'tier', names: Names): DryRunRow[] {
  const groups = Map.groupBy(all, (outcome) => outcome[by]);
  return [...names.keys(), null].flatMap((code) => {
    const group = groups.get(code) ?? [];
    if (group.length === 0) return [];
    const name = code === null ? '' : (names.get(code) ?? code);
    return [{ code, name, purchases: group.length, did: sumOf(group, 'did'), would: sumOf(group, 'would') }];
  });
}

function mostChanged(all: Outcome[]): DryRun['mostChanged'] {
  const persons = [...Map.groupBy(all, ({ personId }) => personId)].map(([personId, own]) => ({
    personId,
    did: sumOf(own, 'did'),
    would: sumOf(own, 'would'),
  }));
  const change = ({ did, would }: { did: number; would: number }) => Math.abs(would - did);
  return persons
    .filter((person) => change(person) > 0)
    .sort((x, y) => change(y) - change(x) || x.personId - y.personId)
    .slice(0, mostChangedMax);
}

function sumOf(all: { did: number; would: number }[], which: 'did' | 'would'): number {
  return all.reduce((sum, outcome) => sum + outcome[which], 0);
}
