import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { AccountId, ChannelId, LotId, MembershipId, PurchaseId, SpendId, StaffId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { householdTransfers, potLots } from '../../db/schema/households.ts';
import { ledgerEntries, lots, spends } from '../../db/schema/points.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { type Component, lockAccounts } from '../merges/component.ts';
import { endOf, takeableLots } from '../points/reach.ts';
import { allocate, spend, type Taken } from '../points/spend.ts';
import { type Wallet, walletOf } from '../points/wallet.ts';
import { Refusal } from '../refusal.ts';
import { lockPlace, type Place, subjectOf } from './household.ts';

type TransferKind = typeof householdTransfers.$inferSelect.kind;

/** `key` is the member's own: the same again moves nothing, another sum under it is refused `key_reused`. */
export type Moving = { amount: number; key: string };

/**
 * A member pays points of its own card into the pot, soonest-ending first; they keep their ends. Points of other cards never go
 * there, however joined, so that no undo has to fetch any back. Refuses not_found, bad_input, not_enough_points, key_reused.
 */
export async function payIn(context: Context<MemberActor>, { amount, key }: Moving): Promise<{ fresh: boolean }> {
  checkMoving({ amount, key });
  return inTransaction(context, async (inside) => {
    const place = await lockPlace(inside.db, inside.actor.accountId);
    const known = await knownTransfer(inside.db, place, 'pay_in', { amount, key });
    if (known) return { fresh: false };
    const wallets = await lockBoth(inside, place);
    const taken = allocateOwn(wallets.own, place.membership.accountId, inside.now, amount);
    await move(inside, place, 'pay_in', key, taken, wallets.own);
    return { fresh: true };
  });
}

/**
 * A member takes points of the pot to its own card, the soonest-ending of the pot first; they keep their ends. Refuses not_yours
 * when the household did not allow it, else like `payIn`.
 */
export async function draw(context: Context<MemberActor>, { amount, key }: Moving): Promise<{ fresh: boolean }> {
  checkMoving({ amount, key });
  return inTransaction(context, async (inside) => {
    const place = await lockPlace(inside.db, inside.actor.accountId);
    if (!maySpend(place)) throw new Refusal('not_yours');
    const known = await knownTransfer(inside.db, place, 'draw', { amount, key });
    if (known) return { fresh: false };
    const { pot } = await lockBoth(inside, place);
    const taken = allocateOwn(pot, place.household.potAccountId, inside.now, amount);
    await move(inside, place, 'draw', key, taken, pot);
    return { fresh: true };
  });
}

/** What a use of the pot at a till needs: the card that was presented stands for the member who uses it. */
export type PotSpending = {
  accountId: AccountId;
  amount: number;
  key: string;
  channelId?: ChannelId;
  storeId?: StoreId;
  staffId?: StaffId;
  purchaseId?: PurchaseId;
};

/** Spends points of the pot for the member whose card was presented. Refuses not_found, not_yours, and what `spend` refuses. */
export async function spendFromPot(
  context: Context,
  { accountId, ...spending }: PotSpending,
): Promise<{ spendId: SpendId; fresh: boolean }> {
  return inTransaction(context, async (inside) => {
    const place = await lockPlace(inside.db, accountId);
    if (!maySpend(place)) throw new Refusal('not_yours');
    const { spendId, fresh } = await spend(inside, { ...spending, accountId: place.household.potAccountId });
    if (fresh) await audit(inside, { action: 'household.spent', subject: subjectOf(place.household.id), accountId });
    return { spendId, fresh };
  });
}

/** Whether this member may use the pot: everybody, or whom the head named, and the head always. */
export function maySpend({ household, membership }: Place): boolean {
  return household.spenders === 'all' || membership.role === 'head' || membership.maySpend;
}

/** Locks the member's cards and the pot, in id order, and answers what both hold. */
export async function lockBoth({ db, now }: Context, place: Place): Promise<{ own: Wallet; pot: Wallet }> {
  const { accountId } = place.membership;
  const { potAccountId } = place.household;
  const locked = await lockAccounts(db, [accountId, potAccountId]);
  const { accountIds } = locked.get(accountId) as Component;
  return { own: await walletOf(db, accountIds, now), pot: await walletOf(db, [potAccountId], now) };
}

/** Chooses lots of one account alone, whatever it is joined with. */
export function allocateOwn(wallet: Wallet, accountId: AccountId, now: Date, amount: number): Taken[] {
  return allocate({ ...wallet, frozen: true }, { accountId, at: now.getTime(), amount });
}

/** How much one account could give by itself now. */
export function ownPoints(wallet: Wallet, accountId: AccountId, now: Date): number {
  return takeableLots(wallet, { accountId, at: now.getTime(), ownOnly: true }, wallet.firstUse).reduce(
    (sum, lot) => sum + (wallet.remaining.get(lot.lotId) ?? 0),
    0,
  );
}

/**
 * Moves the lots chosen to the other side, in the caller's transaction with everything locked: one use on the giving side, and on
 * the other a lot for each part with the same end. What comes into the pot is written down as this member's.
 */
export async function move(
  context: Context,
  { household, membership }: Place,
  kind: TransferKind,
  key: string,
  taken: Taken[],
  wallet: Wallet,
): Promise<SpendId> {
  const { db, now } = context;
  const intoPot = kind === 'pay_in' || kind === 'share';
  const [from, to] = intoPot
    ? [membership.accountId, household.potAccountId]
    : [household.potAccountId, membership.accountId];
  const amount = taken.reduce((sum, part) => sum + part.amount, 0);
  const name = transferKey(membership.id, kind, key);
  const [use] = await db
    .insert(spends)
    .values({ accountId: from, amount, spentAt: now, ownOnly: true, key: name })
    .returning({ id: spends.id });
  const spendId = (use as { id: SpendId }).id;
  await takeFrom(context, spendId, taken);
  const lotIds = await giveTo(context, to, taken, wallet, name);
  if (intoPot) await db.insert(potLots).values(lotIds.map((lotId) => ({ lotId, membershipId: membership.id })));
  const ids = { householdId: household.id, membershipId: membership.id };
  await db.insert(householdTransfers).values({ ...ids, kind, spendId, amount, at: now });
  await audit(context, { action: 'points.spent', subject: `spend:${spendId}`, accountId: from, facts: { amount } });
  const subject = subjectOf(household.id);
  await audit(context, {
    action: `household.${kind}`,
    subject,
    accountId: membership.accountId,
    facts: { amount, spendId },
  });
  return spendId;
}

async function takeFrom({ db, now }: Context, spendId: SpendId, taken: Taken[]): Promise<void> {
  for (const { lotId, amount } of taken) {
    await db
      .update(lots)
      .set({ remaining: sql`${lots.remaining} - ${amount}` })
      .where(eq(lots.id, lotId));
  }
  await db.insert(ledgerEntries).values(
    taken.map(({ lotId, accountId, amount }) => ({
      kind: 'spend' as const,
      ...{ accountId, lotId, spendId, amount: -amount, recordedAt: now },
    })),
  );
}

/** A lot for each part, with the end it had: a later end that an undo gave counts as its end. */
async function giveTo(
  { db, now }: Context,
  accountId: AccountId,
  taken: Taken[],
  wallet: Wallet,
  name: string,
): Promise<LotId[]> {
  const earned = await earnedAtOf(
    db,
    taken.map(({ lotId }) => lotId),
  );
  const given: LotId[] = [];
  for (const { lotId, amount } of taken) {
    const source = wallet.lots.find((lot) => lot.lotId === lotId);
    const end = source ? endOf(source, wallet.graces, now.getTime()) : Number.POSITIVE_INFINITY;
    const [lot] = await db
      .insert(lots)
      .values({
        ...{ accountId, amount, remaining: amount, recordedAt: now, availableAt: now },
        earnedAt: earned.get(lotId) ?? now,
        expiresAt: Number.isFinite(end) ? new Date(end) : null,
        ...{ origin: 'transfer', source: 'transfer', key: `${name}:${lotId}` },
      })
      .returning({ id: lots.id });
    given.push((lot as { id: LotId }).id);
  }
  await db.insert(ledgerEntries).values(
    given.map((lotId, i) => ({
      kind: 'earn' as const,
      ...{ accountId, lotId, amount: (taken[i] as Taken).amount, recordedAt: now },
    })),
  );
  return given;
}

async function earnedAtOf(db: Database, lotIds: LotId[]): Promise<Map<LotId, Date>> {
  const rows = await db
    .select({ id: lots.id, earnedAt: lots.earnedAt })
    .from(lots)
    .where(inArray(lots.id, lotIds))
    .orderBy(asc(lots.id));
  return new Map(rows.map(({ id, earnedAt }) => [id, earnedAt]));
}

async function knownTransfer(db: Database, { membership }: Place, kind: TransferKind, { amount, key }: Moving) {
  const [known] = await db
    .select({ id: spends.id, amount: spends.amount })
    .from(spends)
    .where(and(eq(spends.key, transferKey(membership.id, kind, key))));
  if (known && known.amount !== amount) throw new Refusal('key_reused', { key });
  return known;
}

/** One key for both sides of a transfer. */
export function transferKey(membershipId: MembershipId, kind: TransferKind, key: string): string {
  return `transfer:${membershipId}:${kind}:${key}`;
}

function checkMoving({ amount, key }: Moving): void {
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > 2_147_483_647)
    throw new Refusal('bad_input', { field: 'amount' });
  if (!/^[\w-]{1,64}$/.test(key)) throw new Refusal('bad_input', { field: 'key' });
}
