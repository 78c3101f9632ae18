/** What the commands about members' data say to whoever runs the shop. */
export const privacyWords = {
  retention: {
    description: 'forget what is past its window, as the server does each hour',
    dryRun: 'only count',
    line: (kept: string, days: number, count: number) => `${kept.padEnd(14)}${String(days).padStart(4)} days  ${count}`,
    counted: 'Nothing was changed.',
    done: 'That is forgotten.',
  },
  erasure: {
    description: 'look whether anything of erased members is left',
    verify: 'look; nothing is changed',
    value: 'a phone, mail, name or other value to look for in every text of every table, in whatever letters',
    account: (id: number, table: string, rows: number) => `account ${id}: ${rows} rows of ${table} are not erased`,
    found: (table: string, column: string, rows: number) => `found in ${table}.${column}, ${rows} rows`,
    clean: (values: number, cells: number) =>
      values > 0
        ? `Every erased account is empty, and the values are in none of ${cells} texts.`
        : 'Every erased account is empty.',
    left: 'Something is left.',
  },
  exportMember: {
    description: 'write everything held about one card into a file; this is put on record',
    number: 'the member number',
    out: 'the file to write; .html makes a page, anything else JSON',
    language: 'language of the page',
    exists: (file: string) => `${file} is there already.`,
    done: (file: string) => `${file} is written. It holds personal data: hand it over and delete it.`,
  },
};
