import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import {
  consentsOf,
  markBlocked,
  markUnblocked,
  relink,
  relinkableAccount,
  setConsent,
  unlink,
} from '../../../core/members/identity.ts';
import { memberByLine } from '../../../core/members/member.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { confirmJoinedView, visibleAccounts } from '../../../core/merges/visible.ts';
import { consents, identities } from '../../../db/schema/members.ts';
import { viewLinks } from '../../../db/schema/merges.ts';
import { databases } from '../../setup.ts';
import {
  askByMail,
  at,
  clerk,
  codeSent,
  join,
  member,
  openHouse,
  secret,
  stateOf,
  tick,
  told,
  twoCards,
  yuko,
} from '../house.ts';

describe.each(databases)('a LINE and its account, on $name', ({ test }) => {
  test('who leaves is unknown to the chat, its open request ends, the account stays', async ({ db }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today), { requestId, code: await codeSent(db) });
    await unlink(member(house, today, at(5)));
    await unlink(member(house, today, at(6)));
    expect(await memberByLine(db, today.lineUserId)).toBeUndefined();
    expect(await stateOf(db, requestId)).toBe('cancelled');
    const [identity] = await db.select().from(identities).where(eq(identities.id, today.identityId));
    expect(identity!.unlinkedAt).toEqual(at(5));
    expect((await told(db)).at(-1)).toMatchObject({ topic: 'slack', show: 'request' });
  });

  test('leaving ends what this LINE saw of other cards, and coming back does not bring it back', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older } = await twoCards(house);
    const cards = { presentNumber: today.memberNumber, oldNumber: older.memberNumber };
    const { requestId } = await startAtCounter(clerk(house, 'sayaka'), cards);
    await approveRequest(clerk(house, 'sayaka'), { requestId, epochs: { requester: 0, target: 0 } });
    await confirmJoinedView(member(house, today, at(1)));
    expect(await visibleAccounts(db, today.identityId)).toHaveLength(2);
    await unlink(member(house, today, at(2)));
    expect((await db.select().from(viewLinks)).every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true);
    const back = await relink({ db, now: at(3), secret, actor: { kind: 'stranger', lineUserId: today.lineUserId } });
    expect(back.accountId).toBe(today.accountId);
    expect(await visibleAccounts(db, back.identityId)).toEqual([today.accountId]);
  });

  test('nobody comes back to an account that another LINE has taken, or that never was theirs', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    expect(await relinkableAccount(db, guest.lineUserId)).toBeUndefined();
    expect(await relinkableAccount(db, 'Unobody')).toBeUndefined();
    await unlink(member(house, guest));
    expect(await relinkableAccount(db, guest.lineUserId)).toBe(guest.accountId);
    await db.insert(identities).values({ accountId: guest.accountId, kind: 'line', value: 'Uother', linkedAt: at(1) });
    const back = relink({ db, now: at(2), secret, actor: { kind: 'stranger', lineUserId: guest.lineUserId } });
    await expect(back).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the newest word on a purpose counts, and every word is kept', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    expect(await consentsOf(db, guest.identityId)).toEqual({
      messages: true,
      recommendations: true,
      joined_view: false,
    });
    const say = (minute: number, allowed: boolean) =>
      setConsent(member(house, guest, at(minute)), { purpose: 'messages', allowed, version: '2026-11' });
    await say(1, false);
    expect(await consentsOf(db, guest.identityId)).toMatchObject({ messages: false, recommendations: true });
    await say(2, true);
    expect(await consentsOf(db, guest.identityId)).toMatchObject({ messages: true });
    expect(await db.select().from(consents)).toHaveLength(2);
    await unlink(member(house, guest));
    await expect(say(3, false)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('block and follow count in the order they happened, not in the order they arrive', async ({ db }) => {
    const house = await openHouse(db);
    const guest = await join(house, yuko);
    const blocked = async () => (await memberByLine(db, guest.lineUserId))?.blocked;
    await markBlocked(tick(house), guest.lineUserId, at(1));
    expect(await blocked()).toBe(true);
    await markUnblocked(tick(house), guest.lineUserId, at(3));
    await markBlocked(tick(house), guest.lineUserId, at(2));
    expect(await blocked()).toBe(false);
    await markUnblocked(tick(house), guest.lineUserId, at(5));
    await markBlocked(tick(house), guest.lineUserId, at(4));
    expect(await blocked()).toBe(false);
  });
});
