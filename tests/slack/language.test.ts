import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { identities } from '../../db/schema/members.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import { onServer } from '../setup.ts';
import { deliverAll, type Office, onlyCard, openOffice, people, provedRequest, rooms, textOf, yuko } from './office.ts';

const { test } = onServer;
const english = 'Request to join cards';
const japanese = '会員証をまとめるご依頼';

async function cardIn(office: Office, language?: 'ja' | 'en' | 'staff') {
  const { deps, slack } = office;
  deps.config.language = language;
  const cards = await yuko(office);
  await provedRequest(office, cards.now, cards.old);
  await deliverAll(office);
  const { ts } = onlyCard(office, rooms.kamakura);
  return { ...cards, card: () => textOf(slack.messagesIn(rooms.kamakura).find((one) => one.ts === ts)!), ts };
}

describe('a card in a channel', () => {
  test('is Japanese unless the shop says otherwise, whatever its readers set for themselves', async ({ db }) => {
    const office = await openOffice(db);
    for (const id of Object.values(people)) office.slack.setLocale(id, 'en-US');
    expect((await cardIn(office)).card()).toContain(japanese);
  });

  test('is English where the shop says so', async ({ db }) => {
    expect((await cardIn(await openOffice(db), 'en')).card()).toContain(english);
  });

  test('follows, where the shop wants that, most of the staff of its store, anew whenever it is drawn', async ({
    db,
  }) => {
    const office = await openOffice(db);
    for (const { id } of staffOf('kamakura')) office.slack.setLocale(id, 'en-US');
    const { card } = await cardIn(office, 'staff');
    expect(card()).toContain(english);
    for (const { id } of staffOf('kamakura')) office.slack.setLocale(id, 'ja-JP');
    await db.update(outbox).set({ state: 'pending' }).where(eq(outbox.topic, 'slack'));
    await deliverAll(office);
    expect(card()).toContain(japanese);
  });

  test('arrives in Japanese when Slack knows nobody of that store any more', async ({ db }) => {
    const office = await openOffice(db);
    office.slack.failNext({ method: 'users.info', kind: 'error', error: 'user_not_found', times: 99 });
    expect((await cardIn(office, 'staff')).card()).toContain(japanese);
  });
});

describe('what one person reads alone', () => {
  test('is in the language of that person’s own Slack: Home, forms, answers', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { card, ts } = await cardIn(office);
    expect(card()).toContain(japanese);
    slack.setLocale(people.hayama, 'en-GB');
    await slack.openHome(people.hayama);
    await office.settled();
    expect(textOf(slack.homeOf(people.hayama)!)).toContain('Members');
    await slack.press(people.hayama, { channel: rooms.kamakura, ts }, 'request_details');
    await office.settled();
    expect(textOf(slack.openViewOf(people.hayama)!)).toContain('Comparison');
    slack.setLocale(people.hayama, 'ja-JP');
    await slack.openHome(people.hayama);
    await office.settled();
    expect(textOf(slack.homeOf(people.hayama)!)).not.toContain('Members');
  });

  test('even when it says that this is for staff only', async ({ db }) => {
    const office = await openOffice(db);
    office.slack.setLocale('U0NOBODY', 'en-US');
    await office.slack.command('U0NOBODY', rooms.kichijoji, '/musubi', 'count');
    await office.settled();
    expect(textOf(office.slack.ephemeralFor('U0NOBODY').at(-1)!)).not.toMatch(/[ぁ-ん]/);
  });
});

test('a usual question of staff reaches the member in the member’s language', async ({ db }) => {
  const office = await openOffice(db);
  const { slack } = office;
  const { now, ts } = await cardIn(office);
  await db.update(identities).set({ language: 'en' }).where(eq(identities.id, now.identityId));
  await slack.press(people.hayama, { channel: rooms.kamakura, ts }, 'request_ask');
  await office.settled();
  await slack.submitView(people.hayama, slack.openViewOf(people.hayama)!.id, { question: 'old_store' });
  await office.settled();
  const rows = await db.select().from(outbox).where(eq(outbox.topic, 'line'));
  const asked = rows.map(({ message }) => message as { template: string; question?: string });
  expect(asked.find(({ template }) => template === 'request_question')?.question).toMatch(/^[\x20-\x7e’]+$/);
});

function staffOf(storeCode: string) {
  return cast.slack.filter((one) => one.storeCode === storeCode);
}
