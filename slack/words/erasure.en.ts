import type { erasureJa } from './erasure.ja.ts';

export const erasureEn: typeof erasureJa = {
  notification: 'An erasure waits for headquarters.',
  title: 'Erase a card',
  intro:
    'Erases one card in its owner’s stead; other cards of the same person stay. Once a second person at headquarters agrees, the owner is told and it can be taken back for 7 days. What is erased cannot be brought back.',
  number: 'Member number (8 digits)',
  reason: 'Reason',
  reasonPlaceholder: 'Choose one',
  reasons: {
    asked_in_writing: 'Asked for in writing',
    asked_at_counter: 'Asked for at the counter',
    has_died: 'Has died (asked for by the family)',
    not_a_customer: 'No customer: a trial registration',
  },
  submit: 'Ask for it',
  asked: 'Asked for. The time begins once a second person at headquarters agrees.',
  second: (tail, by, reason) =>
    `*Erase the card ending in ${tail}*\nAsked for by ${by}. Reason: ${reason}\nLook at the letter before you agree.`,
  agree: 'Agree',
  agreeTitle: 'Agree to the erasure?',
  agreeText: 'The owner is told, and in 7 days the card is erased. It cannot be brought back.',
  stop: 'Leave it',
  stopTitle: 'Leave the erasure?',
  stopText: 'The card stays as it is.',
  waiting: (tail, day) => `The card ending in ${tail} is erased on *${day}*. Its owner can take that back, too.`,
  takenBack: (tail) => `The card ending in ${tail} is not erased: it was taken back.`,
  done: (tail) => `The card ending in ${tail} was erased. No sum in the books has changed.`,
  searching: 'All data is now being searched for what may be left. This card changes when that is done.',
  unreadable:
    '*The search could not be finished*: the key (MUSUBI_SECRET) changed meanwhile. Please look with `erasure --verify`.',
  clean: 'The name and contacts that were erased are nowhere any more.',
  left: (places) =>
    `*Something that was erased is still there*: ${places}\nSomebody wrote it on another card. Please write that text anew.`,
  exposure: {
    title: 'What was seen',
    heading: (no) => `*What either side saw of the other while ${no} stood*`,
    window: (from, until) => `${from} to ${until}`,
    line: (to, of, what, times, facts, last) =>
      `The LINE of the card ending in ${to} was shown *${what}* of the card ending in ${of}, ${times === 1 ? 'once' : `${times} times`} (${facts} ${facts === 1 ? 'item' : 'items'} in all), last on ${last}`,
    what: { balance: 'the points', history: 'the purchases', message: 'a message' },
    and: ' and ',
    nothing: 'Neither side was shown anything of the other. Nobody needs to be told.',
    together: 'Another join keeps the two one person after this undo. Nobody needs to be told.',
    tellTitle: '*What you could tell the member*',
    tellTo: (tail) => `To the owner of the card ending in ${tail}`,
    tell: (days, what) =>
      `> We found that ${what} of your card could be seen in another person’s LINE from ${days}. This has been stopped. No name, address or phone number was shown. We are sorry for the worry. If you would like to know more, please ask us.`,
    duty: 'If it was another person who saw this, it may be a leak of personal data. Headquarters decides whether to report it and to write to the member (a first report within 3 to 5 days).',
  },
};
