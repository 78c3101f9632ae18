import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { loadDemo } from '../../../core/demo/load.ts';
import { memberByNumber } from '../../../core/members/member.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { pendingRequests } from '../../../core/merges/requests.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { recommend } from '../../../core/recommendations/recommend.ts';
import type { StoreId } from '../../../db/ids.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { outbox } from '../../../db/schema/plumbing.ts';
import { listEdges } from '../../../slack/edges.ts';
import { empty, onServer } from '../../setup.ts';
import { headquarters, openingDay as now, opening, summary } from './opening.ts';

const everywhere = { storeId: 1 as StoreId, atHeadquarters: true };

// These only read, so one shop serves them all.
const test = onServer.test.extend('shop', { scope: 'file' }, async ({ opened }) => {
  await empty(opened.db);
  await loadDemo(opening(opened.db));
  return opened.db;
});

describe('the story of 齋藤 優子', () => {
  test('adds up: 1,840 and 2,360 points, 4 and 9 purchases', async ({ shop }) => {
    const [here, there] = [await summary(shop, '20487153'), await summary(shop, '20316624')];
    expect(here).toMatchObject({
      name: '齋藤 優子',
      storeName: '吉祥寺店',
      points: 1_840,
      purchases: 4,
      phoneTail: '71',
    });
    expect(there).toMatchObject({
      name: '斎藤 優子',
      storeName: '鎌倉店',
      points: 2_360,
      purchases: 9,
      phoneTail: '26',
    });
    expect(here.points + there.points).toBe(4_200);
  });

  test('has 420 points that end with the month, and 1,480 that are still to come', async ({ shop }) => {
    const { lots } = await balanceOf(shop, (await summary(shop, '20316624')).accountId, now);
    expect(lots[0]).toMatchObject({ remaining: 420, endsAt: new Date('2026-12-01T00:00:00+09:00') });
    const { pending } = await balanceOf(shop, (await summary(shop, '20487153')).accountId, now);
    expect(pending.map(({ amount }) => amount)).toEqual([1_480]);
  });

  test('has a proposal whose reason is counted: of 86 who chose the mattress 31 chose the pillow', async ({ shop }) => {
    const proposals = await recommend(shop, [(await summary(shop, '20487153')).accountId]);
    expect(proposals.map(({ product }) => product.code)).toEqual(['dry-sheet', 'linen-pillow-cover', 'soba-pillow']);
    expect(proposals[2]!.reason).toMatchObject({ kind: 'basket', buyers: 86, together: 31 });
  });
});

describe('what staff find on the first day', () => {
  test('two requests wait, and only the cards of today are still to be shown', async ({ shop }) => {
    const waiting = await pendingRequests(shop, everywhere, now);
    expect(waiting.map(({ number, requester }) => [number, requester.name])).toEqual([
      ['M-139', '五十嵐 美津子'],
      ['M-140', '田村 晴香'],
    ]);
    const left = await shop.select().from(outbox).where(eq(outbox.state, 'pending'));
    const shown = left.map(({ topic, message }) => `${topic} ${(message as { requestId: number }).requestId}`);
    expect(new Set(shown)).toEqual(new Set(['slack 139', 'slack 140', 'slack 141']));
  });

  test('merges that can be undone, and one that was', async ({ shop }) => {
    const looking = await headquarters(shop);
    expect(await listEdges(looking, 'undo')).toHaveLength(12);
    const [undone] = await listEdges(looking, 'redo');
    expect(undone).toMatchObject({ undone: { reason: 'wrong_person' } });
  });

  test('an undo worth looking at: 1,000 points are 640 of her own and 360 the shop absorbs', async ({ shop }) => {
    const { accountId } = (await memberByNumber(shop, '20324418'))!;
    const [edge] = await shop.select().from(mergeEdges).where(eq(mergeEdges.a, accountId));
    const preview = await previewUndo(shop, now, edge!.id);
    expect(preview.uncovered).toMatchObject([{ spentAmount: 1_000, own: 640, amount: 360 }]);
    expect(preview.inferred).toHaveLength(1);
    expect(preview.disclosed.map(({ what, times }) => [what, times])).toContainEqual(['balance', 2]);
  });
});
