import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { twice } from '../../../bot/duplicates/attempt.ts';
import { rejectPair } from '../../../core/duplicates/ask.ts';
import { countDuplicates, detectDuplicates } from '../../../core/duplicates/detect.ts';
import { type Finder, finderHere } from '../../../core/duplicates/finder.ts';
import { claimRun } from '../../../core/duplicates/runs.ts';
import { changeDuplicateSettings } from '../../../core/duplicates/settings.ts';
import { countMembers } from '../../../core/members/count.ts';
import { componentOf } from '../../../core/merges/component.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { visibleAccounts } from '../../../core/merges/visible.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { Database } from '../../../db/open.ts';
import { detectRuns, duplicatePairs, matcherModels } from '../../../db/schema/duplicates.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeEdges, mergeRequests, purseLinks, undoReasons, viewLinks } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { databases, empty, onServer } from '../../setup.ts';
import { at, clerk, openHouse, tick, told } from '../house.ts';
import { type Cut, crowd, look, night, pairs, says, secondCard, standsAs } from './base.ts';

/** Does something while the database refuses every edge of which this is true. */
async function refusing(db: Database, condition: string, work: () => Promise<void>): Promise<void> {
  await db.execute(sql`create function refuse_edge() returns trigger language plpgsql as
    $$ begin if ${sql.raw(condition)} then raise exception 'planted'; end if; return new; end $$`);
  await db.execute(
    sql`create trigger refuse_edge before insert on merge_edges for each row execute function refuse_edge()`,
  );
  try {
    await work();
  } finally {
    await db.execute(sql`drop function refuse_edge cascade`);
  }
}

describe.each(databases)('a nightly look over the base, on $name', ({ test }) => {
  test('merges a sure pair that the shop recorded itself, tells both, and opens nothing', async ({ db }) => {
    const house = await openHouse(db);
    const [first] = await crowd(house, 40);
    const second = await secondCard(house, 0, { phone: '０９０００００１０００' }, 900);
    await look(house, 0);

    expect(await standsAs(house, first!, second)).toBe('automatic merged');
    expect((await componentOf(db, first!.accountId)).accountIds).toEqual([first!.accountId, second.accountId]);
    expect(await countMembers(db)).toMatchObject({ persons: 40, accounts: 41 });
    expect(await db.select().from(purseLinks)).toEqual([]);
    expect(await db.select().from(viewLinks)).toEqual([]);
    expect(await visibleAccounts(db, first!.identityId)).toEqual([first!.accountId]);
    expect((await balanceOf(db, first!.accountId, at(9_999))).spendable).toBe(0);

    const heard = await told(db);
    const lines = heard.filter(({ template, topic }) => template === 'merged_about_you' && topic === 'line');
    expect(lines.map(({ to }) => to).sort()).toEqual([first!.identityId, second.identityId]);
    expect(heard.filter(({ show }) => show === 'duplicates')).toHaveLength(1);
    const [request] = await db.select().from(mergeRequests);
    expect(request).toMatchObject({ origin: 'matcher', state: 'approved', decidedByStaffId: null, proof: null });
    const [merged] = await db.select().from(auditEntries).where(eq(auditEntries.action, 'duplicates.merged'));
    expect(merged!.facts).toMatchObject({ modelId: 1, runId: 1, grounds: 'recorded' });
    expect(merged!.facts.probability).toBeGreaterThan(0.98);
    expect(await verifyInvariants(db, at(night), { deep: true })).toEqual([]);
  });

  test('leaves a sure pair that cannot be merged to staff, and merges the others', async ({ db }) => {
    const house = await openHouse(db);
    const [first, other] = await crowd(house, 40);
    const [second, third] = [await secondCard(house, 0), await secondCard(house, 1)];
    const failures: unknown[] = [];
    await refusing(db, `${first!.accountId} in (new.a, new.b)`, () =>
      look(house, 0, { attempt: twice((pairId) => failures.push(pairId)) }),
    );
    expect(failures).toHaveLength(1);
    expect(await standsAs(house, first!, second)).toBe('review open');
    expect(await standsAs(house, other!, third)).toBe('automatic merged');
    expect(await db.select().from(detectRuns)).toMatchObject([{ step: 'done', merged: 1, failure: null }]);
    await look(house, night);
    expect(await standsAs(house, first!, second)).toBe('automatic merged');
    expect(await verifyInvariants(db, at(night), { deep: true })).toEqual([]);
  });

  test('does not take it for the fault of the pairs when one after the other cannot be merged', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    for (let n = 0; n < 5; n++) await secondCard(house, n);
    await refusing(db, 'true', () =>
      expect(look(house, 0, { attempt: twice(() => {}) })).rejects.toThrow('3 sure pairs in a row'),
    );
    expect((await pairs(house)).map(({ zone }) => zone).sort()).toEqual([
      ...['automatic', 'automatic', 'review', 'review', 'review'],
    ]);
    expect(await db.select().from(detectRuns)).toMatchObject([{ step: 'merging', endedAt: null }]);
    await look(house, 60);
    expect(await db.select().from(detectRuns)).toMatchObject([{ step: 'done', merged: 2 }]);
  });

  test('comes to the same rows every night, says so only once, and keeps few models', async ({ db }) => {
    const house = await openHouse(db);
    const [first, , third] = await crowd(house, 40);
    await says(house, first!, { phone: '090-0000-7777' });
    await secondCard(house, 0, { phone: '090-0000-7777' });
    await secondCard(house, 2, { familyName: '大沢', familyKana: 'オオサワ' });
    await look(house, 0);
    const found = await pairs(house);
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (let day = 1; day <= 6; day++) await look(house, day * night);
    expect(await pairs(house)).toEqual(found);
    expect((await told(db)).filter(({ show }) => show === 'duplicates')).toHaveLength(1);
    expect(await db.select().from(matcherModels)).toHaveLength(5);
    expect(third).toBeDefined();
  });

  test('lets go what it no longer finds, and whom the shop no longer has; what comes back is new', async ({ db }) => {
    const house = await openHouse(db);
    const [first, other] = await crowd(house, 40);
    await changeDuplicateSettings(tick(house), { merges: false });
    const second = await secondCard(house, 0);
    const third = await secondCard(house, 1);
    await look(house, 0);
    expect(await standsAs(house, first!, second)).toBe('automatic open');
    await says(house, second, { familyName: '森', familyKana: 'モリ', givenName: '蓮', givenKana: 'レン' }, 1);
    await says(house, second, { birthDate: '2001-12-31', phone: '06-0000-1234', mail: 'ren@example.com' }, 1);
    await db
      .update(accounts)
      .set({ closedAt: at(1) })
      .where(eq(accounts.id, third.accountId));
    await look(house, night);
    expect(await standsAs(house, first!, second)).toBe('automatic gone');
    expect(await standsAs(house, other!, third)).toBe('automatic gone');
    await db.update(accounts).set({ closedAt: null }).where(eq(accounts.id, third.accountId));
    await look(house, 2 * night);
    expect(await standsAs(house, other!, third)).toBe('automatic open');
    const [back] = (await pairs(house)).filter(({ b }) => b === third.accountId);
    expect(back).toMatchObject({ foundAt: at(2 * night), settledAt: null });
  });

  test('lets go of pairs that a registration found and it does not, but of none that came up since it began', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const [first, other, third] = await crowd(house, 40);
    const unlike = { probability: 0.9, zone: 'review' as const, reasons: [] };
    const [a, b, c] = [first!.accountId, other!.accountId, third!.accountId];
    await db.insert(duplicatePairs).values({ ...unlike, a, b, foundAt: at(-1), orderedAt: at(-1) });
    await db.insert(duplicatePairs).values({ ...unlike, a: b, b: c, foundAt: at(1) });
    await look(house, 0);
    expect(await standsAs(house, first!, other!)).toBe('review gone');
    expect(await standsAs(house, other!, third!)).toBe('review open');
    const [gone] = await db.select().from(duplicatePairs).orderBy(duplicatePairs.id);
    expect(gone).toMatchObject({ orderedAt: null, settledAt: at() });
    await look(house, night);
    expect(await standsAs(house, other!, third!)).toBe('review gone');
  });

  test('only looks when it is asked only to look', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    await secondCard(house, 0);
    const counts = await countDuplicates(tick(house), { finder: finderHere(), clock: () => at() });
    expect(counts).toMatchObject({ accounts: 41, automatic: 1 });
    for (const table of [detectRuns, duplicatePairs, matcherModels, mergeRequests])
      expect(await db.select().from(table)).toEqual([]);
  });
});

const { test } = onServer;

describe('a look that is cut off', () => {
  const cuts: Cut[] = ['reading', 'candidates', 'learning', 'judging', 'gathering', 'writing', 'merging'];
  test('wherever it was, comes to the same when it is taken up again', async ({ db }) => {
    const outcomes = [];
    for (const until of [undefined, ...cuts]) {
      await empty(db);
      const house = await openHouse(db);
      const [, , third] = await crowd(house, 40);
      for (const n of [0, 1]) await secondCard(house, n);
      const own = await secondCard(house, 2);
      await says(house, own, { phone: '090-0000-7777' });
      if (until) await expect(look(house, 0, { until })).rejects.toThrow('cut off');
      await (until ? expect(look(house, 1)).rejects.toThrow('somebody else') : undefined);
      await (until ? look(house, 30) : look(house, 0));
      expect(await standsAs(house, third!, own)).toBe('review open');
      outcomes.push({
        pairs: (await pairs(house)).map(({ settledAt: _, foundAt: __, ...kept }) => kept),
        edges: (await db.select().from(mergeEdges)).map(({ a, b }) => [a, b]),
        persons: (await countMembers(db)).persons,
        cards: (await told(db)).filter(({ show }) => show === 'duplicates').length,
        figures: (await db.select().from(detectRuns)).map(({ review, merged, step }) => ({ review, merged, step })),
      });
    }
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(outcomes[0]).toMatchObject({ cards: 1, persons: 41, figures: [{ merged: 2, step: 'done' }] });
  });

  test('is none as long as its search goes on, however long each step of it takes', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    const run = (await claimRun(tick(house)))!;
    let minutes = 0;
    const search = finderHere();
    const find: Finder['find'] = async (task, progress) => {
      for (const step of ['candidates', 'chance', 'learning'] as const) {
        minutes += 10;
        progress(step);
        await expect.poll(async () => (await db.select().from(detectRuns))[0]!.leasedUntil).toEqual(at(minutes + 15));
        expect(await claimRun(tick(house, at(minutes + 10)))).toBeUndefined();
      }
      return search.find(task, () => {});
    };
    await detectDuplicates(tick(house), run, { finder: { ...search, find }, clock: () => at(minutes) });
    expect(await db.select().from(detectRuns)).toMatchObject([{ attempt: 1, step: 'done' }]);
  });

  test('again and again is given up, and headquarters are told', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 5);
    for (let attempt = 0; attempt < 5; attempt++)
      await expect(look(house, attempt * 30, { until: 'judging' })).rejects.toThrow('cut off');
    await expect(look(house, 150)).rejects.toThrow('somebody else');
    expect(await db.select().from(detectRuns)).toMatchObject([{ failure: 'gave_up', step: 'done', attempt: 6 }]);
    expect((await told(db)).filter(({ show }) => show === 'duplicates')).toHaveLength(1);
    await look(house, night);
  });
});

describe('what was undone', () => {
  test.for(undoReasons)('(%s) is not merged again, nor shown again', async (reason, { db }) => {
    const house = await openHouse(db);
    const [first] = await crowd(house, 40);
    const second = await secondCard(house, 0);
    await look(house, 0);
    const [edge] = await db.select().from(mergeEdges);
    const { digest } = await previewUndo(db, at(60), edge!.id);
    await undoMerge(clerk(house, 'takeshi', at(60)), { edgeId: edge!.id, reason, digest });
    for (const day of [1, 2]) {
      await look(house, day * night);
      expect(await standsAs(house, first!, second)).toBe('automatic undone');
    }
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
    const runs = await db.select().from(detectRuns).orderBy(detectRuns.id);
    expect(runs).toMatchObject([{ merged: 1 }, { review: 0, merged: 0 }, { review: 0 }]);
    expect(await verifyInvariants(db, at(3 * night), { deep: true })).toEqual([]);
  });
});

describe('what staff said to be two people', () => {
  test('is silent from then on, whichever of their cards is looked at', async ({ db }) => {
    const house = await openHouse(db);
    const [first] = await crowd(house, 40);
    const second = await secondCard(house, 0);
    await changeDuplicateSettings(tick(house), { merges: false });
    await look(house, 0);
    const [pair] = await db.select().from(duplicatePairs);
    await rejectPair(clerk(house, 'takeshi', at(10)), { pairId: pair!.id });
    await expect(rejectPair(clerk(house, 'takeshi', at(11)), { pairId: pair!.id })).rejects.toMatchObject({
      code: 'request_closed',
    });
    // A third card, which is one person with the second by the shop's own hand.
    const third = await secondCard(house, 0);
    await db
      .update(accounts)
      .set({ personId: second.accountId as never })
      .where(eq(accounts.id, third.accountId));
    await changeDuplicateSettings(tick(house), { merges: true });
    await look(house, night);
    expect(await standsAs(house, first!, second)).toBe('automatic rejected');
    expect(await standsAs(house, first!, third)).toBeUndefined();
    expect(await db.select().from(mergeEdges)).toEqual([]);
  });
});
