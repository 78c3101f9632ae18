import { civil } from '../calendar.ts';
import type { Moments } from './moments.ts';
import type { Registry } from './people.ts';
import type { ChannelCode, PlannedAccount, PlannedPurchase, StoreCode } from './plan.ts';
import type { Random } from './random.ts';
import { type Goods, goods } from './words/goods.ts';

type Taste = Exclude<Goods['taste'], 'story'>;

const historyMonths = 24;
const monthMs = 30.44 * 86_400_000;
const onceYen = 20_000;
const likedShare = 0.45;
const spendShare = 0.3;
const spendPoints = [300, 500, 500, 800, 1_000, 1_500, 2_000];

/** How often somebody buys in two years. */
const liveliness = [
  { weight: 38, from: 2, to: 4 },
  { weight: 42, from: 4, to: 10 },
  { weight: 20, from: 10, to: 18 },
];
const tastes: { taste: Taste; weight: number }[] = [
  { taste: 'bed', weight: 4 },
  { taste: 'pillow', weight: 4 },
  { taste: 'linen', weight: 4 },
  { taste: 'winter', weight: 4 },
  { taste: 'rest', weight: 4 },
  { taste: 'tea', weight: 3 },
];
const channels: { code: ChannelCode; weight: number }[] = [
  { code: 'store', weight: 62 },
  { code: 'online', weight: 22 },
  { code: 'mall', weight: 8 },
  { code: 'catalogue', weight: 5 },
  { code: 'department', weight: 3 },
];
/** What people take along with something, and how often. */
const companions: Record<string, [product: string, share: number][]> = {
  'linen-sheet': [['linen-pillow-cover', 0.3]],
  'down-duvet': [['duvet-cover', 0.45]],
  'fitted-pillow': [['cotton-pillow-cover', 0.5]],
  'down-pillow': [['cotton-pillow-cover', 0.4]],
  'cotton-futon': [['dry-sheet', 0.3]],
  'hinoki-bed': [['box-sheet', 0.4]],
  'wool-blanket': [['wool-pad', 0.3]],
  'gauze-pajama': [['silk-wear', 0.25]],
  'roasted-tea': [['chamomile-tea', 0.2]],
};

/** Slack names of those who serve at each store. */
export const clerks: Record<StoreCode, string[]> = {
  kichijoji: ['morishita', 'yamaguchi'],
  kamakura: ['hayama', 'kitamura'],
  kobe: ['nada'],
  hq: ['okubo'],
};

/** Fills a card with two years of purchases and visits, ending at `until`. */
export function shopWith(registry: Registry, card: PlannedAccount, until: Date, share = 1): void {
  const { random, moments } = registry;
  const earliest = until.getTime() - historyMonths * monthMs;
  const from = new Date(Math.max(card.registeredAt.getTime(), earliest));
  const months = Math.max(0.2, moments.ageMonths(from) - moments.ageMonths(until));
  const level = random.weighed(liveliness);
  const times = Math.max(1, Math.round((random.int(level.from, level.to) * months * share) / historyMonths));
  const liked = [random.weighed(tastes).taste, random.weighed(tastes).taste];
  const habit = random.weighed(channels).code;
  const owned = new Set<string>();
  for (let count = 0; count < times; count++) {
    const channel = random.chance(0.75) ? habit : random.weighed(channels).code;
    const at = momentBetween(random, from, until, channel);
    const lines = basket(random, liked, at, owned);
    if (lines.length === 0) continue;
    card.purchases.push({ at, channel, lines, ...served(random, card, channel) });
    if (random.chance(spendShare)) card.spends.push({ at, points: random.pick(spendPoints), exact: false });
  }
  for (let count = random.int(0, Math.ceil(times / 2)); count > 0; count--) {
    card.visits.push({ at: momentBetween(random, from, until, 'store'), store: card.store, ...serving(random, card) });
  }
}

/** Adds one purchase of given goods. */
export function buy(
  registry: Registry,
  card: PlannedAccount,
  products: string[],
  between: { from: Date; until: Date },
): PlannedPurchase {
  const { random } = registry;
  const channel = random.chance(0.8) ? 'store' : 'online';
  const at = momentBetween(random, between.from, between.until, channel);
  const lines = products.map((product) => ({ product, quantity: 1 }));
  const purchase = { at, channel, lines, ...served(random, card, channel) } as const;
  card.purchases.push(purchase);
  return purchase;
}

/** A moment in a span, in opening hours where there are any, and never after its end. */
export function momentBetween(random: Random, from: Date, until: Date, channel: ChannelCode): Date {
  const any = new Date(from.getTime() + random.next() * (until.getTime() - from.getTime()));
  const open = channel === 'store' || channel === 'department';
  const [hour, minute] = [open ? random.int(11, 18) : random.int(7, 23), random.int(0, 59)];
  const at = new Date(civil(any).startOfDay().add({ hours: hour, minutes: minute }).epochMilliseconds);
  return at > from && at < until ? at : any;
}

function basket(random: Random, liked: Taste[], at: Date, owned: Set<string>): PlannedPurchase['lines'] {
  const month = civil(at).month;
  const taste = random.chance(likedShare) ? random.pick(liked) : random.weighed(tastes).taste;
  const wanted = goods
    .filter((item) => item.taste === taste && !(item.priceYen > onceYen && owned.has(item.code)))
    .map((item) => ({ ...item, weight: item.weight * inSeason(taste, month) }));
  if (wanted.length === 0) return [];
  const first = random.weighed(wanted).code;
  const along = (companions[first] ?? []).filter(([code, share]) => !owned.has(code) && random.chance(share));
  const lines = [first, ...along.map(([code]) => code)].map((product) => ({
    product,
    quantity: quantityOf(random, product),
  }));
  for (const { product } of lines) owned.add(product);
  return lines;
}

function inSeason(taste: Taste, month: number): number {
  const cold = month >= 10 || month <= 2;
  const hot = month >= 4 && month <= 8;
  if (taste === 'winter') return cold ? 3 : hot ? 0.3 : 1;
  if (taste === 'linen') return hot ? 3 : cold ? 0.3 : 1;
  return 1;
}

function quantityOf(random: Random, product: string): number {
  const price = goods.find(({ code }) => code === product)?.priceYen ?? 0;
  return price < 6_000 && random.chance(0.4) ? 2 : 1;
}

function served(random: Random, card: PlannedAccount, channel: ChannelCode): Pick<PlannedPurchase, 'store' | 'staff'> {
  return channel === 'store' ? { store: card.store, ...serving(random, card) } : {};
}

function serving(random: Random, { store, staff }: PlannedAccount): { staff: string } {
  return { staff: staff ?? random.pick(clerks[store]) };
}

/** The first moment from which a card's last year can be told. */
export function lastYearOf(card: PlannedAccount, moments: Moments): Date {
  return new Date(Math.max(card.registeredAt.getTime(), moments.now.getTime() - 12 * monthMs));
}
