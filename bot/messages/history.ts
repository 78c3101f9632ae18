import type { HistoryItem } from '../../core/activities/history.ts';
import type { Message } from '../line.ts';
import {
  bubble,
  type Component,
  clip,
  column,
  flex,
  paint,
  row,
  rule,
  text,
  title,
  toUri,
  withQuickReplies,
  wordButton,
} from './flex.ts';
import { liffUrl } from './links.ts';
import { dayOf, menu, type Scene } from './scene.ts';

const goodsMax = 30;

/** The newest purchases and visits, each with its day, its place and what it was. */
export function historyMessages(scene: Scene, items: HistoryItem[], purchases: number): Message[] {
  const { words, config } = scene;
  const content = bubble({
    body: [
      title(words.history.title),
      ...(items.length === 0
        ? [text(words.history.empty, { color: paint.ink2 })]
        : [text(words.history.count(purchases), { color: paint.ink2 }), ...lines(scene, items)]),
    ],
    footer: [wordButton(toUri(words.history.open, liffUrl(config, '/history')), true)],
    ruled: true,
  });
  return withQuickReplies([flex(words.history.alt, content)], menu(scene, 'points', 'recommend', 'card'));
}

function lines(scene: Scene, items: HistoryItem[]): Component[] {
  return items.flatMap((item) => [rule, line(scene, item)]);
}

function line(scene: Scene, item: HistoryItem): Component {
  const { words } = scene;
  const place = clip(item.store?.name ?? item.channel?.name ?? '', goodsMax);
  const when = text(`${dayOf(scene, item.at)} ・ ${place}`, { size: 'xs', color: paint.ink2 });
  if (item.kind === 'visit') return column([when, text(words.history.visit)], { spacing: 'xs' });
  const [first, ...more] = item.lines;
  const goods = clip(first?.name ?? '', goodsMax) + (more.length > 0 ? ` ${words.history.more(more.length)}` : '');
  const price = text(words.yen(item.totalYen), { flex: 2, align: 'end', wrap: false });
  return column([when, row([text(goods, { flex: 4 }), price])], { spacing: 'xs' });
}
