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
 * long, or a dummy such as 000-0000-0000. An extension (内線) is left out, and of two numbers in one field the second. A 0 that a
 * spreadsheet took away is put back where no other number can be meant.
 */
export function normalisePhone(text: string): string | undefined {
  const domestic = /^(0[1-9]\d{0,4})-?(\d{1,4})-?(\d{3,4})$/.exec(text);
  if (domestic) return domesticPhone(domestic[1] + (domestic[2] as string) + domestic[3]);
  const plain = cleanText(text)
    .normalize('NFKC')
    .replace(/(内線|ext\.?|x|#).*$/i, '');
  const [first = '', second] = plain.split(/[/;,、]/);
  return phoneOf(plain) ?? (second === undefined ? undefined : phoneOf(first));
}

function phoneOf(plain: string): string | undefined {
  const foreign = /^\s*\+(?!81)/.test(plain);
  const digits = plain
    .replace(/\(0\)/, '')
    .replace(/\D/g, '')
    .replace(/^(0{0,2}81)(?=0?[1-9]\d{8,9}$)/, foreign ? '$1' : '0')
    .replace(/^00(?=[1-9])/, '0');
  if (foreign) return /^\d{8,15}$/.test(digits) && !isFiller(digits) ? `+${digits}` : undefined;
  return domesticPhone(withZero(digits));
}

/** Mobile numbers have ten digits without their 0 and begin with 50, 70, 80 or 90; all others have nine and do not. */
function withZero(digits: string): string {
  return /^([5789]0\d{8}|(?![5789]0)[1-9]\d{8})$/.test(digits) ? `0${digits}` : digits;
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

/** Kana that are taken for the kanji they look like, and those kanji. */
const [kanaLike, kanjiLike] = ['ニハエロカタミトー', '二八工口力夕三卜一'];
const kanaAlone = new RegExp(`(?<![ァ-ヺー])[${kanaLike}](?![ァ-ヺー])`, 'g');

/**
 * A name for comparing: width folded, spaces, dots, hyphens and variation selectors gone, variants of one character made one
 * (髙 and 高), and a kana alone among kanji read as the kanji that it looks like (エ藤 and 工藤). 斎 and 斉 stay two: they are different characters.
 */
export function normaliseName(text: string): string {
  const folded = foldVariants(cleanText(text).normalize('NFKC'));
  const plain = folded.replace(/[\s·・･.,'’‐‑‒–—―−─━-]/g, '').toLowerCase();
  if (!/^[\p{Script=Han}ァ-ヺー]+$/u.test(plain) || !/\p{Script=Han}/u.test(plain)) return plain;
  return plain.replace(kanaAlone, (kana) => kanjiLike[kanaLike.indexOf(kana)] as string);
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

const eras: Record<string, number> = { 明: 1867, 大: 1911, 昭: 1925, 平: 1988, 令: 2018 };
const eraLetters: Record<string, string> = { m: '明', t: '大', s: '昭', h: '平', r: '令' };
/** No era that anybody writes two figures of reached this year, so it can only be short for 1965. */
const shortYearLeast = 65;

/**
 * A birth date as YYYY-MM-DD, from western or Japanese years; a time of day, 生 and 西暦 beside it are left out. Undefined when unreadable, impossible,
 * a filler such as 1900-01-01, or when it can be read in two ways: 58/7/23 is of 1958 or of 昭和58, 85/3/14 only of 1985; 3/4/1985 may be
 * March or April, 3/14/1985 is March.
 */
export function normaliseBirthDate(text: string): string | undefined {
  const plain = cleanText(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\st]\d{1,2}:\d{2}.*$/, '')
    .replace(/\s|西暦|\(.\)|生(まれ)?$/g, '')
    .replace('元年', '1年');
  const [, era = '', year, month, day] =
    /^([明大昭平令](?:治|正|和|成)?|[mtshr])?\.?(\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?$/.exec(plain) ??
    /^()(\d{4}|\d{2})(\d{2})(\d{2})$/.exec(plain) ??
    yearLast(plain);
  if (!year) return undefined;
  return realDate(yearOf(era, year), Number(month), Number(day));
}

/** Year 0, which no date is of, where the year may mean several. */
function yearOf(era: string, year: string): number {
  if (era) return (eras[eraLetters[era] ?? era.slice(0, 1)] ?? 0) + Number(year);
  if (year.length === 2 && Number(year) >= shortYearLeast) return 1900 + Number(year);
  return year.length === 4 ? Number(year) : 0;
}

/** A date whose year comes last, if its day can be no month or is the same figure as its month. */
function yearLast(plain: string): string[] {
  const [, first = '', second = '', year = ''] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(plain) ?? [];
  const [one, other] = [Number(first), Number(second)];
  if (year === '' || (one <= 12 && other <= 12 && one !== other)) return [];
  return ['', '', year, ...(one > 12 ? [second, first] : [first, second])];
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
