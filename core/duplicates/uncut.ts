import { normaliseKana, normaliseName } from '../members/normalise.ts';
import type { GrowingNames } from './names.ts';
import type { Halves } from './wholeNames.ts';

/** A row whose name stands whole in one field and shows no place to cut it. */
type Held = { row: number; name: Halves; kana: Halves };

/** How often each name of a file is met as a family name, and as a given name. */
type Known = { families: Map<string, number>; givens: Map<string, number> };

/** Whether a half is missing and the other could hold both: letters that need no space between names, and enough of them. */
export function isUncut({ family, given }: Halves): boolean {
  return (family === '') !== (given === '') && /^[\p{Script=Han}々ぁ-ゖァ-ヺｦ-ﾟー]{3,}$/u.test(family || given);
}

/**
 * Names held back until the whole file has said which family and given names it knows; then each is cut where these meet. A family name that merely
 * stands without a given one stays whole.
 */
export function growUncut(family: GrowingNames, given: GrowingNames) {
  const held: Held[] = [];
  return {
    add: (row: number, name: Halves, kana: Halves): void => {
      held.push({ row, name, kana });
      family.add('', '');
      given.add('', '');
    },
    done: (): void => {
      if (held.length === 0) return;
      const known = { families: family.known(), givens: given.known() };
      for (const { row, name, kana } of held) {
        const [written, read] = cutBoth(name, kana, known);
        family.put(row, written.family, read.family);
        given.put(row, written.given, read.given);
      }
    },
  };
}

function cutBoth(name: Halves, kana: Halves, known: Known): [Halves, Halves] {
  const text = name.family || name.given;
  const plain = /\p{Script=Han}/u.test(text) ? normaliseName(text) : normaliseKana(text);
  const written = isUncut(name) ? cut(plain, name, known) : name;
  if (!isUncut(kana)) return [written, kana];
  const whole = normaliseKana(kana.family || kana.given);
  const read = cut(whole, kana, known);
  return [written, read === kana && written !== name ? inProportion(whole, kana, written) : read];
}

/** Where a known family name and a known given name meet; else, in a name too long to be half of one, behind what is or is most often a family name. */
function cut(whole: string, uncut: Halves, { families, givens }: Known): Halves {
  const letters = [...whole];
  const cuts = letters.slice(1).map((_, at): Halves & { worth: number } => {
    const [family, given] = [letters.slice(0, at + 1).join(''), letters.slice(at + 1).join('')];
    return { family, given, worth: (families.get(family) ?? 0) * (givens.get(given) ?? 0) };
  });
  if (families.has(whole) || givens.has(whole)) return uncut;
  const best = cuts.reduce((one, other) => (other.worth > 0 && other.worth >= one.worth ? other : one), {
    ...uncut,
    worth: 0,
  });
  if (best.worth > 0) return halvesOf(best);
  if (!/^[\p{Script=Han}々]{4,}$/u.test(whole)) return uncut;
  const familyKnown = cuts.filter(({ family, given }) => families.has(family) && [...given].length <= 3).at(-1);
  return halvesOf(familyKnown ?? (cuts[letters.length > 5 ? 2 : 1] as Halves));
}

const halvesOf = ({ family, given }: Halves): Halves => ({ family, given });

/** A character of a family name is read a little longer than one of a given name. */
const longer = 1.2;

/** A reading of which nothing is known, cut where its writing was. */
function inProportion(whole: string, uncut: Halves, { family, given }: Halves): Halves {
  const [mine, theirs] = [[...family].length * longer, [...given].length];
  if (mine === 0 || theirs === 0) return uncut;
  const at = Math.min(whole.length - 1, Math.max(1, Math.round((whole.length * mine) / (mine + theirs))));
  return { family: whole.slice(0, at), given: whole.slice(at) };
}
