import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import type { ImportedMember } from '../../core/members/importMember.ts';
import { columnNames, type MemberColumn } from '../words/columns.ts';

export type MemberFile = {
  encoding: 'UTF-8' | 'Shift_JIS';
  /** Which column of the file is taken for what. */
  columns: Partial<Record<MemberColumn, string>>;
  rows: { line: number; member: ImportedMember }[];
};

/** The file cannot be read as members: why, in a word for `operatorWords.import`. */
export class UnreadableFile extends Error {
  readonly reason: 'no_number_column' | 'no_such_column' | 'broken_csv';
  constructor(reason: UnreadableFile['reason'], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Reads a member export: UTF-8, else Shift_JIS as Japanese Windows writes it; columns are guessed by name unless `map` says. */
export async function readMemberFile(file: string, map: Record<string, string> = {}): Promise<MemberFile> {
  const { text, encoding } = decode(await readFile(file));
  const records = parsed(text);
  const header = records.length > 0 ? Object.keys(records[0]?.record ?? {}) : [];
  const columns = guessColumns(header, map);
  if (!columns.memberNumber) throw new UnreadableFile('no_number_column', header.join(', '));
  return {
    encoding,
    columns,
    rows: records.map(({ record, info }) => ({ line: info.lines, member: toMember(record, columns) })),
  };
}

function decode(bytes: Buffer): { text: string; encoding: MemberFile['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: iconv.decode(bytes, 'cp932'), encoding: 'Shift_JIS' };
  }
}

type Parsed = { record: Record<string, string>; info: { lines: number } };

function parsed(text: string): Parsed[] {
  try {
    return parse(text, {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as Parsed[];
  } catch (error) {
    throw new UnreadableFile('broken_csv', error instanceof Error ? error.message : '');
  }
}

function guessColumns(header: string[], map: Record<string, string>): MemberFile['columns'] {
  const columns: MemberFile['columns'] = {};
  const plain = (name: string) =>
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]/g, '');
  for (const [column, names] of Object.entries(columnNames) as [MemberColumn, string[]][]) {
    const wanted = map[column];
    if (wanted !== undefined && !header.includes(wanted)) throw new UnreadableFile('no_such_column', wanted);
    const found = wanted ?? header.find((name) => names.some((known) => plain(known) === plain(name)));
    if (found) columns[column] = found;
  }
  return columns;
}

function toMember(record: Record<string, string>, columns: MemberFile['columns']): ImportedMember {
  const of = (column: MemberColumn) => (columns[column] ? record[columns[column]] || undefined : undefined);
  const [family, given] = nameParts(of('name'));
  const [familyKana, givenKana] = nameParts(of('kana'));
  const { points, registeredAt } = { points: of('points'), registeredAt: of('registeredAt') };
  return {
    memberNumber: (of('memberNumber') ?? '').normalize('NFKC').replace(/\D/g, ''),
    storeCode: of('store'),
    registeredAt: registeredAt
      ? new Date(`${registeredAt.normalize('NFKC').replaceAll('/', '-').slice(0, 10)}T00:00:00+09:00`)
      : undefined,
    points: points === undefined ? undefined : Number(points.normalize('NFKC').replaceAll(',', '')),
    profile: {
      familyName: of('familyName') ?? family,
      givenName: of('givenName') ?? given,
      familyKana: of('familyKana') ?? familyKana,
      givenKana: of('givenKana') ?? givenKana,
      birthDate: of('birthDate'),
      phone: of('phone'),
      mail: of('mail'),
      postalCode: of('postalCode'),
      address: of('address'),
    },
  };
}

/** A name in one field parts at its first space; without one it is a family name. */
function nameParts(name: string | undefined): [string | undefined, string | undefined] {
  const [family, ...given] = (name ?? '').trim().split(/[\s\u3000]+/);
  return [family || undefined, given.join(' ') || undefined];
}
