import type { Cast } from './cast.ts';
import type { Letter } from './mailbox/mailbox.ts';
import { codeIn } from './page/letter-text.ts';
import type { Content, Message } from './slack/types.ts';

/** Who and what the tour is about: one customer with an old card, and the store that decides about it. */
export type StoryFacts = ReturnType<typeof storyOf>;

/** How many of the tour's four steps have really happened, and the number of the request once there is one. */
export type Progress = { done: number; request: string | null };

/** The story of the cast: 齋藤 優子 has an old card of Kamakura, and the manager there decides. */
export function storyOf(cast: Cast) {
  const personOf = (key: string) => found(cast.line.find((person) => person.key === key)).userId;
  const old = found(cast.oldCards.find((card) => card.of === 'yuko'));
  const atItsStore = (one: { storeCode: string | null }) => one.storeCode === old.storeCode;
  return {
    memberId: personOf('yuko'),
    newcomerId: personOf('newcomer-mao'),
    writtenToId: personOf('haruka'),
    staffId: found(cast.slack.find(atItsStore)).id,
    channelId: found(cast.channels.find(atItsStore)).id,
    oldName: old.name,
    oldMail: old.mail,
  };
}

/**
 * Reads from the post box and the store's channel how far the story is: a code was sent, a card asks, the card was
 * decided, what was decided was told anew. It begins again with the next code.
 */
export function progressOf(story: StoryFacts, letters: readonly Letter[], channel: readonly Message[]): Progress {
  const code = letters.find((letter) => letter.to === story.oldMail && codeIn(letter.text) !== null);
  const card = channel.findLast((message) => versionsOf(message).some((version) => version.includes(story.oldName)));
  if (!card || (code && Date.parse(code.at) > Number(card.ts) * 1000)) return { done: code ? 1 : 0, request: null };
  const versions = versionsOf(card);
  const decided = new Set(versions.filter((version) => !version.includes('"style":"primary"')));
  return { done: 2 + Math.min(decided.size, 2), request: numberIn(versions[0]) };
}

const numberIn = (text = '') => /\bM-\d+\b/.exec(text)?.[0] ?? null;

/** What a message has said so far, oldest first. */
function versionsOf(message: Message): string[] {
  const said = ({ text, blocks, attachments }: Content) => JSON.stringify({ text, blocks, attachments });
  return [...message.revisions, message].map(said);
}

function found<One>(one: One | undefined): One {
  if (one === undefined) throw new Error('the cast lacks somebody whom the tour is about');
  return one;
}
