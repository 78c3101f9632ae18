import { en } from './en.ts';
import { ja } from './ja.ts';

export type Language = 'ja' | 'en';
export type Words = typeof ja;

/** What staff read, in their language. */
export function wordsIn(language: Language | undefined): Words {
  return language === 'en' ? en : ja;
}
