/** Jaro–Winkler similarity of two texts, 0 to 1 (Winkler 1990, prefix weight 0.1 over at most 4 characters). */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 0) return 0;
  const reach = Math.max(0, (long.length >> 1) - 1);
  let [takenShort, takenLong, matches] = [0, 0, 0];
  const [lengthShort, lengthLong] = [Math.min(short.length, 31), Math.min(long.length, 31)];
  for (let i = 0; i < lengthShort; i++) {
    const end = Math.min(i + reach + 1, lengthLong);
    const code = short.charCodeAt(i);
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if ((takenLong >> j) & 1 || long.charCodeAt(j) !== code) continue;
      takenShort |= 1 << i;
      takenLong |= 1 << j;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let [halfSwaps, j] = [0, 0];
  for (let i = 0; i < lengthShort; i++) {
    if (((takenShort >> i) & 1) === 0) continue;
    while (((takenLong >> j) & 1) === 0) j++;
    if (short.charCodeAt(i) !== long.charCodeAt(j++)) halfSwaps++;
  }
  const jaro = (matches / lengthShort + matches / lengthLong + (matches - halfSwaps / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < lengthShort && short.charCodeAt(prefix) === long.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Whether two texts are one slip of the hand apart: one character more, less, other, or two neighbours swapped. */
export function oneSlipApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1 || short === long) return false;
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start++;
  const rest = (skipShort: number, skipLong: number) => short.slice(start + skipShort) === long.slice(start + skipLong);
  if (short.length < long.length) return rest(0, 1);
  const swapped =
    short.charCodeAt(start) === long.charCodeAt(start + 1) && short.charCodeAt(start + 1) === long.charCodeAt(start);
  return rest(1, 1) || (swapped && rest(2, 2));
}
