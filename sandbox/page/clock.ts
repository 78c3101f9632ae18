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

/** A moment as people say it: 11月21日(土) 14:05, or Sat 21 Nov, 14:05. */
export function tellTime(at: Date, lang: Language): string {
  const time = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `${tellDay(at, lang)}${lang === 'ja' ? ' ' : ', '}${time}`;
}

/** A day as people say it: 11月21日(土), or Sat 21 Nov. */
export function tellDay(at: Date, lang: Language): string {
  const locale = lang === 'ja' ? 'ja-JP' : 'en-GB';
  const parts = new Intl.DateTimeFormat(locale, { ...zone, weekday: 'short', month: 'short', day: 'numeric' });
  const of = (type: string) => parts.formatToParts(at).find((part) => part.type === type)?.value ?? '';
  if (lang === 'en') return `${of('weekday')} ${of('day')} ${of('month')}`;
  return `${of('month').replace('月', '')}月${of('day').replace('日', '')}日(${of('weekday')})`;
}
