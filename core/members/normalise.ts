import { Temporal } from 'temporal-polyfill';
import { foldVariants } from './variants.ts';

const isPrintable = /^[ -~]*$/;

/**
 * Takes out what no database column may hold (U+0000 and lone surrogates) and what nobody sees but which changes what others read:
 * marks that turn the direction of what follows, and letters without width. Trims the ends.
 */
export function cleanText(text: string): string {
  if (isPrintable.test(text)) return text.trim();
  return text
    .replace(/\p{Surrogate}/gu, '')
    .replaceAll('\u0000', '')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .trim();
}

/**
 * A phone number as digits that begin with 0 (`+81` folded), or with `+` when it is foreign. Undefined for anything too short, too
 * long, or a dummy such as 000-0000-0000. An extension (内線) is left out.
 */
export function normalisePhone(text: string): string | undefined {
  const domestic = /^(0[1-9]\d{0,4})-?(\d{1,4})-?(\d{3,4})$/.exec(text);
  if (domestic) return domesticPhone(domestic[1] + (domestic[2] as string) + domestic[3]);
  const plain = cleanText(text)
    .normalize('NFKC')
    .replace(/(内線|ext\.?|x|#).*$/i, '');
  const foreign = /^\s*\+(?!81)/.test(plain);
  const digits = plain
    .replace(/\(0\)/, '')
    .replace(/\D/g, '')
    .replace(/^(0{0,2}81)(?=0?[1-9]\d{8,9}$)/, foreign ? '$1' : '0')
    .replace(/^00(?=[1-9])/, '0');
  if (foreign) return /^\d{8,15}$/.test(digits) && !isFiller(digits) ? `+${digits}` : undefined;
  return domesticPhone(digits);
}

function domesticPhone(digits: string): string | undefined {
  return /^0[1-9]\d{8,9}$/.test(digits) && !isFiller(digits) ? digits : undefined;
}

/** One figure again and again, as somebody types who does not want to say. */
function isFiller(digits: string): boolean {
  return /^0*(\d)\1*$/.test(digits);
}

/** A mail address in lower case, with the spellings Gmail treats as one folded. Undefined when it is no address. */
export function normaliseMail(text: string): string | undefined {
  const clean = cleanText(text).toLowerCase();
  const plain = isPrintable.test(clean)
    ? clean.replaceAll(' ', '')
    : clean.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  const [, local, domain] = /^([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(plain) ?? [];
  if (!local || !domain || domain.length > 190) return undefined;
  if (domain !== 'gmail.com' && domain !== 'googlemail.com') return `${local}@${domain}`;
  return `${local.replace(/\+.*$/, '').replaceAll('.', '')}@gmail.com`;
}

/**
 * A name for comparing: width folded, spaces, dots, hyphens and variation selectors gone, variants of one character made one
 * (髙 and 高). 斎 and 斉 stay two: they are different characters.
 */
export function normaliseName(text: string): string {
  const folded = foldVariants(cleanText(text).normalize('NFKC'));
  return folded.replace(/[\s·・･.,'’‐‑‒–—―−─━-]/g, '').toLowerCase();
}

/** The reading of a name in full-width katakana, whether it was written in hiragana, katakana or half-width kana. */
export function normaliseKana(text: string): string {
  return normaliseName(text).replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

/** A reading with long vowels and twin spellings folded, so that ユウコ meets ユーコ and オオノ meets オーノ. */
export function readingKey(text: string): string {
  return normaliseKana(text)
    .replaceAll('ヂ', 'ジ')
    .replaceAll('ヅ', 'ズ')
    .replaceAll('ヲ', 'オ')
    .replace(/ー/g, '')
    .replace(/(?<=[オコソトノホモヨロゴゾドボポョ])[ウオ]/g, '')
    .replace(/(?<=[ウクスツヌフムユルグズブプュ])ウ/g, '');
}

const eras: Record<string, number> = {
  明治: 1867,
  大正: 1911,
  昭和: 1925,
  平成: 1988,
  令和: 2018,
  m: 1867,
  t: 1911,
  s: 1925,
  h: 1988,
  r: 2018,
};

/** A birth date as YYYY-MM-DD, from western or Japanese years. Undefined when unreadable, impossible, or a filler such as 1900-01-01. */
export function normaliseBirthDate(text: string): string | undefined {
  const plain = cleanText(text).normalize('NFKC').toLowerCase().replace(/\s/g, '').replace('元年', '1年');
  const [, era = '', year, month, day] =
    /^(明治|大正|昭和|平成|令和|[mtshr])?(\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?$/.exec(plain) ??
    /^()(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
    [];
  if (!year || (!era && year.length < 4)) return undefined;
  return realDate((eras[era] ?? 0) + Number(year), Number(month), Number(day));
}

function realDate(year: number, month: number, day: number): string | undefined {
  const iso = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const daysInMonth = month >= 1 && month <= 12 ? Temporal.PlainYearMonth.from({ year, month }).daysInMonth : 0;
  const real = year > 1900 && year < 2200 && day >= 1 && day <= daysInMonth;
  return real ? iso : undefined;
}

/** An address for comparing: width, spaces and the many dashes and 丁目・番・号 between its numbers folded. */
export function normaliseAddress(text: string): string {
  return foldVariants(cleanText(text).normalize('NFKC'))
    .toLowerCase()
    .replace(/\s/g, '')
    .replace(/(?<=\d)(丁目|番地の?|番|号|の)/g, '-')
    .replace(/[‐‑‒–—―−─━ー-](?=\d|$)/g, '-')
    .replace(/-+(?=-|$|\D)/g, '');
}
