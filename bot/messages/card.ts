import type { Member } from '../../core/members/member.ts';
import { nameOf } from '../../core/members/profile.ts';
import type { Message } from '../line.ts';
import { bubble, type Component, clip, flex, paint, row, text, toUri, wordButton } from './flex.ts';
import { barcodeUrl, liffUrl } from './links.ts';
import type { Scene } from './scene.ts';

const nameMax = 60;

/** The member card: name, barcode on white, number in groups of four, points. */
export function cardMessage(scene: Scene, member: Member, points: number): Message {
  const { words, config } = scene;
  const name = clip(nameOf(member.profile), nameMax);
  const head = row([
    text(words.card.title, { color: paint.ink2 }),
    ...(member.homeStore ? [text(member.homeStore.name, { weight: 'bold', align: 'end', color: paint.shuInk })] : []),
  ]);
  const barcode: Component = {
    type: 'image',
    url: barcodeUrl(config, member.memberNumber),
    size: 'full',
    aspectRatio: '32:9',
    aspectMode: 'fit',
    margin: 'md',
  };
  const foot: Component = {
    type: 'box',
    layout: 'baseline',
    contents: [
      text(grouped(member.memberNumber), { size: 'md', flex: 1 }),
      text(words.figure(points), { size: 'lg', weight: 'bold', flex: 0, wrap: false }),
      text('pt', { size: 'sm', color: paint.ink2, flex: 0, margin: 'sm', wrap: false }),
    ],
  };
  const content = bubble({
    tint: head,
    body: [text(words.memberName(name), { size: 'xl', weight: 'bold' }), barcode, foot],
    footer: [wordButton(toUri(words.card.open, liffUrl(config, '/')), true)],
    ruled: true,
  });
  return flex(words.card.alt(name), content);
}

/** A member number in groups of four: 2048 7153. */
export function grouped(memberNumber: string): string {
  return memberNumber.replace(/(\d{4})(?=\d)/g, '$1 ');
}
