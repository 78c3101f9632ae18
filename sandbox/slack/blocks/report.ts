import { asList, isItem } from '../fields.ts';
import type { Item } from '../types.ts';

/** One thing wrong with blocks: where (a JSON pointer), a short code, and a sentence. */
export type Problem = { pointer: string; code: string; message: string };

/** Collects problems while the checkers walk. */
export type Report = Problem[];

/** Notes a problem. */
export function complain(report: Report, pointer: string, code: string, message: string): void {
  report.push({ pointer, code, message });
}

/** The way `response_metadata.messages` says a problem. */
export function problemLine({ message, pointer }: Problem): string {
  return `[ERROR] ${message} [json-pointer:${pointer}]`;
}

/** Demands a field. */
export function demand(report: Report, item: Item, at: string, field: string): boolean {
  const there = item[field] !== undefined && item[field] !== null;
  if (!there) complain(report, at, 'missing_field', `missing required field: ${field}`);
  return there;
}

/** Demands a text of a length within bounds, when the field is there at all; lengths count UTF-16 units. */
export function checkString(report: Report, item: Item, at: string, field: string, max: number, min = 1): void {
  const value = item[field];
  if (value === undefined || value === null) return;
  const pointer = `${at}/${field}`;
  if (typeof value !== 'string') complain(report, pointer, 'invalid_type', 'must provide a string');
  else checkLength(report, value, pointer, max, min);
}

/** Complains about a text that is too long or too short. */
export function checkLength(report: Report, value: string, pointer: string, max: number, min = 1): void {
  if (value.length > max) complain(report, pointer, 'too_long', `must be less than ${max + 1} characters`);
  if (value.length < min) complain(report, pointer, 'too_short', `must be more than ${min - 1} characters`);
}

/** The members of a list field after its size was checked; members that are no objects are reported. */
export function checkList(report: Report, item: Item, at: string, field: string, max: number, min = 1): Item[] {
  const pointer = `${at}/${field}`;
  if (item[field] !== undefined && !Array.isArray(item[field])) {
    complain(report, pointer, 'invalid_type', 'must provide an array');
    return [];
  }
  const list = asList(item[field]);
  if (list.length > max) complain(report, pointer, 'too_many', `no more than ${max} items allowed`);
  if (list.length < min) complain(report, pointer, 'too_few', `no fewer than ${min} items allowed`);
  list.forEach((member, index) => {
    if (!isItem(member)) complain(report, `${pointer}/${index}`, 'invalid_type', 'must provide an object');
  });
  return list.map((member) => (isItem(member) ? member : {}));
}

/** Demands one of a few words, when the field is there at all. */
export function checkWord(report: Report, item: Item, at: string, field: string, words: readonly unknown[]): void {
  if (item[field] === undefined || words.includes(item[field])) return;
  complain(report, `${at}/${field}`, 'invalid_enum', `must be one of: ${words.join(', ')}`);
}
