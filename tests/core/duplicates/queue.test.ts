import { and, eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { askForPair, postponePair, rejectPair } from '../../../core/duplicates/ask.ts';
import { lookUpNewcomers } from '../../../core/duplicates/newcomers.ts';
import {
  countWaiting,
  countWaitingInShop,
  orderAbove,
  orderablePairs,
  orderedPairs,
  waitingPairs,
} from '../../../core/duplicates/queue.ts';
import { isRunDue, noteLastNight } from '../../../core/duplicates/runs.ts';
import { changeDuplicateSettings } from '../../../core/duplicates/settings.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest, rejectRequest } from '../../../core/merges/decide.ts';
import { previewRedo, previewUndo } from '../../../core/merges/preview.ts';
import { redoMerge } from '../../../core/merges/redo.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { detectRuns, duplicatePairs } from '../../../db/schema/duplicates.ts';
import { erasures } from '../../../db/schema/erasure.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeEdges, mergeRequests, purseLinks, viewLinks } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { onServer } from '../../setup.ts';
import { at, clerk, type House, join, openHouse, tick, told } from '../house.ts';
import { crowd, look, night, person, says, secondCard, standsAs } from './base.ts';

const { test } = onServer;

/** A base in which so many pairs wait for staff; the older cards are of Kichijoji. */
async function opened(db: House['db'], waiting: number, points = (_n: number) => 0) {
  const house = await openHouse(db);
  const firsts = await crowd(house, Math.max(40, waiting));
  await changeDuplicateSettings(tick(house), { merges: false });
  const seconds = [];
  for (let n = 0; n < waiting; n++) seconds.push(await secondCard(house, n, {}, points(n)));
  await look(house, 0);
  return { house, firsts, seconds };
}

async function numberOf({ db }: House, accountId: number): Promise<string> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(eq(accounts.id, accountId as never));
  return row!.memberNumber;
}

const headquarters = (house: House, minutes = 10) => clerk(house, 'takeshi', at(minutes));

describe('pairs that wait', () => {
  test('are shown to whoever may decide them, first what is certain and costs most', async ({ db }) => {
    const { house } = await opened(db, 4, (n) => [10, 5_000, 0, 300][n]!);
    const all = await waitingPairs(headquarters(house), { limit: 10 });
    expect(all.map(({ points }) => points)).toEqual([5_000, 300, 10, 0]);
    expect(await waitingPairs(clerk(house, 'sayaka'), { limit: 2, skip: 1 })).toEqual(all.slice(1, 3));
    expect(await waitingPairs(clerk(house, 'jun'), { limit: 10 })).toEqual([]);
    const [first] = all;
    await expect(askForPair(clerk(house, 'jun'), first!)).rejects.toMatchObject({ code: 'not_yours' });
    await expect(rejectPair(clerk(house, 'jun'), first!)).rejects.toMatchObject({ code: 'not_yours' });
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused.map(({ subject }) => subject)).toEqual([`pair:${first!.pairId}`, `pair:${first!.pairId}`]);
    expect(await db.select().from(mergeRequests)).toEqual([]);
  });

  test('become one request and one edge, however often they are approved, and open nothing', async ({ db }) => {
    const { house, firsts, seconds } = await opened(db, 1);
    const [pair] = await waitingPairs(headquarters(house), { limit: 1 });
    const pressed = await Promise.allSettled(
      [10, 11, 12, 13].map(async (minutes) => {
        const context = headquarters(house, minutes);
        return approveRequest(context, await askForPair(context, pair!));
      }),
    );
    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db.select().from(mergeRequests)).toMatchObject([
      { origin: 'matcher', state: 'approved', proof: null },
    ]);
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
    expect([...(await db.select().from(purseLinks)), ...(await db.select().from(viewLinks))]).toEqual([]);
    expect(await countWaiting(headquarters(house))).toMatchObject({ waiting: 0 });
    expect(await standsAs(house, firsts[0]!, seconds[0]!)).toBe('automatic merged');
    const dueAt = (await told(db)).filter(({ template }) => template === 'request_about_you');
    expect(dueAt.length).toBeGreaterThan(0);
  });

  test('follow what becomes of their request: rejected, undone, redone', async ({ db }) => {
    const { house, firsts, seconds } = await opened(db, 2);
    const [one, other] = await waitingPairs(headquarters(house), { limit: 2 });
    const stands = async (n: number) => {
      await countWaiting(headquarters(house));
      return standsAs(house, firsts[n]!, seconds[n]!);
    };
    const at0 = [one!, other!].findIndex(({ target }) => target === firsts[0]!.accountId);
    const [mine, theirs] = at0 === 0 ? [one!, other!] : [other!, one!];
    const { requestId } = await askForPair(headquarters(house), theirs);
    expect(await countWaiting(headquarters(house))).toMatchObject({ waiting: 1 });
    await expect(rejectPair(headquarters(house), theirs)).rejects.toMatchObject({ code: 'request_open' });
    await rejectRequest(headquarters(house), { requestId, reason: 'ご家族でした' });
    expect(await stands(1)).toBe('automatic rejected');

    const { edgeId } = await approveRequest(headquarters(house), await askForPair(headquarters(house), mine));
    const undoing = {
      edgeId,
      reason: 'store_mistake',
      digest: (await previewUndo(db, at(20), edgeId)).digest,
    } as const;
    await undoMerge(headquarters(house, 20), undoing);
    expect(await stands(0)).toBe('automatic undone');
    await redoMerge(headquarters(house, 30), { edgeId, digest: (await previewRedo(db, at(30), edgeId)).digest });
    expect(await stands(0)).toBe('automatic merged');
  });

  test('are out of sight for two weeks when they are put off', async ({ db }) => {
    const { house } = await opened(db, 1);
    const [pair] = await waitingPairs(headquarters(house), { limit: 1 });
    await postponePair(headquarters(house), pair!);
    expect(await countWaiting(headquarters(house, night))).toMatchObject({ waiting: 0 });
    await look(house, night);
    expect(await countWaiting(headquarters(house, 2 * night))).toMatchObject({ waiting: 0 });
    expect(await countWaiting(headquarters(house, 15 * night))).toMatchObject({ waiting: 1 });
  });

  test('are ordered all at once by headquarters, exactly those that were shown', async ({ db }) => {
    const { house } = await opened(db, 5);
    const { count, digest } = await orderablePairs(headquarters(house), { least: 0.98 });
    expect(count).toBe(5);
    await expect(orderAbove(clerk(house, 'mariko'), { least: 0.98, digest })).rejects.toMatchObject({
      code: 'not_yours',
    });
    await secondCard(house, 7);
    const [shown] = await waitingPairs(headquarters(house), { limit: 1 });
    await postponePair(headquarters(house), shown!);
    await look(house, 30);
    expect(await countWaitingInShop(db, at(10), 0.98)).toBe(5);
    await expect(orderAbove(headquarters(house), { least: 0.98, digest })).rejects.toMatchObject({
      code: 'preview_stale',
    });
    expect(await orderedPairs(db, 10)).toEqual([]);
    const now = await orderablePairs(headquarters(house), { least: 0.98 });
    expect(await orderAbove(headquarters(house), { least: 0.98, digest: now.digest })).toEqual({ ordered: 5 });
    expect(await orderedPairs(db, 10)).toHaveLength(5);
    expect(await countWaiting(headquarters(house))).toMatchObject({ waiting: 0, ordered: 5 });
  });

  test('are approved as they were seen, or not at all: neither after a merge of one side, nor after it says something else', async ({
    db,
  }) => {
    const { house, seconds } = await opened(db, 2);
    const [one, other] = await waitingPairs(headquarters(house), { limit: 2 });
    const third = await join(house, {});
    const cards = { presentNumber: third.memberNumber, oldNumber: await numberOf(house, one!.target) };
    const { requestId } = await startAtCounter(clerk(house, 'sayaka', at(5)), cards);
    const epochs = { requester: 0, target: 0 };
    await approveRequest(headquarters(house, 6), { requestId, epochs });
    const spoke = seconds.find(({ accountId }) => accountId === other!.requester);
    await says(house, spoke!, person(9), 7);
    for (const pair of [one!, other!])
      await expect(askForPair(headquarters(house), pair)).rejects.toMatchObject({ code: 'preview_stale' });
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
    const [again] = (await waitingPairs(headquarters(house), { limit: 2 })).filter(
      ({ pairId }) => pairId === one!.pairId,
    );
    await askForPair(headquarters(house), again!);
  });

  test('are not ordered where one side speaks for itself, said no, or asked to be erased: those are looked at one by one', async ({
    db,
  }) => {
    const { house, firsts, seconds } = await opened(db, 5);
    await says(house, seconds[0]!, { postalCode: '180-0004' });
    const values = { state: 'cancelled', createdAt: at(-60), expiresAt: at(-50) } as const;
    const [one, other] = [seconds[1]!.accountId, firsts[1]!.accountId];
    await db
      .insert(mergeRequests)
      .values({ ...values, origin: 'member', frozenAt: at(-55), requesterAccountId: one, targetAccountId: other });
    const { accountId, identityId } = firsts[2]!;
    await db.insert(erasures).values({ accountId, identityId, state: 'waiting', askedAt: at() });
    expect(await orderablePairs(headquarters(house), { least: 0.9 })).toMatchObject({ count: 2, alone: 3 });
    expect(await countWaitingInShop(db, at(10), 0.9)).toBe(5);
  });

  test('that were ordered are no more once something else is said of one side, not even when it is taken back', async ({
    db,
  }) => {
    const { house, firsts, seconds } = await opened(db, 1);
    await db.update(duplicatePairs).set({ runId: null });
    const { digest } = await orderablePairs(headquarters(house), { least: 0.9 });
    expect(await orderAbove(headquarters(house), { least: 0.9, digest })).toEqual({ ordered: 1 });
    expect(await orderedPairs(db, 10)).toHaveLength(1);
    const [own, strange] = [person(0), person(33)];
    await says(house, seconds[0]!, strange, 11);
    expect(await orderedPairs(db, 10)).toEqual([]);
    await lookUpNewcomers(tick(house, at(12)));
    await says(house, seconds[0]!, own, 13);
    await lookUpNewcomers(tick(house, at(14)));
    expect(await db.select().from(duplicatePairs).where(eq(duplicatePairs.a, firsts[0]!.accountId))).toMatchObject([
      { state: 'open', orderedAt: null, orderedByStaffId: null },
    ]);
    expect(await orderedPairs(db, 10)).toEqual([]);
  });
});

describe('what staff decided', () => {
  test('teaches from the thirtieth decision on, and the same every night', async ({ db }) => {
    const { house, firsts, seconds } = await opened(db, 34);
    const waiting = await waitingPairs(headquarters(house), { limit: 40 });
    expect(waiting.length).toBeGreaterThanOrEqual(32);
    for (const pair of waiting.slice(0, 29)) await rejectPair(headquarters(house), pair);
    await look(house, night);
    const lessons = async () => (await db.select().from(detectRuns).orderBy(detectRuns.id)).map(({ lesson }) => lesson);
    expect(await lessons()).toEqual([null, null]);
    await rejectPair(headquarters(house), waiting[29]!);
    const before = await db.select().from(duplicatePairs).where(eq(duplicatePairs.id, waiting[30]!.pairId));
    for (const day of [2, 3]) await look(house, day * night);
    const [, , learned, again] = await lessons();
    expect(learned).toMatchObject({ decisions: 30 });
    expect(again).toEqual(learned);
    expect(Object.keys(learned!.weights)).toEqual(
      expect.arrayContaining(['family', 'given', 'birth', 'phone', 'place']),
    );
    expect(Math.min(...Object.values(learned!.weights))).toBeLessThan(0.9);
    const after = await db
      .select()
      .from(duplicatePairs)
      .where(and(eq(duplicatePairs.id, waiting[30]!.pairId)));
    expect(after[0]!.probability).toBeLessThan(before[0]!.probability);
    expect([firsts.length, seconds.length]).toEqual([40, 34]);
  });
});

describe('a look is due', () => {
  const tokyo = (time: string) => new Date(`${time}:00+09:00`);
  test('from half past the hour that is set, once; the first waits for a night', async ({ db }) => {
    const due = (time: string, hour = 3) => isRunDue(db, tokyo(time), hour);
    expect(await due('2026-11-21T14:00')).toBe(false);
    expect(await due('2026-11-22T03:29')).toBe(false);
    expect(await due('2026-11-22T03:30')).toBe(true);
    await noteLastNight({ ...tick({ db } as House), now: tokyo('2026-11-22T14:00') });
    expect(await due('2026-11-22T14:00')).toBe(false);
    expect(await due('2026-11-23T03:29')).toBe(false);
    expect(await due('2026-11-23T14:00')).toBe(true);
    expect(await due('2026-11-22T22:29', 22)).toBe(false);
    expect(await due('2026-11-22T22:30', 22)).toBe(true);
    expect(await due('2026-11-22T23:00', 1)).toBe(false);
  });
});
