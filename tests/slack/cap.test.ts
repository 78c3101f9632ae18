import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { watchCap } from '../../core/cap/alerts.ts';
import { capSettings } from '../../core/cap/settings.ts';
import { exportDeletable } from '../../core/cap/shopIds.ts';
import { tell } from '../../core/outbox.ts';
import type { Database } from '../../db/open.ts';
import { shopIds } from '../../db/schema/cap.ts';
import { detectRuns, duplicatePairs } from '../../db/schema/duplicates.ts';
import { accounts } from '../../db/schema/members.ts';
import { auditEntries, settings } from '../../db/schema/plumbing.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import { onServer } from '../setup.ts';
import {
  approvedRequest,
  asSystem,
  deliverAll,
  member,
  type Office,
  onlyCard,
  openOffice,
  people,
  rooms,
  secret,
  stringsIn,
  textOf,
  yuko,
} from './office.ts';

const { test } = onServer;
const weekMs = 7 * 86_400_000;

const capIs = (db: Database, cap: number, more: Record<string, number> = {}) =>
  db
    .insert(settings)
    .values(
      Object.entries({ member_cap: cap, ...more }).map(([key, value]) => ({ key, value, changedAt: new Date(0) })),
    );

/** Twelve weeks in which two came each, and of the first six two that may be one. */
async function aShop(office: Office): Promise<void> {
  const { db } = office;
  for (let index = 0; index < 24; index++) {
    const card = await member(office, String(20_490_000 + index), { familyName: '佐藤', givenName: `花${index}` });
    const registeredAt = new Date(office.now().getTime() - (1 + (index % 12)) * weekMs);
    await db.update(accounts).set({ registeredAt }).where(eq(accounts.id, card.accountId));
  }
  const at = office.now();
  const [run] = await db.insert(detectRuns).values({ startedAt: at, endedAt: at, step: 'done' }).returning();
  const found = { reasons: [], zone: 'review' as const, runId: run!.id, foundAt: at };
  const rows = await db.select({ id: accounts.id }).from(accounts).orderBy(accounts.id).limit(6);
  const ids = rows.map(({ id }) => id);
  await db.insert(duplicatePairs).values([
    { ...found, a: ids[0]!, b: ids[1]!, probability: 0.96 },
    { ...found, a: ids[2]!, b: ids[3]!, probability: 0.9999 },
  ]);
}

async function capOf(office: Office, user: string, text = 'cap') {
  await office.slack.command(user, rooms.headquarters, '/musubi', text);
  await office.settled();
  expect(office.failures).toEqual([]);
  return office.slack.openViewOf(user)!;
}

describe('/musubi cap', () => {
  test('leads from the pairs that make room to where they are decided', async ({ db }) => {
    const office = await openOffice(db);
    await aShop(office);
    await capIs(db, 40);
    const view = await capOf(office, people.okubo);
    await office.slack.press(people.okubo, { viewId: view.id }, 'duplicates_open');
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('*2組* が確認をお待ちです。');
  });

  test('shows when the cap is reached, with and without the likely duplicates, and what they cost', async ({ db }) => {
    const office = await openOffice(db);
    await aShop(office);
    await capIs(db, 40, { member_yen_per_month: 150 });
    const view = await capOf(office, people.morishita, '上限');
    const shown = textOf(view);
    expect(shown).toContain('このままの増え方なら *1月中旬ごろ* に上限です。');
    expect(shown).toContain('重なりの候補 2組をまとめると 2人ほど減り、*1月下旬ごろ* まで延びる見込みです。');
    expect(shown).toMatch(/10回に8回は、12月下旬から[12]月.旬のあいだです。直近11週の増え方\(1週に平均 2人\)/);
    expect(shown).toContain('上限に達しても、新しいご登録はお受けします。');
    expect(shown).toContain('月に *300円* ほどです(減る見込みの 2人 × 1人あたり月150円として)。');
    expect(shown).toContain('*99.99%* 佐藤 花2 様(••••0002 ・ 吉祥寺店) と\n佐藤 花3 様(••••0003 ・ 吉祥寺店)');
    expect(shown).not.toContain('消してよい番号');
    expect(shown).not.toMatch(/2049\d{4}/);
    const [image] = view.blocks.filter(({ type }) => type === 'image');
    const name = new URL(String(image!.image_url)).pathname.replace('/media/slack/', '');
    const svg = await slackPicture(db, office.now(), secret, name);
    expect(svg).toContain('このままの増え方なら、1月中旬ごろに上限です');
    expect(svg).toContain('1月下旬ごろ');
    expect(stringsIn(image, ['alt_text'])).toMatchObject([expect.stringContaining('会員数は24人、上限は40人')]);
    const seen = (await db.select().from(auditEntries)).filter(({ action }) => action === 'members.seen');
    expect(seen).toMatchObject([{ facts: { where: 'cap', accountIds: [1, 2, 3, 4] } }]);
  });

  test('lists who came over the cap, who can be opened; the member says so as well', async ({ db }) => {
    const office = await openOffice(db);
    await aShop(office);
    await capIs(db, 17);
    const view = await capOf(office, people.okubo);
    const shown = textOf(view);
    expect(shown).toContain('上限に達しています。');
    expect(shown).toContain('上限を超えてお受けした方 7人');
    expect(shown).toContain('*佐藤 花23 様*(••••0023 ・ 吉祥寺店)');
    expect(shown).toContain('ほか 2人。');
    await office.slack.press(people.okubo, { viewId: view.id }, 'member_open');
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('上限を超えてお受けした方です。');
  });

  test('says what it cannot tell: no cap, no history, no growth', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    expect(textOf(await capOf(office, people.okubo))).toContain('上限は決められていません');
    await capIs(db, 40);
    expect(textOf(await capOf(office, people.okubo))).toContain('いまの増え方では、上限に達しません。');
    await db.update(accounts).set({ registeredAt: new Date(office.now().getTime() - weekMs) });
    expect(textOf(await capOf(office, people.okubo))).toContain('まだ予測できません');
  });

  test('is read in English by whose Slack is in English, whole', async ({ db }) => {
    const office = await openOffice(db);
    await aShop(office);
    await capIs(db, 22, { member_yen_per_month: 150 });
    office.slack.setLocale(people.okubo, 'en-GB');
    const full = textOf(await capOf(office, people.okubo));
    expect(full).toContain('2 members accepted over the cap');
    await db.delete(settings);
    await capIs(db, 40, { member_yen_per_month: 150 });
    const shown = textOf(await capOf(office, people.okubo));
    expect(shown).toContain('At this rate the cap is reached around *mid-January*.');
    expect(shown).toContain(
      'Joining the 2 likely pairs would save about 2 members and last until around *late January*.',
    );
    expect(shown).toContain('Duplicates cost about *¥300* a month');
    expect(shown.replaceAll(/佐藤 花\d+|吉祥寺店|様/g, '')).not.toMatch(/[ぁ-んァ-ン一-龠]/);
  });
});

describe('the cap itself', () => {
  const opened = async (office: Office, user: string) => {
    const view = await capOf(office, user);
    await office.slack.press(user, { viewId: view.id }, 'cap_change');
    await office.settled();
    return office.slack.openViewOf(user)!;
  };

  test('is set by headquarters in a form that says what is wrong', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const form = await opened(office, people.okubo);
    const send = (cap: string, yenPerMonth: string, waitDays: string) =>
      slack.submitView(people.okubo, form.id, { cap, yenPerMonth, waitDays });
    await send('三百', '', '3');
    expect(slack.openViewOf(people.okubo)!.errors).toMatchObject({
      cap: '整数で入れてください。',
      waitDays: expect.stringContaining('7から730まで'),
    });
    await send('１，２００', '150', '45');
    expect(textOf(slack.openViewOf(people.okubo)!)).toContain('会員数の上限を変えました。');
    expect(await capSettings(db)).toEqual({ cap: 1200, yenPerMonth: 150, waitDays: 45 });
  });

  test('is not changed over what somebody else has set meanwhile', async ({ db }) => {
    const office = await openOffice(db);
    const form = await opened(office, people.okubo);
    await capIs(db, 500);
    await office.slack.submitView(people.okubo, form.id, { cap: '300', yenPerMonth: '', waitDays: '30' });
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('内容が変わりました');
    expect((await capSettings(db)).cap).toBe(500);
  });

  test('is no button of anybody else', async ({ db }) => {
    const office = await openOffice(db);
    const view = await capOf(office, people.yamaguchi);
    expect(JSON.stringify(view.blocks)).not.toContain('cap_change');
  });
});

describe('an alert of the cap', () => {
  test('reaches headquarters as things stand when it arrives, and goes quiet when it has ended', async ({ db }) => {
    const office = await openOffice(db);
    await aShop(office);
    await capIs(db, 25);
    await watchCap(asSystem(office));
    await deliverAll(office);
    const card = onlyCard(office, rooms.headquarters);
    expect(textOf(card)).toContain('会員数が上限の90%になりました。');
    expect(textOf(card)).toContain('いま *24人* です(上限 25人、あと 1人)。');
    await office.slack.press(people.okubo, { channel: rooms.headquarters, ts: card.ts }, 'cap_open');
    await office.settled();
    expect(office.slack.openViewOf(people.okubo)!.title).toMatchObject({ text: '会員数の見通し' });
    await db.update(accounts).set({ closedAt: office.now() });
    await watchCap(asSystem(office));
    await tell(asSystem(office), { topic: 'slack', message: { show: 'cap', capAlertId: 2 as never } }, 'cap:again');
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.headquarters))).toContain('会員数は上限の90%を下回りました');
  });
});

describe('an undo of what the shop’s own system may have deleted', () => {
  test('says so before, and is done all the same', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const cards = await approvedRequest(office);
    office.pass(40 * 86_400_000);
    for (const id of [cards.now.accountId, cards.old.accountId]) {
      const row = { action: 'member.imported', subject: `account:${id}`, at: office.now(), actor: 'system:test' };
      await db.insert(auditEntries).values({ ...row, accountId: id });
    }
    const offered = await capOf(office, people.okubo);
    expect(textOf(offered)).toContain('消してよい番号 *1件* ・ 削除済み 0件');
    expect(JSON.stringify(offered.blocks)).toContain('https://fukuro.example/cap-ids/once');
    expect(await exportDeletable(asSystem(office))).toMatchObject([
      { memberNumber: cards.old.memberNumber, keptNumber: cards.now.memberNumber },
    ]);
    const preview = async () => {
      await slack.command(people.okubo, rooms.headquarters, '/musubi', 'undo M-1');
      await office.settled();
      return slack.openViewOf(people.okubo)!;
    };
    expect(textOf(await preview())).toContain('••••6624 この口座の番号は、2026年12月31日');
    await db.update(shopIds).set({ goneAt: office.now() });
    const view = await preview();
    expect(textOf(view)).toContain('••••6624 この口座は、お店のシステムからは削除済みです');
    await capIs(db, 1);
    await slack.submitView(people.okubo, view.id, { reason: 'store_mistake' });
    await office.settled();
    expect(textOf(slack.openViewOf(people.okubo)!)).toContain('2人の会員に分かれました');
  });
});
