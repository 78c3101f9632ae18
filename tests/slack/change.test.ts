import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordPurchase } from '../../core/activities/record.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { earn } from '../../core/points/earn.ts';
import { spend } from '../../core/points/spend.ts';
import type { ChannelId } from '../../db/ids.ts';
import { cannotLinks, mergeEdges, mergeVoids } from '../../db/schema/merges.ts';
import { carries } from '../../db/schema/points.ts';
import { reattributions } from '../../db/schema/reattributions.ts';
import { channels, staff } from '../../db/schema/shop.ts';
import type { View } from '../../sandbox/slack/types.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import { onServer } from '../setup.ts';
import {
  approvedRequest,
  asSystem,
  deliverAll,
  type Office,
  openOffice,
  people,
  rooms,
  secret,
  textOf,
} from './office.ts';

const { test } = onServer;

const coolOffMs = 4 * 86_400_000;

/** Yuko's two cards, joined by a press in Kamakura, four days ago. */
async function joined(office: Office) {
  const { now, old, place } = await approvedRequest(office);
  await deliverAll(office);
  office.pass(coolOffMs);
  return { now, old, place };
}

async function preview(office: Office, user = people.hayama, change = 'undo'): Promise<View> {
  await office.slack.command(user, rooms.kamakura, '/musubi', `${change} M-1`);
  await office.settled();
  return office.slack.openViewOf(user)!;
}

describe('the preview of an undo', () => {
  test('says what happens, then shows it, then figures, who saw what, the reason, and how to do it', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking } = await joined(office);
    await spend(asSystem(office), { accountId: asking.accountId, amount: 2000, key: 'till' });
    const view = await preview(office);
    const order = view.blocks.map((block) => block.type);
    expect(order.indexOf('image')).toBeGreaterThan(0);
    const text = textOf(view);
    const said = [
      'M-1 を元に戻すと、1人の会員が2人に分かれます。',
      'それぞれに戻るポイント',
      '不足する 160\u00a0pt の扱い',
      'お店が負担する',
      '見えていたもの',
      '理由',
    ];
    const places = said.map((words) => text.indexOf(words));
    expect(places.every((at) => at >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain('2,000\u00a0pt のうち、ご自身の分は 1,840\u00a0pt でした');
    expect(view.submit).toMatchObject({ text: '元に戻す' });
    expect(JSON.parse(view.privateMetadata)).toEqual({ edgeId: 1, digest: expect.any(String) });
  });

  test('says what a second welcome held back, so that its figures add up', async ({ db }) => {
    const office = await openOffice(db);
    const cards = await joined(office);
    const expiresAt = new Date(office.now().getTime() + 300 * 86_400_000);
    for (const { accountId } of [cards.now, cards.old]) {
      const welcome = {
        accountId,
        amount: 300,
        origin: 'welcome',
        onceKey: 'welcome',
        source: 'test',
        expiresAt,
      } as const;
      await earn(asSystem(office), { ...welcome, key: `welcome ${accountId}` });
    }
    const text = textOf(await preview(office));
    for (const figure of ['4,500', '2,140', '2,660']) expect(text).toContain(`*${figure}\u00a0pt*`);
    expect(text).toContain('入会特典 300\u00a0pt が、また使えるようになります');
  });

  test('has a picture with names and tails, whose link ends, and whose words are also its alt text', async ({ db }) => {
    const office = await openOffice(db);
    await joined(office);
    const view = await preview(office);
    const image = view.blocks.find(({ type }) => type === 'image') as unknown as {
      image_url: string;
      alt_text: string;
    };
    expect(image.alt_text).toContain('M-1 切り離す');
    expect(image.alt_text).toContain('••••7153');
    const url = new URL(image.image_url);
    expect(url.origin).toBe('https://fukuro.example');
    const name = url.pathname.replace('/media/slack/', '');
    const svg = await slackPicture(db, office.now(), secret, name);
    expect(svg).toContain('齋藤 優子');
    expect(svg).toContain('••••6624 ・ 鎌倉店');
    expect(await slackPicture(db, office.now(), 'another secret', name)).toBeUndefined();
    expect(await slackPicture(db, office.now(), secret, name.replace('.', 'x.'))).toBeUndefined();
    office.pass(16 * 60_000);
    expect(await slackPicture(db, office.now(), secret, name)).toBeUndefined();
  });

  test('is drawn again when a point was spent meanwhile, and nothing has happened', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking } = await joined(office);
    const before = await preview(office);
    await spend(asSystem(office), { accountId: asking.accountId, amount: 2800, key: 'till' });
    await office.slack.submitView(people.hayama, before.id, { reason: 'store_mistake' });
    await office.settled();
    const again = office.slack.openViewOf(people.hayama)!;
    expect(textOf(again)).toContain('確認しているあいだに内容が変わりました');
    expect(textOf(again)).toContain('不足する 960\u00a0pt の扱い');
    expect(await db.select().from(mergeVoids)).toEqual([]);
    await office.slack.submitView(people.hayama, again.id, { reason: 'store_mistake' });
    await office.settled();
    expect(await db.select().from(mergeVoids)).toHaveLength(1);
    expect((await balanceOf(db, asking.accountId, office.now())).total).toBe(0);
  });

  test('leaves what is short to later points when that is chosen, and to the shop when nothing is', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking } = await joined(office);
    await spend(asSystem(office), { accountId: asking.accountId, amount: 2000, key: 'till' });
    const view = await preview(office);
    expect(textOf(view)).toContain('次に貯まるポイントから差し引きます');
    await office.slack.submitView(people.hayama, view.id, { reason: 'store_mistake', bearer: 'carry' });
    await office.settled();
    expect(await db.select().from(mergeVoids)).toMatchObject([{ uncovered: 'carry' }]);
    expect(await db.select().from(carries)).toMatchObject([{ amount: 160 }]);
    office.pass(60_000);
    const earning = {
      accountId: asking.accountId,
      amount: 200,
      origin: 'adjustment',
      source: 'test',
      key: '1',
    } as const;
    await earn(asSystem(office), earning);
    expect((await balanceOf(db, asking.accountId, office.now())).total).toBe(40);
  });

  test('needs a second person when more is short than one may decide alone, and that person is not the first', async ({
    db,
  }) => {
    const office = await openOffice(db);
    const { now: asking } = await joined(office);
    await spend(asSystem(office), { accountId: asking.accountId, amount: 3000, key: 'till' });
    const view = await preview(office);
    expect(textOf(view)).toContain('もう1人の確認が要ります');
    expect(textOf(view)).not.toContain('入会特典');
    for (let twice = 0; twice < 2; twice++) {
      const own = await preview(office);
      expect(own.submit).toMatchObject({ text: '元に戻す提案をする' });
      expect(textOf(own).includes('提案ずみです')).toBe(twice === 1);
      await office.slack.submitView(people.hayama, own.id, { reason: 'store_mistake', note: '同じお名前でした' });
      await office.settled();
      expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('M-1 を元に戻すことを提案しました');
    }
    await deliverAll(office);
    expect(await db.select().from(mergeVoids)).toEqual([]);
    const cards = () => office.slack.messagesIn(rooms.headquarters).filter((card) => textOf(card).includes('M-1'));
    expect(cards().map(textOf)).toEqual([expect.stringContaining('不足 1,160\u00a0pt')]);
    expect(textOf(cards()[0]!)).not.toContain('齋藤');
    const second = await preview(office, people.okubo);
    expect(textOf(second)).toContain('葉山 澪の提案です。ここで確認すると、元に戻ります。');
    expect(second.submit).toMatchObject({ text: '元に戻す' });
    expect(JSON.stringify(second)).toMatch(/"initial_option":\{[^}]*\{[^}]*\},"value":"store_mistake"/);
    await office.slack.submitView(people.okubo, second.id, { reason: 'store_mistake' });
    await office.settled();
    await deliverAll(office);
    expect(await db.select().from(mergeVoids)).toHaveLength(1);
    expect(cards().map(textOf)).toEqual([expect.stringContaining('2人が確認しています')]);
  });

  test('keeps two wrong persons apart from then on', async ({ db }) => {
    const office = await openOffice(db);
    await joined(office);
    const view = await preview(office);
    expect(JSON.stringify(view.blocks)).toContain('この2人は、今後自動ではまとめません');
    await office.slack.submitView(people.hayama, view.id, { reason: 'wrong_person', note: '妹さんでした' });
    await office.settled();
    expect(await db.select().from(cannotLinks)).toHaveLength(1);
    expect(await db.select().from(mergeVoids)).toMatchObject([{ reason: 'wrong_person', note: '妹さんでした' }]);
  });

  test('is not for staff of another store, nor for whoever it is about', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking } = await joined(office);
    expect(await preview(office, people.yamaguchi)).toBeUndefined();
    expect(office.slack.ephemeralFor(people.yamaguchi).map(textOf).join()).toContain('鎌倉店と本部の方');
    await db.update(staff).set({ accountId: asking.accountId }).where(eq(staff.slackUserId, people.hayama));
    expect(await preview(office, people.hayama)).toBeUndefined();
  });
});

describe('records made by name', () => {
  /** Yuko's two cards, and what was rung up for one of them by her name since they were joined. */
  async function servedByName(office: Office, purchases = 1) {
    const cards = await joined(office);
    await office.db.insert(channels).values({ code: 'store', name: '店舗', role: 'own_store' });
    for (let index = 0; index < purchases; index++)
      await recordPurchase(asSystem(office), {
        ...{ accountId: cards.now.accountId, channelId: 1 as ChannelId, boughtAt: office.now(), lines: [] },
        ...{ totalYen: 30_000, attribution: 'inferred', source: 'till', sourceId: `by name ${index}` },
      });
    office.pass(14 * 86_400_000);
    return cards;
  }

  test('are asked about one by one, as recorded; choosing draws the form anew with what follows, and the undo does that', async ({
    db,
  }) => {
    const office = await openOffice(db);
    const { now: asking, old } = await servedByName(office);
    await spend(asSystem(office), { accountId: asking.accountId, amount: 2000, key: 'till' });
    const view = await preview(office);
    const field = view.blocks.find(({ block_id }) => block_id?.startsWith('owner:purchase:1:')) as unknown as {
      element: { options: { value: string }[]; initial_option: { value: string } };
    };
    expect(field.element.options.map(({ value }) => value)).toEqual(
      [asking, old].map(({ accountId }) => `${accountId}`),
    );
    expect(field.element.initial_option.value).toBe(String(asking.accountId));
    expect(textOf(view)).toContain('どなたの記録か、確かでないもの 1件');
    expect(textOf(view)).not.toContain('不足する');
    expect(textOf(view)).not.toMatch(/20487153|20316624|30,000|30000/);

    await office.slack.press(people.hayama, { viewId: view.id }, 'owner:purchase:1', { choice: String(old.accountId) });
    await office.settled();
    const redrawn = office.slack.openViewOf(people.hayama)!;
    expect(redrawn.id).toBe(view.id);
    expect(textOf(redrawn)).toContain('不足する 160\u00a0pt の扱い');
    expect(textOf(redrawn)).toContain('持ち主が変わります');
    expect(await db.$count(reattributions)).toBe(0);

    await office.slack.submitView(people.hayama, redrawn.id, { reason: 'store_mistake' });
    await office.settled();
    expect(await db.select().from(reattributions)).toMatchObject([
      { purchaseId: 1, fromAccountId: asking.accountId, toAccountId: old.accountId },
    ]);
    expect((await balanceOf(db, asking.accountId, office.now())).total).toBe(0);
    expect((await balanceOf(db, old.accountId, office.now())).total).toBe(2660);
    const again = await preview(office, people.hayama, 'redo');
    expect(textOf(again)).toContain('持ち主を変えた記録 1件は、はじめに記録された口座に戻ります');
    expect(office.failures).toEqual([]);
  });

  test('sent with a choice that the form has not drawn yet are shown first, and nothing has happened', async ({
    db,
  }) => {
    const office = await openOffice(db);
    const { old } = await servedByName(office);
    const view = await preview(office);
    const filled = { reason: 'store_mistake', 'owner:purchase:1': String(old.accountId) };
    await office.slack.submitView(people.hayama, view.id, filled);
    await office.settled();
    const shown = office.slack.openViewOf(people.hayama)!;
    expect(textOf(shown)).toContain('確認しているあいだに内容が変わりました');
    expect(await db.$count(mergeVoids)).toBe(0);
    await office.slack.submitView(people.hayama, shown.id, { reason: 'store_mistake' });
    await office.settled();
    expect(await db.select().from(reattributions)).toMatchObject([{ toAccountId: old.accountId }]);
  });

  test('of many, twenty are asked and the rest stays where it was recorded', async ({ db }) => {
    const office = await openOffice(db);
    await servedByName(office, 23);
    const view = await preview(office);
    expect(view.blocks.filter(({ block_id }) => block_id?.startsWith('owner:'))).toHaveLength(20);
    expect(textOf(view)).toContain('ほかの 3件は、記録された口座のままです');
    await office.slack.submitView(people.hayama, view.id, { reason: 'store_mistake' });
    await office.settled();
    const decided = await db.select().from(reattributions);
    expect(decided.filter(({ fromAccountId, toAccountId }) => fromAccountId === toAccountId)).toHaveLength(23);
  });

  test('are redrawn for nobody but the store that decides, and never for somebody else’s account', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking, place } = await servedByName(office);
    expect(place).toBeDefined();
    const view = await preview(office);
    await db.update(staff).set({ accountId: asking.accountId }).where(eq(staff.slackUserId, people.hayama));
    await office.slack.press(people.hayama, { viewId: view.id }, 'owner:purchase:1', { choice: '2' });
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.hayama)!)).not.toContain('持ち主が変わります');
  });
});

describe('an undo', () => {
  test('by two people at once happens once, and the other is told', async ({ db }) => {
    const office = await openOffice(db);
    await joined(office);
    const views = [await preview(office, people.hayama), await preview(office, people.okubo)];
    const users = [people.hayama, people.okubo];
    await Promise.all(
      users.map((user, index) => office.slack.submitView(user, views[index]!.id, { reason: 'member_wish' })),
    );
    await office.settled();
    const said = users.map((user) => textOf(office.slack.openViewOf(user)!)).toSorted();
    expect(said.filter((text) => text.includes('M-1 を元に戻しました。'))).toHaveLength(1);
    expect(said.filter((text) => text.includes('もう元に戻してあります'))).toHaveLength(1);
    expect(await db.select().from(mergeVoids)).toHaveLength(1);
  });

  test('sent twice happens once', async ({ db }) => {
    const office = await openOffice(db);
    await joined(office);
    const view = await preview(office);
    const sent = await office.slack.submitView(people.hayama, view.id, { reason: 'member_wish' });
    if (!('delivery' in sent)) throw new Error('the form was not sent');
    expect((await office.slack.replay(sent.delivery.id)).status).toBe(401);
    await office.slack.replay(sent.delivery.id, true);
    await office.settled();
    expect(await db.select().from(mergeVoids)).toHaveLength(1);
  });

  test('is exact a month later, after points were earned on both sides', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking, old } = await joined(office);
    office.pass(31 * 86_400_000);
    const context = asSystem(office);
    await earn(context, { accountId: asking.accountId, amount: 11, origin: 'adjustment', source: 'test', key: 'a' });
    await earn(context, { accountId: old.accountId, amount: 22, origin: 'adjustment', source: 'test', key: 'b' });
    const view = await preview(office);
    await office.slack.submitView(people.hayama, view.id, { reason: 'member_wish' });
    await office.settled();
    expect((await balanceOf(db, asking.accountId, office.now())).total).toBe(1851);
    expect((await balanceOf(db, old.accountId, office.now())).total).toBe(2382);
  });

  test('needs its reason: Slack itself keeps a form without one', async ({ db }) => {
    const office = await openOffice(db);
    await joined(office);
    const view = await preview(office);
    expect(await office.slack.submitView(people.hayama, view.id)).toEqual({ complaints: { reason: 'required' } });
  });

  test('can be found in the list and from the details, and redone from its list', async ({ db }) => {
    const office = await openOffice(db);
    const { place } = await joined(office);
    const { slack } = office;
    await slack.press(people.hayama, place, 'request_details');
    await office.settled();
    await slack.press(people.hayama, { viewId: slack.openViewOf(people.hayama)!.id }, 'undo_preview');
    await office.settled();
    expect(slack.viewsOf(people.hayama)).toHaveLength(2);
    await slack.submitView(people.hayama, slack.openViewOf(people.hayama)!.id, { reason: 'store_mistake' });
    await office.settled();
    await slack.closeView(people.hayama, slack.openViewOf(people.hayama)!.id, true);
    await slack.command(people.hayama, rooms.kamakura, '/musubi', 'やり直す');
    await office.settled();
    const list = slack.ephemeralFor(people.hayama).at(-1)!;
    expect(textOf(list)).toContain('葉山 澪が元に戻しました');
    await slack.press(people.hayama, { channel: rooms.kamakura, ts: list.ts }, 'redo_preview');
    await office.settled();
    await slack.submitView(people.hayama, slack.openViewOf(people.hayama)!.id);
    await office.settled();
    expect(await db.select().from(mergeEdges)).toMatchObject([{ state: 'active' }]);
    expect(office.failures).toEqual([]);
  });

  test('of what was never joined, or is undone already, says so', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    await joined(office);
    for (const asked of ['undo M-77', 'undo 全部', 'redo M-1']) {
      await slack.command(people.okubo, rooms.headquarters, '/musubi', asked);
    }
    await office.settled();
    const said = slack.ephemeralFor(people.okubo).map(textOf);
    expect(said[0]).toContain('見つかりませんでした');
    expect(said[1]).toContain('見つかりませんでした');
    expect(said[2]).toContain('いま結ばれています');
  });
});
