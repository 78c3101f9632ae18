import type { Reason, Recommendation } from '../../core/recommendations/recommend.ts';
import type { Message } from '../line.ts';
import {
  type Bubble,
  bubble,
  clip,
  flex,
  hero,
  mainButton,
  note,
  plain,
  quietButton,
  row,
  text,
  title,
  toUri,
  withQuickReplies,
} from './flex.ts';
import { goodsUrl, liffUrl } from './links.ts';
import { menu, type Scene } from './scene.ts';

const goodsMax = 40;

/** What goes with what the member has, each with the true reason for it. */
export function recommendMessages(scene: Scene, name: string, proposals: Recommendation[]): Message[] {
  const { words } = scene;
  if (proposals.length === 0) {
    return withQuickReplies([plain(words.recommend.empty)], menu(scene, 'points', 'card', 'help'));
  }
  const bought = boughtIn(proposals[0]?.reason);
  const intro = bought
    ? words.recommend.introBought(name, clip(bought, goodsMax), proposals.length)
    : words.recommend.intro(name, proposals.length);
  const bubbles = proposals.map((proposal, i) => proposalBubble(scene, proposal, i === 0));
  const messages = [plain(intro), flex(words.recommend.alt, bubbles)];
  return withQuickReplies(messages, menu(scene, 'points', 'history', 'help'));
}

function proposalBubble({ words, config }: Scene, { product, reason }: Recommendation, first: boolean): Bubble {
  const look = toUri(words.recommend.open, liffUrl(config, `/products/${encodeURIComponent(product.code)}`));
  return bubble({
    hero: hero(goodsUrl(config, product), '4:3'),
    body: [
      row([
        title(clip(product.name, goodsMax), { size: 'md', flex: 5 }),
        text(words.yen(product.priceYen), { flex: 2, align: 'end', wrap: false, gravity: 'center' }),
      ]),
      note(reasonOf(words, reason)),
    ],
    footer: [first ? mainButton(look) : quietButton(look)],
  });
}

function boughtIn(reason: Reason | undefined): string | undefined {
  return reason && 'bought' in reason ? reason.bought.name : undefined;
}

function reasonOf(words: Scene['words'], reason: Reason): string {
  switch (reason.kind) {
    case 'basket':
      return words.recommend.basket(clip(reason.bought.name, goodsMax), reason.buyers, reason.together);
    case 'pairing':
      return words.recommend.pairing(reason.sentence, reason.staffName);
    case 'popular':
      return words.recommend.popular(reason.persons, reason.buyers);
  }
}
