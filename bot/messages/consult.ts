import type { Message } from '../line.ts';
import {
  bubble,
  type Component,
  clip,
  column,
  flex,
  paint,
  quietButton,
  row,
  rule,
  text,
  title,
  toUri,
  withQuickReplies,
} from './flex.ts';
import { menu, type Scene } from './scene.ts';

export type Shop = { name: string; phone: string | null; hours: string | null };

const shopsMax = 8;
const nameMax = 20;

/** Where somebody of the shop can be spoken to: the member's own store, or all of them. */
export function consultMessages(scene: Scene, shops: Shop[]): Message[] {
  const { words } = scene;
  const shown = shops.slice(0, shopsMax);
  const content = bubble({
    body: [title(words.consult.title), text(words.consult.body), ...shown.flatMap((shop) => [rule, line(shop)])],
    footer: shown.flatMap((shop) => call(scene, shop)),
  });
  return withQuickReplies([flex(words.consult.title, content)], menu(scene, 'points', 'card', 'help'));
}

function line({ name, phone, hours }: Shop): Component {
  const facts = [hours, phone].filter((fact) => fact !== null && fact !== '');
  return column(
    [
      text(clip(name, nameMax), { weight: 'bold' }),
      ...(facts.length > 0 ? [row([text(facts.join(' ・ '), { color: paint.ink2 })])] : []),
    ],
    { spacing: 'xs' },
  );
}

function call({ words }: Scene, { name, phone }: Shop): Component[] {
  const digits = phone?.replace(/[^\d+]/g, '');
  return digits ? [quietButton(toUri(words.consult.call(clip(name, 12)), `tel:${digits}`))] : [];
}
