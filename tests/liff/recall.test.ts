import { desc, isNotNull } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { codeFor } from '../../core/merges/proof.ts';
import { mergeRequests, proofCodes } from '../../db/schema/merges.ts';
import { databases } from '../setup.ts';
import { now, openShop, type Shop, secret } from './shop.ts';
import { openStand, type Stand } from './stand.ts';

const newcomer = 'Uf05b7e28a63d4c90b1f4d92e8c7a60a9';
const asking = (value: string, name = '斎藤 優子') => ({ kind: 'mail', value, name });

describe.each(databases)('a forgotten number in the mini-app, on $name', ({ test }) => {
  let shop: Shop;
  let stand: Stand;
  test.beforeEach(async ({ db }) => {
    shop = await openShop(db);
    stand = await openStand(shop);
  });
  test.afterEach(() => stand.close());

  const post = async (path: string, token: string, body: unknown) => {
    const answer = await stand.call('POST', `/recall${path}`, token, body);
    const headers = JSON.stringify([...answer.headers].filter(([name]) => name !== 'date'));
    return { status: answer.status, text: await answer.text(), headers };
  };
  const code = async () => {
    const [proof] = await shop.db.select().from(proofCodes).orderBy(desc(proofCodes.id)).limit(1);
    return codeFor(secret, proof!.id);
  };

  test('a code to the contact on file brings it back, and the store joins the card with a new one', async () => {
    const token = await stand.enter(newcomer);
    expect((await post('/ask', token, asking('yuko.saito@example.jp'))).status).toBe(200);
    const proved = await post('/prove', token, { code: await code() });
    expect(JSON.parse(proved.text)).toEqual({ memberNumber: shop.old.number });
    const again = await stand.call('GET', '/recall', token);
    expect(await again.json()).toEqual({ memberNumber: shop.old.number });
    const linked = JSON.parse((await post('/link', token, { familyName: '斎藤', givenName: '優子' })).text);
    expect(linked).toMatchObject({ member: true });
    const status = await (await stand.call('GET', '/merge', linked.token)).json();
    expect(status).toMatchObject({ request: { state: 'waiting', proof: 'code' }, joined: null });
    const me = JSON.stringify(await (await stand.call('GET', '/me', linked.token)).json());
    expect(me).not.toContain(shop.old.number);
    expect(me).toContain('"total":0');
  });

  test('the answers are the same, byte for byte, whatever exists', async ({ db }) => {
    const answers: string[] = [];
    const cases = [
      asking('yuko.saito@example.jp'),
      asking('nobody@example.jp'),
      asking('yuko.saito@example.jp', '田中 一郎'),
      asking('misaki@example.jp'),
    ];
    for (const [index, body] of cases.entries()) {
      const token = await stand.enter(newcomer.replace('Uf05', `Ue0${index}`));
      const steps = [await post('/ask', token, body), await post('/ask', token, body)];
      for (let round = 0; round < 6; round++) steps.push(await post('/prove', token, { code: '000000' }));
      steps.push(await post('/link', token, { familyName: '斎藤', givenName: '優子' }));
      answers.push(JSON.stringify(steps));
    }
    expect(new Set(answers).size).toBe(1);
    expect(await db.select().from(proofCodes).where(isNotNull(proofCodes.usedAt))).toHaveLength(0);
    expect(await db.select().from(mergeRequests)).toHaveLength(0);
  });

  test('is for whoever has no card in this LINE: a member sees theirs at once', async () => {
    const member = await stand.enter(shop.yuko.line);
    expect((await post('/ask', member, asking('yuko.saito@example.jp'))).status).toBe(401);
    expect((await post('/ask', 'nobody', asking('yuko.saito@example.jp'))).status).toBe(401);
    stand.clock.now = now;
  });
});
