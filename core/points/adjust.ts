import { and, eq, gt, inArray, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AccountId, AdjustmentId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type AdjustReason, adjustReasons, pointAdjustments } from '../../db/schema/till.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { cleanText } from '../members/normalise.ts';
import { mayDecideOnRecord, mayOverruleOnRecord, refusedOnRecord } from '../merges/authority.ts';
import { componentOf, lockAccounts } from '../merges/component.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { rehearse } from '../rehearse.ts';
import { settingOf } from '../settings.ts';
import { balanceOf } from './balance.ts';
import { earn } from './earn.ts';
import { spend } from './spend.ts';

const noteMax = 500;
const amountMax = 1_000_000;
/** Many small ones count as one large one. */
const countedDays = 30;
const limitUsual = 1_000;

export type Adjusting = {
  accountId: AccountId;
  /** Plus gives, minus takes. */
  amount: number;
  reason: AdjustReason;
  note?: string;
  /** Makes it once. */
  key: string;
};

export type Adjusted = { adjustmentId: AdjustmentId; state: Adjustment['state'] };

type Adjustment = typeof pointAdjustments.$inferSelect;

/** How many points one person may be given or taken in thirty days before a second member of staff has to say yes. */
export function adjustLimit(db: Database): Promise<number> {
  return settingOf(db, 'adjust_limit', z.int().nonnegative(), limitUsual);
}

/**
 * Gives or takes points by hand. Up to the limit it is done at once; above it the request waits for the manager of the same store or
 * headquarters, and nothing moves before. Nobody adjusts their own. Refuses bad_input {field}, not_found, not_staff, about_yourself,
 * key_reused, and not_enough_points {available} when more is to be taken than can be spent.
 */
export async function adjustPoints(context: Context<StaffActor>, adjusting: Adjusting): Promise<Adjusted> {
  const { accountId } = adjusting;
  const note = checkedNote(adjusting);
  const { accountIds } = await componentOf(context.db, accountId);
  const subject = `account:${accountId}`;
  await mayDecideOnRecord(context, subject, context.actor.storeId, accountIds);
  return inTransaction(context, async (inside) => {
    await lockAccounts(inside.db, [accountId]);
    const known = await byKey(inside.db, adjusting.key);
    if (known) return answerAgain(known, inside, adjusting);
    return (await needsSecond(inside, adjusting)) ? ask(inside, adjusting, note) : bookNow(inside, adjusting, note);
  });
}

export type AdjustPreview = { before: number; after: number; needsSecond: boolean; limit: number };

/** What an adjustment would come to: the spendable points before and after. Refuses like `adjustPoints`; moves nothing. */
export async function previewAdjustment(context: Context<StaffActor>, adjusting: Adjusting): Promise<AdjustPreview> {
  const { accountId } = adjusting;
  const note = checkedNote(adjusting);
  const { accountIds } = await componentOf(context.db, accountId);
  await mayDecideOnRecord(context, `account:${accountId}`, context.actor.storeId, accountIds);
  const { spendable: before } = await balanceOf(context.db, accountId, context.now);
  const second = await needsSecond(context, adjusting);
  const after = await rehearse(context, async (inside) => {
    await bookNow(inside, adjusting, note);
    return (await balanceOf(inside.db, accountId, inside.now)).spendable;
  });
  return { before, after, needsSecond: second, limit: await adjustLimit(context.db) };
}

/**
 * The second yes, or a no. For the manager of the store that asked and headquarters, never for who asked, and not about themselves. A
 * yes refuses not_enough_points when the points have been spent in between. Refuses not_found, not_yours {store, manager},
 * second_needed, request_closed.
 */
export async function decideAdjustment(
  context: Context<StaffActor>,
  { adjustmentId, approve }: { adjustmentId: AdjustmentId; approve: boolean },
): Promise<Adjusted> {
  const asked = await adjustmentOf(context.db, adjustmentId);
  if (!asked) throw new Refusal('not_found');
  const subject = `adjustment:${adjustmentId}`;
  const { accountIds } = await componentOf(context.db, asked.accountId);
  await mayOverruleOnRecord(context, subject, asked.storeId, accountIds);
  if (asked.requestedByStaffId === context.actor.staffId)
    throw await refusedOnRecord(context, subject, 'second_needed', { adjustment: true });
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    await lockAccounts(db, [asked.accountId]);
    const booked = approve ? await book(inside, asked) : {};
    const state = approve ? ('done' as const) : ('refused' as const);
    const [decided] = await db
      .update(pointAdjustments)
      .set({ state, decidedAt: now, decidedByStaffId: actor.staffId, ...booked })
      .where(and(eq(pointAdjustments.id, adjustmentId), eq(pointAdjustments.state, 'waiting')))
      .returning({ id: pointAdjustments.id });
    if (!decided) throw new Refusal('request_closed');
    const { accountId, amount, reason } = asked;
    const action = approve ? 'adjustment.approved' : 'adjustment.refused';
    await audit(inside, { action, subject, accountId, reason, facts: { amount } });
    await show(inside, adjustmentId, state);
    return { adjustmentId, state };
  });
}

/** An adjustment as it stands. */
export async function adjustmentOf(db: Database, adjustmentId: AdjustmentId): Promise<Adjustment | undefined> {
  const [row] = await db.select().from(pointAdjustments).where(eq(pointAdjustments.id, adjustmentId));
  return row;
}

function checkedNote({ amount, reason, note = '', key }: Adjusting): string {
  if (!Number.isSafeInteger(amount) || amount === 0 || Math.abs(amount) > amountMax)
    throw new Refusal('bad_input', { field: 'amount' });
  if (!adjustReasons.includes(reason)) throw new Refusal('bad_input', { field: 'reason' });
  const plain = cleanText(note).trim();
  if (plain.length > noteMax || (reason === 'other' && plain === '')) throw new Refusal('bad_input', { field: 'note' });
  if (key === '' || key.length > 200) throw new Refusal('bad_input', { field: 'key' });
  return plain;
}

async function needsSecond({ db, now }: Context, { accountId, amount }: Adjusting): Promise<boolean> {
  const { accountIds } = await componentOf(db, accountId);
  const [row] = await db
    .select({ moved: sql<number>`coalesce(sum(abs(${pointAdjustments.amount})), 0)::int` })
    .from(pointAdjustments)
    .where(
      and(
        inArray(pointAdjustments.accountId, accountIds),
        gt(pointAdjustments.requestedAt, daysLater(now, -countedDays)),
        ne(pointAdjustments.state, 'refused'),
      ),
    );
  return Math.abs(amount) + (row?.moved ?? 0) > (await adjustLimit(db));
}

async function ask(context: Context<StaffActor>, adjusting: Adjusting, note: string): Promise<Adjusted> {
  const { db, actor, now } = context;
  const { accountId, amount, reason, key } = adjusting;
  if (amount < 0) await rehearse(context, (inside) => book(inside, adjusting));
  const [row] = await db
    .insert(pointAdjustments)
    .values({
      ...{ accountId, amount, reason, note: note || null, state: 'waiting', storeId: actor.storeId, key },
      ...{ requestedByStaffId: actor.staffId, requestedAt: now },
    })
    .returning({ id: pointAdjustments.id });
  const adjustmentId = row?.id as AdjustmentId;
  const subject = `adjustment:${adjustmentId}`;
  await audit(context, { action: 'adjustment.asked', subject, accountId, reason, facts: { amount } });
  await show(context, adjustmentId, 'waiting');
  return { adjustmentId, state: 'waiting' };
}

async function bookNow(context: Context<StaffActor>, adjusting: Adjusting, note: string): Promise<Adjusted> {
  const { db, actor, now } = context;
  const { accountId, amount, reason, key } = adjusting;
  const booked = await book(context, adjusting);
  const [row] = await db
    .insert(pointAdjustments)
    .values({
      ...{ accountId, amount, reason, note: note || null, state: 'done', storeId: actor.storeId, key, ...booked },
      ...{ requestedByStaffId: actor.staffId, requestedAt: now, decidedByStaffId: actor.staffId, decidedAt: now },
    })
    .returning({ id: pointAdjustments.id });
  const adjustmentId = row?.id as AdjustmentId;
  const subject = `adjustment:${adjustmentId}`;
  await audit(context, { action: 'adjustment.done', subject, accountId, reason, facts: { amount } });
  return { adjustmentId, state: 'done' };
}

/** Points that are given are a lot of their own; points that are taken are spent, so that an undo settles them like any other spend. */
async function book(
  context: Context<StaffActor>,
  { accountId, amount, key }: Pick<Adjusting, 'accountId' | 'amount' | 'key'>,
) {
  const once = { source: 'adjustment', key };
  if (amount > 0) {
    const { lotId } = await earn(context, { accountId, amount, origin: 'adjustment', ...once });
    return { lotId };
  }
  const { storeId, staffId } = context.actor;
  const { spendId } = await spend(context, {
    ...{ accountId, storeId, staffId },
    amount: -amount,
    key: `adjustment:${key}`,
  });
  return { spendId };
}

async function byKey(db: Database, key: string): Promise<Adjustment | undefined> {
  const [row] = await db.select().from(pointAdjustments).where(eq(pointAdjustments.key, key));
  return row;
}

function answerAgain(known: Adjustment, { actor }: Context<StaffActor>, adjusting: Adjusting): Adjusted {
  const { accountId, amount, reason, key } = adjusting;
  const isSame = known.accountId === accountId && known.amount === amount && known.reason === reason;
  if (!isSame || known.requestedByStaffId !== actor.staffId) throw new Refusal('key_reused', { key });
  return { adjustmentId: known.id, state: known.state };
}

async function show(context: Context, adjustmentId: AdjustmentId, state: string): Promise<void> {
  const message = { show: 'adjustment', adjustmentId } as const;
  await tell(context, { topic: 'slack', message }, `adjustment:${adjustmentId}:${state}`);
}
