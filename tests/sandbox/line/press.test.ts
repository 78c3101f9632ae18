import { describe, expect, test } from 'vitest';
import { day, startLine, text } from './line.ts';

const postback = { type: 'postback' as const, label: '取り下げる', data: 'opaque.hmac', displayText: '取り下げます' };
const actions = [
  postback,
  { type: 'message' as const, label: 'ポイント', text: 'ポイントを見る' },
  { type: 'uri' as const, label: '開く', uri: 'https://liff.line.me/2000000002-fukurou1/points' },
  { type: 'datetimepicker' as const, label: '日を選ぶ', data: 'visit', mode: 'date' as const, initial: '2026-11-22' },
  { type: 'clipboard' as const, label: '写す', clipboardText: '2048 7153' },
];
const card = {
  type: 'flex' as const,
  altText: '受付',
  contents: {
    type: 'bubble' as const,
    footer: {
      type: 'box' as const,
      layout: 'vertical' as const,
      contents: actions.map((action) => ({ type: 'button' as const, action })),
    },
  },
};

async function withCard() {
  const started = await startLine();
  const userId = await started.friend();
  const { sentMessages } = await started.client.pushMessage({ to: userId, messages: [card] });
  return { ...started, userId, messageId: sentMessages[0]!.id };
}

describe('pressing', () => {
  test('a postback shows its words without a message event, and sends its data', async () => {
    const { line, userId, messageId, received } = await withCard();
    const { kind } = await line.press(userId, messageId, '取り下げる');
    expect(kind).toBe('postback');
    expect(received.map(({ events }) => events[0]!.type)).toEqual(['postback']);
    expect(received[0]!.events[0]!.postback).toEqual({ data: 'opaque.hmac' });
    expect(line.chatOf(userId).messages.at(-1)).toMatchObject({ from: 'user', body: { text: '取り下げます' } });
  });

  test('a message action is as if the person had written it', async () => {
    const { line, userId, messageId, received } = await withCard();
    await line.press(userId, messageId, { label: 'ポイント' });
    expect(received[0]!.events[0]).toMatchObject({ type: 'message', message: { text: 'ポイントを見る' } });
  });

  test('a link and the clipboard stay on the phone', async () => {
    const { line, userId, messageId, received } = await withCard();
    expect(await line.press(userId, messageId, '開く')).toMatchObject({
      uri: 'https://liff.line.me/2000000002-fukurou1/points',
    });
    expect(await line.press(userId, messageId, '写す')).toMatchObject({ copied: '2048 7153' });
    expect(received).toEqual([]);
  });

  test('a date picker sends what was picked, or its initial value, and nothing that is no date', async () => {
    const { line, userId, messageId, received } = await withCard();
    await line.press(userId, messageId, '日を選ぶ', { date: '2026-12-01' });
    await line.press(userId, messageId, '日を選ぶ');
    expect(received.map(({ events }) => events[0]!.postback)).toEqual([
      { data: 'visit', params: { date: '2026-12-01' } },
      { data: 'visit', params: { date: '2026-11-22' } },
    ]);
    await expect(line.press(userId, messageId, '日を選ぶ', { date: '明日' })).rejects.toThrow('Nothing picked');
  });

  test('buttons are named by label, by path or by the action itself', async () => {
    const { line, userId, messageId } = await withCard();
    const path = 'contents.footer.contents.0.action';
    for (const target of ['取り下げる', { path }, { action: postback }]) {
      expect((await line.press(userId, messageId, target)).kind).toBe('postback');
    }
  });

  test('a button of an old message still works, one that was never sent does not', async () => {
    const { line, userId, messageId, clock } = await withCard();
    clock.pass(90 * day);
    expect((await line.press(userId, messageId, '取り下げる')).deliveries).toMatchObject([{ outcome: 'ok' }]);
    await expect(line.press(userId, messageId, { action: { ...postback, data: 'forged' } })).rejects.toThrow(
      'No such button',
    );
  });

  test('"last" is the newest message that has the button; quick replies count', async () => {
    const { line, client, userId, received } = await withCard();
    const quickReply = {
      items: [{ type: 'action' as const, action: { type: 'postback' as const, label: 'はい', data: 'yes' } }],
    };
    await client.pushMessage({ to: userId, messages: [{ ...text('よろしいですか。'), quickReply }] });
    await line.press(userId, 'last', 'はい');
    await line.press(userId, 'last', '取り下げる');
    expect(received.map(({ events }) => (events[0]!.postback as { data: string }).data)).toEqual([
      'yes',
      'opaque.hmac',
    ]);
  });
});
