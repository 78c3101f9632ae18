import { describe, expect } from 'vitest';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { databases, empty } from '../setup.ts';
import { openStory, type Story } from './house.ts';

const [stranger] = cast.line.filter(({ follows }) => !follows).map(({ userId }) => userId);
const known = 'yuko.saito@example.jp';

/** Registers by chat with a mail address and answers what was said after the last button. */
async function register(story: Story, mail: string): Promise<string> {
  const user = stranger!;
  await story.line.follow(user);
  await story.settled();
  for (const word of ['▸会員証を作る', '斎藤 優子', 'さいとう ゆうこ', '▸とばす', mail]) {
    await (word.startsWith('▸')
      ? story.line.press(user, 'last', { label: word.slice(1) })
      : story.line.say(user, word));
    await story.settled();
  }
  const before = story.line.chatOf(user).messages.length;
  await story.line.press(user, 'last', { label: 'この内容で登録する' });
  await story.settled();
  return said(story, before);
}

/** What the bot said after message number `from`, without what differs from card to card. */
function said(story: Story, from: number): string {
  const bodies = story.line
    .chatOf(stranger!)
    .messages.slice(from)
    .filter((message) => message.from === 'bot')
    .map(({ body }) => body);
  return JSON.stringify(bodies).replace(/\d{4} \d{4}|"(data|url|uri)":"[^"]*"/g, '…');
}

describe.each(databases)('a second registration, on $name', ({ test }) => {
  test('that does not prove a known mail learns nothing; one that proves it is offered to join the cards', async ({
    db,
  }) => {
    const story = await openStory(db);
    const withKnown = await register(story, known);
    const mails = story.mails.filter(({ to }) => to === known);
    expect(mails).toHaveLength(1);

    const before = story.line.chatOf(stranger!).messages.length;
    await story.line.say(stranger!, /\b\d{6}\b/.exec(mails[0]!.text)![0]);
    await story.settled();
    expect(said(story, before)).toContain('まとめ');
    await story.close();

    await empty(db);
    const other = await openStory(db);
    expect(await register(other, 'nobody.at.all@example.jp')).toBe(withKnown);
    const alone = other.line.chatOf(stranger!).messages.length;
    await other.line.say(stranger!, /\b\d{6}\b/.exec(other.mails.at(-1)!.text)![0]);
    await other.settled();
    expect(said(other, alone)).not.toContain('まとめ');
    await other.close();
  });
});
