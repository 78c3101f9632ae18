import { shopTimeZone } from '../../core/calendar.ts';
import type { Language } from './words.ts';

const locales = { ja: 'ja-JP', en: 'en-GB' } as const;

/** A civil day as people say it: 12月1日(火), on one line, with its year where it is not obvious. */
export function day(language: Language, at: Date, { year = false } = {}): string {
  const shape =
    language === 'ja' ? ({ month: 'long', weekday: 'short' } as const) : ({ month: 'long', weekday: 'long' } as const);
  const said = format(language, at, { ...shape, day: 'numeric', ...(year ? { year: 'numeric' } : {}) });
  return said.replace('日(', '日\u2060(');
}

/** A day with its time: 12月1日(火) 10:12. */
export function dayAndTime(language: Language, at: Date): string {
  return `${day(language, at)} ${time(language, at)}`;
}

/** The time of day: 14:03. */
export function time(language: Language, at: Date): string {
  return format(language, at, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
}

/** A month of a year: 2026年4月. */
export function month(language: Language, at: Date): string {
  return format(language, at, { year: 'numeric', month: 'long' });
}

/** Today, yesterday or a day, with the time. */
export function lately(language: Language, at: Date, now: Date): string {
  const days = dayNumber(now) - dayNumber(at);
  const said = { ja: ['今日', '昨日'], en: ['today', 'yesterday'] }[language][days];
  return said ? `${said} ${time(language, at)}` : dayAndTime(language, at);
}

/** The hour of the day in the shop, 0–23. */
export function hourOf(at: Date): number {
  return Number(format('en', at, { hour: 'numeric', hourCycle: 'h23' }));
}

function dayNumber(at: Date): number {
  const [y = 0, m = 1, d = 1] = civilParts(at);
  return Date.UTC(y, m - 1, d) / 86_400_000;
}

function civilParts(at: Date): number[] {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: shopTimeZone }).format(at).split('-').map(Number);
}

function format(language: Language, at: Date, shape: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locales[language], { ...shape, timeZone: shopTimeZone }).format(at);
}

/** The first moment of a civil day (`2026-11-30`) in the shop. */
export function civilDay(day: string): Date {
  return new Date(`${day}T00:00:00+09:00`);
}

/** A moment of the civil day before one: the last day of what ends with its midnight. */
export function dayBefore(day: string): Date {
  return new Date(civilDay(day).getTime() - 1);
}

/** About when: 1月下旬, with its year where the name of the month alone could be another one. */
export function about(language: Language, at: Date, now: Date): string {
  const [year = 0, monthOfYear = 1, dayOfMonth = 1] = civilParts(at);
  const far = Math.abs(dayNumber(at) - dayNumber(now)) > plainDays;
  const third = Math.min(2, Math.floor((dayOfMonth - 1) / 10));
  if (language === 'ja') return `${far ? `${year}年` : ''}${monthOfYear}月${['上旬', '中旬', '下旬'][third]}`;
  const name = format(language, at, { month: 'long', ...(far && { year: 'numeric' }) });
  return `${['early ', 'mid-', 'late '][third]}${name}`;
}

const plainDays = 300;
