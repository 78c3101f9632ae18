import { describe, expect, test as pure } from 'vitest';
import { approveRequest } from '../../../core/merges/decide.ts';
import { notMe, notMeToken, readNotMeToken } from '../../../core/merges/notMe.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { visibleAccounts } from '../../../core/merges/visible.ts';
import type { EdgeId, RequestId } from '../../../db/ids.ts';
import { databases } from '../../setup.ts';
import { askByMail, at, clerk, codeSent, member, openHouse, secret, tick, told, twoCards } from '../house.ts';

pure('a link names what it is about and cannot be made without the secret', () => {
  const request = notMeToken(secret, { requestId: 12 as RequestId });
  expect(readNotMeToken(secret, request)).toEqual({ requestId: 12 });
  expect(readNotMeToken(secret, notMeToken(secret, { edgeId: 7 as EdgeId }))).toEqual({ edgeId: 7 });
  for (const forged of [
    request.replace('r12', 'r13'),
    request.replace('r', 'e'),
    `${request}x`,
    '',
    'r12.',
    notMeToken('other', { requestId: 12 as RequestId }),
  ]) {
    expect(readNotMeToken(secret, forged)).toBeUndefined();
  }
});

describe.each(databases)('this was not me, on $name', ({ test }) => {
  test('freezes an open request and tells the store, once', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today), { requestId, code: await codeSent(db) });
    const token = notMeToken(secret, { requestId });
    expect(await notMe(tick(house, at(5)), { token })).toEqual({ frozen: 'request' });
    expect(await notMe(tick(house, at(6)), { token })).toEqual({ frozen: 'none' });
    expect((await requestOf(db, requestId, at(7)))?.frozenAt).toEqual(at(5));
    expect((await told(db)).filter(({ show }) => show === 'not_me')).toHaveLength(1);
  });

  test('after the merge the same link stops one card from showing the other', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today), { requestId, code: await codeSent(db) });
    await approveRequest(clerk(house, 'jun', at(3)), { requestId, epochs: { requester: 0, target: 0 } });
    expect(await notMe(tick(house, at(5)), { token: notMeToken(secret, { requestId }) })).toEqual({ frozen: 'edge' });
    expect(await visibleAccounts(db, today.identityId)).toEqual([today.accountId]);
  });

  test("a link of somebody else's making does nothing", async ({ db }) => {
    const house = await openHouse(db);
    await expect(notMe(tick(house), { token: 'r1.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
