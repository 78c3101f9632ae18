import { withoutAsides, withoutTitle } from './asides.ts';

/** A name in two halves. */
export type Halves = { family: string; given: string };

/** A company is nobody's family name: whoever stands for it is named beside it. */
const isCompany = /(株式|有限|合同|合資|合名)会社|[(（][株有同][)）]|[㈱㈲]|(財団|社団|学校|医療|宗教)法人/u;

/**
 * The two halves of a name that may stand in two columns or in one. A whole name is cut at its space: the family comes first in Japanese and before
 * a comma, last in Latin letters, and wherever it is the only word in capitals. A name that cannot be cut is all family.
 */
export function splitName(family: string, given: string, whole: string): Halves {
  if (given !== '' && isCompany.test(family)) return splitName('', given, '');
  if (family !== '' && given === family) return splitName(family, '', '');
  if (family !== '' && given !== '') return { family, given: withoutRepeated(family, given) };
  const text = withoutTitle(withoutAsides((family || given || whole).trim()).name);
  const [first = '', ...rest] = wordsOf(text);
  if (rest.length === 0) return { family: family || !given ? first : '', given: family ? '' : given && first };
  const isLatin = /^[\p{Script=Latin}\s.,'’-]+$/u.test(text);
  if (isLatin && !text.includes(',') && !(isCapital(first) && !rest.every(isCapital)))
    return { family: rest.at(-1) as string, given: [first, ...rest.slice(0, -1)].join(' ') };
  return { family: first, given: rest.join(' ') };
}

/** The reading in kana that stands in brackets behind a name which is whole in one column. */
export function readingBeside(family: string, given: string, whole: string): string {
  return family !== '' && given !== '' ? '' : withoutAsides(family || given || whole).reading;
}

/** The words of a name; letters set apart one by one (佐 藤 花 子) are one. */
function wordsOf(text: string): string[] {
  const words = text.split(/[\s,、・]+/u);
  const persons = words.filter((word) => !isCompany.test(word));
  if (persons.length > 0 && persons.length < words.length) return persons;
  const isSpread = words.length > 2 && words.every((word) => /^[\p{Script=Han}々ぁ-ゖァ-ヺー]$/u.test(word));
  return isSpread ? [words.join('')] : words;
}

/** A given name without the family name that was typed before it once more; but 林 may well be called 林太郎, and マキ Makiko. */
function withoutRepeated(family: string, given: string): string {
  if (!given.startsWith(family)) return given;
  const rest = given.slice(family.length);
  return /^\s+\S/.test(rest) || (rest !== '' && /^\p{Script=Han}{2,}$/u.test(family)) ? rest.trim() : given;
}

const isCapital = (word: string): boolean => /^\p{Lu}{2,}$/u.test(word.replace(/['’.-]/g, ''));
