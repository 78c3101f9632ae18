import {
  cleanText,
  normaliseBirthDate,
  normaliseKana,
  normaliseMail,
  normalisePhone,
} from '../../core/members/normalise.ts';

/** The questions of a registration by chat, in their order. `offered`: it was proposed and nothing asked yet. */
export const steps = ['name', 'kana', 'birthday', 'contact', 'confirm'] as const;
export type Step = (typeof steps)[number];

/** Why an answer to a question cannot be taken. */
export type Problem =
  | 'name_needs_two'
  | 'name_too_long'
  | 'name_unreadable'
  | 'kana_needs_two'
  | 'kana_only'
  | 'birthday_unreadable'
  | 'birthday_ahead'
  | 'contact_unreadable'
  | 'needed'
  | 'press_a_button';

/** What was answered so far. `editing`: one answer is being corrected, after which the summary is shown again. */
export type Draft = {
  familyName?: string;
  givenName?: string;
  familyKana?: string;
  givenKana?: string;
  birthDate?: string;
  phone?: string;
  mail?: string;
  editing?: boolean;
};

type Taken = { draft: Draft } | { problem: Problem };

const nameGraphemesMax = 30;
const oldestYears = 120;
const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Takes the answer to a question into the draft, or says why it cannot be taken. `today` is a civil date, YYYY-MM-DD. */
export function take(step: Step, draft: Draft, said: string, today: string): Taken {
  const text = cleanText(said).replace(/\s+/gu, ' ');
  switch (step) {
    case 'name':
      return takeName(draft, text);
    case 'kana':
      return takeKana(draft, text);
    case 'birthday':
      return takeBirthday(draft, text, today);
    case 'contact':
      return takeContact(draft, text);
    case 'confirm':
      return { problem: 'press_a_button' };
  }
}

/** Leaves a question out, where that is possible. */
export function skip(step: Step, draft: Draft): Taken {
  if (step === 'birthday') return { draft: { ...draft, birthDate: undefined } };
  if (step === 'contact') return { draft: { ...draft, phone: undefined, mail: undefined } };
  return { problem: step === 'confirm' ? 'press_a_button' : 'needed' };
}

/** The question after `step`: the reading is not asked when the name says it, and a correction leads back to the summary. */
export function after(step: Step, draft: Draft): Step {
  if (step === 'name' && !needsReading(draft)) return draft.editing ? 'confirm' : 'birthday';
  if (step === 'name') return 'kana';
  if (draft.editing) return 'confirm';
  return steps[steps.indexOf(step) + 1] ?? 'confirm';
}

/** The question before `step`; the first one stays where it is. */
export function before(step: Step, draft: Draft): Step {
  if (draft.editing) return 'confirm';
  if (step === 'birthday' && !needsReading(draft)) return 'name';
  return steps[steps.indexOf(step) - 1] ?? 'name';
}

/** Whether the name is written so that its reading has to be asked: with kanji, that is. */
function needsReading({ familyName = '', givenName = '' }: Draft): boolean {
  return /\p{Script=Han}/u.test(familyName + givenName);
}

function takeName(draft: Draft, text: string): Taken {
  const [family, given] = inTwo(text);
  if (!family || !given) return { problem: 'name_needs_two' };
  if (!isNamelike(text)) return { problem: 'name_unreadable' };
  if (countOf(family) > nameGraphemesMax || countOf(given) > nameGraphemesMax) return { problem: 'name_too_long' };
  const named: Draft = { ...draft, familyName: family, givenName: given, familyKana: undefined, givenKana: undefined };
  const isKana =
    !needsReading(named) && /^[\p{Script=Hiragana}\p{Script=Katakana}ー・･ ]+$/u.test(text.normalize('NFKC'));
  return {
    draft: isKana ? { ...named, familyKana: normaliseKana(family), givenKana: normaliseKana(given) } : named,
  };
}

function takeKana(draft: Draft, text: string): Taken {
  const [family, given] = inTwo(text).map(normaliseKana);
  if (!family || !given) return { problem: 'kana_needs_two' };
  if (!/^[ァ-ヴー]+$/.test(family + given)) return { problem: 'kana_only' };
  if (countOf(family) > nameGraphemesMax || countOf(given) > nameGraphemesMax) return { problem: 'name_too_long' };
  return { draft: { ...draft, familyKana: family, givenKana: given } };
}

function takeBirthday(draft: Draft, text: string, today: string): Taken {
  const birthDate = normaliseBirthDate(text);
  if (!birthDate) return { problem: 'birthday_unreadable' };
  if (birthDate > today || Number(birthDate.slice(0, 4)) < Number(today.slice(0, 4)) - oldestYears) {
    return { problem: 'birthday_ahead' };
  }
  return { draft: { ...draft, birthDate } };
}

function takeContact(draft: Draft, text: string): Taken {
  const mail = normaliseMail(text);
  if (mail) return { draft: { ...draft, mail: text.normalize('NFKC').replace(/\s/g, ''), phone: undefined } };
  if (normalisePhone(text)) return { draft: { ...draft, phone: text.normalize('NFKC'), mail: undefined } };
  return { problem: 'contact_unreadable' };
}

/** The family name is the first word, as Japanese is written; what follows is the given name. */
function inTwo(text: string): [string, string] {
  const [family = '', ...rest] = text.split(' ');
  return [family, rest.join(' ')];
}

/** Letters of any script with the marks that names have; no digits, links, brackets or pictures. */
function isNamelike(text: string): boolean {
  return /^[\p{Letter}\p{Mark}ー・･々〆ヶ.'’\- ]+$/u.test(text);
}

function countOf(text: string): number {
  return [...graphemes.segment(text)].length;
}
