/** A name in two halves. */
export type Halves = { family: string; given: string };

/**
 * The two halves of a name that may stand in two columns or in one. A whole name is cut at its space: the family comes first in Japanese and before
 * a comma, last in Latin letters, and wherever it is the only word in capitals. A name that cannot be cut is all family.
 */
export function splitName(family: string, given: string, whole: string): Halves {
  if (family !== '' && given !== '') return { family, given };
  const text = (family || given || whole).trim();
  const [first = '', ...rest] = text.split(/[\s,、・]+/u);
  if (rest.length === 0) return family || given ? { family, given } : { family: first, given: '' };
  const isLatin = /^[\p{Script=Latin}\s.,'’-]+$/u.test(text);
  if (isLatin && !text.includes(',') && !(isCapital(first) && !rest.every(isCapital)))
    return { family: rest.at(-1) as string, given: [first, ...rest.slice(0, -1)].join(' ') };
  return { family: first, given: rest.join(' ') };
}

const isCapital = (word: string): boolean => /^\p{Lu}{2,}$/u.test(word.replace(/['’.-]/g, ''));
