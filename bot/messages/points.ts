import { Temporal } from 'temporal-polyfill';
import { civil, lastDayBefore } from '../../core/calendar.ts';
import type { Balance, LotView } from '../../core/points/balance.ts';
import type { PurchaseId } from '../../db/ids.ts';
import type { Named, programmeFor } from '../../liff/api/programme.ts';
import type { PurchaseTitle } from '../../liff/shop.ts';
import type { Message } from '../line.ts';
import {
  bubble,
  type Component,
  clip,
  column,
  entry,
  flex,
  largeFigure,
  note,
  paint,
  rule,
  text,
  toSay,
  toUri,
  withQuickReplies,
  wordButton,
} from './flex.ts';
import { liffUrl } from './links.ts';
import { dayOf, menu, type Scene } from './scene.ts';

const endsShownMax = 3;
const campaignsShownMax = 2;
const soonDays = 31;
const dayMs = 86_400_000;

export type PointsFacts = {
  balance: Balance;
  titles: Map<PurchaseId, PurchaseTitle>;
  awaiting: number;
  programme: Awaited<ReturnType<typeof programmeFor>>;
};

/** The points: what can be used now, what ends first, what joins later and is never in the sum. */
export function pointsMessages(scene: Scene, { balance, titles, awaiting, programme }: PointsFacts): Message[] {
  const { words } = scene;
  const { spendable } = balance;
  const usable = balance.lots.filter((lot) => !lot.held && !lot.spendableFrom);
  const notes = [...waitingNotes(scene, balance.lots), ...pendingNotes(scene, balance, titles)];
  if (awaiting > 0) notes.push(words.balance.awaiting);
  if (usable.length === 0 && notes.length === 0) notes.push(words.balance.empty);
  notes.push(...programmeNotes(scene, programme));
  const content = bubble({
    body: [
      text(words.balance.now, { color: paint.ink2 }),
      largeFigure(words.figure(spendable), 'pt'),
      ...endings(scene, usable),
      ...notes.map((each) => note(each)),
    ],
    footer: [wordButton(toUri(words.balance.details, liffUrl(scene.config, '/points')), true)],
    ruled: true,
  });
  const message = flex(words.balance.alt(words.points(spendable)), content);
  const howTo = toSay(words.menu.howTo, words.menu.howTo);
  return withQuickReplies([message], [howTo, ...menu(scene, 'history', 'recommend')]);
}

function endings(scene: Scene, usable: LotView[]): Component[] {
  const { words } = scene;
  if (usable.length === 0) return [];
  const byEnd = [...Map.groupBy(usable, (lot) => lot.endsAt?.getTime() ?? Number.POSITIVE_INFINITY)];
  const shown = byEnd.length === endsShownMax + 1 ? byEnd : byEnd.slice(0, endsShownMax);
  const rest = byEnd.slice(shown.length).flatMap(([, lots]) => lots);
  const lines = shown.map(([end, lots]) => {
    const isSoon = end - scene.now.getTime() < soonDays * dayMs;
    return entry(endOf(scene, lots), words.points(sumOf(lots)), isSoon ? { color: paint.shuInk, weight: 'bold' } : {});
  });
  if (rest.length > 0) lines.push(entry(words.balance.rest(rest.length), words.points(sumOf(rest))));
  return [rule, text(words.balance.soonest, { size: 'xs', color: paint.ink2 }), column(lines, { spacing: 'sm' })];
}

function endOf({ words, now }: Scene, [lot]: LotView[]): string {
  if (!lot?.endsAt) return words.balance.noEnd;
  return words.balance.until(words.dayInList(lastDayBefore(lot.endsAt), civil(now).toPlainDate()));
}

/** Points of a freshly joined card, which wait before they can be spent from here. */
function waitingNotes(scene: Scene, lots: LotView[]): string[] {
  const { words } = scene;
  const waiting = lots.filter((lot) => lot.spendableFrom);
  const [first] = waiting.map((lot) => lot.spendableFrom).filter((from) => from !== undefined);
  return first ? [words.balance.waiting(words.points(sumOf(waiting)), dayOf(scene, first))] : [];
}

function pendingNotes(scene: Scene, { pending }: Balance, titles: PointsFacts['titles']): string[] {
  const { words } = scene;
  const [first] = pending;
  if (!first) return [];
  if (pending.length > 1) {
    const amount = pending.reduce((sum, each) => sum + each.amount, 0);
    const earliest = new Date(Math.min(...pending.map(({ availableAt }) => availableAt.getTime())));
    return [words.balance.pendingSome(words.points(amount), dayOf(scene, earliest))];
  }
  const title = first.purchaseId ? titles.get(first.purchaseId) : undefined;
  const goods = title ? clip(title.product, 40) : words.balance.welcomeGift;
  return [words.balance.pending(goods, words.points(first.amount), dayOf(scene, first.availableAt))];
}

/** Where the member stands, and the campaigns that run. */
function programmeNotes({ words, now }: Scene, { tier, campaigns }: PointsFacts['programme']): string[] {
  const said = ({ ja, en }: Named) => (words.code === 'en' ? (en ?? ja) : ja);
  const standing = !tier
    ? []
    : tier.next
      ? [words.balance.tier(said(tier.name), said(tier.next.name), words.yen(tier.next.missingYen))]
      : [words.balance.tierTop(said(tier.name))];
  const running = campaigns.slice(0, campaignsShownMax).map(({ name, lastDay }) => {
    const day = Temporal.PlainDate.from(lastDay);
    return words.balance.campaign(clip(said(name), 40), words.dayInList(day, civil(now).toPlainDate()));
  });
  return [...standing, ...running];
}

function sumOf(lots: LotView[]): number {
  return lots.reduce((sum, lot) => sum + lot.remaining, 0);
}
