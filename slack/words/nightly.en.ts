import type { nightlyJa } from './nightly.ja.ts';

const number = new Intl.NumberFormat('en-GB');
const pairs = (count: number) => (count === 1 ? '1 pair' : `${number.format(count)} pairs`);

/** The same in English. */
export const nightlyEn: typeof nightlyJa = {
  nightly: {
    title: 'The nightly look',
    button: 'Nightly look: settings',
    home: 'The nightly look',
    at: (hour) => `${hour}:30`,
    homeOn: (at) => `Every night at ${at} all cards are compared.`,
    homeOff: 'The nightly look is switched off.',
    homeMerges: (percent) => `Sure pairs are joined automatically (${percent}% of them have to be right).`,
    homeNoMerges: 'Sure pairs wait for you too; nothing is joined automatically.',
    intro:
      'The nightly look compares all cards to find those of one person. What you set here counts from the next look on.',
    on: 'The nightly look',
    onYes: 'Every night',
    onNo: 'Off',
    hour: 'Begins at',
    hourHint: 'Choose a time at which the stores are closed. With many cards it takes some minutes.',
    merges: 'Sure pairs',
    mergesYes: 'are joined automatically',
    mergesNo: 'wait for you like the others',
    target: 'How sure pairs must be to be joined automatically',
    targetStep: (percent, of) => `${percent}% (at most one in ${number.format(of)} is wrong)`,
    targetHint:
      'The share of all automatically joined pairs that should be right. The higher it is, the fewer are joined automatically, and the more wait for you.',
    cards: 'Cards of one person that are joined automatically, at most',
    cardsHint: 'From 2 to 20. Pairs that would make it more wait for you.',
    last: {
      same: (at, was) => `In the look of ${at}, *${pairs(was)}* would have been joined automatically, as before.`,
      would: (at, was, would) => `In the look of ${at}, joined automatically: ${pairs(was)} → *${pairs(would)}*.`,
      off: (at, was) =>
        was > 0
          ? `The *${pairs(was)}* that were sure in the look of ${at} would have waited for you too.`
          : `No pair was sure in the look of ${at}.`,
      many: (at) => `Held against the look of ${at}, this would add more pairs than are counted here.`,
      none: 'After the next look, what it would have done is told here.',
      hint: 'Only the certainty is held against the pairs that the last look found.',
    },
    picture: {
      title: (merged, waiting) => {
        if (waiting === 0) return `${pairs(merged)} joined, none waiting for you`;
        const wait = waiting === 1 ? 'waits' : 'wait';
        return merged === 0
          ? `${pairs(waiting)} ${wait} for you`
          : `${pairs(merged)} joined, ${number.format(waiting)} ${wait} for you`;
      },
      merged: (count) => `Joined: ${pairs(count)}`,
      waiting: (count) => `Waiting: ${pairs(count)}`,
      from: (percent) => `Sure from ${percent}%`,
      scale: 'The scale is how certain it is that both are one person.',
      surer: (count) => `Hollow on the tinted side: ${pairs(count)}, yours to decide.`,
      households: (count) => `Besides, ${pairs(count)} of probable families, never joined.`,
      step: (least, most, merged, waiting) =>
        `${least}% ${most ? `to ${most}%` : 'or more'}: ${[
          ...(merged > 0 ? [`${pairs(merged)} joined`] : []),
          ...(waiting > 0 ? [`${pairs(waiting)} waiting`] : []),
        ].join(', ')}`,
    },
    submit: 'Set',
    done: 'The nightly look is set. It counts from the next one on.',
    same: 'Nothing has changed.',
  },
};
