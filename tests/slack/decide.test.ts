import { and, eq, like, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { recordProfile } from '../../core/members/profile.ts';
import { cancelRequest } from '../../core/merges/decide.ts';
import { notMe, notMeToken } from '../../core/merges/notMe.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { accounts } from '../../db/schema/members.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { auditEntries, outbox } from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';
import { scaled } from '../scale.ts';
import { onServer } from '../setup.ts';
import {
  asStaff,
  asSystem,
  type Card,
  deliverAll,
  member,
  type Office,
  onlyCard,
  openOffice,
  people,
  provedRequest,
  rooms,
  textOf,
  waitingRequest,
  yuko,
} from './office.ts';

const { test } = onServer;

const states = async ({ db }: Office) => (await db.select().from(mergeRequests)).map(({ state }) => state);
const toldTo = ({ slack }: Office, user: string) => slack.ephemeralFor(user).map(textOf).join('\n');
const actions = ['request_approve', 'request_reject', 'request_ask', 'request_details'];

describe('a card', () => {
  test('names headquarters once where they alone may decide', async ({ db }) => {
    const office = await openOffice(db);
    const { now, old } = await yuko(office);
    await db.update(accounts).set({ homeStoreId: null }).where(eq(accounts.id, old.accountId));
    await provedRequest(office, now, old);
    await deliverAll(office);
    const card = textOf(onlyCard(office, rooms.headquarters));
    expect(card).toContain('承認できるのは本部の方です。');
    expect(card).not.toContain('本部と本部');
  });

  test('is rejected with a reason that the details tell and the card does not', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await waitingRequest(office);
    await slack.press(people.hayama, place, 'request_reject');
    await office.settled();
    await slack.submitView(people.hayama, slack.openViewOf(people.hayama)!.id, { reason: 'ご家族の会員証でした' });
    await office.settled();
    expect(slack.viewsOf(people.hayama)).toEqual([]);
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('M-1 却下');
    expect(textOf(onlyCard(office, rooms.kamakura))).not.toContain('ご家族');
    await slack.press(people.hayama, place, 'request_details');
    await office.settled();
    expect(textOf(slack.openViewOf(people.hayama)!)).toContain('ご家族の会員証でした');
    expect(office.failures).toEqual([]);
  });

  test('asks the member one of the usual questions, or in one’s own words', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await waitingRequest(office);
    await slack.press(people.hayama, place, 'request_ask');
    await office.settled();
    const form = slack.openViewOf(people.hayama)!;
    await slack.submitView(people.hayama, form.id, { question: 'own' });
    expect(slack.openViewOf(people.hayama)!.errors).toEqual({ text: 'お聞きする文を入れてください。' });
    await slack.submitView(people.hayama, form.id, { question: 'family' });
    await office.settled();
    const [asked] = await db.select().from(mergeRequests);
    expect(asked!.question).toBe('ご家族の会員証ではなく、ご自身の会員証でお間違いないでしょうか。');
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('ご本人へ確認しています');
  });

  test('opens its details live, and keeps on record who looked', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await waitingRequest(office);
    await slack.press(people.okubo, place, 'request_details');
    await office.settled();
    expect(textOf(slack.openViewOf(people.okubo)!)).toContain('2,360\u00a0pt');
    const read = await db.select().from(auditEntries).where(eq(auditEntries.action, 'request.read'));
    expect(read).toHaveLength(1);
  });
});

describe('whoever may not decide', () => {
  type Who = [string, (office: Office, cards: { now: Card; old: Card }) => Promise<string>];
  const own =
    (card: 'now' | 'old') =>
    async ({ db }: Office, cards: { now: Card; old: Card }) => {
      await db.update(staff).set({ accountId: cards[card].accountId }).where(eq(staff.slackUserId, people.hayama));
      return people.hayama;
    };
  const those: Who[] = [
    ['is nobody of the shop', async () => 'U0NOBODY'],
    ['works at another store', async () => people.yamaguchi],
    ['is a guest in Slack', async () => 'U0GUEST'],
    ['comes from another workspace', async () => 'U0OTHERTEAM'],
    ['is deactivated in Slack', async () => 'U0GONE'],
    [
      'has left the shop',
      async ({ db }) => {
        await db.update(staff).set({ active: false }).where(eq(staff.slackUserId, people.hayama));
        return people.hayama;
      },
    ],
    ['is the member who asks', own('now')],
    ['is the owner of the old card', own('old')],
  ];

  for (const [what, who] of those) {
    test(`is refused, told so and written down: ${what}`, async ({ db }) => {
      const office = await openOffice(db);
      const { slack } = office;
      const { place, ...cards } = await waitingRequest(office);
      const user = await who(office, cards);
      for (const action of actions) await slack.press(user, place, action);
      await office.settled();
      expect(await states(office)).toEqual(['waiting']);
      expect(slack.openViewOf(user)).toBeUndefined();
      expect(slack.ephemeralFor(user)).toHaveLength(actions.length);
      const refused = await db.select().from(auditEntries).where(like(auditEntries.action, '%refused'));
      expect(refused).toHaveLength(actions.length);
      expect(office.failures).toEqual([]);
    });
  }

  test('is refused a form that was opened before', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await waitingRequest(office);
    await slack.press(people.hayama, place, 'request_reject');
    await office.settled();
    await db.update(staff).set({ active: false }).where(eq(staff.slackUserId, people.hayama));
    await slack.submitView(people.hayama, slack.openViewOf(people.hayama)!.id, { reason: 'x' });
    await office.settled();
    expect(textOf(slack.openViewOf(people.hayama)!)).toContain('登録されたお店の方だけ');
    expect(await states(office)).toEqual(['waiting']);
  });

  test('cannot borrow another’s name, another app’s or another workspace’s', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await waitingRequest(office);
    const knobs = [
      { payload: { api_app_id: 'A0OTHER' } },
      { payload: { team: { id: 'T9OTHER' } } },
      { signature: 'other_secret' as const, payload: { user: { id: people.okubo } } },
      { signature: 'missing' as const },
    ];
    for (const knob of knobs) await slack.press(people.hayama, place, 'request_approve', { knobs: knob });
    await office.settled();
    expect(await states(office)).toEqual(['waiting']);
  });
});

describe('a press on a card that is not what it was', () => {
  test('after it was withdrawn says that it is over', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking, requestId, place } = await waitingRequest(office);
    const actor = { kind: 'member', accountId: asking.accountId, identityId: asking.identityId } as const;
    await cancelRequest({ ...asSystem(office), actor }, { requestId });
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('もう終わっています');
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('取り下げ');
  });

  test('after its time is over says so', async ({ db }) => {
    const office = await openOffice(db);
    const { place } = await waitingRequest(office);
    office.pass(15 * 86_400_000);
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('もう終わっています');
    expect(await db.select().from(mergeEdges)).toEqual([]);
  });

  test('after somebody else decided names that person', async ({ db }) => {
    const office = await openOffice(db);
    const { place } = await waitingRequest(office);
    await office.slack.press(people.okubo, place, 'request_approve');
    await office.settled();
    await deliverAll(office);
    await office.slack.press(people.hayama, place, 'request_approve', { old: true });
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('このご依頼は、大久保 健がもう決めました。');
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
  });

  test('after a profile changed draws the card anew, and the new card can be approved', async ({ db }) => {
    const office = await openOffice(db);
    const { old, place } = await waitingRequest(office);
    await recordProfile(asSystem(office), old.accountId, { birthDate: '1955-05-05' }, 'store');
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('ほかの変更で内容が変わりました');
    expect(await db.select().from(mergeEdges)).toEqual([]);
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toMatch(/生年月日\n▢ 不一致/);
    await office.slack.press(people.hayama, place, 'request_approve', { old: true });
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(await states(office)).toEqual(['approved']);
  });

  test('after one account was merged elsewhere changes nothing but the card', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking, place } = await waitingRequest(office);
    const third = await member(office, '20555555', { familyName: '齋藤', givenName: '優子' });
    const headquarters = await asStaff(office, people.okubo);
    const { joinAccounts } = await import('../../core/merges/merge.ts');
    const [request] = await db
      .insert(mergeRequests)
      .values({
        ...{
          origin: 'counter',
          state: 'approved',
          requesterAccountId: third.accountId,
          targetAccountId: asking.accountId,
        },
        ...{ createdAt: office.now(), expiresAt: office.now(), decidedAt: office.now() },
      })
      .returning();
    await db.transaction((tx) =>
      joinAccounts(
        { ...headquarters, db: tx as never },
        { requestId: request!.id, a: third.accountId, b: asking.accountId, how: 'none' },
      ),
    );
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('ほかの変更で内容が変わりました');
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
  });

  test('while it is on hold says whom to call', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId, place } = await waitingRequest(office);
    await notMe(asSystem(office), { token: notMeToken(asSystem(office).secret, { requestId }) });
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('止めています');
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).not.toContain('承認する');
    const thread = office.slack.messagesIn(rooms.kamakura).filter(({ threadTs }) => threadTs);
    expect(thread.map(textOf).join()).toContain('心当たりがない');
  });

  test('after the member left changes nothing', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking, place } = await waitingRequest(office);
    await db.update(accounts).set({ closedAt: office.now() }).where(eq(accounts.id, asking.accountId));
    await office.slack.press(people.hayama, place, 'request_details');
    await office.settled();
    expect(toldTo(office, people.hayama)).toContain('見つかりませんでした');
  });

  test('with a value that is not ours is refused', async ({ db }) => {
    const office = await openOffice(db);
    const { place } = await waitingRequest(office);
    for (const value of ['', 'x', '1:2', '1:0:0; drop', '-1:0:0', '99999999999999999:0:0']) {
      const forged = { type: 'button', block_id: 'b', action_id: 'request_approve', action_ts: '1.1', value };
      await office.slack.press(people.hayama, place, 'request_approve', { knobs: { payload: { actions: [forged] } } });
    }
    await office.settled();
    expect(await states(office)).toEqual(['waiting']);
    expect(office.failures).toEqual([]);
  });
});

describe('a hundred people who press at once', () => {
  test('have one winner, one final card, one message to the member, and are told who won', {
    timeout: 240_000,
  }, async ({ db }) => {
    const crowd = Array.from({ length: 100 }, (_, index) => ({
      id: `U1${1000 + index}`,
      name: `n${index}`,
      realName: `係 ${index}`,
    }));
    const office = await openOffice(db, {
      users: crowd,
      channels: [{ id: rooms.kamakura, name: '鎌倉店-会員', members: crowd.map(({ id }) => id) }],
      rules: { tiers: false, postsPerChannel: false, deadlineMs: 60_000 },
    });
    const { slack } = office;
    const [hayama] = await db.select().from(staff).where(eq(staff.slackUserId, people.hayama));
    const colleagues = crowd.map(({ id, realName }) => ({
      slackUserId: id,
      name: realName,
      role: 'clerk' as const,
      storeId: hayama!.storeId,
    }));
    await db.insert(staff).values(colleagues);
    for (let round = 0; round < scaled(2); round++) {
      const asking = await member(office, String(40000000 + round), { familyName: '山', givenName: `子${round}` });
      const old = await member(
        office,
        String(50000000 + round),
        { familyName: '山', givenName: `子${round}` },
        { storeCode: 'kamakura', line: false },
      );
      const request = await db
        .insert(mergeRequests)
        .values({
          ...{
            origin: 'member',
            state: 'proving',
            requesterAccountId: asking.accountId,
            targetAccountId: old.accountId,
          },
          ...{
            requesterIdentityId: asking.identityId,
            createdAt: office.now(),
            expiresAt: new Date(office.now().getTime() + 9e8),
          },
        })
        .returning();
      const { moveToWaiting } = await import('../../core/merges/waiting.ts');
      await moveToWaiting(asSystem(office), request[0]!, { targetAccountId: old.accountId, proof: 'line' });
      await deliverAll(office);
      const card = slack.messagesIn(rooms.kamakura).at(-1)!;
      const place = { channel: rooms.kamakura, ts: card.ts };
      const [approving, rejecting] = [crowd.slice(0, 50), crowd.slice(50)];
      await Promise.all(rejecting.map(({ id }) => slack.press(id, place, 'request_reject')));
      await office.settled();
      await Promise.all([
        ...approving.map(({ id }) => slack.press(id, place, 'request_approve')),
        ...rejecting.map(({ id }) => slack.submitView(id, slack.openViewOf(id)!.id, { reason: 'いいえ' })),
      ]);
      await office.settled();
      await deliverAll(office);

      const [decided] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, request[0]!.id));
      const [winner] = await db.select().from(staff).where(eq(staff.id, decided!.decidedByStaffId!));
      const said = `${winner!.name}がもう決めました`;
      const told = [
        ...approving.filter(({ id }) => toldTo(office, id).includes(said)),
        ...rejecting.filter(({ id }) => slack.openViewOf(id) && textOf(slack.openViewOf(id)!).includes(said)),
      ];
      expect(told).toHaveLength(99);
      const shown = slack.messagesIn(rooms.kamakura).filter(({ ts }) => ts === card.ts);
      expect(shown.map(textOf).join()).toContain(decided!.state === 'approved' ? '承認済み' : '却下');
      const pushes = await db
        .select()
        .from(outbox)
        .where(and(eq(outbox.topic, 'line'), sql`${outbox.message} ->> 'to' = ${String(asking.identityId)}`));
      const decisions = pushes.filter(({ key }) => /merged|rejected/.test(key));
      expect(decisions).toHaveLength(1);
      for (const { id } of rejecting) {
        const view = slack.openViewOf(id);
        if (view) await slack.closeView(id, view.id, true);
      }
      office.pass(3_600_000);
    }
    expect(slack.messagesIn(rooms.kamakura)).toHaveLength(scaled(2));
    expect(await verifyInvariants(db, office.now())).toEqual([]);
    expect(office.failures).toEqual([]);
  });
});
