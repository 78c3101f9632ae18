import { describe, expect, test } from 'vitest';
import { card, form, workspace } from './bolt.ts';

/** A workspace and its control surface, asked as the page asks it. */
function controlled() {
  const made = workspace();
  const ask = async (path: string, body?: object) => {
    const init = body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    const answer = await made.slack.control.request(path, init);
    // biome-ignore lint/suspicious/noExplicitAny: the answers differ by route
    return { status: answer.status, body: (await answer.json()) as any };
  };
  return { ...made, ask };
}

describe('what the page sees', () => {
  test('unread messages are counted per person until he reads, his own never', async () => {
    const { ask, client, slack } = controlled();
    await client.chat.postMessage({ channel: 'C1', text: '1' });
    slack.say('U2', 'C1', '2');
    const unread = async (user: string) =>
      (await ask(`/view?user=${user}`)).body.channels.find((one: { id: string }) => one.id === 'C1').unread;
    expect([await unread('U1'), await unread('U2')]).toEqual([2, 0]);
    await ask('/read', { user: 'U1', channel: 'C1' });
    expect(await unread('U1')).toBe(0);
  });

  test('a private channel is seen by its members only, an ephemeral message by its reader only', async () => {
    const { ask, client } = controlled();
    const names = async (user: string) =>
      (await ask(`/view?user=${user}`)).body.channels.map((one: { id: string }) => one.id);
    expect([await names('U1'), await names('U2')].map((all) => all.includes('G4'))).toEqual([true, false]);
    await client.chat.postEphemeral({ channel: 'C1', user: 'U1', text: 'そっと' });
    const texts = async (user: string) =>
      (await ask(`/view?user=${user}&channel=C1`)).body.open.messages.map((one: { text: string }) => one.text);
    expect([await texts('U1'), await texts('U2')]).toEqual([['そっと'], []]);
  });

  test('the conversation with the app is asked for as app', async () => {
    const { ask, slack } = controlled();
    slack.dm('U1', 'こんにちは');
    const { body } = await ask('/view?user=U1&channel=app');
    expect(body.open.messages.map((one: { text: string }) => one.text)).toEqual(['こんにちは']);
  });

  test('replies are counted on their message and shown in its thread', async () => {
    const { ask, client } = controlled();
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142' });
    await ask('/say', { user: 'U1', channel: 'C1', text: '見ました', threadTs: ts });
    const { body } = await ask(`/view?user=U1&channel=C1&thread=${ts}`);
    expect(body.open.messages.map((one: { replies: number }) => one.replies)).toEqual([1]);
    expect(body.thread.messages).toHaveLength(2);
  });

  test('every change is told on the stream', async () => {
    const { slack } = controlled();
    const answer = await slack.control.request('/stream');
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('"n":1');
    slack.say('U1', 'C1', '新しい');
    expect((await reader.read()).value).toContain('"n":2');
    await reader.cancel();
  });
});

describe('what the page does', () => {
  test('what people type is escaped as Slack escapes it, and a name behind @ is a mention', async () => {
    const { ask, slack } = controlled();
    await ask('/say', { user: 'U1', channel: 'C1', text: '@結び <!channel> & @山口 真理子' });
    expect(slack.messagesIn('C1')[0]?.text).toBe('<@U0MUSUBI> &lt;!channel&gt; &amp; <@U2>');
  });

  test('a command, a press, a form and a close pass through to the app', async () => {
    const { ask, slack, app, client } = controlled();
    const heard: string[] = [];
    app.command('/musubi', async ({ ack, command }) => {
      heard.push(`command ${command.text}`);
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form({ notify_on_close: true }) });
    });
    app.action('approve', async ({ ack }) => {
      heard.push('press');
      await ack();
    });
    app.view('reject', async ({ ack, view }) => {
      heard.push(`form ${view.state.values.reason?.text?.value}`);
      await ack({ response_action: 'errors', errors: { reason: '短い' } });
    });
    app.view({ callback_id: 'reject', type: 'view_closed' }, async ({ ack }) => {
      heard.push('close');
      await ack();
    });
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'M-142', blocks: card() });
    expect((await ask('/press', { user: 'U1', channel: 'C1', ts, actionId: 'approve' })).body).toMatchObject({
      outcome: 'ok',
    });
    await ask('/command', { user: 'U1', channel: 'C1', text: '/musubi 齋藤 優子' });
    const { id } = await slack.until(() => slack.openViewOf('U1'));
    expect((await ask('/submit', { user: 'U1', viewId: id })).body).toEqual({ complaints: { reason: 'required' } });
    await ask('/submit', { user: 'U1', viewId: id, values: { reason: { text: '別人' } } });
    expect((await ask('/view?user=U1')).body.modals[0].errors).toEqual({ reason: '短い' });
    await ask('/close', { user: 'U1', viewId: id });
    expect(heard).toEqual(['press', 'command 齋藤 優子', 'form 別人', 'close']);
  });

  test('nobody can act in a modal or on an ephemeral message that is somebody else’s', async () => {
    const { ask, slack, app, client } = controlled();
    app.command('/musubi', async ({ ack, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form() });
    });
    await slack.command('U1', 'C1', '/musubi');
    const { id } = await slack.until(() => slack.openViewOf('U1'));
    expect((await ask('/submit', { user: 'U2', viewId: id, values: { text: 'x' } })).status).toBe(400);
    const { message_ts: ts } = await client.chat.postEphemeral({
      channel: 'C1',
      user: 'U1',
      text: 'x',
      blocks: card(),
    });
    expect((await ask('/press', { user: 'U2', channel: 'C1', ts, actionId: 'approve' })).status).toBe(400);
  });

  test('a demand that makes no sense is answered 400 and changes nothing', async () => {
    const { ask, slack } = controlled();
    expect((await ask('/press', { user: 'U1', channel: 'C1', ts: '1.1', actionId: 'approve' })).body.error).toContain(
      'no message',
    );
    expect((await ask('/view?user=U99')).status).toBe(400);
    expect((await ask('/say', { user: 'U1' })).status).toBe(400);
    expect(slack.deliveries()).toEqual([]);
  });

  test('failures are scripted and taken back from outside', async () => {
    const { ask, client, slack } = controlled();
    await ask('/failures', { method: 'chat.postMessage', kind: 'error', error: 'is_archived', times: 2 });
    await expect(client.chat.postMessage({ channel: 'C1', text: 'x' })).rejects.toThrow('is_archived');
    await slack.control.request('/failures', { method: 'DELETE' });
    await client.chat.postMessage({ channel: 'C1', text: 'x' });
    expect((await ask('/calls')).body.map((call: { scripted?: string }) => call.scripted)).toEqual([
      'error',
      undefined,
    ]);
  });
});
