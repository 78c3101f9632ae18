import { nameOf } from '../../core/members/profile.ts';
import type { ScenarioMessage } from '../../core/scenarios/message.ts';
import type { Message } from '../line.ts';
import {
  bubble,
  type Component,
  clip,
  column,
  flex,
  hero,
  mainButton,
  note,
  paint,
  plain,
  quietButton,
  row,
  text,
  title,
  toSay,
  toUri,
} from './flex.ts';
import { goodsUrl, mediaUrl, trackedUrl } from './links.ts';
import type { Scene } from './scene.ts';

const goodsMax = 40;
const senderMax = 20;
const careMax = 6;

type Speaking = Scene & { facts: ScenarioMessage; goods: string; name: string };

/** A scenario's message: each in its own bubble, said by the member's person in charge where the scenario wants that. */
export function scenarioMessages(scene: Scene, facts: ScenarioMessage): Message[] | undefined {
  const family = facts.account.profile.familyName?.value ?? nameOf(facts.account.profile);
  const speaking = {
    ...scene,
    facts,
    goods: clip(facts.product?.name ?? '', goodsMax),
    name: scene.words.sama(clip(family, goodsMax)),
  };
  const messages = messagesOf(speaking);
  return messages?.map((message) => asSender(speaking, message));
}

function messagesOf(speaking: Speaking): Message[] | undefined {
  switch (speaking.facts.message) {
    case 'birth_story':
      return [story(speaking)];
    case 'thanks_and_care':
      return [plain(speaking.words.scenario.thanks.text(speaking.name, speaking.goods)), care(speaking)];
    case 'any_trouble':
      return [plain(speaking.words.scenario.trouble.text(speaking.name, speaking.goods)), trouble(speaking)];
    default:
      return undefined;
  }
}

/** How the thing came to be, and how it is used. */
function story(speaking: Speaking): Message {
  const { words, facts, goods } = speaking;
  const head = words.scenario.story.title(goods);
  const use = facts.product?.usage;
  return flex(
    head,
    bubble({
      hero: picture(speaking),
      body: [
        title(head),
        text(clip(facts.product?.story ?? '', 280)),
        ...(use ? [note([text(words.scenario.story.howTo, { weight: 'bold' }), text(clip(use, 160))])] : []),
      ],
      footer: [...link(speaking, words.scenario.story.open, true), consult(speaking)],
    }),
  );
}

function care(speaking: Speaking): Message {
  const { words, facts } = speaking;
  const lines = (facts.product?.care ?? [])
    .slice(0, careMax)
    .map((each, i) =>
      row(
        [
          text(String(i + 1), { weight: 'bold', color: paint.shuInk, flex: 0 }),
          text(clip(each, 120), { margin: 'lg' }),
        ],
        { spacing: 'md' },
      ),
    );
  return flex(
    words.scenario.thanks.title,
    bubble({
      hero: picture(speaking),
      body: [
        title(words.scenario.thanks.title),
        column(lines.length > 0 ? lines : [text(facts.product?.summary ?? '')], { spacing: 'md' }),
      ],
      footer: [...link(speaking, words.scenario.thanks.open, true), consult(speaking)],
    }),
  );
}

function trouble(speaking: Speaking): Message {
  const { words } = speaking;
  return flex(
    words.scenario.trouble.title,
    bubble({
      hero: picture(speaking),
      body: [title(words.scenario.trouble.title), text(words.scenario.trouble.body)],
      footer: [...link(speaking, words.scenario.trouble.open, false), consult(speaking)],
    }),
  );
}

function picture({ config, facts }: Speaking): Component {
  return hero(goodsUrl(config, facts.product ?? { code: 'parcel', picture: null }), '20:10');
}

function link({ config, facts }: Speaking, label: string, main: boolean): Component[] {
  if (!facts.linkToken) return [];
  const action = toUri(label, trackedUrl(config, facts.linkToken));
  return [main ? mainButton(action) : quietButton(action)];
}

function consult({ words, facts }: Speaking): Component {
  const family = facts.sender?.name.split(/\s/u)[0];
  return quietButton(toSay(family ? words.scenario.ask(family) : words.scenario.askAnyone, words.scenario.askText));
}

/** LINE shows "name from account" above each bubble; a name it would refuse is left out rather than the message. */
function asSender({ words, config, facts }: Speaking, message: Message): Message {
  if (!facts.sender) return message;
  const { name, storeName } = facts.sender;
  const whole = words.scenario.sender(name, storeName);
  const fits = [whole, name].find((each) => each.length <= senderMax && !/LINE/i.test(each));
  if (!fits) return message;
  const [initial = ''] = new Intl.Segmenter('ja').segment(name);
  const letter = typeof initial === 'string' ? initial : initial.segment;
  const iconUrl = mediaUrl(
    config,
    `initial/${[...letter].map((each) => each.codePointAt(0)?.toString(16)).join('-')}.png`,
  );
  return { ...message, sender: { name: fits, iconUrl } };
}
