import type { Block, Item } from './types.ts';

/** True for a JSON object, false for arrays, null and scalars. */
export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as text, or undefined when it is anything else. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as a list, empty when it is anything else. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The JSON objects of a list, everything else left out. */
export function asItems(value: unknown): Item[] {
  return asList(value).filter(isItem);
}

/** The blocks of a list that passed the validator. */
export function asBlocks(value: unknown): Block[] {
  return asItems(value).filter((item): item is Block => typeof item.type === 'string');
}

/** True for true and for the words a form has for it. */
export function asFlag(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** The number in a number or in digits, or undefined. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The JSON value of a text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
