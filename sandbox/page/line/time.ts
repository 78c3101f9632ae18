const zone = 'Asia/Tokyo';

/** `14:05`, the time beside a bubble; milliseconds in. */
export function timeOf(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    hour: 'numeric',
    minute: '2-digit',
    hour12: false,
  }).format(atMs);
}

/** The day in Japan, for telling days apart. */
export function dayKey(atMs: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(atMs);
}

/** `11月21日(土)`, the line between two days. */
export function dayOf(atMs: number, language: string): string {
  const form = { timeZone: zone, month: 'long', day: 'numeric', weekday: 'short' } as const;
  return new Intl.DateTimeFormat(language, form).format(atMs);
}
