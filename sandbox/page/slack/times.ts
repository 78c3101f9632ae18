const zone = 'Asia/Tokyo';
const locale = { ja: 'ja-JP', en: 'en-GB' } as const;

/** The hour and minute in the shop's time, such as 14:03. */
export function clockTime(iso: string, lang: 'ja' | 'en'): string {
  const options = { hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  return new Intl.DateTimeFormat(locale[lang], options).format(new Date(iso));
}

/** The day as people say it: 11月21日(土), or Saturday 21 November. */
export function dayName(iso: string, lang: 'ja' | 'en'): string {
  const options = { month: 'long', day: 'numeric', weekday: lang === 'ja' ? 'short' : 'long', timeZone: zone } as const;
  return new Intl.DateTimeFormat(locale[lang], options).format(new Date(iso));
}

/** The same text for two moments of the same day in the shop's time. */
export function dayKey(iso: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(iso));
}
