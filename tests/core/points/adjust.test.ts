import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { type Adjusting, adjustPoints, decideAdjustment, previewAdjustment } from '../../../core/points/adjust.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { Database } from '../../../db/open.ts';
import { auditEntries, settings } from '../../../db/schema/plumbing.ts';
import { staff } from '../../../db/schema/shop.ts';
import { pointAdjustments } from '../../../db/schema/till.ts';
import { databases } from '../../setup.ts';
import { at, clerk, type Guest, type House, join, openHouse, told, yuko } from '../house.ts';

describe.each(databases)('points moved by hand on $name', ({ test }) => {
  let house: House;
  let guest: Guest;
  test.beforeEach(async ({ db }) => {
    house = await openHouse(db);
    guest = await join(house, yuko, { store: house.stores.kichijoji, points: 500 });
  });

  const asked = (amount: number, more: Partial<Adjusting> = {}): Adjusting => ({
    ...{ accountId: guest.accountId, amount, reason: 'apology', key: `k${amount}` },
    ...more,
  });
  const spendable = async (db: Database) => (await balanceOf(db, guest.accountId, at())).spendable;
  const actions = async (db: Database) =>
    (await db.select({ action: auditEntries.action }).from(auditEntries).orderBy(auditEntries.id)).map(
      (row) => row.action,
    );

  test('up to the limit are moved at once, both ways, and audited', async ({ db }) => {
    expect(await adjustPoints(clerk(house, 'sayaka'), asked(300))).toMatchObject({ state: 'done' });
    expect(await adjustPoints(clerk(house, 'sayaka'), asked(-200))).toMatchObject({ state: 'done' });
    expect(await spendable(db)).toBe(600);
    expect(await actions(db)).toEqual(expect.arrayContaining(['adjustment.done']));
    expect(await told(db)).toEqual([]);
    expect(await verifyInvariants(db, at(), { deep: true })).toEqual([]);
  });

  test('come to what their preview said, and a preview moves nothing', async ({ db }) => {
    const preview = await previewAdjustment(clerk(house, 'sayaka'), asked(-200));
    expect(preview).toEqual({ before: 500, after: 300, needsSecond: false, limit: 1000 });
    expect(await spendable(db)).toBe(500);
    expect(await actions(db)).not.toContain('adjustment.done');
    await adjustPoints(clerk(house, 'sayaka'), asked(-200));
    expect(await spendable(db)).toBe(preview.after);
  });

  test('never go below nothing: taking more than there is says how much there is, also in the preview', async ({
    db,
  }) => {
    const refused = { code: 'not_enough_points', facts: { available: 500 } };
    await expect(previewAdjustment(clerk(house, 'sayaka'), asked(-501))).rejects.toMatchObject(refused);
    await expect(adjustPoints(clerk(house, 'sayaka'), asked(-501))).rejects.toMatchObject(refused);
    await expect(adjustPoints(clerk(house, 'sayaka'), asked(-5000))).rejects.toMatchObject(refused);
    expect(await spendable(db)).toBe(500);
    expect(await db.select().from(pointAdjustments)).toEqual([]);
  });

  test('above the limit wait for somebody else, and nothing moves before', async ({ db }) => {
    const { adjustmentId, state } = await adjustPoints(clerk(house, 'sayaka'), asked(2000));
    expect(state).toBe('waiting');
    expect(await spendable(db)).toBe(500);
    expect(await told(db)).toMatchObject([{ topic: 'slack', show: 'adjustment' }]);
    await decideAdjustment(clerk(house, 'mariko'), { adjustmentId, approve: true });
    expect(await spendable(db)).toBe(2500);
    expect(await told(db)).toHaveLength(2);
    expect(await actions(db)).toEqual(expect.arrayContaining(['adjustment.asked', 'adjustment.approved']));
  });

  test('are not cut into small ones to stay below the limit', async ({ db }) => {
    for (const amount of [400, 401]) await adjustPoints(clerk(house, 'sayaka'), asked(amount));
    expect(await adjustPoints(clerk(house, 'sayaka'), asked(200))).toMatchObject({ state: 'waiting' });
    expect(await spendable(db)).toBe(1301);
  });

  test('that are refused move nothing, and cannot be decided again', async ({ db }) => {
    const { adjustmentId } = await adjustPoints(clerk(house, 'sayaka'), asked(2000));
    await decideAdjustment(clerk(house, 'takeshi'), { adjustmentId, approve: false });
    const again = decideAdjustment(clerk(house, 'mariko'), { adjustmentId, approve: true });
    await expect(again).rejects.toMatchObject({ code: 'request_closed' });
    expect(await spendable(db)).toBe(500);
  });

  test('are decided by the manager of the store or headquarters, never by who asked', async ({ db }) => {
    const { adjustmentId } = await adjustPoints(clerk(house, 'mariko'), asked(2000));
    const decide = (who: 'sayaka' | 'mariko' | 'jun' | 'takeshi') =>
      decideAdjustment(clerk(house, who), { adjustmentId, approve: true });
    await expect(decide('sayaka')).rejects.toMatchObject({ code: 'not_yours', facts: { manager: true } });
    await expect(decide('jun')).rejects.toMatchObject({ code: 'not_yours' });
    await expect(decide('mariko')).rejects.toMatchObject({ code: 'second_needed' });
    expect(await spendable(db)).toBe(500);
    expect(await decide('takeshi')).toMatchObject({ state: 'done' });
  });

  test('approved twice at once are moved once', async ({ db }) => {
    const { adjustmentId } = await adjustPoints(clerk(house, 'sayaka'), asked(2000));
    const both = await Promise.allSettled(
      (['mariko', 'takeshi'] as const).map((who) =>
        decideAdjustment(clerk(house, who), { adjustmentId, approve: true }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await spendable(db)).toBe(2500);
  });

  test('a yes that comes when the points are gone is refused, and takes nothing', async ({ db }) => {
    await db.insert(settings).values({ key: 'adjust_limit', value: 100, changedAt: at() });
    const { adjustmentId } = await adjustPoints(clerk(house, 'sayaka'), asked(-400));
    await db.update(settings).set({ value: 1000 }).where(eq(settings.key, 'adjust_limit'));
    await adjustPoints(clerk(house, 'takeshi'), asked(-300));
    const yes = decideAdjustment(clerk(house, 'mariko'), { adjustmentId, approve: true });
    await expect(yes).rejects.toMatchObject({ code: 'not_enough_points', facts: { available: 200 } });
    expect(await spendable(db)).toBe(200);
  });

  test('with the same key are one, and with another body are refused', async ({ db }) => {
    const first = await adjustPoints(clerk(house, 'sayaka'), asked(300));
    expect(await adjustPoints(clerk(house, 'sayaka'), asked(300))).toEqual(first);
    const other = adjustPoints(clerk(house, 'sayaka'), asked(100, { key: 'k300' }));
    await expect(other).rejects.toMatchObject({ code: 'key_reused' });
    expect(await spendable(db)).toBe(800);
  });

  test('nobody moves their own, and who has left moves none', async ({ db }) => {
    await db.update(staff).set({ accountId: guest.accountId }).where(eq(staff.id, house.staff.sayaka));
    await expect(adjustPoints(clerk(house, 'sayaka'), asked(10))).rejects.toMatchObject({ code: 'about_yourself' });
    await db.update(staff).set({ active: false }).where(eq(staff.id, house.staff.mariko));
    await expect(adjustPoints(clerk(house, 'mariko'), asked(10))).rejects.toMatchObject({ code: 'not_staff' });
  });

  test.for([
    ['no points', { amount: 0 }, 'amount'],
    ['half a point', { amount: 1.5 }, 'amount'],
    ['more than a million', { amount: 1_000_001 }, 'amount'],
    ['something else without a note', { reason: 'other', note: ' ' }, 'note'],
    ['a reason that is none of the list', { reason: 'because' as never }, 'reason'],
  ] as const)('%s is refused', async ([, more, field]) => {
    const refused = adjustPoints(clerk(house, 'sayaka'), asked(10, more));
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field } });
  });
});
