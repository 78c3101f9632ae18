import { civil } from '../../core/calendar.ts';
import type { Config } from '../config.ts';
import { postbackData } from '../postback.ts';
import type { Words } from '../words/ja.ts';
import { toPress, toSay } from './flex.ts';

/** What every message is made with: whose words, what day it is, whose links. */
export type Scene = { words: Words; config: Config; now: Date };

/** A civil day of the shop as this language says it. */
export function dayOf({ words, now }: Scene, at: Date): string {
  return words.day(civil(at).toPlainDate(), civil(now).toPlainDate());
}

/** A button that asks for `verb` on `id`, sealed so that nobody can make another. */
export function press({ config }: Scene, label: string, verb: string, id: string) {
  return toPress(label, postbackData(config.secret, { verb, id }));
}

/** Words of the menu as buttons: pressing one says the word. */
export function menu({ words }: Scene, ...topics: (keyof Words['menu'])[]) {
  return topics.map((topic) => toSay(words.menu[topic], words.menu[topic]));
}
