import { describe, expect } from 'vitest';
import { exposureOf, readExposure } from '../../../core/exposure/report.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { recordDisclosure } from '../../../core/merges/visible.ts';
import { databases } from '../../setup.ts';
import { askByMail, at, clerk, codeSent, type House, join, member, openHouse, tick, twoCards } from '../house.ts';

async function merged(house: House) {
  const cards = await twoCards(house);
  const { requestId } = await askByMail(house, cards.today);
  await proveRequest(member(house, cards.today, at(1)), { requestId, code: await codeSent(house.db) });
  const view = await requestOf(house.db, requestId, at(2));
  const { edgeId } = await approveRequest(clerk(house, 'jun', at(2)), { requestId, epochs: view!.epochs! });
  return { ...cards, requestId, edgeId };
}

async function undo(house: House, edgeId: Awaited<ReturnType<typeof merged>>['edgeId'], minutes: number) {
  const { digest } = await previewUndo(house.db, at(minutes), edgeId);
  await undoMerge(clerk(house, 'takeshi', at(minutes)), { edgeId, reason: 'wrong_person', digest });
}

describe.each(databases)('the exposure report, on $name', ({ test }) => {
  test('P6 is the log of what was shown, joined with who stood on which side, over the window and no longer', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today, older, edgeId } = await merged(house);
    const third = await join(house, { familyName: '佐藤', givenName: '花子' });
    const show = (minutes: number, to: typeof today, of: typeof today, what: 'balance' | 'history', facts: number) =>
      recordDisclosure(tick(house, at(minutes)), to.identityId, what, new Map([[of.accountId, facts]]));
    await show(1, today, older, 'history', 100);
    await show(10, today, older, 'history', 3);
    await show(20, today, older, 'history', 4);
    await show(30, older, today, 'balance', 1);
    await show(30, third, older, 'balance', 7);
    await show(30, today, third, 'balance', 9);
    await undo(house, edgeId, 60);
    await show(90, today, older, 'history', 100);
    const { exposed, parted, from, until } = await exposureOf(db, edgeId);
    expect({ parted, from, until }).toEqual({ parted: true, from: at(2), until: at(60) });
    // The message that told of the merge named both cards' figures.
    const shown = exposed.filter(({ what }) => what !== 'message');
    expect(exposed).toHaveLength(3);
    expect(
      shown.map(({ toAccountId, ofAccountId, what, times, facts, firstAt, lastAt }) => ({
        toAccountId,
        ofAccountId,
        what,
        times,
        facts,
        firstAt,
        lastAt,
      })),
    ).toEqual([
      {
        toAccountId: today.accountId,
        ofAccountId: older.accountId,
        what: 'history',
        times: 2,
        facts: 7,
        firstAt: at(10),
        lastAt: at(20),
      },
      {
        toAccountId: older.accountId,
        ofAccountId: today.accountId,
        what: 'balance',
        times: 1,
        facts: 1,
        firstAt: at(30),
        lastAt: at(30),
      },
    ]);
  });

  test('is for headquarters, after an undo, and on record', async ({ db }) => {
    const house = await openHouse(db);
    const { edgeId } = await merged(house);
    await expect(exposureOf(db, edgeId)).rejects.toMatchObject({ code: 'edge_not_void' });
    await undo(house, edgeId, 60);
    await expect(readExposure(clerk(house, 'mariko', at(61)), edgeId)).rejects.toMatchObject({ code: 'not_yours' });
    expect((await readExposure(clerk(house, 'takeshi', at(61)), edgeId)).exposed).toMatchObject([{ what: 'message' }]);
  });
});
