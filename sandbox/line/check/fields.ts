import { codeUnits, graphemes } from './counting.ts';
import type { Findings, Path } from './findings.ts';
import type { RuleId } from './rules.ts';

/** Says what is wrong with a value, in LINE's manner, or nothing. */
export type Check = (value: unknown) => string | undefined;
export type Field = { rule: RuleId; check: Check; required: boolean };
export type Fields = Record<string, Field>;
export type Thing = Record<string, unknown>;

/** A property that may be left out. */
export const may = (rule: RuleId, check: Check): Field => ({ rule, check, required: false });
/** A property that must be there. */
export const must = (rule: RuleId, check: Check): Field => ({ rule, check, required: true });

export function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const anything: Check = () => undefined;
export const truth: Check = (value) => (typeof value === 'boolean' ? undefined : 'invalid property');
export const list: Check = (value) => (Array.isArray(value) ? undefined : 'invalid property');
export const thing: Check = (value) => (isThing(value) ? undefined : 'invalid property');

/** A whole number between the two, both included. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `Must be between ${min} and ${max}`;
}

/** A number between the two, both included. */
export function decimal(min: number, max: number): Check {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max ? undefined : `Must be between ${min} and ${max}`;
}

export function oneOf(...allowed: string[]): Check {
  return (value) =>
    typeof value === 'string' && allowed.includes(value)
      ? undefined
      : `Must be one of the following values: [${allowed.join(', ')}]`;
}

/** A text that is not empty and holds at most `max` UTF-16 units. */
export function units(max: number): Check {
  return measured(max, codeUnits);
}

/** A text that is not empty and holds at most `max` grapheme clusters. */
export function clusters(max: number): Check {
  return measured(max, graphemes);
}

function measured(max: number, count: (text: string) => number): Check {
  return (value) => {
    if (typeof value !== 'string') return 'invalid property';
    if (value === '') return 'May not be empty';
    return count(value) > max ? `Length must be between 0 and ${max}` : undefined;
  };
}

export function matching(pattern: RegExp, complaint = 'invalid property'): Check {
  return (value) => (typeof value === 'string' && pattern.test(value) ? undefined : complaint);
}

/** An https URL of at most `max` characters. */
export function https(max = 2_000): Check {
  return (value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return 'invalid uri';
    if (value.length > max) return `Length must be between 0 and ${max}`;
    return new URL(value).protocol === 'https:' ? undefined : 'invalid uri scheme';
  };
}

/** Only characters that a URL may carry unescaped. */
export function isEncoded(value: unknown): boolean {
  return typeof value !== 'string' || /^[\x21-\x7e]*$/.test(value);
}

/** Checks an object against its table of properties; `unknownRule` names the rule against any other property. */
export function checkFields(found: Findings, object: Thing, fields: Fields, path: Path, unknownRule: RuleId): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = object[name];
    if (value === undefined || value === null) {
      if (field.required) found.add(field.rule, 'must be specified', [...path, name]);
      continue;
    }
    const complaint = field.check(value);
    if (complaint) found.add(field.rule, complaint, [...path, name]);
    if (/url$|^uri$/i.test(name) && !isEncoded(value)) found.add('url.encoded', 'invalid uri', [...path, name]);
  }
  for (const name of Object.keys(object)) {
    if (!(name in fields)) found.add(unknownRule, 'unknown field', [...path, name]);
  }
}
