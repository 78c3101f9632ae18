import { looksLike, markUnknown } from '../members/lookalikes.ts';
import { normaliseKana, normaliseName } from '../members/normalise.ts';
import { mayBeRead, maySoundAlike } from '../members/readings.ts';
import { soundOf } from '../members/sound.ts';
import { withoutAsides, withoutTitle } from './asides.ts';
import { createDictionary, growColumn, type NumberedColumn, numberOf, shareAt, textAt } from './dictionary.ts';
import { type Feature, type Level, missing } from './feature.ts';
import { jaroWinkler, oneSlipApart } from './similar.ts';

/**
 * One half of all names. `writing` is how it stands there, `kana` its reading in kana where one is known, `sound` how that sounds in any script;
 * `likelySound` is that too where only the file's other rows tell how the writing is read.
 */
export type NameColumn = Record<'writing' | 'kana' | 'sound' | 'likelySound', NumberedColumn>;

const [same, misread, reading, near, alike, otherwise, unheard, character, differs] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * `misread`: written alike, read otherwise. `near`: one slip of the hand or ear. `alike`: Tom and Thomas. `otherwise`: alike in sound
 * only, in other kanji, as brothers and sisters are called: a slip would have to happen twice. `unheard`: a character in common, and of one no
 * reading is known. `character`: a character in common, read otherwise: brothers and sisters, hardly ever a slip.
 */
const familyLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.8, household: 0.85 },
  { code: 'misread', same: 0.02, household: 0.01 },
  { code: 'reading', same: 0.07, household: 0.06 },
  { code: 'near', same: 0.04, household: 0.02 },
  { code: 'alike', same: 0.01, household: 0.005 },
  { code: 'otherwise', same: 0.003, household: 0.003 },
  { code: 'unheard', same: 0.005, household: 0.005 },
  { code: 'character', same: 0.005, household: 0.005 },
  { code: 'differs', same: 0.05, household: 0.05 },
];
const givenLevels: readonly Level[] = [
  missing,
  { code: 'same', same: 0.78, household: 0.003, householdMost: 0.01 },
  { code: 'misread', same: 0.03, household: 0.001, sameMost: 0.05, householdMost: 0.005 },
  { code: 'reading', same: 0.07, household: 0.003, householdMost: 0.01 },
  { code: 'near', same: 0.06, household: 0.01, twins: 0.03, householdMost: 0.03 },
  { code: 'alike', same: 0.03, household: 0.02, twins: 0.05, sameMost: 0.15 },
  { code: 'otherwise', same: 0.001, household: 0.03, twins: 0.1, sameMost: 0.002 },
  { code: 'unheard', same: 0.005, household: 0.03, twins: 0.1, sameMost: 0.01 },
  { code: 'character', same: 0.0003, household: 0.07, twins: 0.2, sameMost: 0.0003 },
  { code: 'differs', same: 0.02, household: 0.863, twins: 0.5, sameMost: 0.1 },
];

/** One half of all names, growing row by row. `put` names a row that was left empty; `known`: how often each name was met, written or in kana. */
export type GrowingNames = {
  add: (writing: string, kana: string) => void;
  put: (row: number, writing: string, kana: string) => void;
  known: () => Map<string, number>;
  done: () => NameColumn;
};

/** One half of all names, empty yet. */
export function growNames(): GrowingNames {
  const [writing, kana, sound] = [growColumn(), growColumn(), growColumn()];
  const known = createDictionary();
  const numbers: Numbers[] = [[0, 0, 0]];
  const addFresh = (written: string, read: string): Numbers => {
    const forms = formsOf(written, read);
    return [writing.add(forms.written), kana.add(forms.read), sound.add(forms.sound)];
  };
  return {
    add: (written, read) => {
      const place = numberOf(known, written === '' && read === '' ? '' : `${written}\n${read}`);
      const before = numbers[place];
      if (!before) {
        numbers[place] = addFresh(written, read);
        return;
      }
      writing.again(before[0]);
      kana.again(before[1]);
      sound.again(before[2]);
    },
    put: (row, written, read) => {
      const forms = formsOf(written, read);
      writing.put(row, forms.written);
      kana.put(row, forms.read);
      sound.put(row, forms.sound);
    },
    known: () => {
      const columns = [writing, kana].map((column) => column.done().dictionary);
      return new Map(
        columns.flatMap(({ texts, counts }) =>
          texts.flatMap((text, at): [string, number][] => (text === '' ? [] : [[text, counts[at] as number]])),
        ),
      );
    },
    done: () => {
      const columns = { writing: writing.done(), kana: kana.done(), sound: sound.done() };
      return { ...columns, likelySound: likelySounds(columns.writing, columns.sound) };
    },
  };
}

type Numbers = [writing: number, kana: number, sound: number];
type Forms = { written: string; read: string; sound: string };

/** How a name is written, its kana, and its sound. */
function formsOf(writing: string, kana: string): Forms {
  const { name, reading: aside } = withoutAsides(writing);
  const written = markUnknown(normaliseName(withoutTitle(name)));
  const given = normaliseKana(withoutTitle(withoutAsides(kana).name)) || normaliseKana(aside);
  const inKana = normaliseKana(written);
  const read = isKana(given) ? given : isKana(inKana) ? inKana : '';
  const spoken = read || (isLatin(given) ? given : '') || (isLatin(written) ? written : '');
  return { written: written || given, read, sound: soundOf(spoken) };
}

/** The sound of every row, for writings that came without a reading the one that the file gives them elsewhere at least every second time. */
function likelySounds(writing: NumberedColumn, sound: NumberedColumn): NumberedColumn {
  const heard = new Map<number, Map<number, number>>();
  for (let row = 0; row < writing.numbers.length; row++) {
    const [written, read] = [writing.numbers[row] as number, sound.numbers[row] as number];
    if (written === 0 || read === 0) continue;
    const times = heard.get(written) ?? new Map<number, number>();
    heard.set(written, times.set(read, (times.get(read) ?? 0) + 1));
  }
  const likely = new Map<number, number>();
  for (const [written, times] of heard) {
    const all = [...times.values()].reduce((sum, count) => sum + count, 0);
    for (const [read, count] of times) if (count * 2 >= all) likely.set(written, read);
  }
  const numbers = sound.numbers.map((read, row) => read || (likely.get(writing.numbers[row] as number) ?? 0));
  return { ...sound, numbers };
}

/** The two halves of names as features. A pair whose halves changed places is compared crosswise: that happens at the keyboard, to anybody. */
export function nameFeatures(family: NameColumn, given: NameColumn): [Feature, Feature] {
  const crossed = remembered((one, other) => areCrossed(family, given, one, other));
  const feature = (name: string, levels: readonly Level[], column: NameColumn, twin: NameColumn): Feature => {
    const twinOf = (one: number, other: number): [NameColumn, NameColumn] =>
      !crossed(one, other) ? [column, column] : isFirst(family, one, other) ? [column, twin] : [twin, column];
    return {
      name,
      part: name === 'family' ? 'shared' : 'personal',
      levels,
      level: (one, other) => levelOf(...twinOf(one, other), one, other),
      share: (one, other, level) => {
        const [mine, theirs] = twinOf(one, other);
        return Math.max(shareOf(mine, one, level), shareOf(theirs, other, level));
      },
    };
  };
  return [feature('family', familyLevels, family, given), feature('given', givenLevels, given, family)];
}

function levelOf(mine: NameColumn, theirs: NameColumn, one: number, other: number): number {
  if (!isSaid(mine.writing, one) || !isSaid(theirs.writing, other)) return 0;
  const soundsSame = agree(mine.sound, theirs.sound, one, other);
  if (agree(mine.writing, theirs.writing, one, other))
    return !soundsSame && isMisread(textAt(mine.sound, one), textAt(theirs.sound, other)) ? misread : same;
  if (soundsSame && isSaid(mine.sound, one)) {
    const oneKana = isSaid(mine.kana, one) && isSaid(theirs.kana, other);
    return !oneKana || agree(mine.kana, theirs.kana, one, other) ? reading : near;
  }
  const bothHeard = isSaid(mine.likelySound, one) && isSaid(theirs.likelySound, other);
  if (bothHeard && agree(mine.likelySound, theirs.likelySound, one, other)) return near;
  const [written, theirWritten] = [textAt(mine.writing, one), textAt(theirs.writing, other)];
  if (!bothHeard) {
    const read = mayBeOne(written, textAt(mine.likelySound, one), theirWritten, textAt(theirs.likelySound, other));
    if (read !== undefined) return read ? near : differs;
    if (isPhonetic(written) !== isPhonetic(theirWritten)) return 0;
  }
  if (bothHeard) {
    const heard = similarity(textAt(mine.likelySound, one), textAt(theirs.likelySound, other));
    if (heard !== differs)
      return areOfKanji(written, theirWritten) && !looksLike(written, theirWritten) ? otherwise : heard;
  }
  if (isLatin(written) && isLatin(theirWritten)) return similarity(written, theirWritten);
  if (!bothHeard && looksLike(written, theirWritten)) return near;
  if (!sharesCharacter(written, theirWritten)) return differs;
  return bothHeard ? character : unheard;
}

/**
 * Whether two names, of which not both have a sound, may be one by how their kanji are read or look; undefined where nobody can tell. A reading that does not fit says
 * nothing against names of kanji, which share characters or differ by themselves.
 */
function mayBeOne(written: string, sound: string, theirWritten: string, theirSound: string): boolean | undefined {
  if (sound === '' && theirSound === '') return maySoundAlike(written, theirWritten) || undefined;
  const read = sound === '' ? mayBeRead(written, theirSound) : mayBeRead(theirWritten, sound);
  return read === false && areOfKanji(written, theirWritten) ? undefined : read;
}

/** Whether a row says anything in a column. */
function isSaid({ numbers }: NumberedColumn, row: number): boolean {
  return numbers[row] !== 0;
}

/** Whether two rows say the same in two columns, or in one, where numbers tell it. */
function agree(mine: NumberedColumn, theirs: NumberedColumn, one: number, other: number): boolean {
  return mine === theirs ? mine.numbers[one] === mine.numbers[other] : textAt(mine, one) === textAt(theirs, other);
}

function isMisread(sound: string, theirs: string): boolean {
  if (sound === '' || theirs === '' || sound === theirs) return false;
  return !oneSlipApart(sound, theirs) && jaroWinkler(sound, theirs, 0.9) <= 0.9;
}

function similarity(one: string, other: string): number {
  if (one === other || (Math.min(one.length, other.length) > 3 && oneSlipApart(one, other))) return near;
  const similar = jaroWinkler(one, other, 0.82);
  if (similar > 0.92) return near;
  return similar > 0.82 || one.startsWith(other) || other.startsWith(one) ? alike : differs;
}

function areOfKanji(one: string, other: string): boolean {
  return !isPhonetic(one) && !isPhonetic(other);
}

function sharesCharacter(one: string, other: string): boolean {
  return areOfKanji(one, other) && [...one].some((letter, place) => [...other][place] === letter);
}

/** Whether the halves changed places: straight they do not meet, crosswise both do, or one where nobody can tell how the other is read. */
function areCrossed(family: NameColumn, given: NameColumn, one: number, other: number): boolean {
  const ofFamily = levelOf(family, family, one, other);
  if (isMet(ofFamily)) return false;
  const ofGiven = levelOf(given, given, one, other);
  if (isMet(ofGiven) || (ofFamily !== differs && ofGiven !== differs)) return false;
  const [there, back] = [levelOf(family, given, one, other), levelOf(given, family, one, other)];
  if (isMet(there) && isMet(back)) return true;
  const areSaid = [one, other].every((row) => isSaid(family.writing, row) && isSaid(given.writing, row));
  return areSaid && ((isMet(there) && back === 0) || (isMet(back) && there === 0));
}

const isMet = (level: number): boolean => level > 0 && level <= near;

/**
 * Which of two rows is read straight when they are crossed: a question to what they say, not to where they stand. Kanji, which come last in order, before
 * Latin letters, in which the given name may as well stand first.
 */
function isFirst(family: NameColumn, one: number, other: number): boolean {
  return textAt(family.writing, one) > textAt(family.writing, other);
}

function shareOf(column: NameColumn, row: number, level: number): number {
  if (level === same || level === misread) return shareAt(column.writing, row);
  return level === reading ? shareAt(column.sound, row) : 0;
}

/** Keeps the last answer: both halves ask the same of a pair. */
function remembered(ask: (one: number, other: number) => boolean): (one: number, other: number) => boolean {
  let last = { one: -1, other: -1, answer: false };
  return (one, other) => {
    if (last.one !== one || last.other !== other) last = { one, other, answer: ask(one, other) };
    return last.answer;
  };
}

const isKana = (text: string): boolean => /^[ァ-ヺー]+$/.test(text);
const isLatin = (text: string): boolean => /^[a-z\u00df-\u024f]+$/.test(text);
const isPhonetic = (text: string): boolean => isLatin(text) || /^[ぁ-ヺー]+$/.test(text);
