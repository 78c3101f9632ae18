import { describe, expect } from 'vitest';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { verifyInvariants } from '../../core/verify.ts';
import { databases } from '../setup.ts';
import { openStory, type Story } from './house.ts';

const newcomer = cast.line.find(({ follows }) => !follows)!.userId;
const kamakura = cast.channels.find(({ storeCode }) => storeCode === 'kamakura')!.id;
const hayama = cast.slack.find(({ storeCode }) => storeCode === 'kamakura')!.id;

const digitsOf = (text: string) => /\b\d{6}\b/.exec(text)![0];

/** Says or presses one thing after the other in the chat, and waits for each answer. */
async function chat(story: Story, ...words: string[]) {
  for (const word of words) {
    await story.forward({ minutes: 1 });
    if (word.startsWith('▸')) await story.line.press(newcomer, 'last', { label: word.slice(1) });
    else await story.line.say(newcomer, word);
    await story.settled();
  }
}

/** The one card of a request in the store's channel. */
function cardIn(story: Story, channel: string, number: string) {
  const cards = story.slack.messagesIn(channel).filter((message) => JSON.stringify(message).includes(number));
  expect(cards, `one card for ${number}`).toHaveLength(1);
  return cards[0]!;
}

async function balances(story: Story) {
  const app = await story.miniApp(newcomer);
  const [points, history] = [await app.get('/points'), await app.get('/history')];
  return { points, history };
}

describe.each(databases)('asked in LINE, approved in Slack, one person, and back again, on $name', ({ test }) => {
  test('a newcomer finds her old card, both become one, are parted exactly, and are one again', {
    timeout: 180_000,
  }, async ({ db }) => {
    const story = await openStory(db);
    const { line, slack, settled } = story;

    await line.follow(newcomer);
    await settled();
    expect(story.heard(newcomer)).toContain('はじめまして');
    await chat(
      story,
      '▸会員証を作る',
      '斎藤 優子',
      'さいとう ゆうこ',
      '▸とばす',
      '090-1234-7771',
      '▸この内容で登録する',
    );
    expect(story.heard(newcomer)).toContain('会員証');
    const alone = await balances(story);

    const app = await story.miniApp(newcomer);
    const asked = await app.post('/merge/start', {
      soughtKind: 'mail',
      sought: 'yuko.saito@example.jp',
      name: '斎藤 優子',
    });
    expect(asked.status).toBe(200);
    await settled();
    const code = digitsOf(story.mails.find(({ to }) => to === 'yuko.saito@example.jp')!.text);
    expect((await app.post('/merge/prove', { code })).body).toEqual({ state: 'waiting' });
    await settled();

    const { request } = (await app.get('/merge')) as { request: { number: string } };
    const card = cardIn(story, kamakura, request.number);
    const place = { channel: kamakura, ts: card.ts };
    expect(JSON.stringify(card)).not.toMatch(/yuko\.saito|1234-7771|09012347771/);
    await slack.press(hayama, place, 'request_approve');
    await settled();
    expect(story.heard(newcomer)).toContain('2枚の会員証が結ばれました');
    const joined = await balances(story);
    expect(JSON.stringify(joined.history)).toContain('鎌倉店');
    expect(joined.points).not.toEqual(alone.points);

    await slack.command(hayama, kamakura, '/musubi', `元に戻す ${request.number}`);
    await settled();
    const preview = slack.openViewOf(hayama)!;
    expect(JSON.stringify(preview)).toContain('1人の会員が2人に分かれます');
    await slack.submitView(hayama, preview.id, { reason: 'wrong_person' });
    await settled();
    expect(await balances(story)).toEqual(alone);

    await slack.press(hayama, { viewId: slack.openViewOf(hayama)!.id }, 'redo_preview');
    await settled();
    await slack.submitView(hayama, slack.openViewOf(hayama)!.id);
    await settled();
    expect((await balances(story)).points).toEqual(joined.points);

    expect(story.failures).toEqual([]);
    expect(await verifyInvariants(db, story.now(), { deep: true })).toEqual([]);
    await story.close();
  });
});
