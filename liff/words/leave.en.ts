import { civilOf, figure } from './dates.ts';
import type { leaveJa } from './leave.ja.ts';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const pt = (amount: number) => `${figure(amount)}\u00a0pt`;

export const leaveEn: typeof leaveJa = {
  title: 'Copy and erasure',
  open: 'Get a copy, or erase a card',
  openHint: 'Everything we hold about you.',
  copy: 'A copy of what we hold about you',
  copyLead: 'Name, contacts, purchases, points: all of it. A link comes to your LINE when it is ready.',
  copyAsk: 'Get my copy',
  copyDone: 'A link will come to your LINE shortly. It opens once, within 24 hours.',
  erase: 'Erase a card',
  eraseLead: 'Cards are erased one by one. Your other cards stay.',
  card: (tail) => `ending in ${tail}`,
  ownCard: 'The card of this LINE',
  otherCard: 'Joined card',
  figures: (points, purchases) => `${pt(points)}, ${purchases} purchases`,
  choose: 'Erase this card',
  heading: (tail) => `Erase the card ending in ${tail}?`,
  goes: 'What goes',
  goesList: [
    'Name, reading, birth date, contacts, address',
    'The link to LINE and what you chose to be sent',
    'What you and the store wrote, and what our messages said',
  ],
  stays: 'What stays',
  staysList: [
    'The books of purchases and points: figures without a name, so that the sums of the shop stay right.',
    'A mark that the welcome bonus was given, from which nobody can read a number.',
  ],
  points: (points) => `*${pt(points)}* will be gone. Until the erasure you can use them.`,
  noWay: (days) => `For *${days} days* you can take it back. After that there is no way back.`,
  others: 'Joined cards stay. To erase them too, ask for each.',
  keep: 'Keep it',
  byMail: 'Confirm by mail',
  byPhone: 'Confirm by phone',
  byLogin: 'Confirm with LINE',
  noContact: 'We have no contact on file for this card. Please ask at the store.',
  sent: {
    mail: 'Six digits were sent to the mail address on file.',
    phone: 'Six digits were sent to the phone number on file.',
  },
  confirm: 'Ask for the erasure',
  waiting: (iso) => {
    const { year, month, day } = civilOf(iso);
    return `Will be erased on *${day} ${months[month - 1]} ${year}*`;
  },
  waitingLead: 'Until then you can use it as before.',
  back: 'Take it back',
};
