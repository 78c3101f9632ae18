import type { Message } from '../line.ts';
import { bubble, flex, mainButton, note, quietButton, text, title, toUri } from './flex.ts';
import { liffUrl } from './links.ts';
import { press, type Scene } from './scene.ts';

/** Somebody whose card is not in this LINE has forgotten its number: where a code brings it back. */
export function forgottenMessage(scene: Scene): Message {
  const { words, config } = scene;
  return flex(
    words.recall.title,
    bubble({
      body: [title(words.recall.title), text(words.recall.body), note(words.recall.note)],
      footer: [
        mainButton(toUri(words.recall.open, liffUrl(config, '/forgotten'))),
        quietButton(press(scene, words.welcome.start, 'register', 'start')),
      ],
    }),
  );
}

/** The number of the card whose contact was proved, and nothing else of it. */
export function foundMessage({ words, config }: Scene, grouped: string): Message {
  return flex(
    words.recall.title,
    bubble({
      body: [title(grouped), text(words.recall.found(grouped))],
      footer: [mainButton(toUri(words.recall.link, liffUrl(config, '/forgotten')))],
    }),
  );
}
