import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import type { ImportedMember } from '../../core/members/importMember.ts';
import { normaliseBirthDate } from '../../core/members/normalise.ts';
import { columnNames, type MemberColumn } from '../words/columns.ts';
import {
  brokenCsv,
  type Encoding,
  encodingOf,
  firstLine,
  headerKey,
  isData,
  separatorOf,
  textOf,
  UnreadableFile,
} from './csv-file.ts';

export type MemberFile = {
  encoding: Encoding;
  /** Which column of the file is taken for what. */
  columns: Partial<Record<MemberColumn, string>>;
  rows: { line: number; member: ImportedMember }[];
};

/** Reads a member export in any encoding of `encodingOf`; columns are guessed by name unless `map` says. */
export async function readMemberFile(file: string, map: Record<string, string> = {}): Promise<MemberFile> {
  const encoding = await encodingOf(file);
  const { header, records } = parsed(await text(textOf(file, encoding)));
  if (isData(header)) throw new UnreadableFile('no_header', '');
  const columns = guessColumns(header, map);
  if (!columns.memberNumber) throw new UnreadableFile('no_needed_column', header.join(', '));
  return {
    encoding,
    columns,
    rows: records.map(({ record, info }) => ({ line: info.lines, member: toMember(record, columns) })),
  };
}

type Parsed = { record: Record<string, string>; info: { lines: number } };

function parsed(text: string): { header: string[]; records: Parsed[] } {
  let header: string[] = [];
  const columns = (names: string[]) => {
    header = names;
    return names;
  };
  try {
    const options = {
      columns,
      delimiter: separatorOf(firstLine(text)),
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    };
    return { records: parse(text, options) as unknown as Parsed[], header };
  } catch (error) {
    throw brokenCsv(error);
  }
}

function guessColumns(header: string[], map: Record<string, string>): MemberFile['columns'] {
  const columns: MemberFile['columns'] = {};
  const stranger = Object.keys(map).find((column) => !(column in columnNames));
  if (stranger !== undefined) throw new UnreadableFile('no_such_field', stranger);
  for (const [column, names] of Object.entries(columnNames) as [MemberColumn, string[]][]) {
    const wanted = map[column];
    if (wanted !== undefined && !header.includes(wanted)) throw new UnreadableFile('no_such_column', wanted);
    const found = wanted ?? header.find((name) => names.some((known) => headerKey(known) === headerKey(name)));
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
    registeredAt: registeredAt === undefined ? undefined : dayOf(registeredAt),
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

/** The day of a date as exports write it (2024/1/5 9:30), 00:00 in Tokyo; an invalid date when it is none. */
function dayOf(text: string): Date {
  const day = normaliseBirthDate(text.normalize('NFKC').trim().split(/[\sT]/)[0] ?? '');
  return new Date(`${day}T00:00:00+09:00`);
}

/** A name in one field parts at its first space; without one it is a family name. */
function nameParts(name: string | undefined): [string | undefined, string | undefined] {
  const [family, ...given] = (name ?? '').trim().split(/[\s\u3000]+/);
  return [family || undefined, given.join(' ') || undefined];
}
