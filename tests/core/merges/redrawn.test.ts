import { describe, expect } from 'vitest';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { databases } from '../../setup.ts';
import { askByMail, at, clerk, codeSent, join, member, openHouse, told, twoCards } from '../house.ts';

describe.each(databases)('a card that waits, on $name', ({ test }) => {
  test('is drawn again for everybody when a merge or an undo changes a person on it', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const third = await join(house, { familyName: '齋藤', givenName: '優子' }, { store: house.stores.kichijoji });
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today, at(2)), { requestId, code: await codeSent(db) });
    const drawings = async () =>
      (await told(db)).filter((one) => one.topic === 'slack' && one.show === 'request' && one.requestId === requestId)
        .length;
    const epochs = async () => (await requestOf(db, requestId, at(9)))?.epochs;
    expect([await drawings(), await epochs()]).toEqual([1, { requester: 0, target: 0 }]);

    const cards = { presentNumber: third.memberNumber, oldNumber: older.memberNumber };
    const other = await startAtCounter(clerk(house, 'sayaka', at(3)), cards);
    const joined = { requestId: other.requestId, epochs: { requester: 0, target: 0 } };
    const { edgeId } = await approveRequest(clerk(house, 'sayaka', at(4)), joined);
    expect([await drawings(), await epochs()]).toEqual([2, { requester: 0, target: 1 }]);
    const pressedBefore = approveRequest(clerk(house, 'jun', at(5)), {
      requestId,
      epochs: { requester: 0, target: 0 },
    });
    await expect(pressedBefore).rejects.toMatchObject({ code: 'request_stale' });

    const { digest } = await previewUndo(db, at(6), edgeId);
    await undoMerge(clerk(house, 'takeshi', at(6)), { edgeId, reason: 'store_mistake', digest });
    expect([await drawings(), await epochs()]).toEqual([3, { requester: 0, target: 2 }]);
    await approveRequest(clerk(house, 'jun', at(7)), { requestId, epochs: { requester: 0, target: 2 } });
  });
});
