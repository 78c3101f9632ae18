import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { countPurchases, historyOf } from '../../../core/activities/history.ts';
import { gather } from '../../../core/exports/gather.ts';
import { summaryOf } from '../../../core/members/summary.ts';
import { type Decision, inferredAcross } from '../../../core/merges/inferred.ts';
import { previewRedo, previewUndo } from '../../../core/merges/preview.ts';
import { proposedDecisions, proposeUndo } from '../../../core/merges/second.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { expireLots } from '../../../core/points/expire.ts';
import { returnPurchase } from '../../../core/points/returns.ts';
import { countedPurchases } from '../../../core/points/tier.ts';
import { receiptsOf } from '../../../core/till/receipt.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId, PurchaseId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { purchases } from '../../../db/schema/activities.ts';
import { accounts } from '../../../db/schema/members.ts';
import { lots } from '../../../db/schema/points.ts';
import { reattributions } from '../../../db/schema/reattributions.ts';
import { staff } from '../../../db/schema/shop.ts';
import { empty, onServer } from '../../setup.ts';
import { buy, factRows, openCounter, undoWith, visit } from './byName.ts';
import { bookRows, headquarters, join, pay, redo, type Shop, undo } from './shop.ts';

const { test } = onServer;

const at = (day: number) => new Date(Date.parse('2026-02-01T03:00:00Z') + day * 86_400_000);
const [hana, yuki, mio] = [1, 2, 3] as [AccountId, AccountId, AccountId];

const bought = (id: number, to: AccountId): Decision => ({ kind: 'purchase', id, to });
const came = (id: number, to: AccountId): Decision => ({ kind: 'activity', id, to });
const pointsOf = async (db: Database, accountId: AccountId, now: Date) => (await balanceOf(db, accountId, now)).total;
const sound = async (db: Database, now: Date) => expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);
const asked = async ({ db }: Shop, now: Date, edgeId: EdgeId) =>
  (await previewUndo(db, now, edgeId)).inferred.map(({ kind, id, choices }) => ({ kind, id, choices }));

/** What counts as whose: every purchase and visit by its day, and what everybody can use. */
async function owned(shop: Shop, now: Date): Promise<string> {
  const all = [];
  for (const accountId of shop.accountIds) {
    const { items } = await historyOf(shop.db, [accountId]);
    const points = await pointsOf(shop.db, accountId, now);
    all.push([accountId, points, items.map((item) => [item.kind, item.at])]);
  }
  return JSON.stringify(all);
}

describe('a fact recorded by name, whose owner staff decide at an undo', () => {
  test('A1 its account never changes: what was somebody else’s leaves its row, a decision, and a new row on the same day', async ({
    db,
  }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const purchaseId = await buy(shop, at(2), hana, 50_000);
    const visitId = await visit(shop, at(3), hana);
    const before = [...(await factRows(db)), ...(await bookRows(db))];
    const { voidId } = await undoWith(shop, at(40), edgeId, [bought(purchaseId, yuki), came(visitId, yuki)]);
    const after = [...(await factRows(db)), ...(await bookRows(db))];
    expect(before.filter((row) => !after.includes(row))).toEqual([]);
    expect(await db.select().from(reattributions)).toMatchObject([
      { voidId, purchaseId, fromAccountId: hana, toAccountId: yuki, decidedBy: `staff:${shop.staffId}` },
      { voidId, activityId: visitId, fromAccountId: hana, toAccountId: yuki },
    ]);
    const [own, other] = await db.select().from(purchases).orderBy(purchases.id);
    const { id, accountId, recordedAt, attribution, source, sourceId, ...same } = other!;
    expect(own).toMatchObject(same);
    expect({ accountId, recordedAt, attribution, source, sourceId }).toEqual({
      ...{ accountId: yuki, recordedAt: at(40), attribution: 'decided', source: 'reattribution', sourceId: '1' },
    });
    expect(await historyOf(db, [hana])).toEqual({ items: [] });
    expect((await historyOf(db, [yuki])).items).toMatchObject([
      { kind: 'visit', at: at(3) },
      { kind: 'purchase', at: at(2), totalYen: 50_000, purchaseId: id },
    ]);
    expect([await pointsOf(db, hana, at(40)), await pointsOf(db, yuki, at(40))]).toEqual([0, 500]);
    await sound(db, at(40));
  });

  test('A1 no reader of facts sees the pair twice: history, counts, tier, till, summary, export', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    await buy(shop, at(2), hana, 30_000, 'presented');
    const purchaseId = await buy(shop, at(3), hana, 50_000);
    await undoWith(shop, at(40), edgeId, [bought(purchaseId, yuki)]);
    for (const [accountId, yen] of [
      [hana, 30_000],
      [yuki, 50_000],
    ] as const) {
      expect((await countPurchases(db, [accountId])).get(accountId)).toBe(1);
      expect(await countedPurchases(db, [accountId], at(40))).toMatchObject([{ yen }]);
      expect(await receiptsOf(db, [accountId], 9)).toMatchObject([{ totalYen: yen, earned: yen / 100 }]);
      expect(await summaryOf(db, accountId, at(40))).toMatchObject({ purchases: 1, points: yen / 100 });
      const exported = JSON.stringify(await gather(db, at(40), [accountId]));
      expect(exported).toContain(String(yen));
      expect(exported).not.toContain(String(80_000 - yen));
    }
  });

  test('A1 points already used from it are uncovered in the preview, which is the result; other points cover first', async ({
    db,
  }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    await buy(shop, at(2), hana, 6_000, 'presented');
    const purchaseId = await buy(shop, at(3), hana, 50_000);
    await pay(shop, at(30), hana, 100);
    const plain = await previewUndo(db, at(40), edgeId);
    expect(plain).toMatchObject({ uncoveredTotal: 0, sides: [{ points: 460 }, { points: 0 }] });
    const { seen } = await undoWith(shop, at(40), edgeId, [bought(purchaseId, yuki)]);
    expect(seen.digest).not.toBe(plain.digest);
    expect(seen).toMatchObject({
      ...{ uncoveredTotal: 40, sides: [{ points: 0 }, { points: 500 }] },
      lots: [
        { accountId: hana, now: 460, afterwards: 0, moved: true },
        { accountId: yuki, now: 0, afterwards: 500, moved: true },
      ],
    });
    expect([await pointsOf(db, hana, at(40)), await pointsOf(db, yuki, at(40))]).toEqual([0, 500]);
    await sound(db, at(40));
  });

  test('A1 points of it that are still to join, are reserved or have ended keep their dates on the other account', async ({
    db,
  }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const old = await buy(shop, at(2), hana, 50_000);
    const used = await buy(shop, at(3), hana, 20_000);
    await pay(shop, at(30), hana, 600);
    await expireLots({ ...headquarters(shop, at(400)), now: at(400) });
    const fresh = await buy(shop, at(410), hana, 10_000);
    await undoWith(shop, at(412), edgeId, [bought(old, yuki), bought(used, yuki), bought(fresh, yuki)]);
    const yukis = await db.select().from(lots).where(eq(lots.accountId, yuki)).orderBy(lots.id);
    const hanas = await db.select().from(lots).where(eq(lots.accountId, hana)).orderBy(lots.id);
    const dates = ({ earnedAt, recordedAt, availableAt, expiresAt }: (typeof hanas)[number]) =>
      JSON.stringify([earnedAt, recordedAt, availableAt, expiresAt]);
    expect(yukis.map(dates)).toEqual(hanas.map(dates));
    // 600 had been in use when they ended, so they live on for the grace; 100 had been seen to end.
    expect(yukis.map(({ remaining }) => remaining)).toEqual([500, 100, 100]);
    expect((await balanceOf(db, yuki, at(412))).pending).toMatchObject([{ amount: 100 }]);
    expect(hanas.map(({ remaining }) => remaining)).toEqual([0, 0, 0]);
    await sound(db, at(412));
    await redo(shop, at(413), edgeId);
    await sound(db, at(413));
    expect((await db.select().from(lots).orderBy(lots.id)).map(({ remaining }) => remaining)).toEqual([
      0, 0, 100, 0, 0, 0,
    ]);
  });

  test('A1 the database itself refuses to change or delete a decision', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    await undoWith(shop, at(4), edgeId, [came(await visit(shop, at(2), hana), yuki)]);
    await expect(db.update(reattributions).set({ toAccountId: hana })).rejects.toMatchObject({
      cause: { constraint_name: 'reattributions_append_only' },
    });
    await expect(db.delete(reattributions)).rejects.toThrow();
  });

  test('A2 an undo asks exactly about what was recorded by name while the two sides were one', async ({ db }) => {
    const shop = await openCounter(db, 3);
    await buy(shop, at(0), hana, 1_000);
    const edgeId = await join(shop, at(1), hana, yuki);
    await buy(shop, at(2), hana, 1_000, 'presented');
    await buy(shop, at(2), mio, 1_000);
    const purchaseId = await buy(shop, at(3), yuki, 1_000);
    const visitId = await visit(shop, at(4), hana);
    expect(await asked(shop, at(5), edgeId)).toEqual([
      { kind: 'purchase', id: purchaseId, choices: [hana] },
      { kind: 'activity', id: visitId, choices: [yuki] },
    ]);
  });

  test('A2 each undo asks its own window: who joined later is no choice for what was recorded earlier', async ({
    db,
  }) => {
    const shop = await openCounter(db, 3);
    const first = await join(shop, at(1), hana, yuki);
    const early = await visit(shop, at(2), yuki);
    const second = await join(shop, at(3), yuki, mio);
    const late = await visit(shop, at(4), yuki);
    expect(await asked(shop, at(5), second)).toEqual([{ kind: 'activity', id: late, choices: [mio] }]);
    expect((await asked(shop, at(5), first)).map(({ id }) => id)).toEqual([early, late]);
    await undoWith(shop, at(5), first, [came(early, hana)]);
    expect(await asked(shop, at(6), second)).toEqual([{ kind: 'activity', id: late, choices: [mio] }]);
  });

  test('A2 each is decided once: one row for each at an undo, and what was given away is asked no more', async ({
    db,
  }) => {
    const shop = await openCounter(db, 3);
    const first = await join(shop, at(1), hana, yuki);
    const second = await join(shop, at(1), yuki, mio);
    const [moved, kept] = [await visit(shop, at(2), yuki), await visit(shop, at(3), yuki)];
    await undoWith(shop, at(4), first, [came(moved, hana)]);
    expect(await db.select().from(reattributions)).toMatchObject([
      { activityId: moved, fromAccountId: yuki, toAccountId: hana },
      { activityId: kept, fromAccountId: yuki, toAccountId: yuki },
    ]);
    expect(await asked(shop, at(5), second)).toEqual([{ kind: 'activity', id: kept, choices: [mio] }]);
    await undoWith(shop, at(5), second, [came(kept, mio)]);
    expect((await historyOf(db, [yuki])).items).toEqual([]);
    await sound(db, at(5));
  });

  test('A2 an undo that does not part asks nothing; the one that parts asks about the whole time together', async ({
    db,
  }) => {
    const shop = await openCounter(db, 3);
    const first = await join(shop, at(1), hana, yuki);
    await join(shop, at(1), yuki, mio);
    const visitId = await visit(shop, at(2), hana);
    const last = await join(shop, at(3), hana, mio);
    expect(await asked(shop, at(4), first)).toEqual([]);
    await undo(shop, at(4), first);
    expect(await asked(shop, at(5), last)).toEqual([{ kind: 'activity', id: visitId, choices: [yuki, mio] }]);
  });

  test('A2 goods that came back leave their purchase where the return was settled', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const purchaseId = await buy(shop, at(2), hana, 10_000);
    const clerk = { ...headquarters(shop, at(3)), actor: { kind: 'system', job: 'till' } } as const;
    await returnPurchase(clerk, { purchaseId, what: { amountYen: 4_000 }, key: 'back' });
    expect(await asked(shop, at(4), edgeId)).toEqual([{ kind: 'purchase', id: purchaseId, choices: [] }]);
    await expect(previewUndo(db, at(4), edgeId, { decisions: [bought(purchaseId, yuki)] })).rejects.toThrow(
      'preview_stale',
    );
  });

  test('a closed card gives nothing away and is given nothing', async ({ db }) => {
    const shop = await openCounter(db, 3);
    const edgeId = await join(shop, at(1), hana, yuki);
    await join(shop, at(1), yuki, mio);
    await visit(shop, at(2), yuki);
    const visitId = await visit(shop, at(2), hana);
    await db
      .update(accounts)
      .set({ closedAt: at(3) })
      .where(eq(accounts.id, yuki));
    expect(await asked(shop, at(4), edgeId)).toEqual([{ kind: 'activity', id: visitId, choices: [mio] }]);
  });

  test('what is decided is what was seen: another decision, a new fact or somebody not asked about changes nothing', async ({
    db,
  }) => {
    const shop = await openCounter(db, 3);
    const edgeId = await join(shop, at(1), hana, yuki);
    const visitId = await visit(shop, at(2), hana);
    const { digest } = await previewUndo(db, at(3), edgeId);
    const undoing = { edgeId, reason: 'store_mistake', digest } as const;
    const context = headquarters(shop, at(3));
    for (const decision of [came(visitId, yuki), came(visitId, mio), came(visitId + 1, yuki), bought(visitId, yuki)])
      await expect(undoMerge(context, { ...undoing, decisions: [decision] })).rejects.toThrow('preview_stale');
    await visit(shop, at(3), yuki);
    await expect(undoMerge(context, undoing)).rejects.toThrow('preview_stale');
    expect(await db.$count(reattributions)).toBe(0);
    await undo(shop, at(4), edgeId);
    await expect(undoMerge(context, undoing)).rejects.toThrow('edge_not_active');
    expect(await db.$count(reattributions)).toBe(2);
  });

  test('a redo withdraws it, as if the undo had never been, and the next undo asks again', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const purchaseId = await buy(shop, at(2), hana, 50_000);
    await pay(shop, at(30), hana, 100);
    const before = [await owned(shop, at(41)), await asked(shop, at(40), edgeId)];
    await undoWith(shop, at(40), edgeId, [bought(purchaseId, yuki)]);
    expect(await previewRedo(db, at(41), edgeId)).toMatchObject({ movesBack: 1 });
    await redo(shop, at(41), edgeId);
    expect([await owned(shop, at(41)), await asked(shop, at(41), edgeId)]).toEqual(before);
    await sound(db, at(41));
    await undoWith(shop, at(42), edgeId, [bought(purchaseId, yuki)]);
    expect(await pointsOf(db, yuki, at(42))).toBe(500);
    await sound(db, at(42));
  });

  test('a redo gives it back also to a card that has left its person in the meantime', async ({ db }) => {
    const shop = await openCounter(db, 3);
    const first = await join(shop, at(1), hana, yuki);
    const second = await join(shop, at(1), yuki, mio);
    const purchaseId = await buy(shop, at(2), hana, 50_000);
    await undoWith(shop, at(40), second, [bought(purchaseId, mio)]);
    await undo(shop, at(41), first);
    await redo(shop, at(42), second);
    expect([await pointsOf(db, hana, at(42)), await pointsOf(db, mio, at(42))]).toEqual([500, 0]);
    expect((await historyOf(db, [hana])).items).toHaveLength(1);
    await sound(db, at(42));
  });

  test('goods that come back while it stands there go back to the card that paid, and came back of it after a redo too', async ({
    db,
  }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const purchaseId = await buy(shop, at(2), hana, 50_000);
    await undoWith(shop, at(40), edgeId, [bought(purchaseId, yuki)]);
    const clerk = { ...headquarters(shop, at(41)), actor: { kind: 'system', job: 'till' } } as const;
    const back = { what: { amountYen: 20_000 }, key: 'back' };
    await expect(returnPurchase(clerk, { purchaseId, ...back })).rejects.toThrow('preview_stale');
    const [receipt] = await receiptsOf(db, [yuki], 1);
    await returnPurchase(clerk, { purchaseId: receipt!.purchaseId, ...back });
    expect(await pointsOf(db, yuki, at(41))).toBe(300);
    await redo(shop, at(42), edgeId);
    expect(await receiptsOf(db, [hana], 1)).toMatchObject([{ purchaseId, returnedYen: 20_000, pointsTaken: 200 }]);
    expect(await pointsOf(db, hana, at(42))).toBe(300);
    await sound(db, at(42));
  });

  test.for([
    ['the first card', hana],
    ['the middle card', yuki],
    ['the last card', mio],
  ] as const)('undone in any order, what is really of %s comes to be there (S7)', async ([, owner], { db }) => {
    const results: string[] = [];
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      await empty(db);
      const shop = await openCounter(db, 3);
      const edges = [await join(shop, at(1), hana, yuki), await join(shop, at(1), yuki, mio)];
      for (const card of [hana, yuki, mio]) await buy(shop, at(2 + card), card, 10_000 * card);
      await pay(shop, at(30), yuki, 150);
      for (const [index, which] of order.entries()) {
        const edgeId = edges[which]!;
        const { inferred } = await previewUndo(db, at(40 + index), edgeId);
        const truths = inferred.filter(({ choices }) => choices.includes(owner));
        await undoWith(
          shop,
          at(40 + index),
          edgeId,
          truths.map(({ id }) => bought(id, owner)),
        );
        await sound(db, at(40 + index));
      }
      results.push(await owned(shop, at(42)));
    }
    expect(results[0]).toBe(results[1]);
    expect(JSON.parse(results[0]!)[owner - 1][2]).toHaveLength(3);
  });

  test('a second approver confirms exactly the decisions of the first', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const purchaseId = await buy(shop, at(2), hana, 200_000);
    await pay(shop, at(30), hana, 1_500);
    const decisions = [bought(purchaseId, yuki)];
    const { digest, uncoveredTotal } = await previewUndo(db, at(40), edgeId, { decisions });
    expect(uncoveredTotal).toBe(1_500);
    const first = headquarters(shop, at(40));
    const [colleague] = await db
      .insert(staff)
      .values({ slackUserId: 'U2', name: '山口 真理子', role: 'headquarters', storeId: shop.storeId })
      .returning();
    const undoing = { edgeId, reason: 'store_mistake', digest, decisions } as const;
    await expect(undoMerge(first, undoing)).rejects.toThrow('second_needed');
    await proposeUndo(first as never, undoing);
    expect(await proposedDecisions(db, edgeId)).toEqual(decisions);
    const second = { ...first, actor: { ...first.actor, staffId: colleague!.id } } as typeof first;
    await undoMerge(second, undoing);
    expect(await pointsOf(db, yuki, at(40))).toBe(2_000);
    await sound(db, at(40));
  });

  test('A1 verify finds a row in the place of a fact that nobody decided about', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    const purchaseId = await buy(shop, at(2), hana, 1_000);
    await undoWith(shop, at(3), edgeId, [bought(purchaseId, yuki)]);
    await db.insert(purchases).values({
      ...{ accountId: yuki, channelId: 1 as never, boughtAt: at(2), recordedAt: at(3), totalYen: 1 },
      ...{ source: 'reattribution', sourceId: '99' },
    });
    const found = await verifyInvariants(db, at(3));
    expect(found).toContainEqual({ invariant: 'A1', where: `purchase ${(purchaseId + 2) as PurchaseId}` });
  });

  test('nothing is asked of cards that somebody else has just parted: a preview holds no lock', async ({ db }) => {
    const shop = await openCounter(db);
    const edgeId = await join(shop, at(1), hana, yuki);
    await buy(shop, at(2), hana, 1_000);
    await undo(shop, at(3), edgeId);
    const apart = new Map([
      [hana, hana],
      [yuki, yuki],
    ]);
    expect(await inferredAcross(db, apart)).toEqual([]);
  });
});
