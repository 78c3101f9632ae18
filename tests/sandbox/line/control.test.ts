import { describe, expect, test } from 'vitest';
import { createLineStandIn } from '../../../sandbox/line/standin.ts';
import { day, startLine, text } from './line.ts';

async function withControl() {
  const started = await startLine();
  const at = `${started.line.origin}/_sandbox/line`;
  const get = async (path: string) => (await fetch(at + path)).json() as Promise<Record<string, unknown>>;
  const send = async (method: string, path: string, body: unknown = {}) => {
    const answer = await fetch(at + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, ...((await answer.json()) as { userId: string; url?: string }) };
  };
  return { ...started, at, get, send };
}

describe('the control surface', () => {
  test('a person follows, writes, reads, presses and opens the mini-app over HTTP', async () => {
    const { get, send, client, received } = await withControl();
    const { userId } = await send('POST', '/users', { displayName: '齋藤 優子' });
    await send('POST', `/users/${userId}/follow`);
    await send('POST', `/users/${userId}/say`, { text: 'ポイント' });
    await client.pushMessage({
      to: userId,
      messages: [
        {
          ...text('はい'),
          quickReply: { items: [{ type: 'action', action: { type: 'postback', label: '見る', data: 'x' } }] },
        },
      ],
    });
    const pressed = await send('POST', `/users/${userId}/press`, { messageId: 'last', target: { label: '見る' } });
    expect(pressed).toMatchObject({ status: 200, kind: 'postback', deliveries: [{ outcome: 'ok' }] });
    expect(received.map(({ events }) => events[0]!.type)).toEqual(['follow', 'message', 'postback']);
    expect(await get(`/chats/${userId}`)).toMatchObject({
      user: { userId, friend: true },
      messages: [
        { from: 'user', read: true },
        { from: 'bot', via: 'push' },
      ],
      loading: false,
    });
    const { url } = await send('POST', `/users/${userId}/mini-app`, {
      uri: 'https://liff.line.me/2000000002-fukurou1/points',
    });
    expect(url).toMatch(/^https:\/\/fukuro\.example\/liff\/\?liff\.state=%2Fpoints&liff\.user=/);
  });

  test('a mistake of the caller is 400 with a sentence', async () => {
    const { send } = await withControl();
    expect(await send('POST', '/users/U0/say', { text: 'は' })).toEqual({
      status: 400,
      error: 'No such LINE user: U0',
    });
  });

  test('whoever watches hears of every message and call', async () => {
    const { at, client, friend } = await withControl();
    const userId = await friend();
    const stop = new AbortController();
    const events = await fetch(`${at}/events`, { signal: stop.signal });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await reader.read()).value ?? '';
    await client.pushMessage({ to: userId, messages: [text('はい')] });
    while (!heard.includes('"kind":"apiCall"')) heard += (await reader.read()).value ?? '';
    expect(heard).toContain(`data: {"kind":"message","userId":"${userId}"}`);
    stop.abort();
  });

  test('faults and logs can be reached', async () => {
    const { get, send, client } = await withControl();
    expect(await send('PUT', '/webhooks/knobs', { duplicates: 2 })).toMatchObject({
      duplicates: 2,
      signature: 'right',
    });
    await send('POST', '/faults', { fault: { kind: 'error-before' }, times: 1 });
    await expect(client.getBotInfo()).rejects.toMatchObject({ status: 500 });
    expect((await get('/api-calls')).calls).toMatchObject([
      { path: '/v2/bot/info', status: 500, fault: 'error-before' },
    ]);
    await send('DELETE', '/faults');
    expect(await get('/webhooks/knobs')).toMatchObject({ duplicates: 0 });
  });
});

describe('memory', () => {
  test('what has run out is not remembered', async () => {
    const { line, client, friend, clock } = await startLine();
    const userId = await friend();
    await line.say(userId, 'ポイント');
    line.openMiniApp(userId);
    await client.pushMessage({ to: userId, messages: [text('はい')] }, '123e4567-e89b-12d3-a456-426614174000');
    const used = () => {
      const { replyTokens, launches, acceptedSends } = line.snapshot();
      return [replyTokens, launches, acceptedSends].map((entries) => Object.keys(entries).length);
    };
    expect(used()).toEqual([1, 1, 1]);
    clock.pass(day);
    expect(used()).toEqual([0, 0, 0]);
  });

  test('a snapshot brings back chats, people, menus and the signing key', async () => {
    const { line, client, friend, clock } = await startLine();
    const userId = await friend();
    await client.pushMessage({ to: userId, messages: [text('覚えています')] });
    const token = await line.idTokenFor(userId);
    const snapshot = JSON.parse(JSON.stringify(line.snapshot()));
    const again = createLineStandIn({
      now: clock.now,
      channelSecret: 's',
      channelAccessToken: 't',
      loginChannelId: '2000000002',
      liffId: 'l',
      liffEndpoint: 'https://fukuro.example/liff/',
      botUserId: `U${'0'.repeat(32)}`,
      webhookUrl: 'https://fukuro.example/line/webhook',
      accountName: 'ふくろう',
      snapshot,
    });
    expect(again.chatOf(userId)).toEqual(line.chatOf(userId));
    const body = new URLSearchParams({ id_token: token, client_id: '2000000002' });
    expect((await again.api.request('/oauth2/v2.1/verify', { method: 'POST', body })).status).toBe(200);
  });
});
