import { describe, expect } from 'vitest';
import { recordPurchase } from '../../core/activities/record.ts';
import { joinAccounts } from '../../core/merges/merge.ts';
import { draw } from '../../core/merges/waiting.ts';
import { spend } from '../../core/points/spend.ts';
import type { ChannelId } from '../../db/ids.ts';
import { cannotLinks, mergeEdges, mergeRequests, mergeVoids } from '../../db/schema/merges.ts';
import { reattributions } from '../../db/schema/reattributions.ts';
import { channels } from '../../db/schema/shop.ts';
import type { View } from '../../sandbox/slack/types.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import { onServer } from '../setup.ts';
import {
  asStaff,
  asSystem,
  type Card,
  deliverAll,
  member,
  type Office,
  openOffice,
  people,
  rooms,
  secret,
  textOf,
  yuko,
} from './office.ts';

const { test } = onServer;

/** A merge that was approved in Kamakura, with its evidence. */
async function joined(office: Office, { accountId: a }: Card, { accountId: b }: Card): Promise<void> {
  const context = await asStaff(office, people.hayama);
  await office.db.transaction(async (tx) => {
    const inside = { ...context, db: tx as unknown as Office['db'] };
    const now = office.now();
    const drawn = await draw(inside.db, a, b, null);
    const row = { origin: 'counter', state: 'approved', requesterAccountId: a, targetAccountId: b } as const;
    const times = { createdAt: now, expiresAt: now, decidedAt: now, storeId: context.actor.storeId };
    const [request] = await tx
      .insert(mergeRequests)
      .values({ ...row, ...times, ...drawn })
      .returning();
    await joinAccounts(inside, { requestId: request!.id, a, b, how: 'counter' });
  });
}

/** Yuko's two cards and her sister's: each joined with each, M-1 to M-3. */
async function three(db: Parameters<typeof openOffice>[0], names = { familyName: '齋藤', givenName: '恵子' }) {
  const office = await openOffice(db);
  const { now, old } = await yuko(office);
  const sister = await member(office, '20555555', names, { points: 50 });
  await joined(office, now, sister);
  await joined(office, now, old);
  await joined(office, old, sister);
  await deliverAll(office);
  await office.slack.command(people.hayama, rooms.kamakura, '/musubi', 'undo M-1');
  await office.settled();
  return { office, now, old, sister };
}

const formOf = (office: Office, user = people.hayama): View => office.slack.openViewOf(user)!;

async function submit(office: Office, more: Record<string, unknown> = {}) {
  await office.slack.submitView(people.hayama, formOf(office).id, { reason: 'wrong_person', ...more });
  await office.settled();
}

async function mark(office: Office, ...edges: string[]) {
  const given = { reason: 'wrong_person', note: '妹さんでした', undo_mark_0: edges };
  await office.slack.press(people.hayama, { viewId: formOf(office).id }, 'undo_mark_0', { choice: edges, given });
  await office.settled();
}

describe('an undo because they are different people', () => {
  test('says beforehand that other ties are looked at, and then shows them with their evidence', async ({ db }) => {
    const { office } = await three(db);
    expect(textOf(formOf(office))).toContain('ほかの結びつきも確かめます');
    await submit(office);
    const text = textOf(formOf(office));
    expect(text).toContain('まだ M-2、M-3 で結ばれています');
    expect(text).toContain('M-2 ・ 齋藤 優子 ••••7153 と 斎藤 優子 ••••6624');
    expect(text).toContain('一致');
    expect(await db.select().from(mergeVoids)).toEqual([]);
    await submit(office);
    expect(textOf(formOf(office))).toContain('まだ M-2、M-3 で結ばれています');
    expect(await db.select().from(mergeVoids)).toEqual([]);
  });

  test('draws the preview again at each mark, and parts the two by all of them in one step', async ({ db }) => {
    const { office } = await three(db);
    await submit(office);
    await mark(office, '3');
    const text = textOf(formOf(office));
    expect(text).toContain('M-1、M-3 を元に戻すと、1人の会員が2人に分かれます。');
    expect(text).toContain('選んだものを元に戻すと、2人に分かれます。');
    const { further } = JSON.parse(formOf(office).privateMetadata) as { further: number[] };
    expect(further).toEqual([3]);
    const image = formOf(office).blocks.find(({ type }) => type === 'image') as unknown as { image_url: string };
    const svg = await slackPicture(db, office.now(), secret, new URL(image.image_url).pathname.split('/').at(-1)!);
    expect(svg?.match(/stroke-dasharray/g)).toHaveLength(2);
    await mark(office);
    expect(textOf(formOf(office))).toContain('まだ M-2、M-3 で結ばれています');
    await mark(office, '3');
    await submit(office, { undo_mark_0: ['3'], note: '妹さんでした' });
    expect(textOf(formOf(office))).toContain('M-1、M-3 を元に戻しました。');
    expect(textOf(formOf(office))).toContain('やり直すときは、M-3 から');
    const voids = await db.select().from(mergeVoids);
    expect(voids).toMatchObject([
      { edgeId: 1, note: '妹さんでした' },
      { edgeId: 3, note: '妹さんでした' },
    ]);
    expect(await db.select().from(cannotLinks)).toHaveLength(1);
    await deliverAll(office);
    const cards = office.slack.messagesIn(rooms.kamakura).map(textOf);
    expect(cards.filter((card) => card.includes('元に戻しました'))).toHaveLength(2);
    expect(office.failures).toEqual([]);
  });

  test('whose a record made by name is, is asked once they part; what was chosen and marked stays through each redraw, and is done', async ({
    db,
  }) => {
    const { office, now, sister } = await three(db);
    await office.db.insert(channels).values({ code: 'store', name: '店舗', role: 'own_store' });
    await recordPurchase(asSystem(office), {
      ...{ accountId: now.accountId, channelId: 1 as ChannelId, boughtAt: office.now(), lines: [] },
      ...{ totalYen: 30_000, attribution: 'inferred', source: 'till', sourceId: 'by name' },
    });
    await submit(office);
    expect(textOf(formOf(office))).not.toContain('どなたの記録か');
    await mark(office, '3');
    expect(textOf(formOf(office))).toContain('どなたの記録か、確かでないもの 1件');

    const given = { reason: 'wrong_person', note: '妹さんでした' };
    const choice = String(sister.accountId);
    await office.slack.press(people.hayama, { viewId: formOf(office).id }, 'owner:purchase:1', { choice, given });
    await office.settled();
    const { further } = JSON.parse(formOf(office).privateMetadata) as { further: number[] };
    expect(further).toEqual([3]);
    expect(textOf(formOf(office))).toContain('持ち主が変わります');
    await submit(office, { note: '妹さんでした' });
    expect(textOf(formOf(office))).toContain('M-1、M-3 を元に戻しました。');
    const [, parting] = await db.select().from(mergeVoids);
    expect(await db.select().from(reattributions)).toMatchObject([
      { voidId: parting!.id, fromAccountId: now.accountId, toAccountId: sister.accountId },
    ]);
    expect(office.failures).toEqual([]);
  });

  test('a mark that was not yet drawn is shown first, and nothing happens', async ({ db }) => {
    const { office } = await three(db);
    await submit(office);
    await submit(office, { undo_mark_0: ['2'] });
    expect(textOf(formOf(office))).toContain('M-1、M-2 を元に戻すと、1人の会員が2人に分かれます。');
    expect(await db.select().from(mergeVoids)).toEqual([]);
  });

  test('beyond the limit names every merge of it to headquarters, whose second carries out just these', async ({
    db,
  }) => {
    const { office, now } = await three(db);
    office.pass(4 * 86_400_000);
    await spend(asSystem(office), { accountId: now.accountId, amount: 3_000, key: 'till' });
    await submit(office);
    await mark(office, '2');
    await submit(office, { undo_mark_0: ['2'] });
    expect(textOf(formOf(office))).toContain('M-1、M-2 を元に戻すことを提案しました');
    await deliverAll(office);
    const [card] = office.slack.messagesIn(rooms.headquarters);
    expect(textOf(card!)).toContain('M-1、M-2 を元に戻す提案 ・ 不足 1,160\u00a0pt');
    await office.slack.press(people.okubo, { channel: rooms.headquarters, ts: card!.ts }, 'undo_preview');
    await office.settled();
    const given = { reason: 'wrong_person', undo_mark_0: ['2'] };
    await office.slack.submitView(people.okubo, formOf(office, people.okubo).id, given);
    await office.settled();
    await deliverAll(office);
    expect(await db.select().from(mergeVoids)).toMatchObject([{ edgeId: 1 }, { edgeId: 2 }]);
    expect(textOf(office.slack.messagesIn(rooms.headquarters)[0]!)).toContain('M-1、M-2 を元に戻しました。2人が');
    expect(office.failures).toEqual([]);
  });

  test('keeps the tails of both cards in sight, however long the names are', async ({ db }) => {
    const long = { familyName: 'アレクサンドラ・フォンテーヌ・フォン・ヴィッテルスバッハ', givenName: '美咲' };
    const { office } = await three(db, long);
    await submit(office);
    expect(textOf(formOf(office))).toMatch(
      /M-3 ・ 斎藤 優子 ••••\d{4} と アレクサンドラ・フォンテーヌ・フォン・… ••••5555/,
    );
  });

  test('for another reason goes alone, also from that form', async ({ db }) => {
    const { office } = await three(db);
    await submit(office);
    await office.slack.submitView(people.hayama, formOf(office).id, { reason: 'member_wish' });
    await office.settled();
    const edges = await db.select().from(mergeEdges);
    expect(edges.filter(({ state }) => state === 'void').map(({ id }) => id)).toEqual([1]);
  });
});
