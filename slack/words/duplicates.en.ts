import type { duplicatesJa } from './duplicates.ja.ts';

const number = new Intl.NumberFormat('en-GB');
const pairs = (count: number) => (count === 1 ? '1 pair' : `${number.format(count)} pairs`);

/** The same in English. */
export const duplicatesEn: typeof duplicatesJa = {
  title: 'Cards of one person?',
  notification: (merged, waiting) =>
    `Last night's look joined ${pairs(merged)}; ${number.format(waiting)} wait for you.`,
  cardTitle: "Last night's look is done",
  figures: (merged, waiting, households) =>
    `Joined automatically *${pairs(merged)}*\nWaiting for you *${pairs(waiting)}*\nProbably families *${pairs(households)}* (not joined)`,
  nothing: 'No cards that seem to be of one person were found.',
  looked: (accounts) =>
    `${number.format(accounts)} cards were compared. Cards are joined automatically only if the same contact was proved on both, or if the shop's own records are enough to tell. Neither sees the other's records nor spends its points until the member says so.`,
  gaveUp:
    "Last night's look stopped halfway several times. All cards are as they were. Please tell whoever looks after Musubi. It is tried again next night.",
  lesson: (decisions, said) => `From your ${number.format(decisions)} decisions so far: ${said}`,
  lessonNone: 'cards are looked at as before.',
  weighed: (what, times) => `${what} counts ${times} times as much as before.`,
  kinds: {
    family: 'The same family name',
    given: 'The same given name',
    birth: 'The same birth date',
    phone: 'The same phone',
    mail: 'The same mail',
    place: 'The same address',
  },
  look: 'Look at them',
  mergedList: 'Joined automatically',
  home: (count) => `Cards that may be one person's: ${pairs(count)}`,
  homeText: 'Found by the nightly look. There is no hurry.',

  waiting: (count) => `*${pairs(count)}* ${count === 1 ? 'waits' : 'wait'} for you.`,
  ordered: (count) => `Another ${pairs(count)} ${count === 1 ? 'is' : 'are'} being approved.`,
  order: 'First what is most certain and costs the shop most points. That you opened this is on record.',
  none: 'Nothing waits for you.',
  pair: (one, other) => `${one} and ${other}`,
  sure: (percent) => `${percent}% certain`,
  points: (points) => `${number.format(points)}\u00a0pt together`,
  fields: {
    family: 'family name',
    given: 'given name',
    birth: 'birth date',
    phone: 'phone',
    mail: 'mail',
    address: 'address',
  },
  results: {
    match: (fields) => `● match: ${fields}`,
    near: (fields) => `◐ close: ${fields}`,
    differs: (fields) => `▢ no match: ${fields}`,
    unknown: (fields) => `◌ unknown: ${fields}`,
  },
  ownWord: 'Some of this is only somebody’s own word, or one of them has told the shop something. Look closely first.',
  rare: 'rare',
  levels: {
    misread: 'written alike',
    reading: 'sounds alike',
    near: 'one letter apart',
    alike: 'similar',
    slip: 'one letter apart',
    swapped: 'day and month swapped',
    two_parts: 'two of day, month and year',
    name: 'the same before the @',
  },
  approve: 'Approve',
  reject: 'Different people',
  later: 'Later',
  confirmTitle: 'Join them?',
  confirmText: (pair) => `${pair} become one member. This can be undone. The owners are told.`,
  rejectTitle: 'Are they different people?',
  rejectText: (pair) => `${pair} leave this list for good and are never joined automatically.`,
  more: (count) => `Next ${number.format(count)}`,
  first: 'From the beginning',

  allButton: 'Approve many…',
  allTitle: 'Approve many',
  allIntro: 'Choose how certain they have to be, and look at examples before you decide.',
  allLabel: 'Certainty',
  allStep: (percent) => `${percent}% or more`,
  allCount: (count, max) =>
    count > max
      ? `There are *${pairs(count)}*. The first ${number.format(max)} are approved, as many as can be at once.`
      : `*${pairs(count)}* will be approved.`,
  allNone: 'There is none as certain as that which can be approved together.',
  allAlone: (count) =>
    `Not among them: ${pairs(count)} known by somebody’s own word, or of whom one has told the shop something. Please look at those one by one.`,
  allSample: (count) => `The ${number.format(count)} least certain of them`,
  allNext:
    'They are joined one by one, by the same rules as ever. Those that cannot be joined stay in the list. Each can be undone.',
  allSubmit: 'Approve',
  allStale: 'They have changed since. Please look again.',
  allDone: (count) => `${pairs(count)} approved. They are joined one by one within minutes.`,

  mergedTitle: 'Joined automatically',
  mergedIntro: 'Newest first. A press on “Undo” shows first what will happen.',
  mergedNone: 'Nothing has been joined automatically yet.',
  machine: 'the nightly look',
  joined: (no, at) => `*${no} joined automatically* ・ the nightly look of ${at} found one person.`,
};
