import { asc, eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { Context, StaffActor } from '../../../core/context.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { proposeUndo } from '../../../core/merges/second.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { cannotLinks, mergeEdges, mergeRequests, mergeVoids } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { carries } from '../../../db/schema/points.ts';
import { staff, stores } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { effectiveState, give, headquarters, join, openShop, pay, redo, type Shop } from './shop.ts';

const [a, b, c, d] = [1, 2, 3, 4] as AccountId[] as [AccountId, AccountId, AccountId, AccountId];
const at = (minutes: number) => new Date(Date.parse('2026-11-21T05:00:00Z') + minutes * 60_000);

/** A ring of three: a–b wrongly joined, and also by way of c. D hangs on c. */
async function ring(db: Database) {
  const shop = await openShop(db, 4);
  const direct = await join(shop, at(0), a, b);
  const [ac, cb] = [await join(shop, at(1), a, c), await join(shop, at(2), c, b)];
  const cd = await join(shop, at(3), c, d);
  return { shop, direct, ac, cb, cd };
}

async function separate(shop: Shop, now: Date, edgeId: EdgeId, further: EdgeId[], more: { uncovered?: 'carry' } = {}) {
  const { digest } = await previewUndo(shop.db, now, edgeId, { further });
  return undoMerge(headquarters(shop, now), { edgeId, further, reason: 'wrong_person', digest, ...more });
}

describe.each(databases)('parting two different people, on $name', ({ test }) => {
  test('one wrong edge is not enough while another way joins the two, and the nearest way is named', async ({ db }) => {
    const { shop, direct, ac, cb } = await ring(db);
    const requests = await db.select().from(mergeEdges).orderBy(asc(mergeEdges.id));
    const way = requests.filter(({ id }) => id === ac || id === cb).map(({ requestId }) => requestId);
    await expect(separate(shop, at(9), direct, [])).rejects.toMatchObject({
      code: 'still_joined',
      facts: { requestIds: way },
    });
    expect(await db.select().from(mergeVoids)).toEqual([]);
  });

  test('what is marked with it is undone in one transaction, and the two are kept apart, over both whole persons', async ({
    db,
  }) => {
    const { shop, direct, ac, cb, cd } = await ring(db);
    const preview = await previewUndo(db, at(9), direct, { further: [ac] });
    expect(preview).toMatchObject({ splits: true, further: [ac], stillJoinedBy: [] });
    expect(preview.sides.map(({ accountIds }) => accountIds)).toEqual([[a], [b, c, d]]);
    expect(await separate(shop, at(9), direct, [ac])).toMatchObject({ splits: true, settledBy: ac });
    expect(await db.select().from(mergeVoids)).toMatchObject([
      { edgeId: direct, reason: 'wrong_person', voidedAt: at(9) },
      { edgeId: ac, reason: 'wrong_person', voidedAt: at(9) },
    ]);
    expect(await db.select().from(cannotLinks)).toMatchObject([{ a, b, liftedAt: null }]);
    const undone = await db.select().from(auditEntries).where(eq(auditEntries.action, 'merge.undone'));
    expect(undone.map(({ subject }) => subject)).toEqual([`edge:${direct}`, `edge:${ac}`]);
    await expect(join(shop, at(10), a, d)).rejects.toMatchObject({ code: 'cannot_link' });
    const standing = await db.select().from(mergeEdges).where(eq(mergeEdges.state, 'active'));
    expect(standing.map(({ id }) => id)).toEqual([cb, cd]);
    expect(await verifyInvariants(db, at(11), { deep: true })).toEqual([]);
  });

  test('a mark that would part others than the two is left alone', async ({ db }) => {
    const { direct, ac, cb, cd } = await ring(db);
    expect((await previewUndo(db, at(9), direct, { further: [ac, cb, cd] })).further).toEqual([ac]);
    expect((await previewUndo(db, at(9), direct, { further: [cd, cb] })).further).toEqual([cb]);
    expect((await previewUndo(db, at(9), direct, { further: [cd] })).further).toEqual([]);
  });

  test('what is short belongs to the undo that parts: the redo of it, then of the others, gives back the state of before', async ({
    db,
  }) => {
    const { shop, direct, ac } = await ring(db);
    await give(shop, at(4), a, 100);
    await give(shop, at(4), b, 900);
    await pay(shop, at(5 * 1440), a, 600);
    const now = at(6 * 1440);
    const before = await effectiveState(db);
    const { voidId } = await separate(shop, now, direct, [ac], { uncovered: 'carry' });
    expect(await db.select().from(carries)).toMatchObject([{ amount: 500, voidId }]);
    await expect(redo(shop, now, direct)).rejects.toMatchObject({
      code: 'cannot_link',
      facts: { requestId: expect.any(Number) },
    });
    await redo(shop, now, ac);
    await redo(shop, now, direct);
    expect(await effectiveState(db)).toBe(before);
    expect(await db.select().from(cannotLinks)).toMatchObject([{ liftedAt: now, liftedByEdgeId: null }]);
    expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);
  });

  test('beyond the limit a second person confirms exactly these edges', async ({ db }) => {
    const { shop, direct, ac, cb } = await ring(db);
    await give(shop, at(4), b, 3000);
    await pay(shop, at(5 * 1440), a, 2000);
    const now = at(6 * 1440);
    const { digest } = await previewUndo(db, now, direct, { further: [ac] });
    const undoing = { edgeId: direct, further: [ac], reason: 'wrong_person' as const, digest };
    const first = headquarters(shop, now) as Context<StaffActor>;
    await expect(undoMerge(first, undoing)).rejects.toMatchObject({ code: 'second_needed' });
    await proposeUndo(first, undoing);
    await proposeUndo(first, undoing);
    const [other] = await db
      .insert(staff)
      .values({ slackUserId: 'U2', name: '森 茜', role: 'headquarters', storeId: shop.storeId })
      .returning();
    const second = { ...first, actor: { ...first.actor, staffId: other!.id } };
    const elsewhere = await previewUndo(db, now, direct, { further: [cb] });
    await expect(undoMerge(second, { ...undoing, further: [cb], digest: elsewhere.digest })).rejects.toMatchObject({
      code: 'second_needed',
    });
    await undoMerge(second, undoing);
    expect(await db.select().from(mergeVoids)).toHaveLength(2);
  });

  test('needs the rights over every edge that is undone; who lacks them is on record', async ({ db }) => {
    const { shop, direct, ac } = await ring(db);
    const [store] = await db.insert(stores).values({ code: 'kamakura', name: '鎌倉店' }).returning();
    const [person] = await db
      .insert(staff)
      .values({ slackUserId: 'U3', name: '藤沢 潤', role: 'clerk', storeId: store!.id })
      .returning();
    const [edge] = await db.select().from(mergeEdges).where(eq(mergeEdges.id, direct));
    await db.update(mergeRequests).set({ storeId: store!.id }).where(eq(mergeRequests.id, edge!.requestId));
    const { digest } = await previewUndo(db, at(9), direct, { further: [ac] });
    const actor: StaffActor = { kind: 'staff', staffId: person!.id, storeId: store!.id, role: 'clerk' };
    const context = { ...headquarters(shop, at(9)), actor };
    const undoing = { edgeId: direct, further: [ac], reason: 'wrong_person' as const, digest };
    await expect(undoMerge(context, undoing)).rejects.toMatchObject({ code: 'not_yours' });
    expect(await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'))).toHaveLength(1);
    expect(await db.select().from(mergeVoids)).toEqual([]);
  });

  test('twice is once', async ({ db }) => {
    const { shop, direct, ac } = await ring(db);
    const { digest } = await previewUndo(db, at(9), direct, { further: [ac] });
    const undoing = { edgeId: direct, further: [ac], reason: 'wrong_person' as const, digest };
    await undoMerge(headquarters(shop, at(9)), undoing);
    await expect(undoMerge(headquarters(shop, at(9)), undoing)).rejects.toMatchObject({ code: 'edge_not_active' });
    expect(await db.select().from(mergeVoids)).toHaveLength(2);
  });

  test('for another reason an edge goes alone, and no point moves', async ({ db }) => {
    const { shop, direct } = await ring(db);
    const { digest } = await previewUndo(db, at(9), direct);
    const undoing = { edgeId: direct, reason: 'store_mistake', digest } as const;
    expect(await undoMerge(headquarters(shop, at(9)), undoing)).toMatchObject({ splits: false });
    expect(await db.select().from(cannotLinks)).toEqual([]);
  });
});
