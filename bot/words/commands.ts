/** What the command line says. Whoever types commands reads English; the first line greets in Japanese too. */
export const commandWords = {
  about: '結び (Musubi): the member assistant. Members in LINE, staff in Slack, one person behind every card.',
  serve: {
    description: 'serve the shop; without credentials, open the sandbox in which everything can be tried',
    port: 'where to listen (PORT; 3000)',
    data: 'folder of the embedded database (MUSUBI_DATA; .musubi)',
    reset: 'sandbox only: forget everything and begin anew',
    more: `
Environment:
  DATABASE_URL            a PostgreSQL server instead of the embedded database
  MUSUBI_SECRET, MUSUBI_PUBLIC_URL, LINE_*, LIFF_ID, SLACK_*   real LINE and Slack; all of them, or none
  SMTP_URL, MAIL_FROM, SMS_URL                                 how letters and text messages leave`,
    incomplete: 'The credentials are not complete:',
    orSandbox: 'Set them all, or none: without any, the sandbox opens.',
    badPort: 'a whole number up to 65535',
    resetRefused: '--reset is for the sandbox only: a shop with real members is not thrown away by a switch.',
  },
};
