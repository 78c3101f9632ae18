import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { loadDemo } from '../../../core/demo/load.ts';
import { countMembers } from '../../../core/members/count.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { codeFor, latestProof, proveRequest } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { requestOf } from '../../../core/merges/requests.ts';
import { runDueScenarios } from '../../../core/scenarios/due.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import { identities } from '../../../db/schema/members.ts';
import { outbox } from '../../../db/schema/plumbing.ts';
import { staff } from '../../../db/schema/shop.ts';
import { databases, onServer } from '../../setup.ts';
import { opening, openingDay, summary } from './opening.ts';

describe.each(databases)('the demo shop on $name', ({ test }) => {
  test('keeps every promise of the books, and counts 287 persons on 318 cards', { timeout: 120_000 }, async ({
    db,
  }) => {
    const loaded = await loadDemo(opening(db));
    expect(loaded).toMatchObject({ accounts: 318, persons: 287, cap: 300, merges: 31, waiting: 2 });
    expect(await countMembers(db)).toMatchObject({ persons: 287, accounts: 318 });
    expect(await verifyInvariants(db, openingDay, { deep: true })).toEqual([]);
    await expect(loadDemo(opening(db))).rejects.toThrow('empty');
  });
});

const { test } = onServer;

test('the story of 齋藤 優子 goes on: M-142 makes one person of 287, with 4,200 points and 13 purchases', async ({
  db,
}) => {
  await loadDemo(opening(db));
  const { accountId } = await summary(db, '20487153');
  const [identity] = await db.select().from(identities).where(eq(identities.accountId, accountId));
  const asking = { ...opening(db), actor: { kind: 'member', accountId, identityId: identity!.id } } as const;
  const sought = { soughtKind: 'mail', sought: 'yuko.saito@example.jp', name: '斎藤 優子' } as const;
  const { requestId } = await requestMerge(asking, sought);
  expect(requestId).toBe(142);

  await proveRequest(asking, { requestId, code: codeFor(asking.secret, (await latestProof(db, requestId))!.id) });
  const { epochs, store, evidence, flags, joined } = (await requestOf(db, requestId, openingDay))!;
  expect(evidence.map(({ field, result }) => `${field} ${result}`)).toEqual([
    ...['nameReading claimed', 'nameWriting claimed', 'birthDate claimed'],
    ...['phone mismatch', 'mail match', 'address unknown'],
  ]);
  expect(flags).toMatchObject({ welcomeTwice: false, undone180Days: 0, samePhoneMembers: 0 });
  expect(joined).toEqual({ points: 4_200, held: 0, purchases: 13, personsBefore: 287, personsAfter: 286 });

  const [manager] = await db.select().from(staff).where(eq(staff.storeId, store!.storeId));
  const actor = { kind: 'staff', staffId: manager!.id, storeId: manager!.storeId, role: manager!.role } as const;
  await approveRequest({ ...opening(db), actor }, { requestId, epochs: epochs! });
  expect(await summary(db, '20487153')).toMatchObject({ points: 4_200, purchases: 13, accounts: 2 });
  expect(await countMembers(db)).toMatchObject({ persons: 286, accounts: 318 });
});

test('a day later one message goes out: thanks to the one who read the story and bought', async ({ db }) => {
  await loadDemo(opening(db));
  await runDueScenarios(opening(db, new Date('2026-11-22T10:30:00+09:00')));
  const left = await db.select().from(outbox).where(eq(outbox.state, 'pending'));
  const templates = left
    .filter(({ topic }) => topic === 'line')
    .map(({ message }) => (message as { template: string }).template);
  expect(templates).toEqual(['scenario']);
});

describe.each(['2027-01-01T00:30:00+09:00', '2027-03-31T10:00:00+09:00', '2028-02-29T09:00:00+09:00'])(
  'opened on %s',
  (day) => {
    test('the shop holds as well', async ({ db }) => {
      const at = new Date(day);
      expect(await loadDemo(opening(db, at), { seed: 99 })).toMatchObject({ accounts: 318, persons: 287 });
      expect(await verifyInvariants(db, at, { deep: true })).toEqual([]);
      expect((await summary(db, '20487153', at)).points + (await summary(db, '20316624', at)).points).toBe(4_200);
    });
  },
);
