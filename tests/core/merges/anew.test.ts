import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordProfile } from '../../../core/members/profile.ts';
import { proposeMerge } from '../../../core/merges/anew.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest, refreshRequest, rejectRequest } from '../../../core/merges/decide.ts';
import { previewRedo, previewUndo } from '../../../core/merges/preview.ts';
import { redoMerge } from '../../../core/merges/redo.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { RequestId, StaffId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { cannotLinks, mergeEdges, mergeProposals, mergeRequests, type UndoReason } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { at, clerk, type House, openHouse, tick, told, twoCards } from '../house.ts';

const reason = 'ご本人が免許証をお持ちでした';

/** Two cards that were joined, parted for this reason, and are asked for anew at the counter of Kichijoji. */
async function askedAnew(db: Database, why: UndoReason) {
  const house = await openHouse(db);
  const cards = await twoCards(house);
  const numbers = { presentNumber: cards.today.memberNumber, oldNumber: cards.older.memberNumber };
  const first = await startAtCounter(clerk(house, 'mariko', at(1)), numbers);
  const { edgeId: parted } = await approveRequest(clerk(house, 'sayaka', at(2)), {
    requestId: first.requestId,
    epochs: await epochsOf(db, first.requestId),
  });
  const { digest } = await previewUndo(db, at(3), parted);
  await undoMerge(clerk(house, 'takeshi', at(3)), { edgeId: parted, reason: why, digest });
  const { requestId } = await startAtCounter(clerk(house, 'mariko', at(4)), numbers);
  const card = { requestId, epochs: await epochsOf(db, requestId) };
  return { house, ...cards, parted, card };
}

async function epochsOf(db: Database, requestId: RequestId) {
  const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  return { requester: request!.requesterEpoch!, target: request!.targetEpoch! };
}

/** Somebody else at the counter of Kichijoji. */
async function secondClerk({ db, stores }: House) {
  const row = { slackUserId: 'U9', name: '岡本 茜', role: 'clerk' as const, storeId: stores.kichijoji };
  const [hired] = await db.insert(staff).values(row).returning({ id: staff.id });
  return (house: House, now = at(6)) => {
    const context = clerk(house, 'sayaka', now);
    return { ...context, actor: { ...context.actor, staffId: hired!.id as StaffId } };
  };
}

const actions = async (db: Database, action: string) =>
  db.select().from(auditEntries).where(eq(auditEntries.action, action));

describe.each(databases)('joining two anew who were parted, on $name', ({ test }) => {
  test('takes a reason and a second person; headquarters sees the card too', async ({ db }) => {
    const { house, parted, card } = await askedAnew(db, 'store_mistake');
    const [sayaka, takeshi] = [clerk(house, 'sayaka', at(6)), clerk(house, 'takeshi', at(7))];
    expect((await requestOf(db, card.requestId, at(5)))?.flags).toMatchObject({
      partedEdgeId: parted,
      cannotLink: false,
    });
    await expect(approveRequest(sayaka, card)).rejects.toMatchObject({ code: 'reason_needed' });
    const before = (await told(db)).length;
    await proposeMerge(sayaka, { ...card, reason });
    expect((await told(db)).slice(before)).toEqual([{ topic: 'slack', show: 'request', requestId: card.requestId }]);
    expect(await requestOf(db, card.requestId, at(6))).toMatchObject({
      state: 'waiting',
      proposal: { name: '森下 さやか', reason, at: at(6) },
      slackChannels: ['C1', 'C9'],
    });
    await expect(approveRequest(sayaka, card)).rejects.toMatchObject({ code: 'second_needed', facts: { anew: true } });
    const { edgeId } = await approveRequest(takeshi, card);
    expect(await db.select().from(mergeProposals)).toMatchObject([{ edgeId, proposedByStaffId: house.staff.sayaka }]);
    expect(await actions(db, 'merge.proposed')).toMatchObject([{ reason, actor: `staff:${house.staff.sayaka}` }]);
    expect(await actions(db, 'merge.forced')).toEqual([]);
    expect((await requestOf(db, card.requestId, at(8)))?.proposal).toBeUndefined();
    expect(await verifyInvariants(db, at(9), { deep: true })).toEqual([]);
  });

  test('proposed twice is proposed once, and somebody else hears who has', async ({ db }) => {
    const { house, card } = await askedAnew(db, 'store_mistake');
    await proposeMerge(clerk(house, 'sayaka', at(6)), { ...card, reason });
    await proposeMerge(clerk(house, 'sayaka', at(7)), { ...card, reason: 'もう一度' });
    await expect(proposeMerge(clerk(house, 'takeshi', at(7)), { ...card, reason })).rejects.toMatchObject({
      code: 'already_proposed',
      facts: { proposedBy: '森下 さやか' },
    });
    expect(await db.select().from(mergeProposals)).toMatchObject([{ reason }]);
  });

  test('is proposed only by who may decide, with a reason, and only where it is needed', async ({ db }) => {
    const { house, card, parted } = await askedAnew(db, 'store_mistake');
    await expect(proposeMerge(clerk(house, 'jun', at(6)), { ...card, reason })).rejects.toMatchObject({
      code: 'not_yours',
    });
    expect(await actions(db, 'decision.refused')).toHaveLength(1);
    const sayaka = clerk(house, 'sayaka', at(6));
    await expect(proposeMerge(sayaka, { ...card, reason: ' ' })).rejects.toMatchObject({ code: 'bad_input' });
    await rejectRequest(sayaka, { requestId: card.requestId, reason: '見送り' });
    await expect(proposeMerge(sayaka, { ...card, reason })).rejects.toMatchObject({ code: 'request_closed' });
    await redoMerge(clerk(house, 'takeshi', at(7)), {
      edgeId: parted,
      digest: (await previewRedo(db, at(7), parted)).digest,
    });
    expect(await db.select().from(mergeProposals)).toEqual([]);
  });

  test('a card that has changed needs a proposal of its own', async ({ db }) => {
    const { house, older, card } = await askedAnew(db, 'store_mistake');
    await proposeMerge(clerk(house, 'sayaka', at(6)), { ...card, reason });
    await recordProfile(tick(house, at(7)), older.accountId, { birthDate: '1955-05-05' }, 'store');
    const takeshi = clerk(house, 'takeshi', at(8));
    await expect(approveRequest(takeshi, card)).rejects.toMatchObject({ code: 'request_stale' });
    await refreshRequest(takeshi, { requestId: card.requestId });
    expect((await requestOf(db, card.requestId, at(8)))?.proposal).toBeUndefined();
    await expect(approveRequest(takeshi, card)).rejects.toMatchObject({ code: 'reason_needed' });
    await proposeMerge(takeshi, { ...card, reason });
    await approveRequest(clerk(house, 'sayaka', at(9)), card);
    expect(await db.select().from(mergeEdges).where(eq(mergeEdges.state, 'active'))).toHaveLength(1);
  });
});

describe.each(databases)('joining two who are on record as different people, on $name', ({ test }) => {
  test('is not for two clerks, and that they tried is on record', async ({ db }) => {
    const { house, card } = await askedAnew(db, 'wrong_person');
    const other = await secondClerk(house);
    await proposeMerge(clerk(house, 'sayaka', at(6)), { ...card, reason });
    await expect(approveRequest(other(house), card)).rejects.toMatchObject({
      code: 'not_yours',
      facts: { store: '吉祥寺店', manager: true },
    });
    expect(await actions(db, 'decision.refused')).toMatchObject([{ reason: 'not_yours' }]);
    expect(await db.select().from(cannotLinks)).toMatchObject([{ liftedAt: null }]);
  });

  test.for(['proposes', 'approves'] as const)('lifts that when a manager %s, with the reason', async (does, { db }) => {
    const { house, card } = await askedAnew(db, 'wrong_person');
    const other = (await secondClerk(house))(house, at(6));
    const manager = clerk(house, 'takeshi', at(6));
    await proposeMerge(does === 'proposes' ? manager : other, { ...card, reason });
    const { edgeId } = await approveRequest(does === 'proposes' ? other : manager, card);
    expect(await db.select().from(cannotLinks)).toMatchObject([{ liftedAt: at(6), liftedByEdgeId: edgeId }]);
    expect(await actions(db, 'merge.forced')).toMatchObject([{ reason, facts: { edgeId, lifted: [1] } }]);
    expect(await verifyInvariants(db, at(9), { deep: true })).toEqual([]);
  });

  test('an undo of the forced merge keeps them apart again, whatever its reason, and its redo does not', async ({
    db,
  }) => {
    const { house, card } = await askedAnew(db, 'wrong_person');
    await proposeMerge(clerk(house, 'sayaka', at(6)), { ...card, reason });
    const takeshi = clerk(house, 'takeshi', at(7));
    const { edgeId } = await approveRequest(takeshi, card);
    const { digest } = await previewUndo(db, at(7), edgeId);
    await undoMerge(takeshi, { edgeId, reason: 'store_mistake', digest });
    const standing = async () => (await db.select().from(cannotLinks)).filter(({ liftedAt }) => liftedAt === null);
    expect(await standing()).toHaveLength(1);
    await redoMerge(takeshi, { edgeId, digest: (await previewRedo(db, at(7), edgeId)).digest });
    expect(await standing()).toEqual([]);
    expect(await verifyInvariants(db, at(9), { deep: true })).toEqual([]);
  });
});
