/** Kana by rows, each beside its sounds in kunrei spelling: one consonant letter, so that spellings of other schools can be folded onto it. */
const table: [letters: string, sounds: string][] = [
  ['アイウエオ', 'a i u e o'],
  ['ァィゥェォ', 'a i u e o'],
  ['カキクケコヵヶ', 'ka ki ku ke ko ka ke'],
  ['サシスセソ', 'sa si su se so'],
  ['タチツテト', 'ta ti tu te to'],
  ['ナニヌネノ', 'na ni nu ne no'],
  ['ハヒフヘホ', 'ha hi hu he ho'],
  ['マミムメモ', 'ma mi mu me mo'],
  ['ヤユヨ', 'ya yu yo'],
  ['ラリルレロ', 'ra ri ru re ro'],
  ['ワヰヱヲン', 'wa i e o n'],
  ['ガギグゲゴ', 'ga gi gu ge go'],
  ['ザジズゼゾ', 'za zi zu ze zo'],
  ['ダヂヅデド', 'da zi zu de do'],
  ['バビブベボヴ', 'ba bi bu be bo bu'],
  ['パピプペポ', 'pa pi pu pe po'],
];
const sounds = new Map(
  table.flatMap(([letters, spoken]) => {
    const each = spoken.split(' ');
    return [...letters].map((letter, index): [string, string] => [letter, each[index] ?? '']);
  }),
);
const glides = new Map([
  ['ャ', 'ya'],
  ['ュ', 'yu'],
  ['ョ', 'yo'],
]);
const smallVowels = 'ァィゥェォ';

/** Spellings of Hepburn, passports and typists, and what they come to, in this order. */
const folds: [RegExp, string][] = [
  [/l/g, 'r'],
  [/y+e/g, 'e'],
  [/w+o/g, 'o'],
  [/m+(?=m|[bp])/g, 'n'],
  [/([a-z])\1+/g, '$1'],
  [/tch/g, 'ch'],
  [/cy/g, 'ty'],
  [/shi/g, 'si'],
  [/chi/g, 'ti'],
  [/sh(?=[auo])/g, 'sy'],
  [/ch(?=[auo])/g, 'ty'],
  [/she/g, 'se'],
  [/che/g, 'te'],
  [/tsu/g, 'tu'],
  [/fu/g, 'hu'],
  [/d+([zj])/g, '$1'],
  [/jy?(?=[auo])/g, 'zy'],
  [/je/g, 'ze'],
  [/[jd]i/g, 'zi'],
  [/zyi/g, 'zi'],
  [/du/g, 'zu'],
  [/([ou])h+(?![aiueoy])/g, '$1'],
  [/ou/g, 'o'],
  [/([a-z])\1+/g, '$1'],
];

/**
 * How a name sounds, whichever way it was written: kana, Hepburn, kunrei, passport spelling, with or without macrons. Long vowels,
 * doubled consonants and m or n before b, m, p fall together (オオノ, Ohno, Ōno: `ono`). Empty for what holds any other script. Expects a
 * name as `normaliseName` or `normaliseKana` leaves it.
 */
export function soundOf(name: string): string {
  const spelt = /[ァ-ヺー]/.test(name) ? spell(name) : name;
  const letters = spelt.normalize('NFD').replace(/\p{M}/gu, '');
  if (/[^\p{Script=Latin}\p{P}\p{Z}]/u.test(letters)) return '';
  return folds.reduce((text, [spelling, plain]) => text.replace(spelling, plain), letters.replace(/[^a-z]/g, ''));
}

/** Katakana in Latin letters; a glide joins the syllable before it (シャ: sya), and so does a small vowel (ファ: fa, ウェ: we). */
function spell(katakana: string): string {
  let text = '';
  for (const letter of katakana) {
    const glide = glides.get(letter);
    if (glide) text = text.replace(/i$/, '') + glide;
    else if (smallVowels.includes(letter))
      text =
        text
          .replace(/hu$/, 'fu')
          .replace(/(?<![a-z])u$/, 'wu')
          .replace(/[iueo]$/, '') + sounds.get(letter);
    else if (!'ッー・ヽヾ'.includes(letter)) text += sounds.get(letter) ?? letter;
  }
  return text;
}
