import { cleanText, normaliseBirthDate, normaliseMail, normalisePhone } from '../members/normalise.ts';

/** What a row says in the four columns whose values are known by their form. */
export type Formed = { birth: string; phone: string; mail: string; postal: string };

/** So a date begins, with its year; no phone does. */
const likeDate = /^\s*(?:(?:19|20)\d\d(?!\d{6})|[明大昭平令])/;
/** Longer than a postal code is with its sign, its dash and a space. */
const postalLonger = 10;

/**
 * A row whose values stand in each other's columns, put right: a mail among the phones, a birth date there, a phone among the postal codes. What is in its place
 * stays there, and so does whatever fits neither.
 */
export function inPlace(row: Formed): Formed {
  const { birth, phone, mail, postal } = row;
  if (phone.includes('@') && !mail.includes('@')) return { ...row, phone: mail, mail: phone };
  if (likeDate.test(phone) && readDate(birth) === '' && readDate(phone) !== '')
    return { ...row, phone: birth, birth: phone };
  if (postal.length >= postalLonger && normalisePhone(postal) && !normalisePhone(phone))
    return { ...row, phone: postal, postal: phone };
  return row;
}

/**
 * A birth date as YYYYMMDD, also as spreadsheets and other systems write it, and where day and month can be told only by guess; what has eight figures but is
 * no date is kept, because it may still agree with its like.
 */
export function readDate(text: string): string {
  if (text === '') return '';
  const date = normaliseBirthDate(text) ?? dateOf(cleanText(text).normalize('NFKC').toLowerCase());
  if (date) return date.replaceAll('-', '');
  const figures = text.normalize('NFKC').replace(/\D/g, '');
  return /^(?!9999)\d{4}(?!0000)\d{4}$/.test(figures) && !/^(\d)\1*$/.test(figures) ? figures : '';
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** 1899-12-30, from which spreadsheets count days, and how long a day is. */
const [firstDay, dayMs] = [Date.UTC(1899, 11, 30), 86_400_000];

/** Dates that nobody types but systems write: days since 1899, eras by number, months in English, day and month before the year. */
function dateOf(plain: string): string | undefined {
  if (/^[1-4]\d{4}$/.test(plain)) return new Date(firstDay + Number(plain) * dayMs).toISOString().slice(0, 10);
  const [, era = '', year, month, day] = /^([mtshr1-5])-?(\d\d)-?(\d\d)-?(\d\d)$/.exec(plain) ?? [];
  if (year) return normaliseBirthDate(`${'mtshr'[Number(era) - 1] ?? era}${year}.${month}.${day}`);
  const [, ...words] = /^([a-z]{3,9}|\d{1,2})[\s.,-]+([a-z]{3,9}|\d{1,2})[\s.,-]+(\d{4})$/.exec(plain) ?? [];
  const named = months.findIndex((name) => words.some((word) => word.startsWith(name)));
  const numbered = words.find((word) => /^\d{1,2}$/.test(word));
  if (named >= 0 && numbered) return normaliseBirthDate(`${words[2]}-${named + 1}-${numbered}`);
  const [, first, second, last] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(plain) ?? [];
  if (last) return normaliseBirthDate(`${last}-${first}-${second}`);
  return normaliseBirthDate(plain.replace(/[・,、\\]\s*/g, '/').replace(/^(\d{8})0{4,6}$/, '$1'));
}

const plainPhone = /^[\d-]+$/;
/** Letters among figures that are none themselves. */
const takenForFigures = /(?<![a-z])[oil]+(?=[\doil-])|(?<=[\d-])[oil]+(?![a-z])/gi;

/**
 * A phone as digits; what is no whole number is kept as it is, because a slip of the hand makes such numbers too. Fillers are none, and nor is what a spreadsheet
 * rounded.
 */
export function readPhone(text: string): string {
  if (text === '') return '';
  if (plainPhone.test(text)) return normalisePhone(text) ?? figuresOf(text);
  const plain = cleanText(text).normalize('NFKC');
  if (/\de\+?\d+$/i.test(plain)) return '';
  const typed = plain.replace(/(?<=\d)\.0+$/, '').replace(takenForFigures, figuresFor);
  const found = [typed, ...typed.split(/[\s()/;,、・|]+/)].flatMap((part) => normalisePhone(part) ?? []);
  return found[0] ?? figuresOf(typed);
}

function figuresOf(text: string): string {
  const figures = text.replace(/\D/g, '');
  return figures.length < 6 || /^0*(\d)\1*$/.test(figures) ? '' : figures;
}

function figuresFor(letters: string): string {
  return letters.replace(/o/gi, '0').replace(/[il]/gi, '1');
}

/**
 * A mail address, normalised, wherever it stands in its cell, and the first of two; where the provider was cut or mistyped, with what is left of it, because
 * the name before the @ may still agree.
 */
export function readMail(text: string): string {
  if (text === '') return '';
  const mail = normaliseMail(text);
  if (mail) return mail;
  const plain = cleanText(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^mailto:/, '')
    .replace(/\s*@+\s*/, '@');
  const [, name = '', provider = ''] =
    /([a-z0-9.!#$%&'*+=?^_{|}~-]+)@([a-z0-9-]+(?:(?:\.|,(?![^@\s]*@))[a-z0-9-]+)*)/.exec(plain) ?? [];
  if (name === '') return '';
  const found = `${name}@${provider.replaceAll(',', '.')}`;
  return normaliseMail(found) ?? found;
}
