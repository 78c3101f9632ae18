import { describe, expect, test } from 'vitest';
import { signV0 } from '../../../sandbox/slack/signature.ts';
import { card, form, workspace } from './bolt.ts';

const vector =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
  '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
  '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

describe('signatures', () => {
  test('the documented example gets the documented signature', () => {
    expect(signV0('8f742231b10e8888abcd99yyyzzz85a5', 1_531_420_618, vector)).toBe(
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    );
  });

  test('a wrong, a missing, another app’s and an old signature are refused by Bolt’s own check', async () => {
    const { slack } = workspace();
    for (const knobs of [
      { signature: 'wrong' },
      { signature: 'missing' },
      { signature: 'other_secret' },
      { timestampSkewSec: -400 },
    ] as const) {
      const delivery = await slack.command('U1', 'C1', '/musubi', '', knobs);
      expect(delivery).toMatchObject({ outcome: 'http_error', status: 401 });
    }
  });

  test('the challenge is sent and its echo recognised', async () => {
    const { slack } = workspace();
    expect((await slack.verifyUrl()).echoed).toBe(true);
  });
});

describe('commands', () => {
  test('an immediate answer is shown to the one who typed it', async () => {
    const { slack, app } = workspace();
    app.command('/musubi', async ({ ack, command }) => ack(`${command.text} を探しています`));
    const delivery = await slack.command('U1', 'C1', '/musubi', '齋藤');
    expect(delivery.outcome).toBe('ok');
    expect(slack.ephemeralFor('U1').map((message) => message.text)).toEqual(['齋藤 を探しています']);
    expect(slack.ephemeralFor('U2')).toEqual([]);
  });

  test('an in_channel answer is shown to all, with what was typed', async () => {
    const { slack, app } = workspace();
    app.command('/musubi', async ({ ack }) => ack({ response_type: 'in_channel', text: 'みなさまへ' }));
    await slack.command('U1', 'C1', '/musubi', 'all');
    expect(slack.messagesIn('C1').map((message) => message.text)).toEqual(['/musubi all', 'みなさまへ']);
  });

  test('an app that does not know the command makes Slackbot say so', async () => {
    const { slack } = workspace();
    await slack.command('U1', 'C1', '/nothing', '');
    expect(slack.ephemeralFor('U1')[0]?.notice).toEqual({ code: 'dispatch_failed', subject: '/nothing' });
  });

  test('an app that takes longer than the deadline makes Slackbot say operation_timeout', async () => {
    const { slack, door } = workspace({ rules: { deadlineMs: 20 } });
    door.post('/slow', () => new Promise(() => {}));
    const { slack: slow } = workspace({
      rules: { deadlineMs: 20 },
      eventsUrl: 'http://app.test/slow',
      fetch: (url, init) => Promise.resolve(door.request(new Request(url, init))),
    });
    expect((await slow.command('U1', 'C1', '/musubi')).outcome).toBe('timeout');
    expect(slow.ephemeralFor('U1')[0]?.notice?.code).toBe('operation_timeout');
    expect(slack.deliveries()).toEqual([]);
  });
});

describe('buttons', () => {
  test('a press arrives with who pressed, where, the message and the value', async () => {
    const { slack, app, client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    const heard: unknown[] = [];
    app.action('approve', async ({ ack, body, action }) => {
      await ack();
      heard.push(body, action);
    });
    await slack.press('U2', { channel: 'C1', ts: ts! }, 'approve');
    expect(heard[0]).toMatchObject({
      type: 'block_actions',
      user: { id: 'U2', team_id: 'T0FUKURO' },
      team: { id: 'T0FUKURO' },
      api_app_id: 'A0MUSUBI',
      channel: { id: 'C1' },
      container: { type: 'message', message_ts: ts, channel_id: 'C1' },
      message: { ts, text: 'M-142' },
    });
    expect(heard[1]).toMatchObject({ type: 'button', action_id: 'approve', block_id: 'buttons', value: 'M-142' });
  });

  test('a card inside an attachment is pressable and says so', async () => {
    const { slack, app, client } = workspace();
    const posted = await client.chat.postMessage({
      channel: 'C1',
      text: 'M-142',
      attachments: [{ color: '#C2391B', fallback: 'M-142', blocks: card() }],
    });
    const containers: unknown[] = [];
    app.action('approve', async ({ ack, body }) => {
      await ack();
      containers.push('container' in body ? body.container : undefined);
    });
    await slack.press('U1', { channel: 'C1', ts: posted.ts! }, 'approve');
    expect(containers).toEqual([expect.objectContaining({ type: 'message_attachment', attachment_id: 1 })]);
  });

  test('respond() replaces the original, and a response_url takes five posts and no more', async () => {
    const { slack, app, client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    const refused: unknown[] = [];
    app.action('approve', async ({ ack, respond }) => {
      await ack();
      for (const round of [1, 2, 3, 4, 5]) await respond({ replace_original: true, text: `承認済み ${round}` });
      await respond('もう一度').catch((error: { statusCode?: number }) => refused.push(error.statusCode));
      await client.chat.postMessage({ channel: 'C1', text: 'done' });
    });
    await slack.press('U1', { channel: 'C1', ts: ts! }, 'approve');
    await slack.until(() => slack.messagesIn('C1').some((message) => message.text === 'done'));
    expect(slack.messagesIn('C1')[0]?.text).toBe('承認済み 5');
    expect(refused).toEqual([404]);
  });

  test('a response_url is dead after thirty minutes', async () => {
    const { slack, app, clock, slackFetch } = workspace();
    let address = '';
    app.command('/musubi', async ({ ack, command }) => {
      address = command.response_url;
      await ack();
    });
    await slack.command('U1', 'C1', '/musubi');
    clock.advance(30 * 60_000 + 1);
    const answer = await slackFetch(address, { method: 'POST', body: JSON.stringify({ text: 'late' }) });
    expect([answer.status, await answer.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  test('an ephemeral answer to a button goes to the presser only and leaves the card alone', async () => {
    const { slack, app, client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    app.action('approve', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'この店の方だけが承認できます', replace_original: false });
    });
    await slack.press('U3', { channel: 'C1', ts: ts! }, 'approve');
    await slack.until(() => slack.ephemeralFor('U3').length);
    expect(slack.messagesIn('C1')).toHaveLength(1);
    expect(slack.ephemeralFor('U1')).toEqual([]);
  });

  test('the button of an old rendering can still be pressed, a button nobody ever saw cannot', async () => {
    const { slack, app, client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    await client.chat.update({ channel: 'C1', ts: ts!, text: '承認済み', blocks: [] });
    const values: unknown[] = [];
    app.action('approve', async ({ ack, action }) => {
      await ack();
      values.push('value' in action ? action.value : undefined);
    });
    await expect(slack.press('U1', { channel: 'C1', ts: ts! }, 'approve')).rejects.toThrow('nothing to press');
    await slack.press('U1', { channel: 'C1', ts: ts! }, 'approve', { old: true });
    expect(values).toEqual(['M-142']);
  });

  test('a double press is two interactions, a replay is the same one byte for byte', async () => {
    const { slack, app, client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    const triggers: string[] = [];
    app.action('approve', async ({ ack, body }) => {
      await ack();
      triggers.push('trigger_id' in body ? body.trigger_id : '');
    });
    const delivery = await slack.press('U1', { channel: 'C1', ts: ts! }, 'approve', { knobs: { times: 2 } });
    await slack.replay(delivery.id);
    expect(triggers).toHaveLength(3);
    expect(new Set(triggers).size).toBe(2);
  });

  test('strangers, guests and forged payloads arrive as what they are', async () => {
    const { slack, app, client } = workspace();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    const seen: unknown[] = [];
    app.action('approve', async ({ ack, body }) => {
      await ack();
      seen.push([body.user.id, body.user.team_id, body.team?.id, 'api_app_id' in body && body.api_app_id]);
    });
    const place = { channel: 'C1', ts: ts! };
    await slack.press('U4', place, 'approve');
    await slack.press('U1', place, 'approve', { knobs: { payload: { team: { id: 'T666' }, api_app_id: 'A666' } } });
    expect(seen).toEqual([
      ['U4', 'T9OTHER', 'T0FUKURO', 'A0MUSUBI'],
      ['U1', 'T0FUKURO', 'T666', 'A666'],
    ]);
    expect((await client.users.info({ user: 'U4' })).user).toMatchObject({ is_stranger: true, team_id: 'T9OTHER' });
    expect((await client.users.info({ user: 'U3' })).user).toMatchObject({ is_restricted: true });
    expect((await client.users.info({ user: 'U5' })).user).toMatchObject({ deleted: true });
  });
});

describe('modals', () => {
  async function opened(view: Record<string, unknown> = form()) {
    const made = workspace();
    const { slack, app } = made;
    app.command('/musubi', async ({ ack, command, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: view as never });
    });
    await slack.command('U1', 'C1', '/musubi', 'reject');
    const open = await slack.until(() => slack.openViewOf('U1'));
    return { ...made, view: open };
  }

  test('a submission carries the typed values and an empty answer closes the modal', async () => {
    const { slack, app, view } = await opened(form({ private_metadata: 'M-142' }));
    const values: unknown[] = [];
    app.view('reject', async ({ ack, view: sent }) => {
      await ack();
      values.push(sent.state.values, sent.private_metadata);
    });
    await slack.submitView('U1', view.id, { text: '別の方でした' });
    expect(values).toEqual([{ reason: { text: { type: 'plain_text_input', value: '別の方でした' } } }, 'M-142']);
    expect(slack.openViewOf('U1')).toBeUndefined();
  });

  test('a required input left empty never reaches the app', async () => {
    const { slack, view } = await opened();
    const before = slack.deliveries().length;
    expect(await slack.submitView('U1', view.id, {})).toEqual({ complaints: { reason: 'required' } });
    expect(slack.deliveries()).toHaveLength(before);
  });

  test('errors stay at their input, and a second try may pass', async () => {
    const { slack, app, view } = await opened();
    app.view('reject', async ({ ack, view: sent }) => {
      const short = (sent.state.values.reason?.text?.value ?? '').length < 5;
      await (short ? ack({ response_action: 'errors', errors: { reason: 'もう少し詳しく' } }) : ack());
    });
    await slack.submitView('U1', view.id, { text: '別人' });
    expect(slack.openViewOf('U1')?.errors).toEqual({ reason: 'もう少し詳しく' });
    await slack.submitView('U1', view.id, { text: '別の方でした' });
    expect(slack.openViewOf('U1')).toBeUndefined();
  });

  test('update replaces, push stacks, clear empties', async () => {
    const { slack, app, view } = await opened();
    const orders = ['push', 'update', 'clear'] as const;
    let round = 0;
    app.view('reject', async ({ ack }) => {
      const order = orders[round++];
      await ack(
        order === 'clear'
          ? { response_action: order }
          : { response_action: order!, view: form({ private_metadata: order }) as never },
      );
    });
    await slack.submitView('U1', view.id, { text: 'a' });
    expect(slack.viewsOf('U1').map((one) => one.privateMetadata)).toEqual(['', 'push']);
    await slack.submitView('U1', slack.openViewOf('U1')!.id, { text: 'a' });
    expect(slack.viewsOf('U1').map((one) => one.privateMetadata)).toEqual(['', 'update']);
    await slack.submitView('U1', slack.openViewOf('U1')!.id, { text: 'a' });
    expect(slack.viewsOf('U1')).toEqual([]);
  });

  test('closing tells the app only when the view asked for it', async () => {
    const { slack, app, view } = await opened(form({ notify_on_close: true }));
    const closed: unknown[] = [];
    app.view({ callback_id: 'reject', type: 'view_closed' }, async ({ ack, body }) => {
      await ack();
      closed.push('is_cleared' in body && body.is_cleared);
    });
    await slack.closeView('U1', view.id);
    expect(closed).toEqual([false]);
    const silent = await opened();
    expect(await silent.slack.closeView('U1', silent.view.id)).toBeUndefined();
  });

  test('an app that breaks while taking a form leaves the form open with its trouble', async () => {
    const { slack, view } = await opened();
    await slack.submitView('U1', view.id, { text: 'a' });
    expect(slack.openViewOf('U1')?.trouble).toBe('http_error');
  });
});

describe('events', () => {
  test('a mention, a direct message and an opened Home reach the app once each', async () => {
    const { slack, app } = workspace();
    const heard: string[] = [];
    app.event('app_mention', async ({ event }) => void heard.push(event.text));
    app.message(async ({ message }) => void heard.push(('text' in message && message.text) || ''));
    app.event('app_home_opened', async ({ event }) => void heard.push(String(event.tab)));
    slack.mention('U1', 'C1', 'いますか');
    slack.dm('U1', 'こんにちは');
    await slack.openHome('U1');
    await slack.idle();
    expect(heard.sort()).toEqual(['<@U0MUSUBI> いますか', 'home', 'こんにちは']);
  });

  test('a failing app is tried again at once, after a minute and after five, and then no more', async () => {
    const { slack, clock } = workspace({
      fetch: async () => new Response('no', { status: 500 }),
    });
    await slack.openHome('U1');
    await slack.idle();
    const nums = () => slack.deliveries().map((one) => one.headers['x-slack-retry-num']);
    expect(nums()).toEqual([undefined, '1']);
    clock.advance(60_000);
    await slack.tick();
    expect(nums()).toEqual([undefined, '1', '2']);
    clock.advance(300_000);
    await slack.tick();
    expect(nums()).toEqual([undefined, '1', '2', '3']);
    clock.advance(3_600_000);
    await slack.tick();
    expect(slack.deliveries()).toHaveLength(4);
    expect(new Set(slack.deliveries().map((one) => JSON.parse(one.body).event_id)).size).toBe(1);
    expect(slack.deliveries()[3]?.headers['x-slack-retry-reason']).toBe('http_error');
  });

  test('X-Slack-No-Retry stops the retries', async () => {
    const { slack } = workspace({
      fetch: async () => new Response('no', { status: 500, headers: { 'x-slack-no-retry': '1' } }),
    });
    await slack.openHome('U1');
    await slack.idle();
    expect(slack.deliveries()).toHaveLength(1);
  });
});
