import type { MergeFigures } from '../../core/outbox.ts';
import type { Message } from '../line.ts';
import {
  bubble,
  type Component,
  column,
  flex,
  hero,
  largeFigure,
  note,
  paint,
  row,
  rule,
  text,
  title,
  toUri,
  wordButton,
} from './flex.ts';
import { liffUrl, mediaUrl } from './links.ts';
import { dayOf, type Scene } from './scene.ts';

/** Two cards became one: the knot, both parts, and the sum that can be checked by eye. */
export function mergedMessage(scene: Scene, figures: MergeFigures, notMe: string): Message {
  const { words, config } = scene;
  const { here, there, spendableFrom } = figures;
  const sum = here.points + there.points;
  const part = (label: string, points: number): Component =>
    note([text(label, { size: 'xs', color: paint.ink2 }), text(words.points(points), { size: 'md', weight: 'bold' })], {
      flex: 1,
    });
  const whole = row(
    [
      text(words.merged.after, { size: 'xs', color: paint.ink2, gravity: 'center' }),
      row([largeFigure(words.figure(sum), 'pt', 'xl')], { justifyContent: 'flex-end' }),
    ],
    { borderColor: paint.ink, borderWidth: 'normal', cornerRadius: '10px', paddingAll: '12px' },
  );
  const history = words.merged.history(here.purchases, there.purchases);
  const wait = spendableFrom && there.points > 0;
  const sentence = wait
    ? `${history}${words.betweenSentences}${words.merged.wait(words.points(there.points), dayOf(scene, new Date(spendableFrom)))}`
    : history;
  return flex(
    words.merged.alt,
    bubble({
      hero: hero(mediaUrl(config, 'knot.png'), '20:10'),
      body: [
        title(words.merged.title),
        row([part(words.merged.here(here.tail), here.points), part(words.merged.there(there.tail), there.points)], {
          spacing: 'sm',
        }),
        whole,
        text(sentence, { color: paint.ink2 }),
      ],
      footer: [
        wordButton(toUri(words.merged.open, liffUrl(config, '/points')), true),
        rule,
        wordButton(toUri(words.merged.notMe, notMe)),
      ],
      ruled: true,
    }),
  );
}

/** The cards are apart again. */
export function unmergedMessage({ words, config }: Scene, points: number): Message {
  return flex(
    words.unmerged.title,
    bubble({
      body: [title(words.unmerged.title), text(words.unmerged.body(words.points(points))), note(words.unmerged.help)],
      footer: [wordButton(toUri(words.merged.open, liffUrl(config, '/points')), true)],
      ruled: true,
    }),
  );
}

/** The cards that were parted are one again. */
export function remergedMessage({ words, config }: Scene, points: number): Message {
  return flex(
    words.remerged.title,
    bubble({
      hero: hero(mediaUrl(config, 'knot.png'), '20:10'),
      body: [column([title(words.remerged.title), text(words.remerged.body(words.points(points)))], { spacing: 'md' })],
      footer: [wordButton(toUri(words.merged.open, liffUrl(config, '/points')), true)],
      ruled: true,
    }),
  );
}
