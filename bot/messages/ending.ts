import { civil, lastDayBefore } from '../../core/calendar.ts';
import type { Message } from '../line.ts';
import { bubble, flex, largeFigure, note, text, title, toUri, wordButton } from './flex.ts';
import { liffUrl } from './links.ts';
import type { Scene } from './scene.ts';

/** Points end soon: how many, the last day on which they can be used, and where to see them. */
export function endingMessage({ words, config, now }: Scene, ending: { points: number; endsAt: Date }): Message {
  const last = words.day(lastDayBefore(ending.endsAt), civil(now).toPlainDate());
  const points = words.points(ending.points);
  return flex(
    words.ending.alt(points, last),
    bubble({
      body: [
        title(words.ending.title(last)),
        largeFigure(words.figure(ending.points), 'pt'),
        text(words.ending.body(points)),
        note(words.ending.stop),
      ],
      footer: [wordButton(toUri(words.ending.open, liffUrl(config, '/points')), true)],
      ruled: true,
    }),
  );
}
