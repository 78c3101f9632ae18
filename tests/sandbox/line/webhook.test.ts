import { validateSignature } from '@line/bot-sdk';
import { describe, expect, test } from 'vitest';
import { signBody } from '../../../sandbox/line/signature.ts';
import { channelSecret, minute, startLine } from './line.ts';

describe('the signature', () => {
  test("is LINE's own example", () => {
    const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
    expect(signBody(body, channelSecret)).toBe('GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=');
  });

  test('is accepted by the real SDK, over Japanese and emoji too', async () => {
    const { line, received, friend } = await startLine();
    await line.say(await friend(), '髙橋 𠮷田 👨‍👩‍👧 “引用”');
    const { body, signature } = received[0]!;
    expect(validateSignature(body, channelSecret, signature!)).toBe(true);
  });

  test.each(['wrong', 'empty'] as const)('can be %s, and the SDK says so', async (signature) => {
    const { line, received, friend } = await startLine();
    line.webhooks.knobs.signature = signature;
    await line.say(await friend(), 'ポイント');
    expect(validateSignature(received[0]!.body, channelSecret, received[0]!.signature ?? '')).toBe(false);
  });

  test('can be left out', async () => {
    const { line, received, friend } = await startLine();
    line.webhooks.knobs.signature = 'absent';
    await line.say(await friend(), 'ポイント');
    expect(received[0]!.signature).toBeNull();
  });
});

describe('events', () => {
  test('a text carries what PLATFORM 3.3 and 3.5 promise', async () => {
    const { line, received, friend, clock } = await startLine();
    const userId = await friend();
    await line.say(userId, '会員証');
    const { destination, events } = JSON.parse(received[0]!.body);
    expect(destination).toBe('U8e742f61d673b39c7fff3cecb7536ef0');
    expect(events).toEqual([
      {
        type: 'message',
        mode: 'active',
        timestamp: clock.now().getTime(),
        webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        deliveryContext: { isRedelivery: false },
        source: { type: 'user', userId },
        replyToken: expect.any(String),
        message: {
          id: expect.stringMatching(/^\d{18}$/),
          type: 'text',
          text: '会員証',
          quoteToken: expect.any(String),
          markAsReadToken: expect.any(String),
        },
      },
    ]);
  });

  test('following tells whether it was an unblocking, blocking has no reply token', async () => {
    const { line, received } = await startLine();
    const { userId } = line.addUser({ displayName: '山田' });
    await line.follow(userId);
    await line.block(userId);
    await line.follow(userId);
    const events = received.flatMap((delivery) => delivery.events);
    expect(events.map(({ type, follow, replyToken }) => [type, follow, replyToken !== undefined])).toEqual([
      ['follow', { isUnblocked: false }, true],
      ['unfollow', undefined, false],
      ['follow', { isUnblocked: true }, true],
    ]);
  });

  test('unsending names the message, takes it off the screen and its content away', async () => {
    const { line, client, received, friend } = await startLine();
    const userId = await friend();
    const { message } = await line.sendImage(userId, new Uint8Array([1, 2, 3]));
    await line.unsend(userId, message!.id);
    expect(received[1]!.events[0]).toMatchObject({ type: 'unsend', unsend: { messageId: message!.id } });
    expect(line.chatOf(userId).messages[0]).toMatchObject({ unsent: true });
    await expect(client.getMessageContent(message!.id)).rejects.toMatchObject({ status: 410 });
  });

  test('an event nobody knows is sent as it is', async () => {
    const { line, received, friend } = await startLine();
    await line.happen(await friend(), { type: 'moonrise', moonrise: { phase: 'full' } });
    expect(received[0]!.events[0]).toMatchObject({ type: 'moonrise', moonrise: { phase: 'full' } });
  });

  test('in standby there is no reply token', async () => {
    const { line, received, friend } = await startLine();
    line.webhooks.knobs.mode = 'standby';
    await line.say(await friend(), 'ポイント');
    expect(received[0]!.events[0]).toMatchObject({ mode: 'standby' });
    expect(received[0]!.events[0]).not.toHaveProperty('replyToken');
  });

  test("the console's verify button sends no events", async () => {
    const { client, received } = await startLine();
    expect(await client.testWebhookEndpoint({})).toMatchObject({ success: true, statusCode: 200, reason: 'OK' });
    expect(received[0]!.events).toEqual([]);
  });
});

describe('delivery', () => {
  test('copies of an event are the same event', async () => {
    const { line, received, friend } = await startLine();
    line.webhooks.knobs.duplicates = 2;
    await line.say(await friend(), 'ポイント');
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test('a redelivery is the same event with the flag set', async () => {
    let answers = 0;
    const { line, received, friend } = await startLine(
      {},
      () => new Response('', { status: ++answers < 3 ? 503 : 200 }),
    );
    line.webhooks.knobs.redeliver = { count: 5, gapMs: 0 };
    const { deliveries } = await line.say(await friend(), 'ポイント');
    expect(deliveries.map(({ outcome }) => outcome)).toEqual(['error_status_code', 'error_status_code', 'ok']);
    const [first, second] = received.map(({ events }) => events[0]!);
    expect(first!.deliveryContext).toEqual({ isRedelivery: false });
    expect(second).toEqual({ ...first, deliveryContext: { isRedelivery: true } });
  });

  test('without the setting a failed delivery is not repeated', async () => {
    const { line, received, friend } = await startLine({}, () => new Response('', { status: 500 }));
    const { deliveries } = await line.say(await friend(), 'ポイント');
    expect(deliveries).toMatchObject([{ outcome: 'error_status_code', status: 500 }]);
    expect(received).toHaveLength(1);
  });

  test('an answer after the deadline is a timeout', async () => {
    const { line, friend } = await startLine({ webhookDeadlineMs: 20 }, () => new Promise(() => {}));
    const { deliveries } = await line.say(await friend(), 'ポイント');
    expect(deliveries).toMatchObject([{ outcome: 'request_timeout' }]);
  });

  test('a bot that is not there could not be connected to', async () => {
    const { line, friend } = await startLine({ fetch: () => Promise.reject(new TypeError('refused')) });
    expect((await line.say(await friend(), 'ポイント')).deliveries).toMatchObject([{ outcome: 'could_not_connect' }]);
  });

  test('a dropped event reaches nobody', async () => {
    const { line, received, friend } = await startLine();
    line.webhooks.knobs.dropNext = 1;
    const userId = await friend();
    await line.say(userId, '一');
    await line.say(userId, '二');
    expect(received.map(({ events }) => (events[0]!.message as { text: string }).text)).toEqual(['二']);
  });

  test('held events go out together, or copied and shuffled the same way for the same seed', async () => {
    const run = async () => {
      const { line, received, friend } = await startLine();
      const userId = await friend();
      line.webhooks.hold();
      for (const word of ['一', '二', '三', '四']) await line.say(userId, word);
      expect(received).toHaveLength(0);
      await line.webhooks.release({ copies: 3, shuffleSeed: 7, concurrency: 1 });
      return received.map(({ events }) => (events[0]!.message as { text: string }).text).join('');
    };
    const order = await run();
    expect(order).toHaveLength(12);
    expect(order).not.toBe('一二三四一二三四一二三四');
    expect(await run()).toBe(order);
  });

  test('one request may hold the events of several people', async () => {
    const { line, received, friend } = await startLine();
    line.webhooks.hold();
    for (const name of ['一郎', '二郎']) await line.say(await friend(name), name);
    await line.webhooks.release({ together: true });
    expect(received).toHaveLength(1);
    expect(new Set(received[0]!.events.map(({ source }) => source!.userId)).size).toBe(2);
  });

  test('an event can be delivered again at any later time', async () => {
    const { line, received, friend, clock } = await startLine();
    const { event } = await line.say(await friend(), 'ポイント');
    clock.pass(5 * minute);
    await line.webhooks.redeliver(event!.webhookEventId);
    expect(received[1]!.events[0]).toEqual({ ...received[0]!.events[0], deliveryContext: { isRedelivery: true } });
  });
});
