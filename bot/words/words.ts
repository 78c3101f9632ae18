import type { Language } from '../../core/members/language.ts';
import { en } from './en.ts';
import { ja, type Words } from './ja.ts';

/** The bot's words in a language. */
export function wordsIn(language: Language): Words {
  return language === 'en' ? en : ja;
}
