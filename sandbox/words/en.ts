import type { Words } from './ja.ts';

/** What the sandbox page and its terminal say, in English. */
export const en: Words = {
  page: {
    title: 'Musubi · try it out',
    brand: 'Musubi',
    tagline: 'Try it out · this page stands in for LINE and Slack',
    again: 'Show what to try again',
    skip: 'Skip to Slack',
  },
  bar: {
    member: 'Customer',
    staff: 'Store staff',
    chooseMember: 'Choose a customer',
    chooseStaff: 'Choose a member of staff',
    notYetFriend: 'not a friend yet',
    clock: 'Clock',
    language: 'Language',
    languages: { ja: { long: '日本語', short: '日' }, en: { long: 'English', short: 'EN' } },
  },
  clock: {
    advanceDay: '+1 day',
    other: 'Other steps',
    hour: 'One hour later',
    day: 'One day later',
    threeDays: 'Three days later',
    halfYear: 'Half a year later',
    moved: (when) => `It is now ${when}.`,
    note: 'The clock only moves forward. Messages and points follow it, day by day.',
  },
  mail: {
    title: 'Post box',
    open: (unread) => (unread > 0 ? `Open the post box (${unread} unread)` : 'Open the post box'),
    lead: 'Every mail and text message the shop sends arrives here.',
    mail: 'Mail',
    sms: 'Text message',
    to: 'To',
    code: 'Code',
    copy: 'Copy',
    copied: 'Copied',
    emptyTitle: 'Nothing has arrived yet',
    empty: 'Tap Join cards in LINE and name an old card: the code that proves it is yours arrives here.',
    unread: 'unread',
    close: 'Close the post box',
  },
  tabs: { label: 'Switch the view', line: 'LINE', slack: 'Slack', news: 'Something new here' },
  phone: {
    label: (name) => `Phone of ${name}`,
    empty: 'Tap the menu below, or write a message.',
  },
  staffPhone: { label: 'Store device', close: 'Close the store device', newTab: 'Open in a new tab' },
  miniApp: { close: 'Close', label: 'Mini app', reload: 'Reload' },
  workspace: { label: (name) => `Slack of ${name}` },
  product: {
    starting: 'Getting the shop ready. The first start takes about a minute.',
    restarting: 'Opening the shop again. One moment, please.',
    stopped: 'The shop is closed. Run npm start in the terminal once more.',
    away: 'The connection to this page was lost. Connecting again.',
  },
  tour: {
    label: 'What to try',
    close: 'Close what to try',
    steps: [
      {
        title: 'Join an old card',
        text: () => 'You are the customer. Tap Join cards in LINE and give the old mail and the old name.',
        action: 'To the form',
      },
      {
        title: 'Type the code',
        text: () => 'A code came to the old mail. Typed into the mini-app, it becomes a request to the store.',
        action: 'To the post box',
      },
      {
        title: 'Approve in Slack',
        text: () => 'You are the store. Mio Hayama, manager at Kamakura, sees what matches and decides.',
        action: 'To the store’s channel',
      },
      {
        title: 'Take it back',
        text: (request) =>
          `The cards are one, and LINE has told the customer. /musubi undo ${request ?? 'M-142'} shows what an undo would do, then does it.`,
        action: 'To the preview',
      },
    ],
    done: 'done',
    end: 'That was the whole round: cards are joined, and taken apart again. There is more to try.',
    again: 'See it from the start',
    newcomer: 'Register as a first-time visitor',
    threeDaysOn: 'Receive a message, three days on',
  },
  terminal: {
    help: `Runs Musubi on this machine alone, without LINE and Slack.

Usage  npm start  or  node sandbox/main.ts

Environment
  PORT          port of the page (default 3000)
  MUSUBI_DATA   folder for the data (default .musubi)
  MUSUBI_RESET  1 removes the data and starts afresh
  DATABASE_URL  use this PostgreSQL instead of the embedded database

Ctrl+C ends it.`,
    starting: 'Getting Musubi ready. The first start takes about a minute.',
    open: (url) => `Ready. Open ${url} in a browser. Ctrl+C ends it.`,
    noPage: 'The page has not been built yet. Run npm run build once.',
    badPort: (given) => `PORT is a whole number from 0 to 65535 (now: ${given}).`,
    portTaken: (port) => `Port ${port} is in use by another program. Try another one: PORT=3100 npm start`,
    died: (how, seconds) => `The product ended by itself (${how}). It starts again in ${seconds} s.`,
    ending: 'Closing.',
  },
};
