import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { raiseAlerts } from '../../../core/abuse/look.ts';
import type { Context, StaffActor } from '../../../core/context.ts';
import { proposeMerge } from '../../../core/merges/anew.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { spend } from '../../../core/points/spend.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { Database } from '../../../db/open.ts';
import { abuseAlerts } from '../../../db/schema/abuse.ts';
import { mergeProposals, mergeRequests } from '../../../db/schema/merges.ts';
import { ledgerEntries } from '../../../db/schema/points.ts';
import { databases } from '../../setup.ts';
import { at, clerk, type Guest, type House, openHouse, tick, told, twoCards } from '../house.ts';

const day = 24 * 60;
const lapDays = 10;

/** Asked for at the counter of Kichijoji; `minutes` after the shop opened. */
async function cardOf(house: House, { today, older }: { today: Guest; older: Guest }, minutes: number) {
  const numbers = { presentNumber: today.memberNumber, oldNumber: older.memberNumber };
  const { requestId } = await startAtCounter(clerk(house, 'mariko', at(minutes)), numbers);
  const [request] = await house.db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
  return { requestId, epochs: { requester: request!.requesterEpoch!, target: request!.targetEpoch! } };
}

/** All that was ever left uncovered: what the laps have cost the shop. */
async function costOf(db: Database): Promise<number> {
  const rows = await db.select().from(ledgerEntries).where(eq(ledgerEntries.kind, 'uncovered'));
  return rows.reduce((total, { amount }) => total + amount, 0);
}

async function undo(context: Context<StaffActor>, edgeId: Parameters<typeof previewUndo>[2]) {
  const { digest, uncoveredTotal } = await previewUndo(context.db, context.now, edgeId);
  await undoMerge(context, { edgeId, reason: 'store_mistake', digest });
  return uncoveredTotal;
}

describe.each(databases)('merge, spend, undo and merge again, on $name', ({ test }) => {
  test('each lap after the first takes a reason and two people, headquarters is told, and no point is minted', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const cards = await twoCards(house);
    const { accountId } = cards.today;
    const own = (await balanceOf(db, accountId, at(0))).total;
    const other = (await balanceOf(db, cards.older.accountId, at(0))).total;
    let cost = 0;
    for (let lap = 0; lap < 3; lap++) {
      const from = lap * lapDays * day;
      const card = await cardOf(house, cards, from + 1);
      const approve = (who: 'sayaka' | 'takeshi') => approveRequest(clerk(house, who, at(from + 3)), card);
      if (lap > 0) {
        await expect(approve('sayaka')).rejects.toMatchObject({ code: 'reason_needed' });
        await proposeMerge(clerk(house, 'sayaka', at(from + 2)), { ...card, reason: 'ご本人がおいでになりました' });
        await expect(approve('sayaka')).rejects.toMatchObject({ code: 'second_needed' });
      }
      const { edgeId } = await approve('takeshi');
      const { spendable } = await balanceOf(db, accountId, at(from + 5 * day));
      const amount = Math.min(spendable, lap === 0 ? own + 400 : 400);
      await spend(tick(house, at(from + 5 * day)), { accountId, amount, key: `lap ${lap}` });
      cost += await undo(clerk(house, 'takeshi', at(from + 6 * day)), edgeId);
      expect(await costOf(db)).toBe(cost);
      expect(await verifyInvariants(db, at(from + 6 * day), { deep: true })).toEqual([]);
    }
    expect(cost).toBe(1_200);
    expect((await balanceOf(db, cards.older.accountId, at(30 * day))).total).toBe(other);
    expect((await balanceOf(db, accountId, at(30 * day))).total).toBe(0);
    expect(await db.select().from(mergeProposals)).toHaveLength(2);
    expect(await raiseAlerts(tick(house, at(27 * day)))).toBeGreaterThan(0);
    const alerts = await db.select().from(abuseAlerts).where(eq(abuseAlerts.rule, 'merge_spend_undo'));
    expect(alerts).toMatchObject([{ facts: { count: 3, points: 1_200, staff: ['大久保 健'] } }]);
    expect((await told(db)).map(({ show }) => show)).toContain('abuse');
  });
});
