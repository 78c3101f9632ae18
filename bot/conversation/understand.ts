import type { Language } from '../../core/members/language.ts';
import { keywords, languages } from '../words/keywords.ts';
import type { Topic } from './answers.ts';

/** What somebody wants who wrote this; undefined when it is none of the things the bot knows. */
export function understand(text: string): Topic | undefined {
  const heard = heardAs(text);
  if (!heard) return undefined;
  const exact = keywords.find(({ words }) => words.some((word) => heardAs(word) === heard));
  const within = () => keywords.find(({ words }) => words.some((word) => mentions(heard, heardAs(word))));
  return (exact ?? within())?.topic;
}

/** The language somebody asks for who wrote this; only when they wrote nothing else, for it may be part of an answer. */
export function languageAsked(text: string): Language | undefined {
  const heard = heardAs(text);
  return languages.find(({ words }) => words.some((word) => heardAs(word) === heard))?.language;
}

/** Folds what makes no difference to the ear: width, case, katakana, spaces, punctuation. */
function heardAs(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/[\p{Punctuation}\p{Symbol}\s]/gu, (mark) => (mark === 'ー' ? mark : ''));
}

/** Short Latin words such as `pt` only count on their own: they are part of too many others. */
function mentions(heard: string, word: string): boolean {
  return word.length >= (/^[a-z]+$/.test(word) ? 4 : 2) && heard.includes(word);
}
