import { Hono } from 'hono';
import { civil, lastDayBefore } from '../../core/calendar.ts';
import type { Context, MemberActor } from '../../core/context.ts';
import { isWelcomePending } from '../../core/members/welcome.ts';
import { visibleAccounts } from '../../core/merges/visible.ts';
import { balanceOf, type LotView, type Pending } from '../../core/points/balance.ts';
import { reasonsOf } from '../../core/points/reasons.ts';
import type { LotId, PurchaseId } from '../../db/ids.ts';
import type { EarnReason } from '../../db/schema/points.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';
import { openStores, type PurchaseTitle, titlesOf } from '../shop.ts';
import { cardOf, noteShown } from '../sight.ts';
import { programmeFor, reasonsShown } from './programme.ts';

const monthsMin = 6;

/** The points page: one balance, what ends when and where it came from, and what joins later. */
export function pointsRoutes(deps: LiffDeps) {
  return new Hono<MemberEnv>().get('/', memberOnly(deps), async (c) => {
    const context = c.get('context');
    const { db, actor, now } = context;
    const accounts = await visibleAccounts(db, actor.identityId);
    const balance = await balanceOf(db, actor.accountId, now, accounts);
    const shown = [...balance.lots, ...balance.pending];
    await noteShown(context, 'balance', shown);
    const titles = await titlesOf(
      db,
      shown.flatMap((lot) => lot.purchaseId ?? []),
    );
    const reasons = await reasonsOf(
      db,
      shown.map(({ lotId }) => lotId),
    );
    const counting = balance.lots.filter((lot) => !lot.held);
    return c.json({
      now: now.toISOString(),
      total: balance.total,
      spendable: balance.spendable,
      waitsUntil: latest(balance.lots.flatMap((lot) => lot.spendableFrom ?? [])),
      months: monthsOf(counting, now),
      lots: balance.lots.map((lot) => lotLine(context, lot, titles, reasons)),
      pending: balance.pending.map((lot) => pendingLine(context, lot, titles, reasons)),
      welcomeWaits: await isWelcomePending(db, actor.accountId),
      stores: (await openStores(db)).length,
      ...(await programmeFor(db, actor.accountId, now, accounts)),
    });
  });
}

/** The points that a cool-off still keeps from being spent: how many, and from when the first of them can be. */
export function waitingOf(lots: LotView[]): { amount: number; from: string } | null {
  const waiting = lots.filter((lot) => !lot.held && lot.spendableFrom);
  const [first] = waiting.map((lot) => lot.spendableFrom as Date).sort((x, y) => x.getTime() - y.getTime());
  return first ? { amount: waiting.reduce((sum, lot) => sum + lot.remaining, 0), from: first.toISOString() } : null;
}

/** The points that end first: how many, and the last day they are good. */
export function soonestOf(lots: LotView[]): { amount: number; lastDay: string } | null {
  const ending = lots.filter((lot) => !lot.held && lot.endsAt);
  const first = ending[0]?.endsAt;
  if (!first) return null;
  const together = ending.filter((lot) => lot.endsAt?.getTime() === first.getTime());
  return { amount: together.reduce((sum, lot) => sum + lot.remaining, 0), lastDay: lastDayBefore(first).toString() };
}

/** Points by the month in which they end, every month from this one to the last, at least half a year. */
function monthsOf(lots: LotView[], now: Date): { month: string; amount: number }[] {
  const amounts = new Map<string, number>();
  for (const { endsAt, remaining } of lots) {
    if (!endsAt) continue;
    const month = lastDayBefore(endsAt).toPlainYearMonth().toString();
    amounts.set(month, (amounts.get(month) ?? 0) + remaining);
  }
  const last = [...amounts.keys()].sort().at(-1);
  const months: { month: string; amount: number }[] = [];
  for (let at = civil(now).toPlainDate().toPlainYearMonth(); ; at = at.add({ months: 1 })) {
    const month = at.toString();
    if (months.length >= monthsMin && (!last || month > last)) return months;
    months.push({ month, amount: amounts.get(month) ?? 0 });
  }
}

type Titles = Map<PurchaseId, PurchaseTitle>;
type Reasons = Map<LotId, EarnReason[]>;

function lotLine(context: Context<MemberActor>, lot: LotView, titles: Titles, reasons: Reasons) {
  return {
    amount: lot.remaining,
    lastDay: lot.endsAt && lastDayBefore(lot.endsAt).toString(),
    origin: lot.origin,
    title: titleOf(lot, titles),
    card: cardOf(context, lot.accountId),
    reasons: reasonsShown(reasons.get(lot.lotId)),
    held: lot.held,
    spendableFrom: lot.spendableFrom?.toISOString() ?? null,
  };
}

function pendingLine(context: Context<MemberActor>, lot: Pending, titles: Titles, reasons: Reasons) {
  return {
    amount: lot.amount,
    availableAt: lot.availableAt.toISOString(),
    reasons: reasonsShown(reasons.get(lot.lotId)),
    title: titleOf(lot, titles),
    card: cardOf(context, lot.accountId),
  };
}

function titleOf({ purchaseId }: { purchaseId: PurchaseId | null }, titles: Titles): PurchaseTitle | null {
  return (purchaseId && titles.get(purchaseId)) ?? null;
}

function latest(times: Date[]): string | null {
  const last = times.reduce<Date | undefined>((a, b) => (a && a > b ? a : b), undefined);
  return last?.toISOString() ?? null;
}
