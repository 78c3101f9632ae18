import type { capJa } from './cap.ja.ts';
import { about } from './dates.ts';

const number = new Intl.NumberFormat('en-GB');
const members = (count: number) => `${number.format(count)} ${count === 1 ? 'member' : 'members'}`;
const pairs = (count: number) => `${number.format(count)} likely ${count === 1 ? 'pair' : 'pairs'}`;
const rate = (perWeek: number) => number.format(Math.round(perWeek * 10) / 10);

/** What staff read about the member cap, in English. */
export const capEn: typeof capJa = {
  cap: {
    title: 'Outlook of members',
    open: 'See the outlook',
    joined: (sentences) => sentences.join(' '),
    about: (at, now) => about('en', at, now),
    asIs: (when) => `At this rate the cap is reached around *${when}*.`,
    far: 'At this rate the cap is more than three years away.',
    cleaned: (count, saved, when) =>
      `Joining the ${pairs(count)} would save about ${members(saved)} and last until around *${when}*.`,
    cleanedFar: (count, saved) =>
      `Joining the ${pairs(count)} would save about ${members(saved)} and last for more than three years.`,
    saves: (count, saved) => `Joining the ${pairs(count)} would save about ${members(saved)}.`,
    width: (earliest, latest) => `Eight times in ten it falls between ${earliest} and ${latest}.`,
    widthOpen: (earliest) => `At the earliest ${earliest}; the far end cannot be told yet.`,
    basis: (weeks, perWeek) => `From the growth of the last ${weeks} weeks (${rate(perWeek)} a week on average).`,
    no_history: 'The day the cap is reached cannot be told yet. It appears here after eight weeks on record.',
    not_growing: 'At this rate the cap is never reached.',
    reached: 'The cap is reached.',
    never: 'New registrations are welcome even when the cap is reached.',
    noCap: 'No cap is set. Once headquarters set one, the outlook appears here.',
    cost: (yen, saved, each) =>
      `Duplicates cost about *¥${number.format(yen)}* a month (${members(saved)} likely to be saved × ¥${number.format(each)} each a month).`,
    overTitle: (count) => `${members(count)} accepted over the cap`,
    overHint: 'Newest first. Their cards work as usual. They leave this list when there is room.',
    overFlag: 'Accepted over the cap. The card works as usual.',
    more: (count) => `And ${members(count)} more.`,
    pairsTitle: (count) => `${pairs(count)} that could make room`,
    pairsHint: 'Cards that may be one person’s, and how certain it is. Make sure before you join them.',
    pair: (here, there, percent) => `*${percent}%* ${here} and\n${there}`,
    pairsMore: (count) => `And ${number.format(count)} more.`,
    idsTitle: 'Member numbers in the shop’s own system',
    ids: (deletable, gone) =>
      `*${number.format(deletable)}* may be deleted there · ${number.format(gone)} are deleted already`,
    idsHint: (days) =>
      `Only of merges that are ${days} days old and not stopped; everybody keeps one number. The next import of the whole list of members confirms what was deleted.`,
    idsLink: 'Get the CSV',
    change: 'Change the cap',
    form: {
      title: 'Member cap',
      cap: 'Cap (members). Empty: no cap',
      capHint: 'Below the present number nothing happens to any card.',
      yenPerMonth: 'Cost of one member a month (yen). May be empty',
      yenHint: 'Used to say what duplicates cost.',
      waitDays: 'Days from a merge until its number may be deleted',
      waitHint: '7 to 730. Within this time a wrong merge may come to light.',
      submit: 'Set',
      whole: 'Please enter a whole number.',
      done: 'The member cap is changed.',
      same: 'Nothing has changed.',
    },
    alert: {
      title: (mark) => (mark === 100 ? 'The member cap is reached.' : `${mark}% of the member cap is reached.`),
      figures: (persons, cap) =>
        persons >= cap
          ? `Now *${members(persons)}* (cap ${number.format(cap)}).`
          : `Now *${members(persons)}* (cap ${number.format(cap)}, ${number.format(cap - persons)} left).`,
      noCap: (persons) => `Now *${members(persons)}*. There is no cap any more.`,
      ended: (mark, persons) => `*Below ${mark}% of the member cap again* · ${members(persons)} now.`,
    },
    undoGone: (tail, day) =>
      `${tail} This card is deleted in the shop’s own system (confirmed on ${day}). After the undo, please register it there again.`,
    undoListed: (tail, day) =>
      `${tail} The number of this card was listed on ${day} as one that may be deleted. Please do not delete it in the shop’s own system.`,
    picture: {
      title: (when) => `At this rate the cap is reached around ${when}`,
      titleOf: {
        far: 'The cap is more than three years away',
        no_history: 'The day the cap is reached cannot be told yet',
        not_growing: 'At this rate the cap is never reached',
        reached: 'The cap is reached; registrations go on',
      },
      asIs: 'As it is',
      cleaned: 'Once joined',
      about: (when) => `around ${when}`,
      limit: (cap) => `Cap ${number.format(cap)}`,
      persons: (count) => number.format(count),
      now: (persons) => `Now ${number.format(persons)}`,
      note: 'The bars hold it eight times in ten.',
      way: (name, when, width) => `${name}: ${when}. ${width}`,
      alt: (parts) =>
        parts
          .map((part) => part.replace(/\.$/, ''))
          .join('. ')
          .concat('.'),
      month: (month, year) =>
        `${new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, month - 1)))}${year === null ? '' : ` ${year}`}`,
    },
  },
};
