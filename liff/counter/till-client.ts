import { answerOf } from '../page/client.ts';
import { api } from './client.ts';

/** Whose card was shown, or whom staff picked by name. */
export type Whose = { number: string } | { picked: string };
export type Customer = Awaited<ReturnType<typeof findCustomer>> & { whose: Whose };
export type Found = Awaited<ReturnType<typeof findByName>>['found'][number];
export type Goods = Awaited<ReturnType<typeof findGoods>>['goods'][number];
export type Line = { productCode: string; name: string; quantity: number; amountYen: number };
/** A sale on its way; `key` makes it one, however often it is sent. `since`: when its page was opened. */
export type Pending = {
  whose: Whose;
  tail: string;
  totalYen: number;
  lines: Line[];
  usePoints: number;
  key: string;
  since: number;
};
export type Told = Awaited<ReturnType<typeof sellNow>>;
export type Receipt = Told['receipt'];
export type What = 'all' | { lines: { lineId: number; quantity: number }[] } | { amountYen: number };
export type Returned = Awaited<ReturnType<typeof returnNow>>;

const keptAs = 'musubi.till';
const keptMs = 60 * 60_000;

export const findCustomer = (whose: Whose) => answerOf(api.till.member.$post({ json: whose }));
export const findByName = (text: string) => answerOf(api.till.find.$post({ json: { text } }));
export const noteVisit = (whose: Whose, key: string) => answerOf(api.till.visit.$post({ json: { ...whose, key } }));
export const findGoods = (text: string) => answerOf(api.till.goods.$post({ json: { text } }));
export const previewNow = (pending: Pending) => answerOf(api.till.preview.$post({ json: toSend(pending) }));
export const sellNow = (pending: Pending) => answerOf(api.till.sell.$post({ json: toSend(pending) }));
export const purchasesOf = (number: string) => answerOf(api.till.purchases.$post({ json: { number } }));

/** What a return would come to. */
export function previewReturn(purchaseId: number, what: What) {
  return answerOf(api.till.return.preview.$post({ json: { purchaseId, what } }));
}

/** Returns what was previewed, and only if nothing else has come back since. */
export function returnNow(purchaseId: number, what: What, returnedYen: number, key: string) {
  return answerOf(api.till.return.$post({ json: { purchaseId, what, returnedYen, key } }));
}

function toSend({ whose, totalYen, lines, usePoints, key }: Pending) {
  const plain = lines.map(({ productCode, quantity, amountYen }) => ({ productCode, quantity, amountYen }));
  return { ...whose, totalYen, usePoints, key, lines: plain };
}

/** A sale that was sent or is about to be: this device remembers it until it has its receipt, also over a reload. */
export function keep(pending: Pending): void {
  localStorage.setItem(keptAs, JSON.stringify(pending));
}

export function forget(): void {
  localStorage.removeItem(keptAs);
}

/** The sale this device did not see the end of, in this session or the one before. */
export function kept(openedAt: number): Pending | undefined {
  const text = localStorage.getItem(keptAs);
  const pending: Pending | undefined = text ? JSON.parse(text) : undefined;
  if (pending && openedAt - pending.since < keptMs) return pending;
  forget();
  return undefined;
}
