import { ErrorCode, type WebAPICallError, WebClient } from '@slack/web-api';
import { describe, expect, test, vi } from 'vitest';
import { card, form, token, workspace } from './bolt.ts';

/** The error a call was refused with, in Slack's word. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (thrown: WebAPICallError & { data?: { error?: string } }) => thrown,
  );
  return error && (error.code === ErrorCode.PlatformError ? error.data?.error : error.code);
}

describe('chat', () => {
  test('a message is posted, changed, found in the history with its metadata, linked and deleted', async () => {
    const { client, slack } = workspace();
    const metadata = { event_type: 'merge_card', event_payload: { outbox_id: 'o-1' } };
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card(), metadata });
    await client.chat.update({ channel: 'C1', ts: ts!, text: '承認済み' });
    expect(slack.messagesIn('C1')[0]?.blocks, 'blocks left out stay').toHaveLength(2);
    await client.chat.update({ channel: 'C1', ts: ts!, text: '承認済み', blocks: [] });
    expect(slack.messagesIn('C1')[0]?.blocks, 'an empty list takes them away').toBeUndefined();
    const plain = await client.conversations.history({ channel: 'C1' });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const full = await client.conversations.history({ channel: 'C1', include_all_metadata: true });
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
    expect((await client.chat.getPermalink({ channel: 'C1', message_ts: ts! })).permalink).toContain('/archives/C1/p');
    await client.chat.delete({ channel: 'C1', ts: ts! });
    expect(slack.messagesIn('C1')).toEqual([]);
  });

  test('posting is refused where it is refused on Slack', async () => {
    const { client, slack } = workspace();
    const post = (channel: string) => refusal(client.chat.postMessage({ channel, text: 'x' }));
    expect(await post('C404')).toBe('channel_not_found');
    expect(await post('C2')).toBe('not_in_channel');
    expect(await post('C3')).toBe('is_archived');
    expect(await post('G4')).toBe('channel_not_found');
    expect(await refusal(client.chat.postMessage({ channel: 'C1', text: '' }))).toBe('no_text');
    const theirs = slack.say('U1', 'C1', 'おはようございます');
    expect(await refusal(client.chat.update({ channel: 'C1', ts: theirs.ts, text: 'x' }))).toBe('cant_update_message');
    expect(await refusal(client.chat.update({ channel: 'C1', ts: '1.1', text: 'x' }))).toBe('message_not_found');
  });

  test('a person’s id opens the direct conversation with him', async () => {
    const { client, slack } = workspace();
    const { channel } = await client.chat.postMessage({ channel: 'U1', text: '確認をお願いします' });
    expect(channel).toBe(slack.dmOf('U1').id);
    expect((await client.conversations.open({ users: 'U1' })).channel?.id).toBe(channel);
    expect(slack.unread('U1', channel!)).toBe(1);
  });

  test('an ephemeral message is seen by one member, is not history and cannot be updated', async () => {
    const { client, slack } = workspace();
    const { message_ts: ts } = await client.chat.postEphemeral({
      channel: 'C1',
      user: 'U3',
      text: 'あなたには承認できません',
    });
    expect(slack.ephemeralFor('U3')).toHaveLength(1);
    expect((await client.conversations.history({ channel: 'C1' })).messages).toEqual([]);
    expect(await refusal(client.chat.update({ channel: 'C1', ts: ts!, text: 'x' }))).toBe('message_not_found');
    expect(await refusal(client.chat.postEphemeral({ channel: 'C1', user: 'U99', text: 'x' }))).toBe(
      'user_not_in_channel',
    );
  });

  test('a thread is answered under its message and nowhere else', async () => {
    const { client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142' });
    await client.chat.postMessage({ channel: 'C1', text: '承認しました', thread_ts: ts! });
    expect((await client.conversations.history({ channel: 'C1' })).messages).toHaveLength(1);
    expect((await client.conversations.replies({ channel: 'C1', ts: ts! })).messages?.map((one) => one.text)).toEqual([
      'M-142',
      '承認しました',
    ]);
    expect(await refusal(client.chat.postMessage({ channel: 'C1', text: 'x', thread_ts: '1.1' }))).toBe(
      'thread_not_found',
    );
  });

  test('the history comes in pages, newest first', async () => {
    const { client } = workspace();
    for (const text of ['1', '2', '3']) await client.chat.postMessage({ channel: 'C1', text });
    const first = await client.conversations.history({ channel: 'C1', limit: 2 });
    expect([first.messages?.map((one) => one.text), first.has_more]).toEqual([['3', '2'], true]);
    const rest = await client.conversations.history({
      channel: 'C1',
      limit: 2,
      cursor: first.response_metadata?.next_cursor ?? '',
    });
    expect([rest.messages?.map((one) => one.text), rest.has_more]).toEqual([['1'], false]);
  });
});

describe('rules nobody could prove are switches', () => {
  test('blocks without text are warned about, or not', async () => {
    const { client, slack } = workspace();
    const post = async () => {
      const { response_metadata } = await client.apiCall('chat.postMessage', { channel: 'C1', blocks: card() });
      return response_metadata?.warnings;
    };
    expect(await post()).toEqual(['missing_text_in_message']);
    slack.rules.warnsMissingText = false;
    expect(await post()).toBeUndefined();
  });

  test('metadata is refused above a size that can be moved', async () => {
    const { client, slack } = workspace();
    const metadata = { event_type: 'merge_card', event_payload: { note: 'x'.repeat(8_000) } };
    const post = () => refusal(client.chat.postMessage({ channel: 'C1', text: 'x', metadata }));
    expect(await post()).toBe('metadata_too_large');
    slack.rules.metadataBytesMax = 16_000;
    expect(await post()).toBeUndefined();
  });

  test('a whole message is too long above a length that can be moved', async () => {
    const { client, slack } = workspace();
    const blocks = Array.from({ length: 5 }, () => ({
      type: 'section',
      text: { type: 'mrkdwn', text: 'x'.repeat(3_000) },
    }));
    const post = () => refusal(client.chat.postMessage({ channel: 'C1', text: 'x', blocks }));
    expect(await post()).toBe('msg_blocks_too_long');
    slack.rules.blocksTooLongAt = 20_000;
    expect(await post()).toBeUndefined();
  });

  test('tiers can be off', async () => {
    const { client, slack } = workspace({ rules: { tiers: false } });
    for (let n = 0; n < 40; n++) await client.conversations.list();
    expect(slack.apiCalls('conversations.list').every((call) => call.status === 200)).toBe(true);
  });
});

describe('who may call what', () => {
  test('a wrong, a missing and a revoked token are refused, and uninstalling tells the app', async () => {
    const { client, slack, slackFetch, app } = workspace();
    const heard: string[] = [];
    app.event('app_uninstalled', async () => void heard.push('app_uninstalled'));
    app.event('tokens_revoked', async () => void heard.push('tokens_revoked'));
    const other = new WebClient('xoxb-other', { slackApiUrl: 'http://slack.test/api/', fetch: slackFetch });
    expect(await refusal(other.auth.test())).toBe('invalid_auth');
    const none = new WebClient(undefined, { slackApiUrl: 'http://slack.test/api/', fetch: slackFetch });
    expect(await refusal(none.auth.test())).toBe('not_authed');
    expect(await client.auth.test()).toMatchObject({ team_id: 'T0FUKURO', user_id: 'U0MUSUBI' });
    await slack.uninstall();
    expect(await refusal(client.auth.test())).toBe('token_revoked');
    expect(heard).toEqual(['tokens_revoked', 'app_uninstalled']);
  });

  test('a missing scope is named together with those that are there', async () => {
    const { client } = workspace({ scopes: ['chat:write'] });
    const error = await client.users.info({ user: 'U1' }).catch((thrown) => thrown);
    expect(error.data).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
  });

  test('a method that is not played is answered 501 and logged', async () => {
    const { slackFetch, slack } = workspace();
    const answer = await slackFetch('http://slack.test/api/admin.users.list', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(501);
    expect(slack.apiCalls('admin.users.list')).toHaveLength(1);
  });

  test('JSON bodies are understood as forms are', async () => {
    const { slackFetch, slack } = workspace();
    const answer = await slackFetch('http://slack.test/api/chat.postMessage', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: 'C1', text: 'JSON で', blocks: card() }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, channel: 'C1' });
    expect(slack.messagesIn('C1')[0]?.blocks).toHaveLength(2);
  });
});

describe('trouble', () => {
  test('a scripted failure before the effect posts nothing, after the effect it has posted', async () => {
    const { client, slack } = workspace();
    slack.failNext({ method: 'chat.postMessage', kind: 'http_500' });
    expect(await refusal(client.chat.postMessage({ channel: 'C1', text: 'x' }))).toBe(ErrorCode.HTTPError);
    expect(slack.messagesIn('C1')).toHaveLength(0);
    slack.failNext({ method: 'chat.postMessage', kind: 'http_500_after' });
    expect(await refusal(client.chat.postMessage({ channel: 'C1', text: 'x' }))).toBe(ErrorCode.HTTPError);
    expect(slack.messagesIn('C1')).toHaveLength(1);
    await client.chat.postMessage({ channel: 'C1', text: 'y' });
  });

  test('a call that times out after its effect has posted all the same', async () => {
    const { slack, slackFetch } = workspace();
    const hasty = new WebClient(token, {
      slackApiUrl: 'http://slack.test/api/',
      fetch: slackFetch,
      timeout: 30,
      retryConfig: { retries: 0 },
    });
    slack.failNext({ method: 'chat.postMessage', kind: 'timeout_after' });
    expect(await refusal(hasty.chat.postMessage({ channel: 'C1', text: 'x' }))).toBe(ErrorCode.RequestError);
    expect(slack.messagesIn('C1')).toHaveLength(1);
  });

  test('any refusal can be scripted for one channel', async () => {
    const { client, slack } = workspace();
    slack.failNext({ method: '*', kind: 'error', error: 'account_inactive', channel: 'C1' });
    await client.auth.test();
    expect(await refusal(client.chat.postMessage({ channel: 'C1', text: 'x' }))).toBe('account_inactive');
  });

  test('a channel takes a burst, then one post a second, and Retry-After says how long', async () => {
    const { slackFetch, clock, slack } = workspace({ rules: { postBurst: 3 } });
    const client = new WebClient(token, {
      slackApiUrl: 'http://slack.test/api/',
      fetch: slackFetch,
      rejectRateLimitedCalls: true,
    });
    const post = () => client.chat.postMessage({ channel: 'C1', text: 'x' });
    for (let n = 0; n < 3; n++) await post();
    const error = await post().catch((thrown) => thrown);
    expect([error.code, error.retryAfter]).toEqual([ErrorCode.RateLimitedError, 1]);
    clock.advance(1_000);
    await post();
    slack.rules.postsPerChannel = false;
    for (let n = 0; n < 10; n++) await post();
  });

  test('a tier is spent after its calls of one minute', async () => {
    const { slackFetch, clock } = workspace();
    const client = new WebClient(token, {
      slackApiUrl: 'http://slack.test/api/',
      fetch: slackFetch,
      rejectRateLimitedCalls: true,
    });
    for (let n = 0; n < 20; n++) await client.conversations.list();
    expect(await refusal(client.conversations.list())).toBe(ErrorCode.RateLimitedError);
    clock.advance(60_000);
    await client.conversations.list();
  });
});

describe('views', () => {
  async function triggerFor(made: ReturnType<typeof workspace>): Promise<string> {
    const minted = Promise.withResolvers<string>();
    made.app.command('/trigger', async ({ ack, command }) => {
      await ack();
      minted.resolve(command.trigger_id);
    });
    await made.slack.command('U1', 'C1', '/trigger');
    return minted.promise;
  }

  test('a trigger opens one view, within three seconds', async () => {
    const made = workspace();
    const { client, clock } = made;
    const trigger_id = await triggerFor(made);
    await client.views.open({ trigger_id, view: form() });
    expect(await refusal(client.views.open({ trigger_id, view: form() }))).toBe('exchanged_trigger_id');
    expect(await refusal(client.views.open({ trigger_id: '1.2.3', view: form() }))).toBe('invalid_trigger_id');
    const old = await triggerFor(made);
    clock.advance(3_001);
    expect(await refusal(client.views.open({ trigger_id: old, view: form() }))).toBe('expired_trigger_id');
  });

  test('a stack is three views deep', async () => {
    const { slack, app, client } = workspace();
    const pushable = form({ blocks: card('deeper') });
    const refused: unknown[] = [];
    app.command('/musubi', async ({ ack, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: pushable as never });
    });
    app.action('deeper', async ({ ack, body }) => {
      await ack();
      const trigger_id = 'trigger_id' in body ? body.trigger_id : '';
      refused.push(await refusal(client.views.push({ trigger_id, view: pushable as never })));
    });
    await slack.command('U1', 'C1', '/musubi');
    await slack.until(() => slack.openViewOf('U1'));
    for (const depth of [2, 3, 3]) {
      await slack.press('U1', { viewId: slack.openViewOf('U1')!.id }, 'deeper');
      await slack.until(() => slack.viewsOf('U1').length === depth);
    }
    await slack.until(() => slack.apiCalls('views.push').length === 3);
    await vi.waitFor(() => expect(refused).toHaveLength(3));
    expect(refused).toEqual([undefined, undefined, 'push_limit_reached']);
  });

  test('a stale hash, a taken external id and a view too large are refused', async () => {
    const made = workspace();
    const { client } = made;
    const trigger_id = await triggerFor(made);
    const { view } = await client.views.open({ trigger_id, view: form({ external_id: 'merge-142' }) });
    await client.views.update({
      external_id: 'merge-142',
      view: form({ external_id: 'merge-142' }),
      hash: view?.hash ?? '',
    });
    expect(await refusal(client.views.update({ view_id: view?.id ?? '', view: form(), hash: view?.hash ?? '' }))).toBe(
      'hash_conflict',
    );
    made.slack.rules.hashConflicts = false;
    await client.views.update({
      view_id: view?.id ?? '',
      view: form({ external_id: 'merge-142' }),
      hash: view?.hash ?? '',
    });
    const home = { type: 'home' as const, blocks: card(), external_id: 'merge-142' };
    expect(await refusal(client.views.publish({ user_id: 'U2', view: home as never }))).toBe('duplicate_external_id');
    const section = (n: number) => ({
      type: 'section',
      block_id: `b${n}`,
      fields: Array.from({ length: 10 }, () => ({ type: 'mrkdwn', text: 'あ'.repeat(1_900) })),
    });
    const big = { type: 'home' as const, blocks: Array.from({ length: 5 }, (_, n) => section(n)) };
    expect(await refusal(client.views.publish({ user_id: 'U2', view: big as never }))).toBe('view_too_large');
  });

  test('a Home tab is published for one person and sent along when he opens it', async () => {
    const { client, slack, app } = workspace();
    const seen: unknown[] = [];
    app.event(
      'app_home_opened',
      async ({ event }) => void seen.push(event.view && 'id' in event.view && event.view.id),
    );
    const { view } = await client.views.publish({ user_id: 'U1', view: { type: 'home', blocks: card() as never } });
    expect(slack.homeOf('U2')).toBeUndefined();
    await slack.openHome('U1');
    expect(seen).toEqual([view?.id]);
  });
});

describe('files', () => {
  test('an uploaded picture is shared a moment later and may then stand in a block', async () => {
    const { client, slack } = workspace();
    const before = { type: 'image', slack_file: { id: 'F404' }, alt_text: '絵' };
    expect(await refusal(client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [before as never] }))).toBe(
      'invalid_blocks',
    );
    const uploaded = await client.filesUploadV2({
      channel_id: 'C1',
      file: Buffer.from('png'),
      filename: 'chart.png',
      alt_text: '週の絵',
      title: '週の絵',
    });
    await slack.until(() => slack.messagesIn('C1').length === 1);
    const id = Object.keys(slack.snapshot().files)[0]!;
    expect(uploaded.ok).toBe(true);
    expect((await client.files.info({ file: id })).file).toMatchObject({ id, mimetype: 'image/png', title: '週の絵' });
    await client.chat.postMessage({
      channel: 'C1',
      text: '週の絵',
      blocks: [{ type: 'image', slack_file: { id }, alt_text: '絵' }],
    });
    expect(Buffer.from(slack.snapshot().files[id]?.base64 ?? '', 'base64').toString()).toBe('png');
  });
});

test('a snapshot brings everything back, through JSON', async () => {
  const { client, slack } = workspace();
  await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
  const kept = JSON.parse(JSON.stringify(slack.snapshot()));
  await client.chat.postMessage({ channel: 'C1', text: 'M-143' });
  slack.restore(kept);
  expect(slack.messagesIn('C1').map((message) => message.text)).toEqual(['M-142']);
});
