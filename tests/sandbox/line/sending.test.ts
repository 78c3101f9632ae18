import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { day, failureOf, hour, minute, second, startLine, text } from './line.ts';

const shown = (chat: { messages: { body: { text?: string } }[] }) => chat.messages.map(({ body }) => body.text);

describe('reply', () => {
  test('answers the event once, is shown, and a second use is refused', async () => {
    const { line, client, friend } = await startLine();
    const userId = await friend();
    const { event } = await line.say(userId, 'ポイント');
    const replyToken = event!.replyToken!;
    const { sentMessages } = await client.replyMessage({ replyToken, messages: [text('1,840 pt です。')] });
    expect(sentMessages).toMatchObject([{ id: expect.any(String), quoteToken: expect.any(String) }]);
    expect(shown(line.chatOf(userId))).toEqual(['ポイント', '1,840 pt です。']);
    const again = await failureOf(client.replyMessage({ replyToken, messages: [text('二度目')] }));
    expect(again).toMatchObject({ status: 400, body: { message: 'Invalid reply token' } });
  });

  test('is good for a minute', async () => {
    const { line, client, friend, clock } = await startLine();
    const userId = await friend();
    const inTime = await line.say(userId, '一');
    clock.pass(minute);
    await client.replyMessage({ replyToken: inTime.event!.replyToken!, messages: [text('はい')] });
    const late = await line.say(userId, '二');
    clock.pass(minute + 1);
    const refused = await failureOf(
      client.replyMessage({ replyToken: late.event!.replyToken!, messages: [text('はい')] }),
    );
    expect(refused.body).toEqual({ message: 'Invalid reply token' });
  });

  test('a redelivery opens another minute, but not after 20 minutes', async () => {
    const { line, client, friend, clock } = await startLine();
    const userId = await friend();
    const { event } = await line.say(userId, '一');
    clock.pass(10 * minute);
    await line.webhooks.redeliver(event!.webhookEventId);
    clock.pass(30 * second);
    await client.replyMessage({ replyToken: event!.replyToken!, messages: [text('はい')] });
    const old = await line.say(userId, '二');
    clock.pass(20 * minute + 1);
    await line.webhooks.redeliver(old.event!.webhookEventId);
    expect(
      await failureOf(client.replyMessage({ replyToken: old.event!.replyToken!, messages: [text('は')] })),
    ).toMatchObject({ status: 400 });
  });

  test('takes no retry key', async () => {
    const { line, post, friend } = await startLine();
    const { event } = await line.say(await friend(), '一');
    const body = { replyToken: event!.replyToken, messages: [text('はい')] };
    const refused = await post('/v2/bot/message/reply', body, { 'x-line-retry-key': randomUUID() });
    expect(refused.status).toBe(400);
    expect((await post('/v2/bot/message/reply', body)).status).toBe(200);
  });

  test('a message that does not pass the checks leaves the token unused', async () => {
    const { line, client, friend } = await startLine();
    const { event } = await line.say(await friend(), '一');
    await failureOf(client.replyMessage({ replyToken: event!.replyToken!, messages: [text('')] }));
    await client.replyMessage({ replyToken: event!.replyToken!, messages: [text('はい')] });
  });

  test('never counts towards the plan', async () => {
    const { line, client, friend } = await startLine({ monthlyQuota: 0 });
    const { event } = await line.say(await friend(), '一');
    await client.replyMessage({ replyToken: event!.replyToken!, messages: [text('はい')] });
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 0 });
  });
});

describe('push', () => {
  test('every answer names its request', async () => {
    const { client, friend } = await startLine();
    const to = await friend();
    const first = await client.pushMessageWithHttpInfo({ to, messages: [text('こんにちは')] });
    const second = await client.getBotInfoWithHttpInfo();
    const ids = [first, second].map(({ httpResponse }) => httpResponse.headers.get('x-line-request-id'));
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(null);
  });

  test('the same retry key sends once in 24 hours, and again after that', async () => {
    const { line, client, friend, clock } = await startLine();
    const to = await friend();
    const key = randomUUID();
    const push = () => client.pushMessageWithHttpInfo({ to, messages: [text('結ばれました')] }, key);
    const first = await push();
    clock.pass(24 * hour - 1);
    const second = await failureOf(push());
    expect(second.status).toBe(409);
    expect(second.headers.get('x-line-accepted-request-id')).toBe(first.httpResponse.headers.get('x-line-request-id'));
    expect(second.body).toEqual({ message: 'The retry key is already accepted', ...first.body });
    expect(line.chatOf(to).messages).toHaveLength(1);
    clock.pass(1);
    await push();
    expect(line.chatOf(to).messages).toHaveLength(2);
  });

  test('a refused request does not use up its retry key', async () => {
    const { client, friend } = await startLine();
    const to = await friend();
    const key = randomUUID();
    await failureOf(client.pushMessage({ to, messages: [text('')] }, key));
    await client.pushMessage({ to, messages: [text('はい')] }, key);
  });

  test('to somebody who blocks is accepted and not shown', async () => {
    const { line, client, friend } = await startLine();
    const to = await friend();
    await line.block(to);
    expect((await client.pushMessage({ to, messages: [text('お知らせ')] })).sentMessages).toHaveLength(1);
    expect(line.chatOf(to).messages).toEqual([]);
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 0 });
  });

  test('to a person of another provider fails', async () => {
    const { client } = await startLine();
    const failure = await failureOf(client.pushMessage({ to: `U${'9'.repeat(32)}`, messages: [text('はい')] }));
    expect(failure).toMatchObject({ status: 400, body: { message: 'Failed to send messages' } });
  });

  test('to something that is no id is refused', async () => {
    const { client } = await startLine();
    const failure = await failureOf(client.pushMessage({ to: 'hanako', messages: [text('はい')] }));
    expect(failure.body).toEqual({ message: 'The property, to, in the request body is invalid (line: -, column: -)' });
  });

  test('reaches a person who is no friend only while they wrote in the last seven days', async () => {
    const { line, client, clock } = await startLine();
    const { userId } = line.addUser({ displayName: '通りすがり' });
    const reaches = async () => {
      const before = line.chatOf(userId).messages.length;
      await client.pushMessage({ to: userId, messages: [text('はい')] });
      return line.chatOf(userId).messages.length > before;
    };
    expect(await reaches()).toBe(false);
    await line.say(userId, 'すみません');
    expect(await reaches()).toBe(true);
    clock.pass(7 * day + 1);
    expect(await reaches()).toBe(false);
  });

  test('stops with 429 at the plan of the month and goes on in the next, counted in Japan', async () => {
    const { client, friend, clock } = await startLine({ monthlyQuota: 2 });
    const to = await friend();
    const push = () => client.pushMessage({ to, messages: [text('はい')] });
    await push();
    await push();
    const failure = await failureOf(push());
    expect(failure).toMatchObject({ status: 429, body: { message: 'You have reached your monthly limit.' } });
    expect(await client.getMessageQuota()).toEqual({ type: 'limited', value: 2 });
    clock.pass(Date.parse('2026-11-30T15:00:00Z') - clock.now().getTime());
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 0 });
    await push();
  });

  test('ends the loading animation', async () => {
    const { line, client, friend } = await startLine();
    const to = await friend();
    await client.showLoadingAnimation({ chatId: to, loadingSeconds: 20 });
    expect(line.chatOf(to).loading).toBe(true);
    await client.pushMessage({ to, messages: [text('はい')] });
    expect(line.chatOf(to).loading).toBe(false);
  });
});

describe('multicast and broadcast', () => {
  test('one bad id and nobody gets it', async () => {
    const { line, client, friend } = await startLine();
    const to = await friend();
    const failure = await failureOf(client.multicast({ to: [to, 'nobody'], messages: [text('はい')] }));
    expect(failure.body).toEqual({
      message: 'The property, to[1], in the request body is invalid (line: -, column: -)',
    });
    expect(line.chatOf(to).messages).toEqual([]);
  });

  test('both reach friends, not those who block, and count recipients', async () => {
    const { line, client, friend } = await startLine();
    const [a, b, c] = [await friend('一'), await friend('二'), await friend('三')];
    await line.block(c);
    await client.multicast({ to: [a, c], messages: [text('一斉'), text('二通目')] });
    await client.broadcast({ messages: [text('全員')] });
    expect([a, b, c].map((userId) => line.chatOf(userId).messages.length)).toEqual([3, 1, 0]);
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 3 });
  });

  test('take 500 people at most', async () => {
    const { client, friend } = await startLine();
    const to = Array.from({ length: 501 }, () => '');
    to.fill(await friend());
    expect((await failureOf(client.multicast({ to, messages: [text('はい')] }))).status).toBe(400);
  });

  test('keep the promise of the retry key too', async () => {
    const { line, client, friend } = await startLine();
    const to = await friend();
    const key = randomUUID();
    await client.multicast({ to: [to], messages: [text('はい')] }, key);
    expect((await failureOf(client.multicast({ to: [to], messages: [text('はい')] }, key))).status).toBe(409);
    expect(line.chatOf(to).messages).toHaveLength(1);
  });
});

describe('the door', () => {
  test('a wrong token is 401', async () => {
    const { call } = await startLine();
    expect((await call('/v2/bot/info', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  test('what the stand-in does not play is 501 and in the log', async () => {
    const { line, post } = await startLine();
    expect((await post('/v2/bot/message/narrowcast', { messages: [text('はい')] })).status).toBe(501);
    expect(line.apiCalls().at(-1)).toMatchObject({ path: '/v2/bot/message/narrowcast', status: 501 });
  });

  test('no token is ever in the log', async () => {
    const { line, client, friend } = await startLine();
    await client.pushMessage({ to: await friend(), messages: [text('はい')] });
    expect(JSON.stringify(line.apiCalls())).not.toContain('a-channel-access-token');
  });

  test('a body that is no JSON is 400, of another type 415, over 2 MB 413', async () => {
    const { call } = await startLine();
    const send = async (body: string, type: string) =>
      (await call('/v2/bot/message/push', { method: 'POST', body, headers: { 'content-type': type } })).status;
    expect(await send('{', 'application/json')).toBe(400);
    expect(await send('null', 'application/json')).toBe(400);
    expect(await send('{}', 'text/plain')).toBe(415);
    expect(await send(`{"x":"${'x'.repeat(2_100_000)}"}`, 'application/json')).toBe(413);
  });

  test('too many calls in a second are 429, and the next second is open', async () => {
    const { client, friend, clock } = await startLine();
    const chatId = await friend();
    const show = () => client.showLoadingAnimation({ chatId, loadingSeconds: 5 });
    for (let i = 0; i < 100; i++) await show();
    expect((await failureOf(show())).status).toBe(429);
    clock.pass(second);
    await show();
  });

  test('the loading animation takes 5 to 60 seconds in steps of five', async () => {
    const { client, friend } = await startLine();
    const failure = await failureOf(client.showLoadingAnimation({ chatId: await friend(), loadingSeconds: 63 }));
    expect(failure.body.details).toEqual([
      { message: 'Must be between 5 and 60', property: 'loadingSeconds' },
      { message: 'must be a multiple of five', property: 'loadingSeconds' },
    ]);
    expect((await failureOf(client.showLoadingAnimation({ chatId: 'C123' }))).status).toBe(400);
  });
});

describe('people', () => {
  test('a profile is there for friends and 404 for strangers and those who block', async () => {
    const { line, client, friend } = await startLine();
    const userId = await friend();
    expect(await client.getProfile(userId)).toMatchObject({ userId, displayName: '齋藤 優子', language: 'ja' });
    await line.block(userId);
    expect((await failureOf(client.getProfile(userId))).status).toBe(404);
    expect((await failureOf(client.getProfile(line.addUser({ displayName: '他人' }).userId))).status).toBe(404);
  });

  test('followers are listed page by page', async () => {
    const { client, friend } = await startLine();
    const ids = [await friend('一'), await friend('二'), await friend('三')];
    const first = await client.getFollowers(undefined, 2);
    const second = await client.getFollowers(first.next, 2);
    expect([...first.userIds, ...second.userIds]).toEqual(ids);
    expect(second.next).toBeUndefined();
  });

  test('with Chat on, a message is read when its token says so', async () => {
    const { line, client, friend } = await startLine({ markAsRead: 'manual' });
    const userId = await friend();
    const { event } = await line.say(userId, 'ポイント');
    expect(line.chatOf(userId).messages[0]!.read).toBe(false);
    const { markAsReadToken } = event!.message as { markAsReadToken: string };
    await client.markMessagesAsReadByToken({ markAsReadToken });
    expect(line.chatOf(userId).messages[0]!.read).toBe(true);
    expect((await failureOf(client.markMessagesAsReadByToken({ markAsReadToken: 'x' }))).status).toBe(400);
  });

  test('a picture a person sent can be fetched', async () => {
    const { line, client, friend } = await startLine();
    const { message } = await line.sendImage(await friend(), new Uint8Array([255, 216, 1]), 'image/jpeg');
    const chunks: Uint8Array[] = [];
    for await (const chunk of await client.getMessageContent(message!.id)) chunks.push(chunk as Uint8Array);
    expect([...Buffer.concat(chunks)]).toEqual([255, 216, 1]);
    await expect(client.getMessageContent('1')).rejects.toMatchObject({ status: 404 });
  });

  test('the webhook setting can be read and changed, https only', async () => {
    const { client } = await startLine();
    await client.setWebhookEndpoint({ endpoint: 'https://fukuro.example/other' });
    expect(await client.getWebhookEndpoint()).toEqual({ endpoint: 'https://fukuro.example/other', active: true });
    expect((await failureOf(client.setWebhookEndpoint({ endpoint: 'http://fukuro.example/' }))).status).toBe(400);
  });
});
