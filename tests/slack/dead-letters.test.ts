import { eq, inArray } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { tellSettledRetries } from '../../core/deadLetters/acts.ts';
import { auditEntries, deadLetterActs, inbox, outbox } from '../../db/schema/plumbing.ts';
import { onServer } from '../setup.ts';
import { asSystem, deliverAll, type Office, onlyCard, openOffice, people, rooms, textOf } from './office.ts';

const { test } = onServer;
const hourMs = 3_600_000;

type Dead = { topic?: 'line' | 'mail' | 'sms' | 'slack'; key?: string; unsureTries?: number; hoursAgo?: number };

/** A message that was given up, some hours after it was first tried, and its card. */
async function given(office: Office, { topic = 'mail', key = 'k', unsureTries = 0, hoursAgo = 1 }: Dead = {}) {
  const at = new Date(office.now().getTime() - hoursAgo * hourMs);
  const [row] = await office.db
    .insert(outbox)
    .values({
      ...{ topic, key, message: { template: 'request_about_you', requestId: 1 }, retryKey: `first-${key}` },
      ...{ createdAt: at, dueAt: at, firstTriedAt: at, settledAt: at },
      ...{ state: 'dead', failure: 'ECONNREFUSED', attempts: 8, unsureTries },
    })
    .returning();
  const letter = { show: 'dead_letter', box: 'outbox', rowId: row!.id };
  await office.db
    .insert(outbox)
    .values({ topic: 'slack', key: `dead:${key}`, message: letter, retryKey: key, createdAt: at, dueAt: at });
  await deliverAll(office);
  return row!;
}

const rowOf = async ({ db }: Office, id: number) =>
  (
    await db
      .select()
      .from(outbox)
      .where(eq(outbox.id, id as never))
  )[0]!;

const cardOf = (office: Office) => onlyCard(office, rooms.headquarters);

async function press(office: Office, user: string, action: string): Promise<void> {
  await office.slack.press(user, { channel: rooms.headquarters, ts: cardOf(office).ts }, action);
  await office.settled();
}

/** What becomes of a retried message, as whoever empties the outbox would have it. */
async function becomes(office: Office, id: number, state: 'sent' | 'dead' | 'dropped'): Promise<void> {
  await office.db
    .update(outbox)
    .set({ state, settledAt: office.now() })
    .where(eq(outbox.id, id as never));
  await tellSettledRetries(asSystem(office));
  await deliverAll(office);
}

describe('what did not get through', () => {
  test('is retried by headquarters once, whoever presses how often, and its card says so to everybody', async ({
    db,
  }) => {
    const office = await openOffice(db);
    const row = await given(office);
    await Promise.all([press(office, people.okubo, 'dead_retry'), press(office, people.okubo, 'dead_retry')]);
    expect(await db.select().from(deadLetterActs)).toMatchObject([{ act: 'retry', rowId: row.id }]);
    expect(await rowOf(office, row.id)).toMatchObject({ state: 'pending', attempts: 0, retryKey: 'first-k' });
    await deliverAll(office);
    expect(textOf(cardOf(office))).toContain('大久保 健が');
    expect(textOf(cardOf(office))).toContain('送り直しています');
    await becomes(office, row.id, 'sent');
    expect(textOf(cardOf(office))).toContain('届きました');
    expect(office.failures).toEqual([]);
  });

  test('can fail again, is told again, and can be retried again', async ({ db }) => {
    const office = await openOffice(db);
    const row = await given(office);
    for (const round of [1, 2]) {
      await press(office, people.okubo, 'dead_retry');
      await becomes(office, row.id, 'dead');
      expect(textOf(cardOf(office))).toContain('また届きませんでした');
      expect(await db.select().from(deadLetterActs)).toHaveLength(round);
    }
    expect(await tellSettledRetries(asSystem(office))).toBe(0);
  });

  test('is nobody’s to retry or close but headquarters’, who tries it is written down', async ({ db }) => {
    const office = await openOffice(db);
    const row = await given(office);
    for (const action of ['dead_retry', 'dead_close']) {
      await press(office, people.yamaguchi, action);
    }
    await office.slack.command(people.yamaguchi, rooms.kichijoji, '/musubi', 'dead');
    await office.settled();
    const said = office.slack.ephemeralFor(people.yamaguchi).map(textOf);
    expect(said).toHaveLength(3);
    for (const text of said) expect(text).toContain('これを決められるのは、本部の方です。');
    expect(await rowOf(office, row.id)).toMatchObject({ state: 'dead' });
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused).toMatchObject([{ subject: `outbox:${row.id}`, reason: 'not_yours' }]);
  });

  test('that may have arrived is sent again only by whoever was told that it may arrive twice', async ({ db }) => {
    const office = await openOffice(db);
    const row = await given(office, { topic: 'line', unsureTries: 1, hoursAgo: 30 });
    expect(textOf(cardOf(office))).toContain('2通届くことがあります');
    await press(office, people.okubo, 'dead_retry');
    expect(await rowOf(office, row.id)).toMatchObject({ state: 'dead', retryKey: 'first-k' });
    const preview = office.slack.openViewOf(people.okubo)!;
    expect(textOf(preview)).toContain('届いているかもしれません');
    await office.slack.submitView(people.okubo, preview.id);
    await office.settled();
    const again = await rowOf(office, row.id);
    expect(again).toMatchObject({ state: 'pending', firstTriedAt: null, unsureTries: 1 });
    expect(again.retryKey).not.toBe('first-k');
  });

  test('keeps its key while LINE knows it, and has a new one when it certainly was not sent', async ({ db }) => {
    const office = await openOffice(db);
    const fresh = await given(office, { topic: 'line', unsureTries: 3, hoursAgo: 22 });
    await press(office, people.okubo, 'dead_retry');
    expect(await rowOf(office, fresh.id)).toMatchObject({ state: 'pending', retryKey: 'first-k' });
    expect((await rowOf(office, fresh.id)).firstTriedAt).toEqual(fresh.firstTriedAt);
    await becomes(office, fresh.id, 'sent');
    const stale = await given(office, { topic: 'line', key: 'stale', hoursAgo: 30 });
    await office.slack.command(people.okubo, rooms.headquarters, '/musubi', '未達');
    await office.settled();
    const list = office.slack.ephemeralFor(people.okubo).at(-1)!;
    await office.slack.press(people.okubo, { channel: rooms.headquarters, ts: list.ts }, 'dead_retry');
    await office.settled();
    expect(await rowOf(office, stale.id)).toMatchObject({ state: 'pending', firstTriedAt: null });
    expect((await rowOf(office, stale.id)).retryKey).not.toBe('first-stale');
  });

  test('is retried all of one way at once, and what may have arrived is left unless one says so', async ({ db }) => {
    const office = await openOffice(db);
    for (const n of [1, 2, 3]) await given(office, { key: `m${n}`, unsureTries: n === 3 ? 1 : 0 });
    await given(office, { key: 's', topic: 'sms' });
    const states = async () =>
      (
        await db
          .select()
          .from(outbox)
          .where(inArray(outbox.topic, ['mail', 'sms']))
          .orderBy(outbox.id)
      ).map(({ state }) => state);
    await office.slack.openHome(people.okubo);
    await office.settled();
    const home = office.slack.homeOf(people.okubo)!;
    expect(textOf(home)).toContain('届いていないもの 4件');
    await office.slack.press(people.okubo, { viewId: home.id }, 'dead_list');
    await office.settled();
    for (const extent of ['sure', 'even_twice']) {
      const list = office.slack.viewsOf(people.okubo)[0]!;
      await office.slack.press(people.okubo, { viewId: list.id }, 'dead_retry_all_mail');
      await office.settled();
      const preview = office.slack.openViewOf(people.okubo)!;
      expect(textOf(preview)).toContain(extent === 'sure' ? 'メール 3件を送り直します' : 'メール 1件を送り直します');
      await office.slack.submitView(people.okubo, preview.id, { extent });
      await office.settled();
      expect(await states()).toEqual(['pending', 'pending', extent === 'sure' ? 'dead' : 'pending', 'dead']);
      await office.slack.closeView(people.okubo, office.slack.openViewOf(people.okubo)!.id);
    }
    expect(office.failures).toEqual([]);
  });

  test('is closed with a reason, and what a member wrote in it is forgotten', async ({ db }) => {
    const office = await openOffice(db);
    const at = office.now();
    const body = { message: { text: '電話は090-1234-5678です' } };
    const [row] = await db
      .insert(inbox)
      .values({
        source: 'line',
        eventId: 'e',
        body,
        receivedAt: at,
        dueAt: at,
        settledAt: at,
        state: 'dead',
        outcome: 'failed',
      })
      .returning();
    const message = { show: 'dead_letter', box: 'inbox', rowId: row!.id };
    await db.insert(outbox).values({ topic: 'slack', key: 'd', message, retryKey: 'd', createdAt: at, dueAt: at });
    await deliverAll(office);
    expect(textOf(cardOf(office))).not.toContain('1234');
    await press(office, people.okubo, 'dead_close');
    const form = office.slack.openViewOf(people.okubo)!;
    await office.slack.submitView(people.okubo, form.id, { reason: 'told_otherwise' });
    await office.settled();
    await deliverAll(office);
    expect(textOf(cardOf(office))).toContain('閉じました');
    expect(textOf(cardOf(office))).toContain('電話など、ほかの方法で伝えました');
    expect(await db.select().from(inbox)).toMatchObject([{ state: 'closed', body: {} }]);
    const closed = await db.select().from(auditEntries).where(eq(auditEntries.action, 'dead_letter.closed'));
    expect(closed).toMatchObject([{ subject: `inbox:${row!.id}`, reason: 'told_otherwise' }]);
  });
});
