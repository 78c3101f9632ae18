import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { answerQuestion, askMember } from '../../core/merges/decide.ts';
import { notMe, notMeToken } from '../../core/merges/notMe.ts';
import { runRequestTimers } from '../../core/merges/timers.ts';
import { tell } from '../../core/outbox.ts';
import type { OutboxId } from '../../db/ids.ts';
import { outbox, slackMessages } from '../../db/schema/plumbing.ts';
import type { Failure } from '../../sandbox/slack/types.ts';
import { deliverToSlack } from '../../slack/deliver.ts';
import { scaled } from '../scale.ts';
import { onServer } from '../setup.ts';
import {
  asStaff,
  asSystem,
  deliverAll,
  type Office,
  onlyCard,
  openOffice,
  people,
  provedRequest,
  rooms,
  secret,
  textOf,
  yuko,
} from './office.ts';

const { test } = onServer;

async function waiting(office: Office) {
  const cards = await yuko(office);
  return { ...cards, requestId: await provedRequest(office, cards.now, cards.old) };
}

/** Tries until nothing waits any more, an hour apart. */
async function deliverUntilDone(office: Office, roundsMax = 10): Promise<string[]> {
  const kinds: string[] = [];
  for (let round = 0; round < roundsMax; round++) {
    const outcomes = await deliverAll(office);
    kinds.push(...outcomes.map(({ kind }) => kind));
    if (outcomes.every(({ kind }) => kind !== 'later')) break;
    office.pass(3_600_000);
  }
  return kinds;
}

const troubles: Omit<Failure, 'times'>[] = [
  { method: 'chat.postMessage', kind: 'timeout_after' },
  { method: 'chat.postMessage', kind: 'http_500_after' },
  { method: 'chat.postMessage', kind: 'http_500' },
  { method: 'chat.postMessage', kind: 'ratelimited', retryAfterSec: 30 },
  { method: 'chat.postMessage', kind: 'error', error: 'token_revoked' },
  { method: 'chat.postMessage', kind: 'error', error: 'internal_error' },
];

describe('a card whose post goes wrong', () => {
  for (const trouble of troubles) {
    test(`stands there once in the end: ${trouble.kind} ${trouble.error ?? ''}`, async ({ db }) => {
      for (let round = 0; round < scaled(1); round++) {
        const office = await openOffice(db);
        impatient(office);
        await waiting(office);
        office.slack.failNext({ ...trouble, times: 2 });
        const kinds = await deliverUntilDone(office);
        expect(kinds).toContain('later');
        expect(kinds.at(-1)).toBe('accepted');
        expect(textOf(onlyCard(office, rooms.kamakura))).toContain('M-1');
        expect(await db.select().from(slackMessages)).toHaveLength(1);
      }
    });
  }

  test('says for how long Slack asked to wait', async ({ db }) => {
    const office = await openOffice(db);
    await waiting(office);
    office.slack.failNext({ method: 'chat.postMessage', kind: 'ratelimited', retryAfterSec: 30 });
    expect(await deliverAll(office)).toEqual([{ kind: 'later', why: 'slack_429', afterMs: 30_000 }]);
  });

  for (const error of ['is_archived', 'channel_not_found', 'not_in_channel']) {
    test(`goes to headquarters when the store’s channel is closed: ${error}`, async ({ db }) => {
      const office = await openOffice(db);
      await waiting(office);
      office.slack.failNext({ method: 'chat.postMessage', kind: 'error', error, channel: rooms.kamakura });
      expect(await deliverUntilDone(office)).toEqual(['accepted']);
      expect(office.slack.messagesIn(rooms.kamakura)).toEqual([]);
      expect(textOf(onlyCard(office, rooms.headquarters))).toContain('鎌倉店のチャンネルに出せなかった');
    });
  }

  test('is posted anew when somebody deleted it', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId } = await waiting(office);
    await deliverAll(office);
    office.slack.restore({ ...office.slack.snapshot(), messages: {} });
    expect(await deliverToSlack(office.deps, { show: 'request', requestId }, 99 as OutboxId)).toMatchObject({
      kind: 'accepted',
    });
    expect(office.slack.messagesIn(rooms.kamakura)).toHaveLength(1);
  });

  test('is posted once by workers who deliver the same at once', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId } = await waiting(office);
    const tries = Array.from({ length: 8 }, (_, index) =>
      deliverToSlack(office.deps, { show: 'request', requestId }, (index + 1) as OutboxId),
    );
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'refused')).toEqual([]);
    expect(kinds).toContain('accepted');
    expect(office.slack.messagesIn(rooms.kamakura)).toHaveLength(1);
  });
});

/** The SDK waits eight seconds for Slack; a test that makes Slack silent does not. */
function impatient(office: Office): void {
  const { fetch } = office.deps;
  office.deps.fetch = (url, init) => {
    const signal = AbortSignal.any([AbortSignal.timeout(150), ...(init?.signal ? [init.signal] : [])]);
    return fetch(url, { ...init, signal });
  };
}

describe('what staff are shown', () => {
  test('is headquarters’ business too when the store has not answered for a day', async ({ db }) => {
    const office = await openOffice(db);
    await waiting(office);
    await deliverAll(office);
    office.pass(25 * 3_600_000);
    await runRequestTimers(asSystem(office));
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.headquarters))).toContain('本部にも出しています');
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('本部にも出しています');
    await office.slack.press(
      people.okubo,
      { channel: rooms.headquarters, ts: onlyCard(office, rooms.headquarters).ts },
      'request_approve',
    );
    await office.settled();
    await deliverAll(office);
    for (const room of [rooms.headquarters, rooms.kamakura])
      expect(textOf(onlyCard(office, room))).toContain('承認済み');
  });

  test('tells in the thread that the member answered, and keeps the answer for the details', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId, now: asking } = await waiting(office);
    await deliverAll(office);
    await askMember(await asStaff(office, people.hayama), { requestId, question: 'どちらのお店ですか' });
    const actor = { kind: 'member', accountId: asking.accountId, identityId: asking.identityId } as const;
    await answerQuestion({ ...asSystem(office), actor }, { requestId, answer: '鎌倉店です。電話は09012345678' });
    await deliverAll(office);
    const said = office.slack.messagesIn(rooms.kamakura).map(textOf).join('\n');
    expect(said).toContain('お返事がありました');
    expect(said).not.toContain('09012345678');
    const reply = office.slack.messagesIn(rooms.kamakura).find(({ threadTs }) => threadTs);
    await office.slack.press(people.hayama, { channel: rooms.kamakura, ts: reply!.ts }, 'request_details');
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('鎌倉店です');
  });

  test('offers to undo a merge that somebody says was not them', async ({ db }) => {
    const office = await openOffice(db);
    await waiting(office);
    await deliverAll(office);
    const place = { channel: rooms.kamakura, ts: onlyCard(office, rooms.kamakura).ts };
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    await notMe(asSystem(office), { token: notMeToken(secret, { edgeId: 1 as never }) });
    await deliverAll(office);
    const alert = office.slack.messagesIn(rooms.kamakura).find(({ threadTs }) => threadTs)!;
    expect(textOf(alert)).toContain('心当たりがない');
    await office.slack.press(people.hayama, { channel: rooms.kamakura, ts: alert.ts }, 'undo_preview');
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('2人に分かれます');
  });

  test('of a message that did not get through is where it lies, and nothing of what it said', async ({ db }) => {
    const office = await openOffice(db);
    await waiting(office);
    await deliverAll(office);
    const [row] = await db.select().from(outbox).where(eq(outbox.topic, 'mail'));
    await db.update(outbox).set({ state: 'dead', failure: 'smtp_550' }).where(eq(outbox.id, row!.id));
    const letter = { show: 'dead_letter', box: 'outbox', rowId: row!.id } as const;
    await tell(asSystem(office), { topic: 'slack', message: letter }, 'dead');
    await deliverAll(office);
    const card = textOf(onlyCard(office, rooms.headquarters));
    expect(card).toContain(`控え ${row!.id}`);
    expect(card).toContain('smtp_550');
  });

  test('is nothing while the member has not proved the request', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId } = await waiting(office);
    const { mergeRequests } = await import('../../db/schema/merges.ts');
    await db.update(mergeRequests).set({ state: 'proving' });
    expect(await deliverToSlack(office.deps, { show: 'request', requestId }, 1 as OutboxId)).toEqual({
      kind: 'accepted',
      receipt: '',
    });
    expect(office.slack.messagesIn(rooms.kamakura)).toEqual([]);
  });
});
