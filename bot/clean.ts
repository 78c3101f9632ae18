const depthMax = 40;

/**
 * A copy of parsed JSON that PostgreSQL can keep: U+0000 is dropped and lone surrogates become U+FFFD, in keys and in values.
 * Undefined when it is nested deeper than anything LINE sends.
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (depth > depthMax) return undefined;
  if (typeof value === 'string') return cleanString(value);
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanString(key), cleanJson(item, depth + 1)]));
}

function cleanString(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
