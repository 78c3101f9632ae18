import castOfTheDemo from './cast.json' with { type: 'json' };
import type { Moments } from './moments.ts';
import { silentLine } from './people.ts';
import type { PlannedAccount, PlannedPurchase } from './plan.ts';
import type { Random } from './random.ts';
import { clerks } from './shopping.ts';
import { type Story, stories, type When } from './words/stories.ts';

/** The cards of everybody who has a story. Those of the cast carry the LINE that the sandbox shows. */
export function storyCards(random: Random, moments: Moments): PlannedAccount[] {
  return stories.map((story) => cardOfStory(random, moments, story));
}

function cardOfStory(random: Random, moments: Moments, story: Story): PlannedAccount {
  const {
    key,
    number,
    store,
    channel,
    staff,
    profile,
    former,
    welcome,
    bought,
    visited = [],
    guessed = [],
    spent = [],
  } = story;
  const served = { store, staff: staff ?? (clerks[store][0] as string) };
  const visit = (when: When) => ({ at: momentOf(moments, when, 40), ...served });
  return {
    ...{ key, store, channel, profile, welcome, memberNumber: number },
    ...(staff && { staff }),
    registeredAt: key === 'sora' ? moments.minutesAgo(90) : momentOf(moments, story.since, 10),
    ...(former && { former: { values: former.values, changedAt: momentOf(moments, former.changed) } }),
    ...lineOf(random, story),
    purchases: bought.map(([when, by, ...products]) => ({
      ...{ at: momentOf(moments, when), channel: by, lines: linesOf(products) },
      ...(by === 'store' && served),
    })),
    visits: [...visited.map(visit), ...guessed.map((when) => ({ ...visit(when), inferred: true }))],
    spends: spent.map(([when, points]) => ({ at: momentOf(moments, when), points, exact: true })),
  };
}

function lineOf(random: Random, { key, channel }: Story): Pick<PlannedAccount, 'line'> {
  const person = castOfTheDemo.line.find((one) => one.key === key);
  if (person) return { line: { userId: person.userId, blocked: false } };
  return channel === 'line' ? { line: silentLine(random) } : {};
}

function momentOf(moments: Moments, when: When, minute = 20): Date {
  return Array.isArray(when) ? moments.monthsAgo(when[0], when[1], 14, minute) : moments.daysAgo(when.days, 14, minute);
}

function linesOf(products: string[]): PlannedPurchase['lines'] {
  const pieces = Map.groupBy(products, (product) => product);
  return [...pieces].map(([product, same]) => ({ product, quantity: same.length }));
}
