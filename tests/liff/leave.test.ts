import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { eraseAccount } from '../../core/erasure/erase.ts';
import { previewUndo } from '../../core/merges/preview.ts';
import { codeFor } from '../../core/merges/proof.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import { accounts } from '../../db/schema/members.ts';
import { mergeEdges, proofCodes } from '../../db/schema/merges.ts';
import { databases } from '../setup.ts';
import { joinCards, now, openShop, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

type Leaving = {
  cards: {
    card: number;
    tail: string;
    own: boolean;
    points: number;
    contact: string | null;
    erasedAt: string | null;
  }[];
};

describe.each(databases)('leaving by the mini-app, on $name', ({ test }) => {
  let shop: Shop;
  let stand: Stand;
  let token: string;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
    token = await stand.enter(shop.yuko.line);
  });
  test.afterEach(() => stand.close());

  const cards = async () => ((await (await stand.call('GET', '/leave', token)).json()) as Leaving).cards;
  const code = async () => {
    const rows = await shop.db.select().from(proofCodes).where(eq(proofCodes.purpose, 'erasure'));
    return codeFor(secret, rows.at(-1)!.id);
  };

  test('a member sees its cards, asks by a code, and takes it back', async () => {
    const [own, ...others] = await cards();
    expect(own).toMatchObject({ own: true, tail: '7153', contact: 'mail', erasedAt: null });
    expect(others).toEqual([]);
    expect(await (await stand.call('POST', '/leave/code', token, { card: own!.card })).json()).toMatchObject({
      sentTo: 'mail',
    });
    const asked = await stand.call('POST', '/leave/by-code', token, { card: own!.card, code: await code() });
    expect(await asked.json()).toEqual({ dueAt: '2026-11-28T15:00:00.000Z' });
    expect((await cards())[0]!.erasedAt).toBe('2026-11-28T15:00:00.000Z');
    await stand.call('POST', '/leave/back', token, { card: own!.card });
    expect((await cards())[0]!.erasedAt).toBeNull();
  });

  test('nobody asks for a card that this LINE does not see, nor by a token of another LINE', async () => {
    const other = shop.misaki.accountId as number;
    for (const path of ['/leave/code', '/leave/back'])
      expect((await stand.call('POST', path, token, { card: other })).status).toBeGreaterThanOrEqual(400);
    const [own] = await cards();
    const idToken = await stand.idToken(shop.misaki.line);
    const refused = await stand.call('POST', '/leave/by-login', token, { card: own!.card, idToken });
    expect(refused.status).toBe(401);
    const [account] = await shop.db.select().from(accounts).where(eq(accounts.id, shop.yuko.accountId));
    expect(account?.erasedAt).toBeNull();
  });

  test('joined cards stand one by one; with one erased, every page is as it was before they were joined', async () => {
    const before = await everything();
    await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    expect((await cards()).map(({ tail, own }) => [tail, own])).toEqual([
      ['7153', true],
      ['6624', false],
    ]);
    await eraseAccount({ db: shop.db, now, secret, actor: { kind: 'system', job: 'test' } }, shop.old.accountId);
    expect(await everything()).toEqual(before);
  });

  test('P5 after an undo no page of one side holds a fact of the other: each is as it was before the merge', async () => {
    const before = await everything();
    await joinCards(shop, shop.yuko, 'yuko.saito@example.jp');
    expect(JSON.stringify(await everything())).toContain('118000');
    const [edge] = await shop.db.select().from(mergeEdges);
    const { digest } = await previewUndo(shop.db, now, edge!.id);
    const actor = { kind: 'staff', staffId: shop.hayama, storeId: shop.kamakura, role: 'manager' } as const;
    await undoMerge({ db: shop.db, now, secret, actor }, { edgeId: edge!.id, reason: 'member_wish', digest });
    expect(await everything()).toEqual(before);
    const status = await (await stand.call('GET', '/merge', token)).text();
    for (const fact of ['6624', '2360', '2,360', '20316624']) expect(status).not.toContain(fact);
  });

  /** What every page of the mini-app is made from, for Yuko's LINE; but for the story of her own request. */
  async function everything(): Promise<Record<string, string>> {
    const paths = ['/me', '/points', '/history', '/recommend', '/settings', '/leave', '/household'];
    const bodies = paths.map(async (path) => [path, await (await stand.call('GET', path, token)).text()] as const);
    return Object.fromEntries(await Promise.all(bodies));
  }
});
