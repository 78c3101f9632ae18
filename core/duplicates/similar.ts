/**
 * Jaro–Winkler similarity of two texts, 0 to 1 (Winkler 1990, prefix weight 0.1 over at most 4 characters). 0 also for whatever cannot
 * come to more than `least`, which is told long before all letters are read.
 */
export function jaroWinkler(one: string, other: string, least = 0): number {
  if (one === other) return 1;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 0) return 0;
  const [lengthShort, lengthLong] = [Math.min(short.length, 31), Math.min(long.length, 31)];
  let prefix = 0;
  while (prefix < 4 && prefix < lengthShort && short.charCodeAt(prefix) === long.charCodeAt(prefix)) prefix++;
  const jaroLeast = (least - prefix * 0.1) / (1 - prefix * 0.1);
  const missesMost = lengthShort - (3 * jaroLeast - 1) / (1 / lengthShort + 1 / lengthLong) + 1e-9;
  const reach = Math.max(0, (long.length >> 1) - 1);
  let [takenShort, takenLong, matches] = [0, 0, 0];
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
    if (i + 1 - matches > missesMost) return 0;
  }
  if (matches === 0) return 0;
  let [halfSwaps, j] = [0, 0];
  for (let i = 0; i < lengthShort; i++) {
    if (((takenShort >> i) & 1) === 0) continue;
    while (((takenLong >> j) & 1) === 0) j++;
    if (short.charCodeAt(i) !== long.charCodeAt(j++)) halfSwaps++;
  }
  const jaro = (matches / lengthShort + matches / lengthLong + (matches - halfSwaps / 2) / matches) / 3;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Whether two texts are one slip of the hand apart: one character more, less, other, or two neighbours swapped. */
export function oneSlipApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const more = long.length - short.length;
  if (more > 1 || short === long) return false;
  let [start, end] = [0, short.length];
  while (start < end && short.charCodeAt(start) === long.charCodeAt(start)) start++;
  while (end > start && short.charCodeAt(end - 1) === long.charCodeAt(end - 1 + more)) end--;
  if (end - start <= 1 - more) return true;
  const swapped =
    short.charCodeAt(start) === long.charCodeAt(start + 1) && short.charCodeAt(start + 1) === long.charCodeAt(start);
  return more === 0 && end - start === 2 && swapped;
}
