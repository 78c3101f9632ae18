import type { Message } from '../line.ts';
import { bubble, column, flex, note, paint, row, rule, text, title, toSay, withQuickReplies } from './flex.ts';
import { menu, type Scene } from './scene.ts';

/** What one can ask for here, in the words that are understood. */
export function helpMessages(scene: Scene): Message[] {
  const { words } = scene;
  const lines = words.help.lines.flatMap(([word, what]) => [
    rule,
    row([text(word, { weight: 'bold', flex: 5 }), text(what, { color: paint.ink2, flex: 8 })], { spacing: 'sm' }),
  ]);
  const content = bubble({
    body: [title(words.help.title), column(lines, { spacing: 'sm' }), text(words.help.note), note(words.help.unlink)],
  });
  return withQuickReplies(
    [flex(words.help.title, content)],
    [...menu(scene, 'points', 'history', 'card', 'join', 'recommend'), toSay(words.otherLanguage, words.otherLanguage)],
  );
}
