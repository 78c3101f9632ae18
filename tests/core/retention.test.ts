import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { describe, expect, test as plainTest } from 'vitest';
import { answerQuestion, approveRequest, askMember } from '../../core/merges/decide.ts';
import { previewUndo } from '../../core/merges/preview.ts';
import { proveRequest } from '../../core/merges/proof.ts';
import { requestOf } from '../../core/merges/requests.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import { countForgettable, forget } from '../../core/retention.ts';
import { keptDays } from '../../db/retention.ts';
import { detectRuns, duplicatePairs } from '../../db/schema/duplicates.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { databases } from '../setup.ts';
import { askByMail, at, clerk, codeSent, join, member, openHouse, tick, twoCards } from './house.ts';

const dayMinutes = 24 * 60;

plainTest('the windows in docs/privacy.md are those the jobs read', () => {
  const text = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8');
  const told = Object.fromEntries(
    [...text.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, days]) => [name, Number(days)]),
  );
  expect(told).toEqual(keptDays);
});

describe.each(databases)('what is forgotten, on $name', ({ test }) => {
  test('are pairs that are no longer found, and of decided ones why they were', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const third = await join(house, {});
    const [run] = await db.insert(detectRuns).values({ startedAt: at(), endedAt: at(), step: 'done' }).returning();
    const reasons = [{ feature: 'phone', level: 'same', weight: 9, rare: true }];
    const found = {
      probability: 0.9,
      zone: 'review',
      reasons,
      runId: run!.id,
      foundAt: at(),
      settledAt: at(),
    } as const;
    await db.insert(duplicatePairs).values([
      { ...found, a: today.accountId, b: older.accountId, state: 'rejected' },
      { ...found, a: today.accountId, b: third.accountId, state: 'gone' },
      { ...found, a: older.accountId, b: third.accountId, state: 'open', settledAt: null },
    ]);
    await forget(tick(house, at((keptDays.gonePairs + 1) * dayMinutes)));
    const left = await db.select().from(duplicatePairs).orderBy(duplicatePairs.id);
    expect(left.map(({ state, reasons: why }) => [state, why.length])).toEqual([
      ['rejected', 0],
      ['open', 1],
    ]);
  });

  test('is the evidence of a decided request after its window; its join stays, and can be undone', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today, at(1)), { requestId, code: await codeSent(db) });
    await askMember(clerk(house, 'jun', at(2)), { requestId, question: '旧姓は何でしょうか' });
    await answerQuestion(member(house, today, at(3)), { requestId, answer: '田中です' });
    const view = await requestOf(db, requestId, at(4));
    const { edgeId } = await approveRequest(clerk(house, 'jun', at(4)), { requestId, epochs: view!.epochs! });
    const kept = async () => {
      const [row] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
      return [row!.evidence !== null, row!.question, row!.answer];
    };
    await forget(tick(house, at(keptDays.evidence * dayMinutes)));
    expect(await kept()).toEqual([true, '旧姓は何でしょうか', '田中です']);
    const late = at((keptDays.evidence + 1) * dayMinutes);
    const counted = await countForgettable(db, late);
    expect(counted).toMatchObject({ evidence: 1, conversation: 1 });
    const forgotten = await forget(tick(house, late));
    for (const [name, count] of Object.entries(forgotten)) expect(counted).toMatchObject({ [name]: count });
    expect(await kept()).toEqual([false, null, null]);
    expect(await forget(tick(house, late))).toEqual({});
    const { digest, splits } = await previewUndo(db, late, edgeId);
    expect(splits).toBe(true);
    await undoMerge({ ...clerk(house, 'takeshi'), now: late }, { edgeId, reason: 'member_wish', digest });
  });
});
