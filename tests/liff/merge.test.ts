import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { previewUndo } from '../../core/merges/preview.ts';
import { codeFor, latestProof } from '../../core/merges/proof.ts';
import { latestRequestOf } from '../../core/merges/requests.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import { disclosures } from '../../db/schema/merges.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import { databases } from '../setup.ts';
import { approveAtKamakura, joinCards, now, openShop, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const start = (sought: string, name = '斎藤 優子') => ({ soughtKind: 'mail', sought, name });

describe.each(databases)('joining an older card in the mini-app, on $name', ({ test }) => {
  let shop: Shop;
  let stand: Stand;
  let token: string;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
    token = await stand.enter(shop.yuko.line);
  });
  test.afterEach(() => stand.close());

  const status = async () => (await (await stand.call('GET', '/merge', token)).json()) as Status;
  const code = async () => {
    const request = await latestRequestOf(shop.db, shop.yuko.accountId);
    const proof = await latestProof(shop.db, request!.requestId);
    return { requestId: request!.requestId, right: codeFor(secret, proof!.id) };
  };

  test('asked, proved by the code, approved by the store: two parts and their sum, and a cool-off', async () => {
    expect((await status()).request).toBeNull();
    await stand.call('POST', '/merge/start', token, start('yuko.saito@example.jp'));
    expect(await status()).toMatchObject({
      request: { state: 'proving', store: null, code: { spent: false } },
      joined: null,
    });
    const { requestId, right } = await code();
    expect(await (await stand.call('POST', '/merge/prove', token, { code: right })).json()).toEqual({
      state: 'waiting',
    });
    expect(await status()).toMatchObject({
      request: { state: 'waiting', proof: 'code', store: { name: '鎌倉店' } },
      joined: null,
    });
    await approveAtKamakura(shop, requestId);
    expect(await status()).toMatchObject({
      request: { state: 'approved' },
      joined: {
        own: { points: 1840, purchases: 4 },
        other: { points: 2360, purchases: 9 },
        total: 4200,
        waits: { points: 2360, from: '2026-11-23T15:00:00.000Z' },
      },
    });
  });

  test('the answer is the same, byte for byte, whatever exists', async () => {
    const cases = [
      start('yuko.saito@example.jp'),
      start('nobody@example.jp'),
      start('misaki@example.jp'),
      start('yuko@example.jp'),
      { ...start('20316624'), soughtKind: 'memberNumber' },
      { ...start('29999999'), soughtKind: 'memberNumber' },
      { ...start('20487153'), soughtKind: 'memberNumber' },
    ];
    const answers = [];
    for (const body of cases) {
      const fresh = await openShopAgain(shop);
      const own = await openStand(fresh);
      const session = await own.enter(fresh.yuko.line);
      const answer = await own.call('POST', '/merge/start', session, body);
      const then = await own.call('GET', '/merge', session);
      answers.push([
        answer.status,
        [...answer.headers],
        await answer.text(),
        then.status,
        [...then.headers],
        await then.text(),
      ]);
      await own.close();
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('a wrong code says how many tries are left, and the last one ends the code', async () => {
    await stand.call('POST', '/merge/start', token, start('yuko.saito@example.jp'));
    const { right } = await code();
    const wrong = right === '000000' ? '111111' : '000000';
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const answer = await stand.call('POST', '/merge/prove', token, { code: wrong });
      expect(answer.status).toBe(409);
      expect(await answer.json()).toEqual({ refusal: 'wrong_code', facts: { triesLeft } });
    }
    expect(await (await stand.call('POST', '/merge/prove', token, { code: right })).json()).toMatchObject({
      refusal: 'code_expired',
    });
  });

  test('another code can be had after a minute, not before', async () => {
    await stand.call('POST', '/merge/start', token, start('yuko.saito@example.jp'));
    expect((await stand.call('POST', '/merge/resend', token, {})).status).toBe(429);
    stand.clock.now = new Date(now.getTime() + 60_000);
    expect((await stand.call('POST', '/merge/resend', token, {})).status).toBe(200);
  });

  test('a request can be withdrawn, and asked anew', async () => {
    await stand.call('POST', '/merge/start', token, start('yuko.saito@example.jp'));
    expect((await stand.call('POST', '/merge/cancel', token, {})).status).toBe(200);
    expect((await status()).request?.state).toBe('cancelled');
    expect((await stand.call('POST', '/merge/start', token, start('yuko.saito@example.jp'))).status).toBe(200);
  });

  test('after the merge points and history show both cards, and what was shown of the other is noted', async ({
    db,
  }) => {
    await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    const points = (await (await stand.call('GET', '/points', token)).json()) as Points;
    expect(points.total).toBe(4200);
    expect(points.spendable).toBe(1840);
    expect(points.lots.map(({ amount, lastDay, card }) => [amount, lastDay, card])).toEqual([
      [420, '2026-11-30', 'other'],
      [1180, '2027-01-31', 'other'],
      [760, '2027-03-31', 'other'],
      [300, '2027-04-30', 'own'],
      [352, '2027-05-31', 'own'],
      [286, '2027-07-31', 'own'],
      [902, '2027-09-30', 'own'],
    ]);
    expect(points.pending).toMatchObject([{ amount: 1480, title: { product: 'くもマットレス', place: '吉祥寺店' } }]);
    const history = (await (await stand.call('GET', '/history', token)).json()) as History;
    expect(history.knots).toEqual([now.toISOString()]);
    expect(history.rows.filter((row) => row.kind === 'purchase')).toHaveLength(13);
    expect(history.rows.filter((row) => row.card === 'other').every((row) => row.place === '鎌倉店')).toBe(true);
    const noted = await db.select().from(disclosures).where(eq(disclosures.identityId, shop.yuko.identityId));
    expect(noted.filter(({ what }) => what !== 'message').map(({ what, accountId }) => [what, accountId])).toEqual([
      ['balance', shop.old.accountId],
      ['history', shop.old.accountId],
    ]);
  });

  test('an undo takes the other card out of sight at the next request', async ({ db }) => {
    const requestId = await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    const { edge } = (await latestRequestOf(db, shop.yuko.accountId))!;
    const staff = { kind: 'staff', staffId: shop.hayama, storeId: shop.kamakura, role: 'manager' } as const;
    const { digest } = await previewUndo(db, now, edge!.edgeId);
    await undoMerge({ db, now, secret, actor: staff }, { edgeId: edge!.edgeId, reason: 'store_mistake', digest });
    expect(requestId).toBeGreaterThan(0);
    expect(await status()).toMatchObject({ request: { state: 'undone' }, joined: null });
    expect(await (await stand.call('GET', '/me', token)).json()).toMatchObject({
      points: { total: 1840 },
      purchases: 4,
    });
    const history = (await (await stand.call('GET', '/history', token)).json()) as History;
    expect(history.knots).toEqual([]);
    expect(history.rows.every((row) => row.card === 'own')).toBe(true);
  });

  test('the joined view can be taken back and given again', async () => {
    await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    await stand.call('POST', '/settings/joined-view', token, { allowed: false });
    expect(await (await stand.call('GET', '/me', token)).json()).toMatchObject({
      points: { total: 1840 },
      joined: { awaiting: 1 },
    });
    await stand.call('POST', '/settings/joined-view', token, { allowed: true });
    expect(await (await stand.call('GET', '/me', token)).json()).toMatchObject({
      points: { total: 4200 },
      joined: { awaiting: 0 },
    });
  });

  test('“this was not me” hides the other card at once and tells the store', async ({ db }) => {
    await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    expect((await stand.call('POST', '/merge/not-me', token, {})).status).toBe(200);
    expect(await status()).toMatchObject({ request: { state: 'frozen' }, joined: null });
    expect(await (await stand.call('GET', '/me', token)).json()).toMatchObject({
      points: { total: 1840 },
      joined: { frozen: true },
    });
    const told = await db.select().from(outbox).where(eq(outbox.topic, 'slack'));
    expect(told.map(({ message }) => (message as { show: string }).show)).toContain('not_me');
  });

  const openShopAgain = async ({ db }: Shop) => {
    const { empty } = await import('../setup.ts');
    await empty(db);
    return openShop(db);
  };
});

type Status = { request: { state: string } | null; joined: unknown };
type Points = {
  total: number;
  spendable: number;
  lots: { amount: number; lastDay: string; card: string }[];
  pending: unknown[];
};
type History = { rows: { kind: string; card: string; place: string | null }[]; knots: string[] };
