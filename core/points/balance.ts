import { and, eq, gt, inArray } from 'drizzle-orm';
import type { AccountId, LotId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { lots } from '../../db/schema/points.ts';
import { componentOf } from '../merges/component.ts';
import { companions, endOf, heldLots, type PurseLink, spendOrder, takeableLots } from './reach.ts';
import { type Wallet, walletOf } from './wallet.ts';

export type LotView = {
  lotId: LotId;
  accountId: AccountId;
  /** The last four digits of the member number the points belong to. */
  tail: string;
  remaining: number;
  /** The first instant at which the points are gone; null when they do not end. */
  endsAt: Date | null;
  origin: 'purchase' | 'welcome' | 'adjustment' | 'import' | 'transfer';
  purchaseId: PurchaseId | null;
  /** Another lot of the same once-per-person benefit is the one that counts. */
  held: boolean;
  /** Points of a freshly joined account wait for this; undefined when they can be spent now or nobody knows when. */
  spendableFrom?: Date;
};

export type Pending = {
  lotId: LotId;
  accountId: AccountId;
  amount: number;
  availableAt: Date;
  purchaseId: PurchaseId | null;
};

export type Balance = {
  /** All points of the accounts in sight that are available, held ones left out. */
  total: number;
  /** What the acting account can spend at this moment. */
  spendable: number;
  /** Soonest-ending first. */
  lots: LotView[];
  /** Points that join later; never part of a sum. */
  pending: Pending[];
};

/**
 * The points of a person, seen by one of its accounts. `visible` limits it to the accounts an identity may see; by default the
 * whole person, as staff see it.
 */
export async function balanceOf(
  db: Database,
  accountId: AccountId,
  now: Date,
  visible?: AccountId[],
): Promise<Balance> {
  const { accountIds } = await componentOf(db, accountId);
  const seen = new Set(visible ?? accountIds);
  const wallet = await walletOf(db, accountIds, now);
  const at = now.getTime();
  const details = await lotDetails(db, accountIds);
  const held = heldLots(wallet.lots, companions(wallet, accountId, at), at, wallet.firstUse);
  const takeable = new Set(
    takeableLots(wallet, { accountId, at, ownOnly: wallet.frozen }, wallet.firstUse).map((lot) => lot.lotId),
  );
  const holding = wallet.lots
    .filter(
      (lot) =>
        seen.has(lot.accountId) && (wallet.remaining.get(lot.lotId) ?? 0) > 0 && endOf(lot, wallet.graces, at) > at,
    )
    .sort(spendOrder(accountId, wallet.graces, at));
  const views = holding
    .filter((lot) => lot.availableAt <= at)
    .map((lot): LotView => {
      const end = endOf(lot, wallet.graces, at);
      const view: LotView = {
        lotId: lot.lotId,
        accountId: lot.accountId,
        remaining: wallet.remaining.get(lot.lotId) ?? 0,
        endsAt: Number.isFinite(end) ? new Date(end) : null,
        held: held.has(lot.lotId),
        ...(details.get(lot.lotId) as LotDetails),
      };
      const waits = !takeable.has(lot.lotId) && !view.held && !wallet.frozen;
      const from = waits ? spendableFrom(wallet, accountId, lot.accountId) : undefined;
      return from ? { ...view, spendableFrom: from } : view;
    });
  const pending = holding
    .filter((lot) => lot.availableAt > at)
    .map(
      (lot): Pending => ({
        lotId: lot.lotId,
        accountId: lot.accountId,
        amount: wallet.remaining.get(lot.lotId) ?? 0,
        availableAt: new Date(lot.availableAt),
        purchaseId: details.get(lot.lotId)?.purchaseId ?? null,
      }),
    );
  return {
    total: sum(views.filter((view) => !view.held)),
    spendable: sum(views.filter((view) => takeable.has(view.lotId))),
    lots: views,
    pending,
  };
}

type LotDetails = Pick<LotView, 'tail' | 'origin' | 'purchaseId'>;

async function lotDetails(db: Database, accountIds: AccountId[]): Promise<Map<LotId, LotDetails>> {
  const rows = await db
    .select({ lotId: lots.id, memberNumber: accounts.memberNumber, origin: lots.origin, purchaseId: lots.purchaseId })
    .from(lots)
    .innerJoin(accounts, eq(accounts.id, lots.accountId))
    .where(and(inArray(lots.accountId, accountIds), gt(lots.remaining, 0)));
  return new Map(
    rows.map(({ lotId, memberNumber, origin, purchaseId }) => [
      lotId,
      { tail: memberNumber.slice(-4), origin, purchaseId },
    ]),
  );
}

/** When a cool-off that stands between two accounts is over, if a confirmed way joins them at all. */
function spendableFrom(wallet: Wallet, from: AccountId, to: AccountId): Date | undefined {
  const earliest = new Map<AccountId, number>([[from, 0]]);
  for (let round = 0; round < wallet.accountIds.length; round++) {
    for (const link of wallet.purseLinks) widen(wallet, link, earliest);
  }
  const at = earliest.get(to);
  return at === undefined ? undefined : new Date(at);
}

function widen(wallet: Wallet, { a, b, confirmedAt, spendableAt }: PurseLink, earliest: Map<AccountId, number>): void {
  const since = wallet.together(a, b);
  if (since === undefined || since > confirmedAt) return;
  for (const [near, far] of [
    [a, b],
    [b, a],
  ] as const) {
    const reached = earliest.get(near);
    if (reached === undefined) continue;
    earliest.set(far, Math.min(earliest.get(far) ?? Number.POSITIVE_INFINITY, Math.max(reached, spendableAt)));
  }
}

function sum(views: LotView[]): number {
  return views.reduce((total, view) => total + view.remaining, 0);
}
