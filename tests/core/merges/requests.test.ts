import { describe, expect } from 'vitest';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { latestRequestOf, openRequestOf, requestOf } from '../../../core/merges/requests.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn } from '../../../core/points/earn.ts';
import { spend } from '../../../core/points/spend.ts';
import type { RequestId } from '../../../db/ids.ts';
import { databases } from '../../setup.ts';
import {
  askByMail,
  at,
  clerk,
  type Guest,
  type House,
  join,
  member,
  openHouse,
  tick,
  twoCards,
  yuko,
} from '../house.ts';

function start(house: House, today: Guest, older: Guest, minute = 0): Promise<{ requestId: RequestId }> {
  const cards = { presentNumber: today.memberNumber, oldNumber: older.memberNumber };
  return startAtCounter(clerk(house, 'sayaka', at(minute)), cards);
}

async function welcome(house: House, { accountId }: Guest, minute: number): Promise<void> {
  const once = { origin: 'welcome', onceKey: 'welcome', source: 'welcome', key: String(accountId) } as const;
  await earn(tick(house, at(minute)), { accountId, amount: 300, ...once });
}

describe.each(databases)('what a card says of two persons, on $name', ({ test }) => {
  test('both had a welcome: one of the two is left out of the sum, as the merge will do it', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    await welcome(house, older, -200);
    await welcome(house, today, -100);
    await spend(member(house, today, at(-50)), { accountId: today.accountId, amount: 100, key: 's1' });
    const { requestId } = await start(house, today, older);
    const view = await requestOf(db, requestId, at(1));
    expect(view?.flags.welcomeTwice).toBe(true);
    expect(view?.joined?.held).toBeGreaterThan(0);
    await approveRequest(clerk(house, 'sayaka', at(2)), { requestId, epochs: { requester: 0, target: 0 } });
    expect((await balanceOf(db, today.accountId, at(3))).total).toBe(view?.joined?.points);
  });

  test('a phone that third persons have is counted, once a person', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    await join(house, { familyName: '齋藤', givenName: '恵子', phone: '０４６７ー２２ー３３２６' });
    await join(house, { familyName: '田中', givenName: '一郎', phone: '090-0000-1234' });
    const { requestId } = await start(house, today, older);
    expect((await requestOf(db, requestId, at(1)))?.flags.samePhoneMembers).toBe(1);
  });

  test('two that were joined and parted point at the edge to redo, and at the undo', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const { requestId } = await start(house, today, older);
    const { edgeId } = await approveRequest(clerk(house, 'sayaka', at(2)), {
      requestId,
      epochs: { requester: 0, target: 0 },
    });
    const { digest } = await previewUndo(db, at(3), edgeId);
    await undoMerge(clerk(house, 'takeshi', at(3)), { edgeId, reason: 'wrong_person', digest });
    const again = await start(house, today, older, 4);
    const view = await requestOf(db, again.requestId, at(5));
    expect(view?.flags).toMatchObject({ undone180Days: 1, cannotLink: true, partedEdgeId: edgeId });
    expect((await requestOf(db, again.requestId, at(200 * 24 * 60)))?.flags.undone180Days).toBe(0);
    expect(await requestOf(db, requestId, at(5))).toMatchObject({ state: 'approved', edge: { edgeId, active: false } });
  });

  test('a request that found nobody shows staff its requester and no more', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    const { requestId } = await askByMail(house, guest);
    const view = await requestOf(db, requestId, at(1));
    expect(view).toMatchObject({ state: 'proving', requester: { name: '齋藤 優子' }, evidence: [], stale: false });
    expect(view?.target).toBeUndefined();
    expect(await requestOf(db, 99 as RequestId, at())).toBeUndefined();
  });

  test('its requester sees the open one, and the last one whatever became of it', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    expect(await openRequestOf(db, today.accountId)).toBeUndefined();
    const { requestId } = await askByMail(house, today);
    const view = await openRequestOf(db, today.accountId);
    expect(view).toEqual({
      ...{
        requestId,
        number: 'M-1',
        state: 'proving',
        createdAt: at(),
        expiresAt: at(24 * 60),
        proof: null,
        provedAt: null,
      },
      ...{ code: { codeUntil: at(10), resendAfter: at(1), triesLeft: 5 }, decidedAt: null },
    });
    expect(await latestRequestOf(db, today.accountId)).toEqual(view);
  });
});
