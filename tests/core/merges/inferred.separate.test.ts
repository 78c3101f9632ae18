import { describe, expect } from 'vitest';
import { historyOf } from '../../../core/activities/history.ts';
import { previewRedo, previewUndo } from '../../../core/merges/preview.ts';
import { proposedDecisions, proposeUndo } from '../../../core/merges/second.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { reattributions } from '../../../db/schema/reattributions.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import { buy, openCounter, undoWith } from './byName.ts';
import { effectiveState, headquarters, join, pay, redo } from './shop.ts';

const at = (day: number) => new Date(Date.parse('2026-02-01T03:00:00Z') + day * 86_400_000);
const [hana, yuki, mio] = [1, 2, 3] as [AccountId, AccountId, AccountId];
const sound = async (db: Database, now: Date) => expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);
const whose = async (db: Database, accountId: AccountId) => (await historyOf(db, [accountId])).items.length > 0;

/** The state that counts: lots in the place of others stay as rows when they hold nothing. */
async function held(db: Database) {
  const state = JSON.parse(await effectiveState(db)) as { lots: { remaining: number }[] };
  return { ...state, lots: state.lots.filter(({ remaining }) => remaining > 0) };
}

/** Hana and Yuki joined directly and by way of Mio; then somebody bought, whom staff took for Hana. */
async function ring(db: Database, totalYen: number, spent: number) {
  const shop = await openCounter(db, 3);
  const direct = await join(shop, at(0), hana, yuki);
  const [further] = [await join(shop, at(1), hana, mio), await join(shop, at(2), mio, yuki)];
  const purchaseId = await buy(shop, at(3), hana, totalYen);
  await pay(shop, at(30), hana, spent);
  return { shop, direct, further, decisions: [{ kind: 'purchase' as const, id: purchaseId as number, to: mio }] };
}

describe.each(databases)('a record made by name, when several edges are undone in one step, on $name', ({ test }) => {
  test('A2 is asked about once the two part, of every card of the other side, and not before', async ({ db }) => {
    const { direct, further, decisions } = await ring(db, 50_000, 400);
    expect(await previewUndo(db, at(40), direct)).toMatchObject({ splits: false, inferred: [] });
    await expect(previewUndo(db, at(40), direct, { decisions })).rejects.toThrow('preview_stale');
    const { inferred } = await previewUndo(db, at(40), direct, { further: [further] });
    expect(inferred).toMatchObject([{ kind: 'purchase', accountId: hana, choices: [yuki, mio], to: hana }]);
  });

  test('A1 what is decided belongs to the undo that parts: it comes as shown, and the redo of just that one gives it back', async ({
    db,
  }) => {
    const { shop, direct, further, decisions } = await ring(db, 50_000, 400);
    const { seen, voidId, settledBy } = await undoWith(shop, at(40), direct, decisions, { further: [further] });
    expect(settledBy).toBe(further);
    expect(seen).toMatchObject({ splits: true, uncoveredTotal: 400, sides: [{ points: 0 }, { points: 500 }] });
    expect((await balanceOf(db, yuki, at(40))).total).toBe(500);
    expect(await db.select().from(reattributions)).toMatchObject([{ voidId, fromAccountId: hana, toAccountId: mio }]);
    expect([await whose(db, hana), await whose(db, mio)]).toEqual([false, true]);
    await sound(db, at(40));

    expect((await previewRedo(db, at(41), direct)).movesBack).toBe(0);
    await redo(shop, at(41), direct);
    expect([await whose(db, hana), await whose(db, mio)]).toEqual([false, true]);
    await sound(db, at(41));
    expect((await previewRedo(db, at(42), further)).movesBack).toBe(1);
    await redo(shop, at(42), further);
    expect([await whose(db, hana), await whose(db, mio)]).toEqual([true, false]);
    expect((await balanceOf(db, hana, at(42))).total).toBe(100);
    await sound(db, at(42));
  });

  test('S6 redoing each, the one that parted first, is the state of before', async ({ db }) => {
    const { shop, direct, further, decisions } = await ring(db, 50_000, 400);
    const before = await held(db);
    await undoWith(shop, at(40), direct, decisions, { further: [further] });
    expect(await held(db)).not.toEqual(before);
    for (const edgeId of [further, direct]) await redo(shop, at(40), edgeId);
    expect(await held(db)).toEqual(before);
    await sound(db, at(40));
  });

  test('a second approver finds the decisions of just these edges, and confirms them', async ({ db }) => {
    const { shop, direct, further, decisions } = await ring(db, 200_000, 1_500);
    const { digest, uncoveredTotal } = await previewUndo(db, at(40), direct, { further: [further], decisions });
    expect(uncoveredTotal).toBe(1_500);
    const first = headquarters(shop, at(40));
    const [colleague] = await db
      .insert(staff)
      .values({ slackUserId: 'U2', name: '山口 真理子', role: 'headquarters', storeId: shop.storeId })
      .returning();
    const asked = { edgeId: direct, further: [further], digest, decisions };
    const undoing = { ...asked, reason: 'wrong_person' as const };
    await expect(undoMerge(first, undoing)).rejects.toThrow('second_needed');
    await proposeUndo(first as never, undoing);
    expect(await proposedDecisions(db, direct, [further])).toEqual(decisions);
    expect(await proposedDecisions(db, direct)).toEqual([]);
    const second = { ...first, actor: { ...first.actor, staffId: colleague!.id } } as typeof first;
    expect(await undoMerge(second, undoing)).toMatchObject({ splits: true, settledBy: further });
    expect(await whose(db, mio)).toBe(true);
    await sound(db, at(40));
  });
});
