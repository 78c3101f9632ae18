import type { Language } from './place.ts';

/** How far the sandbox's clock is ahead of this browser's, in milliseconds, from the time the server just told. */
export function aheadOfBrowser(serverNow: string): number {
  return new Date(serverNow).getTime() - Date.now();
}

/** The sandbox's time at this moment. */
export function sandboxNow(aheadMs: number): Date {
  return new Date(Date.now() + aheadMs);
}

const zone = { timeZone: 'Asia/Tokyo' } as const;

/** A moment as people say it: month, day, weekday, time in the shop's time zone. */
export function tellTime(at: Date, lang: Language): string {
  const time = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `${tellDay(at, lang)}${lang === 'ja' ? ' ' : ', '}${time}`;
}

/** A day as people say it, with its weekday. */
export function tellDay(at: Date, lang: Language): string {
  const format = new Intl.DateTimeFormat(lang === 'ja' ? 'ja-JP' : 'en-GB', {
    ...zone,
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  });
  return format.format(at).replace(',', '');
}
