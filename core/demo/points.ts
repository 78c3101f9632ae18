import type { AccountId, ChannelId, LotId, PurchaseId, SpendId, StoreId } from '../../db/ids.ts';
import type { ledgerEntries, lots, spends } from '../../db/schema/points.ts';
import { startOfDayAfter } from '../calendar.ts';
import { expiryOf } from '../points/earn.ts';
import { earningOf, type SoldLine } from '../points/earning.ts';
import type { Joins, Lot } from '../points/reach.ts';
import { nothingUsed, replay, type Spend } from '../points/replay.ts';
import type { ProgrammeRules } from '../points/rules.ts';
import { takenByLot } from '../points/settlement.ts';
import { standingOf } from '../points/tier.ts';
import type { DemoVersion } from './words/programme.ts';

type LotRow = typeof lots.$inferInsert & { id: LotId; expiresAt: Date };
type SpendRow = typeof spends.$inferInsert & { id: SpendId };
type EntryRow = typeof ledgerEntries.$inferInsert;

/** The rows that tell of points, whole and in agreement with each other. */
export type Books = { lots: LotRow[]; spends: SpendRow[]; entries: EntryRow[] };

/** A purchase that has its id, as the rules of earning see it. */
export type Bought = {
  id: PurchaseId;
  accountId: AccountId;
  at: Date;
  totalYen: number;
  channel: string;
  store?: string;
  sold: SoldLine[];
};

/** A wish to use points. `exact`: the story needs all of it; else what is there is used, in hundreds. */
export type Wish = {
  id: SpendId;
  accountId: AccountId;
  at: Date;
  points: number;
  exact: boolean;
  channelId?: ChannelId;
  storeId?: StoreId;
  purchaseId?: PurchaseId;
};

const welcomeKey = 'welcome';
const tickMs = 5 * 60_000;

/** The lots of one card's purchases, each by the rules of its day; one too small for a point has none. */
export function lotsOfPurchases(bought: Bought[], programme: DemoVersion[]): Omit<LotRow, 'id'>[] {
  return bought.flatMap(({ id, accountId, at, channel, store = null, sold }) => {
    const { rules, version } = programme.findLast(({ effectiveAt }) => effectiveAt <= at) as DemoVersion;
    const counted = bought.map((one) => ({ at: one.at, yen: one.totalYen }));
    const tier = standingOf(rules, counted, at)?.tier ?? null;
    const { points: amount, reasons } = earningOf(rules, {
      ...{ at, channel, store, tier, lines: sold },
      ...{ birthMonth: null, firstPurchase: false },
    });
    if (amount === 0) return [];
    return [
      {
        ...{ accountId, amount, remaining: amount, earnedAt: at, recordedAt: at, purchaseId: id, origin: 'purchase' },
        ...{ availableAt: startOfDayAfter(at, rules.pendingDays + 1), expiresAt: expiryOf(at, rules) },
        ...{ rulesVersion: version, reasons, source: 'purchase', key: String(id) },
      },
    ];
  });
}

/** The welcome lot of an account. */
export function welcomeLot(accountId: AccountId, at: Date, rules: ProgrammeRules): Omit<LotRow, 'id'> {
  const amount = rules.welcomePoints;
  return {
    ...{ accountId, amount, remaining: amount, earnedAt: at, recordedAt: at, availableAt: at, origin: 'welcome' },
    ...{ expiresAt: expiryOf(at, rules), onceKey: welcomeKey, source: welcomeKey, key: `account:${accountId}` },
  };
}

/**
 * Keeps the books of one person up to `now`: grants the wishes that its lots can cover, oldest first, by the same replay that every
 * undo uses, and lapses what has ended.
 */
export function booksOf(joins: Joins, lotRows: LotRow[], wishes: Wish[], now: Date): Books {
  const none = { reversed: [], refunds: [], carries: [], graces: [], lapses: [], opening: nothingUsed };
  const facts = { ...joins, ...none, lots: lotRows.map(asLot) };
  const granted: Wish[] = [];
  for (const wish of wishes.toSorted((x, y) => x.at.getTime() - y.at.getTime())) {
    const { uncovered } = replay({ ...facts, spends: [...granted, wish].map(asSpend) });
    const covered = wish.points - (uncovered.get(wish.id) ?? 0);
    if (wish.exact && covered < wish.points) throw new Error(`account ${wish.accountId} has no ${wish.points} points`);
    const points = wish.exact ? covered : Math.floor(covered / 100) * 100;
    if (points > 0) granted.push({ ...wish, points });
  }
  const books = replay({ ...facts, spends: granted.map(asSpend) });
  const taken = takenByLot(books, nothingUsed);
  const closed = lotRows.map((lot) => {
    const left = lot.amount - (taken.get(lot.id) ?? 0);
    return { lot: { ...lot, remaining: lot.expiresAt <= now ? 0 : left }, lapsed: lot.expiresAt <= now ? left : 0 };
  });
  const owners = new Map(lotRows.map((lot) => [lot.id, lot.accountId]));
  return {
    lots: closed.map(({ lot }) => lot),
    spends: granted.map(spendRow),
    entries: [
      ...lotRows.map(({ id, accountId, amount, recordedAt }) => ({
        kind: 'earn' as const,
        accountId,
        lotId: id,
        amount,
        recordedAt,
      })),
      ...granted.flatMap(({ id, at }) =>
        [...(books.taken.get(id) ?? [])].map(([lotId, amount]) => ({
          ...{ kind: 'spend' as const, accountId: owners.get(lotId) as AccountId, lotId, spendId: id },
          ...{ amount: -amount, recordedAt: at },
        })),
      ),
      ...closed.flatMap(({ lot, lapsed }) => (lapsed > 0 ? [expiry(lot, lapsed, now)] : [])),
    ],
  };
}

function expiry({ id, accountId, expiresAt }: LotRow, lapsed: number, now: Date): EntryRow {
  const recordedAt = new Date(Math.min(expiresAt.getTime() + tickMs, now.getTime()));
  return { kind: 'expire', accountId, lotId: id, amount: -lapsed, recordedAt };
}

function asLot(row: LotRow): Lot {
  return {
    lotId: row.id,
    accountId: row.accountId,
    amount: row.amount,
    recordedAt: row.recordedAt.getTime(),
    availableAt: row.availableAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    onceKey: row.onceKey ?? null,
  };
}

function asSpend({ id, accountId, points, at }: Wish): Spend {
  return { spendId: id, accountId, amount: points, spentAt: at.getTime(), ownOnly: false, lotId: null };
}

function spendRow({ id, accountId, at, points, channelId, storeId, purchaseId }: Wish): SpendRow {
  return { id, accountId, amount: points, spentAt: at, key: `demo:${id}`, channelId, storeId, purchaseId };
}
