import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { mergeRequests } from '../../db/schema/merges.ts';
import { auditEntries, settings } from '../../db/schema/plumbing.ts';
import { onServer } from '../setup.ts';
import { deliverAll, type Office, onlyCard, openOffice, people, provedRequest, rooms, textOf, yuko } from './office.ts';

const { test } = onServer;

async function typed(office: Office, text: string, user = people.yamaguchi): Promise<string> {
  await office.slack.command(user, rooms.kichijoji, '/musubi', text);
  await office.settled();
  expect(office.failures).toEqual([]);
  return textOf(office.slack.ephemeralFor(user).at(-1) ?? {});
}

describe('/musubi', () => {
  test('alone, or with a word it does not know, says what it can do', async ({ db }) => {
    const office = await openOffice(db);
    expect(await typed(office, '')).toContain('結びの使いかた');
    expect(await typed(office, 'help')).toContain('/musubi pending');
    expect(await typed(office, '<!channel> ください')).toContain('「&lt;!channel&gt;」は分かりませんでした');
  });

  test('finds a member by name, number, phone and mail, and writes every search down', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    for (const text of [
      'find 齋藤優子',
      'さがす サイトウ ユウコ',
      'FIND 20487153',
      '検索　7153',
      'find 090-1234-5671',
      'find yuko.saito@example.jp',
    ]) {
      expect([text, await typed(office, text)]).toEqual([text, expect.stringContaining('••••7153 ・ 吉祥寺店')]);
    }
    expect(await typed(office, 'find だれか')).toContain('見つかりませんでした');
    const searches = await db.select().from(auditEntries).where(eq(auditEntries.action, 'member.searched'));
    expect(searches).toHaveLength(7);
  });

  test('opens a member found as a short card, and writes that down', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    await typed(office, 'find 20487153');
    const list = office.slack.ephemeralFor(people.yamaguchi).at(-1)!;
    await office.slack.press(people.yamaguchi, { channel: rooms.kichijoji, ts: list.ts }, 'member_open');
    await office.settled();
    const shown = textOf(office.slack.openViewOf(people.yamaguchi)!);
    expect(shown).toContain('齋藤 優子 様');
    expect(shown).toContain('末尾 •71');
    expect(shown).not.toContain('1234');
    expect(await db.select().from(auditEntries).where(eq(auditEntries.action, 'member.read'))).toHaveLength(1);
  });

  test('searches in a form when nothing was typed, again and again in the same place', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    await typed(office, 'find');
    const form = office.slack.openViewOf(people.yamaguchi)!;
    await office.slack.submitView(people.yamaguchi, form.id, { text: '優子' });
    expect(textOf(office.slack.openViewOf(people.yamaguchi)!)).toContain('2人 見つかりました');
    await office.slack.submitView(people.yamaguchi, form.id, { text: 'だれか' });
    expect(textOf(office.slack.openViewOf(people.yamaguchi)!)).toContain('見つかりませんでした');
  });

  test('lists who waits for one’s own store, for headquarters who waits anywhere', async ({ db }) => {
    const office = await openOffice(db);
    const cards = await yuko(office);
    await provedRequest(office, cards.now, cards.old);
    expect(await typed(office, 'pending')).toContain('お待ちの方はいません');
    expect(await typed(office, '待ち', people.hayama)).toContain('一致 4 ・ 不一致 1(電話) ・ 不明 1');
    expect(await typed(office, 'pending', people.okubo)).toContain('確認をお待ちの方 1組');
  });

  test('counts persons, and how many are left until the cap', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    expect(await typed(office, '人数')).toContain('会員数は *2人* です(口座は 2)。');
    await db.insert(settings).values({ key: 'member_cap', value: 300, changedAt: office.now() });
    expect(await typed(office, 'count')).toContain('上限 300人まで、あと298人です。');
  });

  test('joins two cards of a customer at the counter, whom the serving store may approve', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    await yuko(office);
    await typed(office, 'まとめる');
    const form = slack.openViewOf(people.yamaguchi)!;
    expect(JSON.stringify(form.blocks)).toContain('https://fukuro.example/counter/once');
    const send = (present: string, old: string) => slack.submitView(people.yamaguchi, form.id, { present, old });
    await send('12345678', 'abcdefgh');
    expect(slack.openViewOf(people.yamaguchi)!.errors).toEqual({ old: '8けたの数字で入れてください。' });
    await send('20487153', '99999999');
    expect(slack.openViewOf(people.yamaguchi)!.errors).toEqual({
      old: expect.stringContaining('見つかりませんでした'),
    });
    await send('20487153', '20487153');
    expect(slack.openViewOf(people.yamaguchi)!.errors).toEqual({ old: expect.stringContaining('同じ会員証') });
    await send('２０４８ ７１５３', '2031-6624');
    expect(textOf(slack.openViewOf(people.yamaguchi)!)).toContain('M-1 を受け付けました');
    await deliverAll(office);
    const card = onlyCard(office, rooms.kichijoji);
    await slack.press(people.yamaguchi, { channel: rooms.kichijoji, ts: card.ts }, 'request_approve');
    await office.settled();
    expect(await db.select().from(mergeRequests)).toMatchObject([{ state: 'approved', origin: 'counter' }]);
  });

  test('is answered in English to whose Slack is in English', async ({ db }) => {
    const office = await openOffice(db);
    const { fetch } = office.deps;
    office.deps.fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (!String(url).endsWith('users.info')) return answer;
      const body = (await answer.json()) as { user: object };
      return Response.json({ ...body, user: { ...body.user, locale: 'en-GB' } });
    };
    expect(await typed(office, '')).toContain('How to use Musubi');
    expect(await typed(office, 'count')).toContain('0 members');
  });
});

describe('when Slack’s patience ends', () => {
  test('an answer that came too late for its address is sent directly', async ({ db }) => {
    const office = await openOffice(db);
    const { fetch } = office.deps;
    office.deps.fetch = (url, init) => {
      if (String(url).endsWith('users.info')) office.pass(31 * 60_000);
      return fetch(url, init);
    };
    await office.slack.command(people.yamaguchi, rooms.kichijoji, '/musubi', 'count');
    await office.settled();
    const direct = office.slack.messagesIn(office.slack.dmOf(people.yamaguchi).id);
    expect(direct.map(textOf).join()).toContain('会員数は');
  });

  test('a modal that came too late says to press again', async ({ db }) => {
    const office = await openOffice(db);
    const { fetch } = office.deps;
    office.deps.fetch = (url, init) => {
      if (String(url).endsWith('users.info')) office.pass(4_000);
      return fetch(url, init);
    };
    await office.slack.command(people.yamaguchi, rooms.kichijoji, '/musubi', 'merge');
    await office.settled();
    expect(office.slack.openViewOf(people.yamaguchi)).toBeUndefined();
    expect(textOf(office.slack.ephemeralFor(people.yamaguchi).at(-1)!)).toContain('もう一度お願いします');
    expect(office.failures).toHaveLength(1);
  });

  test('a press is answered also when Slack will not say who pressed', async ({ db }) => {
    const office = await openOffice(db);
    office.slack.failNext({ method: 'users.info', kind: 'http_500' });
    await office.slack.command(people.yamaguchi, rooms.kichijoji, '/musubi', 'count');
    await office.settled();
    expect(textOf(office.slack.ephemeralFor(people.yamaguchi).at(-1)!)).toContain('もう一度お願いします');
  });
});
