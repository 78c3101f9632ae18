import type { Registry } from './people.ts';
import type { PlannedAccount } from './plan.ts';
import { buy, lastYearOf } from './shopping.ts';

/** The mattress and the pillow that the demo's recommendation is about, and how many chose which. */
export const mattress = { product: 'kumo-mattress', buyers: 86 };
export const pillow = { product: 'soba-pillow', withMattress: 31, alone: 9 };

const dayMs = 86_400_000;
const sameDayShare = 0.6;

/**
 * Lets 86 persons choose the mattress within the last year and 31 of them the pillow too, so that the reason the shop gives for its
 * proposal is counted and true. `cards` hold one card of each person that chance may choose; `storied` have chosen already.
 */
export function chooseTogether(registry: Registry, cards: PlannedAccount[], storied: PlannedAccount[]): void {
  const { random, moments } = registry;
  const has = (product: string) => (card: PlannedAccount) =>
    card.purchases.some(({ lines }) => lines.some((line) => line.product === product));
  const already = { mattress: storied.filter(has(mattress.product)), pillow: storied.filter(has(pillow.product)) };
  const known = cards.filter(({ registeredAt }) => registeredAt < moments.daysAgo(30));
  const chosen = random.shuffled(known);
  const buyers = chosen.splice(0, mattress.buyers - already.mattress.length);
  const both = pillow.withMattress - already.pillow.length;
  for (const [index, card] of buyers.entries()) {
    const from = lastYearOf(card, moments);
    const until = moments.daysAgo(4);
    if (index >= both) buy(registry, card, [mattress.product], { from, until });
    else if (random.chance(sameDayShare)) buy(registry, card, [mattress.product, pillow.product], { from, until });
    else {
      const { at } = buy(registry, card, [mattress.product], { from, until: moments.daysAgo(20) });
      const later = new Date(Math.min(at.getTime() + 60 * dayMs, moments.daysAgo(2).getTime()));
      buy(registry, card, [pillow.product], { from: at, until: later });
    }
  }
  for (const card of chosen.splice(0, pillow.alone)) {
    buy(registry, card, [pillow.product], { from: lastYearOf(card, moments), until: moments.daysAgo(3) });
  }
}
