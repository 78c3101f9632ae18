import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { leaveHousehold } from '../../../core/households/leave.ts';
import { unlink } from '../../../core/members/identity.ts';
import { recordProfile } from '../../../core/members/profile.ts';
import {
  answerQuestion,
  approveRequest,
  askMember,
  cancelRequest,
  refreshRequest,
  rejectRequest,
} from '../../../core/merges/decide.ts';
import { notMe, notMeToken } from '../../../core/merges/notMe.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { redoMerge } from '../../../core/merges/redo.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { latestRequestOf, pendingRequests, requestOf } from '../../../core/merges/requests.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { visibleAccounts } from '../../../core/merges/visible.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import type { RequestId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases } from '../../setup.ts';
import {
  askByMail,
  at,
  clerk,
  codeSent,
  type Guest,
  type House,
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
import { family } from '../households/family.ts';

const drawn = { requester: 0, target: 0 };

/** A request that waits for Kamakura, proved by a mailed code. */
async function waiting(db: Database): Promise<{ house: House; today: Guest; older: Guest; requestId: RequestId }> {
  const house = await openHouse(db);
  const cards = await twoCards(house);
  const { requestId } = await askByMail(house, cards.today);
  await proveRequest(member(house, cards.today, at(2)), { requestId, code: await codeSent(db) });
  return { house, ...cards, requestId };
}

describe.each(databases)('deciding a request, on $name', ({ test }) => {
  test('approving joins the cards, tells both sides, and shows the joined view to who asked', async ({ db }) => {
    const { house, today, older, requestId } = await waiting(db);
    const before = (await told(db)).length;
    const { edgeId } = await approveRequest(clerk(house, 'jun', at(20)), { requestId, epochs: drawn });
    const persons = await db.select({ person: accounts.personId, epoch: accounts.epoch }).from(accounts);
    expect(persons).toEqual([
      { person: today.accountId, epoch: 1 },
      { person: today.accountId, epoch: 1 },
    ]);
    expect(await visibleAccounts(db, today.identityId)).toEqual([today.accountId, older.accountId]);
    expect(await visibleAccounts(db, older.identityId)).toEqual([older.accountId]);
    expect((await balanceOf(db, today.accountId, at(21))).total).toBe(4200);
    const messages = (await told(db)).slice(before);
    expect(messages.map(({ topic, template, show, to }) => [topic, template ?? show, to])).toEqual([
      ['slack', 'request', undefined],
      ['line', 'merged', today.identityId],
      ['line', 'merged_about_you', older.identityId],
      ['mail', 'merged_about_you', undefined],
    ]);
    expect(messages[1]!.figures).toEqual({
      here: { tail: today.memberNumber.slice(-4), points: 1840, purchases: 0 },
      there: { tail: older.memberNumber.slice(-4), points: 2360, purchases: 0 },
      spendableFrom: '2026-11-23T15:00:00.000Z',
    });
    expect(await latestRequestOf(db, today.accountId)).toMatchObject({
      state: 'approved',
      edge: { edgeId, active: true },
    });
    const view = await requestOf(db, requestId, at(21));
    expect(view).toMatchObject({ state: 'approved', decided: { name: '藤沢 潤', at: at(20) }, stale: false });
  });

  test('approving twice is approving once: the second hears who decided', async ({ db }) => {
    const { house, requestId } = await waiting(db);
    await approveRequest(clerk(house, 'jun'), { requestId, epochs: drawn });
    const second = approveRequest(clerk(house, 'takeshi'), { requestId, epochs: drawn });
    await expect(second).rejects.toMatchObject({
      code: 'request_closed',
      facts: { state: 'approved', decidedBy: '藤沢 潤' },
    });
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
  });

  test('rejecting closes the request with a reason and tells the requester only that', async ({ db }) => {
    const { house, today, requestId } = await waiting(db);
    const before = (await told(db)).length;
    await rejectRequest(clerk(house, 'takeshi'), { requestId, reason: '  お名前が違う方でした\u0000 ' });
    expect((await told(db)).slice(before)).toEqual([
      { topic: 'slack', show: 'request', requestId },
      { topic: 'line', template: 'request_rejected', requestId, to: today.identityId },
    ]);
    expect(await requestOf(db, requestId, at())).toMatchObject({
      state: 'rejected',
      decided: { reason: 'お名前が違う方でした' },
    });
    await expect(rejectRequest(clerk(house, 'jun'), { requestId, reason: ' ' })).rejects.toMatchObject({
      code: 'bad_input',
    });
  });

  test.for([
    ['somebody who is not staff any more', 'jun', 'not_staff'],
    ['staff of another store', 'sayaka', 'not_yours'],
    ['a manager of another store', 'mariko', 'not_yours'],
    ['the requester, who works at the store', 'requester', 'about_yourself'],
    ['the owner of the older card, who works at headquarters', 'target', 'about_yourself'],
    ['somebody who is one person with a side', 'companion', 'about_yourself'],
    ['somebody of whose family a side is', 'relative', 'about_yourself'],
    ['somebody of whose family a side was', 'leaver', 'about_yourself'],
  ] as const)('%s decides nothing, and the try is audited', async ([, who, code], { db }) => {
    const { house, today, older, requestId } = await waiting(db);
    const other = await join(house, yuko);
    if (who === 'companion')
      await db.update(accounts).set({ personId: older.accountId }).where(eq(accounts.id, other.accountId));
    if (who === 'relative' || who === 'leaver') await family(house, other, [older]);
    if (who === 'leaver') await leaveHousehold(member(house, other, at(1)));
    const own = { requester: today, target: older, companion: other, relative: other, leaver: other }[who as string];
    if (own) await db.update(staff).set({ accountId: own.accountId });
    if (who === 'jun') await db.update(staff).set({ active: false }).where(eq(staff.id, house.staff.jun));
    const acting = clerk(house, who === 'sayaka' || who === 'mariko' ? who : who === 'target' ? 'takeshi' : 'jun');
    const tries = [
      () => approveRequest(acting, { requestId, epochs: drawn }),
      () => rejectRequest(acting, { requestId, reason: '確認' }),
      () => askMember(acting, { requestId, question: 'いつごろですか' }),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code });
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused.map(({ actor, reason }) => [actor, reason])).toEqual(
      Array(3).fill([`staff:${acting.actor.staffId}`, code]),
    );
    expect(await stateOf(db, requestId)).toBe('waiting');
  });

  test.for([
    ['staff of another store', 'sayaka', 'not_yours'],
    ['headquarters of whose family a side is', 'takeshi', 'about_yourself'],
  ] as const)('%s neither undo nor redo, and the try is audited', async ([, who, code], { db }) => {
    const { house, older, requestId } = await waiting(db);
    const relative = await join(house, yuko);
    await family(house, relative, [older]);
    await db.update(staff).set({ accountId: relative.accountId }).where(eq(staff.id, house.staff.takeshi));
    const { edgeId } = await approveRequest(clerk(house, 'jun'), { requestId, epochs: drawn });
    const acting = clerk(house, who, at(4));
    const undoing = { edgeId, reason: 'store_mistake', digest: '' } as const;
    await expect(undoMerge(acting, undoing)).rejects.toMatchObject({ code });
    await expect(redoMerge(acting, { edgeId, digest: '' })).rejects.toMatchObject({ code });
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused.map(({ subject, reason }) => [subject, reason])).toEqual(Array(2).fill([`edge:${edgeId}`, code]));
  });

  test('nothing is approved before it is proved, after it ended, or while it is frozen; a frozen one can be rejected', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    const approve = (minute: number) =>
      approveRequest(clerk(house, 'takeshi', at(minute)), { requestId, epochs: drawn });
    await expect(approve(1)).rejects.toMatchObject({ code: 'request_unproved' });
    await proveRequest(member(house, today, at(2)), { requestId, code: await codeSent(db) });
    await expect(approve(15 * 24 * 60)).rejects.toMatchObject({ code: 'request_closed', facts: { state: 'expired' } });
    await notMe(tick(house), { token: notMeToken(secret, { requestId }) });
    await expect(approve(3)).rejects.toMatchObject({ code: 'request_frozen' });
    await rejectRequest(clerk(house, 'takeshi', at(4)), { requestId, reason: 'ご本人ではないとのお申し出' });
  });

  test('nothing is approved after the member took it back or left LINE', async ({ db }) => {
    const { house, today, requestId } = await waiting(db);
    await unlink(member(house, today));
    const approve = () => approveRequest(clerk(house, 'jun'), { requestId, epochs: drawn });
    await expect(approve()).rejects.toMatchObject({ code: 'request_closed', facts: { state: 'cancelled' } });
  });

  test('an approval counts for the card it was pressed on: a changed person makes it stale until the card is drawn again', async ({
    db,
  }) => {
    const { house, older, requestId } = await waiting(db);
    await db.update(accounts).set({ epoch: 4 }).where(eq(accounts.id, older.accountId));
    const approve = (epochs: typeof drawn) => approveRequest(clerk(house, 'jun'), { requestId, epochs });
    expect((await requestOf(db, requestId, at()))?.stale).toBe(true);
    await expect(approve(drawn)).rejects.toMatchObject({ code: 'request_stale' });
    await expect(approve({ requester: 0, target: 4 })).rejects.toMatchObject({ code: 'request_stale' });
    expect(await stateOf(db, requestId)).toBe('waiting');
    expect(await db.select().from(mergeEdges)).toEqual([]);
    await refreshRequest(clerk(house, 'jun', at(30)), { requestId });
    const view = await requestOf(db, requestId, at(30));
    expect(view).toMatchObject({ stale: false, epochs: { requester: 0, target: 4 } });
    expect((await told(db)).at(-1)).toEqual({ topic: 'slack', show: 'request', requestId });
    await approve(view!.epochs!);
  });

  test('a profile that says otherwise by now makes it stale, too', async ({ db }) => {
    const { house, older, requestId } = await waiting(db);
    await recordProfile(tick(house), older.accountId, { birthDate: '1962-11-02' }, 'store');
    await expect(approveRequest(clerk(house, 'jun'), { requestId, epochs: drawn })).rejects.toMatchObject({
      code: 'request_stale',
    });
  });

  test('a question goes to the requester in LINE, the first answer to the store', async ({ db }) => {
    const { house, today, older, requestId } = await waiting(db);
    await askMember(clerk(house, 'jun', at(10)), { requestId, question: '以前のお店はどちらでしたか' });
    expect(await told(db)).toContainEqual({
      ...{ topic: 'line', template: 'request_question', requestId, to: today.identityId },
      ...{ question: '以前のお店はどちらでしたか', staffName: '藤沢 潤' },
    });
    await expect(answerQuestion(member(house, older), { requestId, answer: '鎌倉' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await answerQuestion(member(house, today, at(11)), { requestId, answer: '鎌倉です' });
    await expect(answerQuestion(member(house, today), { requestId, answer: 'いいえ' })).rejects.toMatchObject({
      code: 'bad_input',
    });
    expect((await requestOf(db, requestId, at(12)))?.question).toMatchObject({
      name: '藤沢 潤',
      answer: { text: '鎌倉です', at: at(11) },
    });
    expect((await told(db)).at(-1)).toMatchObject({ topic: 'slack', show: 'answer' });
  });

  test('a member takes its own request back, once or twice, and not after the decision', async ({ db }) => {
    const { house, today, older, requestId } = await waiting(db);
    await expect(cancelRequest(member(house, older), { requestId })).rejects.toMatchObject({ code: 'not_found' });
    await cancelRequest(member(house, today), { requestId });
    await cancelRequest(member(house, today), { requestId });
    expect((await told(db)).filter(({ show }) => show === 'request')).toHaveLength(2);
    await expect(rejectRequest(clerk(house, 'jun'), { requestId, reason: '確認' })).rejects.toMatchObject({
      code: 'request_closed',
    });
  });

  test('the same wish from the other card ends when the first is granted', async ({ db }) => {
    const { house, today, older, requestId } = await waiting(db);
    const other = await requestMerge(member(house, older), {
      soughtKind: 'memberNumber',
      sought: today.memberNumber,
      name: '齋藤優子',
    });
    await proveRequest(member(house, older, at(2)), { requestId: other.requestId, code: await codeSent(db) });
    await approveRequest(clerk(house, 'jun', at(3)), { requestId, epochs: drawn });
    expect(await stateOf(db, other.requestId)).toBe('cancelled');
  });

  test('what waits is listed for the store that decides and for headquarters', async ({ db }) => {
    const { house, requestId } = await waiting(db);
    const { stores } = house;
    const list = (storeId: (typeof stores)['hq'], atHeadquarters: boolean) =>
      pendingRequests(db, { storeId, atHeadquarters }, at(3));
    expect(await list(stores.kichijoji, false)).toEqual([]);
    expect(await list(stores.kamakura, false)).toMatchObject([
      { requestId, storeName: '鎌倉店', provedAt: at(2), frozen: false },
    ]);
    expect(await list(stores.hq, true)).toMatchObject([
      { requester: { name: '齋藤 優子' }, target: { name: '斎藤 優子' } },
    ]);
  });

  test('a card holds figures, results and tails, and no raw phone, mail or birth date', async ({ db }) => {
    const { requestId } = await waiting(db);
    const view = await requestOf(db, requestId, at(3));
    expect(view).toMatchObject({
      ...{ number: 'M-1', proof: 'code', proofContact: 'mail', stale: false, alreadyOne: false, slackChannels: ['C2'] },
      requester: { tail: '0001', name: '齋藤 優子', points: 1840, storeName: '吉祥寺店', phoneTail: '71' },
      target: { tail: '0002', name: '斎藤 優子', points: 2360, mailMasked: 'y•••@•••.jp' },
      joined: { points: 4200, held: 0, personsBefore: 2, personsAfter: 1 },
      flags: { welcomeTwice: false, undone180Days: 0, samePhoneMembers: 0, cannotLink: false, partedEdgeId: null },
    });
    const text = JSON.stringify(view);
    for (const raw of ['1111', '2271', '223326', 'saito', 'example', '1985', '03-14']) expect(text).not.toContain(raw);
  });
});
