import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { audit } from '../../../core/audit.ts';
import { eraseAccount, lapseErased } from '../../../core/erasure/erase.ts';
import { needlesFor, scanFor } from '../../../core/erasure/scan.ts';
import { leftOf } from '../../../core/erasure/tombstone.ts';
import { countMembers } from '../../../core/members/count.ts';
import { unlink } from '../../../core/members/identity.ts';
import { register } from '../../../core/members/register.ts';
import { answerQuestion, approveRequest, askMember, rejectRequest } from '../../../core/merges/decide.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { sightOf } from '../../../core/merges/visible.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { spend } from '../../../core/points/spend.ts';
import { firstBrokenSeal, sealAudit } from '../../../core/seal.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { Database } from '../../../db/open.ts';
import { rowsOf } from '../../../db/open.ts';
import { accounts, identities, profileValues } from '../../../db/schema/members.ts';
import { inbox } from '../../../db/schema/plumbing.ts';
import { ledgerEntries } from '../../../db/schema/points.ts';
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
  searched,
  tick,
  twoCards,
  yuko,
} from '../house.ts';

const dayMinutes = 24 * 60;

/** Yuko's two cards as one, approved in Kamakura, with a question asked and answered on the way. */
async function merged(house: House) {
  const { db } = house;
  const cards = await twoCards(house);
  const { requestId } = await askByMail(house, cards.today);
  await proveRequest(member(house, cards.today, at(1)), { requestId, code: await codeSent(db) });
  await askMember(clerk(house, 'jun', at(2)), { requestId, question: '齋藤優子さま、旧姓は田中さまでしょうか' });
  await answerQuestion(member(house, cards.today, at(3)), { requestId, answer: 'はい、田中 優子でした' });
  const view = await requestOf(db, requestId, at(4));
  const { edgeId } = await approveRequest(clerk(house, 'jun', at(4)), { requestId, epochs: view!.epochs! });
  return { ...cards, requestId, edgeId };
}

const sums = (db: Database) =>
  rowsOf<{ kind: string; n: number; total: number }>(
    db,
    sql`select kind, count(*)::int as n, sum(amount)::int as total from ledger_entries where kind <> 'erase' group by kind order by kind`,
  );
const persons = (db: Database) =>
  db.select({ id: accounts.id, personId: accounts.personId }).from(accounts).orderBy(accounts.id);

describe.each(databases)('an erasure, on $name', ({ test }) => {
  test('P2 leaves a tombstone: nobody else becomes another person, no sum changes, the points lapse with a reason of their own', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today, older } = await merged(house);
    const third = await join(house, { familyName: '佐藤', givenName: '花子' }, { points: 500 });
    await spend(member(house, today, at(3 * dayMinutes)), { accountId: today.accountId, amount: 2000, key: 's1' });
    const before = { persons: await persons(db), sums: await sums(db), members: await countMembers(db) };
    const left = (await balanceOf(db, older.accountId, at(4 * dayMinutes), [older.accountId])).total;
    const { points } = await eraseAccount(tick(house, at(4 * dayMinutes)), older.accountId);
    expect(points).toBe(left);
    expect({ persons: await persons(db), sums: await sums(db) }).toEqual({
      persons: before.persons,
      sums: before.sums,
    });
    const lapsed = await db.select().from(ledgerEntries).where(eq(ledgerEntries.kind, 'erase'));
    expect(lapsed.reduce((sum, { amount }) => sum + amount, 0)).toBe(-left);
    expect((await balanceOf(db, third.accountId, at(4 * dayMinutes))).total).toBe(500);
    expect((await countMembers(db)).accounts).toBe(before.members.accounts - 1);
    expect(await verifyInvariants(db, at(4 * dayMinutes), { deep: true })).toEqual([]);
  });

  test('leaves nothing of the person anywhere: not in letters, events, requests, answers, reasons', async ({ db }) => {
    const house = await openHouse(db);
    const alone = await join(
      house,
      {
        familyName: '髙橋',
        givenName: '莉子',
        familyKana: 'タカハシ',
        givenKana: 'リコ',
        birthDate: '1991-07-08',
        phone: '080-2345-6789',
        mail: 'riko.t@example.jp',
        address: '神戸市中央区元町通3-4-5',
      },
      { store: house.stores.kamakura },
    );
    const { today, older } = await twoCards(house);
    const { requestId } = await askByMail(house, today);
    await proveRequest(member(house, today, at(1)), { requestId, code: await codeSent(db) });
    await rejectRequest(clerk(house, 'jun', at(2)), { requestId, reason: '髙橋莉子さま(080-2345-6789)とは別の方です' });
    await audit(clerk(house, 'jun', at(2)), {
      action: 'test.said',
      subject: 'x',
      accountId: alone.accountId,
      reason: 'リコさま、髙橋様のご希望',
    });
    const body = {
      type: 'message',
      timestamp: 1,
      source: { type: 'user', userId: alone.lineUserId },
      message: { type: 'text', text: '髙橋 莉子です。０８０ー２３４５ー６７８９' },
    };
    await db.insert(inbox).values({ source: 'line', eventId: 'e1', body, receivedAt: at(), dueAt: at() });
    await sealAudit(tick(house, at(3)));
    await sealAudit(tick(house, at(4)));
    await eraseAccount(tick(house, at(10)), alone.accountId);
    const scan = await searched(house, 10);
    // What staff wrote about her on a card that is somebody else's is found, and said where.
    expect(scan.hits.map(({ table, column, kind }) => `${table}.${column} ${kind}`).sort()).toEqual([
      'merge_requests.decision_reason name',
      'merge_requests.decision_reason phone',
    ]);
    expect(await firstBrokenSeal(db)).toBeUndefined();
    expect(await leftOf(db, { accountId: alone.accountId, at: at(10) })).toEqual({});
    expect(older.accountId).not.toBe(alone.accountId);
  });

  test('finds what is written in other letters, and nothing when all is gone', async ({ db }) => {
    const house = await openHouse(db);
    const { today, older, requestId } = await merged(house);
    await eraseAccount(tick(house, at(10)), today.accountId);
    const scan = await searched(house, 10);
    expect(scan.hits).toEqual([]);
    expect(scan.shared).toBeGreaterThan(0);
    await eraseAccount(tick(house, at(11)), older.accountId);
    expect(await searched(house, 11)).toMatchObject({ hits: [], shared: 0 });
    const typed = needlesFor(['ｙｕｋｏ.saito@example.jp', '０９０１１１１２２７１', '0467223326', today.lineUserId]);
    expect((await scanFor(db, typed)).hits).toEqual([]);
    expect(await requestOf(db, requestId, at(12))).toBeUndefined();
    expect(await eraseAccount(tick(house, at(13)), older.accountId)).toMatchObject({ points: 0 });
    expect((await searched(house, 14)).hits).toEqual([]);
  });

  test('of one of two cards shows the other nothing of it, and an undo afterwards still works and brings back nothing', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const { today, older, edgeId } = await merged(house);
    await spend(member(house, today, at(3 * dayMinutes)), { accountId: today.accountId, amount: 1900, key: 's1' });
    await eraseAccount(tick(house, at(4 * dayMinutes)), older.accountId);
    expect((await sightOf(db, today.identityId)).accountIds).toEqual([today.accountId]);
    const preview = await previewUndo(db, at(5 * dayMinutes), edgeId);
    await undoMerge(clerk(house, 'takeshi', at(5 * dayMinutes)), {
      edgeId,
      reason: 'wrong_person',
      digest: preview.digest,
    });
    await lapseErased(tick(house, at(6 * dayMinutes)));
    expect((await balanceOf(db, older.accountId, at(6 * dayMinutes))).total).toBe(0);
    expect(await verifyInvariants(db, at(6 * dayMinutes), { deep: true })).toEqual([]);
  });

  test('lets nobody earn by leaving and joining again', async ({ db }) => {
    const house = await openHouse(db);
    const lineUserId = `U${'a'.repeat(32)}`;
    const enter = (minutes: number) =>
      register(
        { db, now: at(minutes), secret: tick(house).secret, actor: { kind: 'stranger', lineUserId } },
        { lineUserId, profile: { ...yuko, phone: '09011112271' }, channelCode: 'line' },
      );
    const first = await enter(0);
    const guest = { ...first, lineUserId } as Guest;
    await unlink(member(house, guest, at(1)));
    await eraseAccount(tick(house, at(2)), first.accountId);
    const second = await enter(3);
    expect(second.accountId).not.toBe(first.accountId);
    const welcomed = await rowsOf<{ id: number }>(
      db,
      sql`select account_id::int as id from lots where once_key is not null`,
    );
    expect(welcomed.map(({ id }) => id)).not.toContain(second.accountId);
    const keys = await db.select().from(identities).where(eq(identities.accountId, first.accountId));
    expect(keys.map(({ value }) => value)).toEqual([`erased:${keys[0]!.id}`]);
    expect(await db.select().from(profileValues).where(eq(profileValues.accountId, first.accountId))).toEqual([]);
  });
});
