import { columnNames } from './columns.ts';

/** What the command line says to whoever keeps the shop running, beside `serve`. */
export const operatorWords = {
  wrong: {
    noShop: (folder: string) =>
      `There is no shop in ${folder} yet. Name another folder with MUSUBI_DATA or a server with DATABASE_URL, or begin with migrate.`,
    notMigrated: 'This database has no shop in it, or one of an older version: run migrate.',
    noDatabase: 'The server is there, but it has no database of that name. Create it first.',
    notLetIn: 'The database server does not accept this user or password.',
    unreachable: (code: string) => `Nobody answers at that address (${code}).`,
    file: (path: string, code: string) => `${path} cannot be read or written (${code}).`,
    line: (status: number, says: string) =>
      `LINE answered ${status} ${says}.${status === 401 ? ' Look at LINE_CHANNEL_ACCESS_TOKEN.' : ''}`,
    bug: 'Something happened that nobody thought of. Please send this line to whoever keeps Musubi running:',
  },
  migrate: {
    description: 'bring the database to the newest schema',
    done: (kind: string) => `The ${kind} database has the newest schema.`,
  },
  seed: {
    description: 'fill an empty database with the demo shop',
    notEmpty: 'This database already holds data. The demo shop is for an empty one. Nothing was written.',
    done: (summary: object) => `The demo shop is open: ${JSON.stringify(summary)}`,
  },
  verify: {
    description: 'check every promise the data must keep: persons, books, replay, audit seals',
    quick: 'leave out the replay of every merged person',
    holds: 'Every promise holds.',
    broken: (count: number) => `${count} promises do not hold.`,
    seal: (id: number) => `audit seal ${id} is not borne out by its rows`,
  },
  backup: {
    description: 'write everything into one compressed file, as it is at one moment',
    file: 'the file to write, such as musubi.rows.gz',
    exists: (file: string) => `${file} is there already. Choose another name: a backup is never written over.`,
    done: (file: string, rows: number) => `${rows} rows are in ${file}.`,
  },
  restore: {
    description: 'bring a backup into an empty database, all of it or nothing',
    file: 'a file that `backup` wrote',
    absent: (file: string) => `There is no ${file}.`,
    notOurs: (file: string) => `${file} is not a whole backup of Musubi. Nothing was written.`,
    notEmpty: (table: string) =>
      `The database already holds data (${table}). Restore into an empty one. Nothing was written.`,
    otherSchema:
      'This backup was made by another version. Use that version to restore it, then migrate. Nothing was written.',
    refused: (constraint: string) => `The database refuses one of these rows (${constraint}). Nothing was written.`,
    broken: (count: number) => `${count} promises do not hold of these rows. Nothing was written.`,
    done: (rows: number, at: string) => `${rows} rows of ${at} are back, and every promise holds.`,
  },
  moveTo: {
    description: 'carry the shop from the embedded database to an empty PostgreSQL server; stop the server first',
    url: 'postgres://user:password@host/database',
    badUrl: 'The address must begin with postgres://',
    short: (table: string) => `Not every row of ${table} arrived. Nothing was written.`,
    done: (rows: number) =>
      `${rows} rows moved, and every promise holds. Set DATABASE_URL to the new address and start again; what was here stays as it was.`,
  },
  import: {
    description: 'take in data from other systems',
    members:
      'members from a CSV file (UTF-8, UTF-16, Shift_JIS or EUC-JP); shows what it would do unless --yes is given',
    file: 'the CSV file, with a line of column names',
    map: 'say which column is which, such as --map phone=TEL2; may be repeated',
    whole:
      'the file holds every member of that system: numbers of `cap export` that are missing in it are deleted there',
    yes: 'do it',
    absent: (file: string) => `There is no ${file}.`,
    no_needed_column: (header: string) =>
      `No column looks like a member number. The columns are: ${header}. Name it with --map memberNumber=…`,
    no_such_column: (name: string) => `The file has no column named ${name}.`,
    no_such_field: (name: string) => `--map knows no ${name}. It knows: ${Object.keys(columnNames).join(', ')}.`,
    no_header: () => 'The first line must name the columns; it looks like a member. Nothing was written.',
    bad_encoding: () => 'The file is none of UTF-8, UTF-16, Shift_JIS and EUC-JP. In Excel, save it as “CSV UTF-8”.',
    broken_csv: (why: string) => `The file is not a CSV that can be read (${why}).`,
    found: (rows: number, encoding: string) => `${rows} members found (${encoding}). Columns:`,
    problem: (line: number, column: string) => `line ${line}, ${column}: not what it should be`,
    pointsGiven: (line: number) =>
      `line ${line}: this member brought another number of points before. Opening points are given once; correct the line, or take the column out.`,
    twice: (numbers: string) => `the same member number on several lines: ${numbers}`,
    notTaken: (count: number) => `${count} problems. Nothing was written; correct them and try again.`,
    preview: 'Nothing was written yet. Look at the columns above, then run it again with --yes.',
    done: (fresh: number, known: number) => `${fresh} members are new, ${known} were known.`,
    confirmed: (gone: number, still: number) =>
      `Of the numbers that \`cap export\` listed, ${gone} are now known to be deleted there; ${still} are still there.`,
    notWhole: (gone: number, still: number) =>
      `Of the numbers that \`cap export\` listed, ${gone} are not in this file and ${still} are. If the file holds every member of that system, add --whole to note what was deleted.`,
    back: (back: number) => `${back} that were deleted are there again.`,
    unsure: (unsure: number) =>
      `${unsure} cannot be judged: the number that was to stay is not in the file either. Please look into these.`,
  },
  cap: {
    description: 'the member cap: how full the shop is, and which numbers its own system may delete',
    show: 'say how many members there are, and when the cap is reached',
    count: (persons: number, accounts: number, cap: number | null) =>
      `${persons} members (${accounts} cards), ${cap === null ? 'no cap set' : `cap ${cap}`}.`,
    forecast: {
      no_history: 'The day the cap is reached cannot be told yet: fewer than eight whole weeks on record.',
      not_growing: 'At this rate the cap is never reached.',
      reached: 'The cap is reached. Registrations go on.',
    },
    days: (expected: string, earliest: string, latest: string | null) =>
      `At this rate the cap is reached around ${expected}; eight times in ten between ${earliest} and ${latest ?? 'a day that cannot be told'}.`,
    cleaned: (pairs: number, saved: number, expected: string | null) =>
      `Joining the ${pairs} likely pairs would save about ${saved.toFixed(1)} members${expected === null ? '' : ` and last until around ${expected}`}.`,
    ids: (deletable: number, gone: number) =>
      `${deletable} numbers may be deleted in the shop's own system; ${gone} are deleted already.`,
    export: 'write the numbers that may be deleted in the shop’s own system, each with the one that stays; on record',
    out: 'the CSV file to write',
    exists: (file: string) => `${file} is there already. Choose another name: a list is never written over.`,
    exported: (count: number, file: string) =>
      `${count} numbers are in ${file}. Delete them there, then import its whole list with --whole.`,
    none: 'No number may be deleted at present. Nothing was written.',
    keep: 'say that this number is to stay when others of the same person go',
    number: 'member number of eight digits',
    noCard: 'There is no card of that number.',
    kept: (tail: string) => `••••${tail} is to stay.`,
  },
  duplicates: {
    description:
      '会員のCSVから、会員証を2枚以上お持ちの方を見つけます。 Find who is in a CSV of members more than once; opens no database and changes nothing',
    file: 'the CSV file (UTF-8, UTF-16, Shift_JIS or EUC-JP), with a line of column names',
    out: 'the CSV file to write: id_a,id_b,probability,reason',
    html: 'also write a page for the owner, with everything personal masked',
    map: 'say which column is which, such as --map phone=TEL2,ignore=memo; may be repeated',
    id: 'the column that names a row in the list; else it is guessed, else the row number (the header is row 1)',
    threshold: 'write pairs that are at least so sure, from 0 to 1',
    cost: 'what one member costs in yen, as an assumption for the page',
    language: 'language of the list and the page',
    excel: 'let the list begin with a mark by which Excel reads it as UTF-8',
    force: 'write over files that are there',
    more: `
たとえば: npm run musubi -- duplicates members.csv --out pairs.csv --html report.html
  --out は一覧、--html はお名前などを伏せた報告のページです。もとのファイルは変わりません。
  列の読みかたがちがうときは --map phone=連絡先1,ignore=備考 のように、役割=列名 で指定します。

Roles for --map: familyName givenName familyKana givenKana fullName fullKana birthDate birthYear birthMonth birthDay gender
  phone mail postalCode address place trait code id ignore. Usual names of such columns (surname, first_name, dob, zip) do too.
  place: a part of an address; trait: anything of a person that may agree by chance; code: a number that only one person has.
  phone, mail and birthDate may have several columns (the first filled one counts), place, trait, code and address too.`,
  },
  detect: {
    description: 'look over the whole base for cards of one person, and merge those that are sure',
    dryRun: 'only look: nothing is kept and nobody is merged',
    language: 'language of what is said',
    settings: 'only say how the look is set; with this or one of the options below, nobody is looked at',
    nightly: 'whether the server looks by itself each night',
    hour: 'at half past which hour the server looks, from 0 to 23',
    merges: 'whether the sure pairs are merged, or left to staff like the others',
    target: 'the share of merges by the machine that must be right, from 0.99 to 0.9999',
    cardsMax: 'the machine makes no person of more cards',
    more: `
A pair is merged by itself only if the matcher is sure of it and either the same phone, mail or LINE was proved on both cards, or the shop itself
recorded everything that speaks for it. Never within a household, never two whom the shop has said to be different, never again after an undo.
Each merge can be undone at any time. Everything else waits for staff in Slack.`,
  },
  doctor: {
    description: 'check configuration, database, LINE and Slack, and say what is missing',
    good: '●',
    bad: '▢',
    complete: 'complete',
    letters: (mail: boolean, sms: boolean) =>
      mail && sms
        ? 'mail and text messages are set up'
        : `${[!mail && 'SMTP_URL and MAIL_FROM', !sms && 'SMS_URL'].filter(Boolean).join(', ')} not set: codes cannot be sent that way`,
    database: (kind: string) => `${kind}, readable, and every quick promise holds`,
    line: (name: string, used: number, quota?: number) =>
      `${name}, ${used} of ${quota ?? 'unlimited'} messages used this month`,
    otherWebhook: (is: string, should: string) =>
      `the webhook is ${is}; run \`npm run musubi -- setup\` to make it ${should}`,
    noWebhook: 'LINE has no webhook yet; run `npm run musubi -- setup`',
    noRichMenu: 'there is none yet; run `npm run musubi -- setup`',
    webhookOff: 'the webhook is switched off in the LINE Developers console',
    richMenu: (id: string) => id,
    otherTeam: (is: string, should: string) => `the bot token belongs to ${is}, but SLACK_TEAM_ID says ${should}`,
    slack: (team: string, user: string) => `${team}, as ${user}`,
    slackSays: (code: string) => `Slack says ${code}`,
    noChannels: 'no store has a Slack channel yet',
    notInChannel: (store: string, channel: string) => `${store}: invite the app to #${channel}`,
    channel: (store: string, channel: string) => `${store}: #${channel}`,
    healthy: 'Everything is in order.',
    sick: (count: number) => `${count} things need a hand.`,
  },
  posKey: {
    description: 'keys with which tills and shop systems book purchases by themselves',
    add: 'make a key; it is printed once',
    list: 'list the systems: name, channel, store, state',
    revoke: 'end a key at once',
    name: 'name of the system: letters, digits, . _ -',
    channel: 'code of the channel it sells in',
    store: 'code of the store it stands in',
    noSecret: 'MUSUBI_SECRET is missing: the key would not be known to the server.',
    added: (name: string) => `The key of ${name}. It is kept nowhere in readable form:`,
    live: 'live',
    ended: (at: Date) => `ended ${at.toISOString()}`,
    revoked: (name: string) => `The key of ${name} has ended.`,
    refused: (field: string) => `Not possible: ${field}. Is the name free, and does the channel or store exist?`,
  },
  setup: {
    description: 'make the rich menus and the webhook setting of the LINE account',
    language: 'language of the rich menu of members whose own is not known',
    richMenu: (id: string, bytes: number) => `The rich menu is ${id} (${Math.round(bytes / 1024)} KB).`,
    otherMenu: (id: string, bytes: number) =>
      `Members who read the other language are shown ${id} (${Math.round(bytes / 1024)} KB).`,
    webhook: (endpoint: string) => `LINE reaches ${endpoint}.`,
    webhookSilent: (endpoint: string, why?: string) =>
      `LINE does not reach ${endpoint}: ${why ?? 'no answer'}. Is the server running there?`,
  },
};
