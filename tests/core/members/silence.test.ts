import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { Actor, Context } from '../../../core/context.ts';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { acceptOffer, askContactProof, proveContact } from '../../../core/members/contact.ts';
import { markBlocked } from '../../../core/members/identity.ts';
import { recordProfile } from '../../../core/members/profile.ts';
import { askRecall, isRecalling, linkRecalled, proveRecall, recalledNumber } from '../../../core/members/recall.ts';
import { register } from '../../../core/members/register.ts';
import { proveRequest, resendCode } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import { latestRequestOf } from '../../../core/merges/requests.ts';
import { Refusal } from '../../../core/refusal.ts';
import type { AccountId, IdentityId } from '../../../db/ids.ts';
import { rowsOf } from '../../../db/open.ts';
import { erasures } from '../../../db/schema/erasure.ts';
import { accounts } from '../../../db/schema/members.ts';
import { cannotLinks, mergeEdges, mergeRequests } from '../../../db/schema/merges.ts';
import { empty, onEmbedded } from '../../setup.ts';
import { at, type Guest, type House, join, member, openHouse, tick, yuko } from '../house.ts';

const { test } = onEmbedded;

const phone = '0467-22-3326';
const name = '齋藤優子';

type Made = { house: House; owner: Guest; asker: Guest };

async function edge({ house, owner }: Made): Promise<void> {
  const { db } = house;
  const other = await join(house, {});
  const values = {
    origin: 'member',
    state: 'approved',
    createdAt: at(-60),
    expiresAt: at(-50),
    decidedAt: at(-55),
  } as const;
  const sides = { requesterAccountId: other.accountId, targetAccountId: owner.accountId };
  const [request] = await db
    .insert(mergeRequests)
    .values({ ...values, ...sides })
    .returning();
  const [a, b] = [owner.accountId, other.accountId].sort((x, y) => x - y) as [AccountId, AccountId];
  const joined = { requestId: request!.id, a, b, mergedAt: at(-55), mergedBy: 'staff:1', state: 'active' } as const;
  await db.insert(mergeEdges).values({ ...joined, frozenAt: at(-40) });
  await db.update(accounts).set({ personId: a }).where(eq(accounts.id, b));
}

/** What may be true of the card that has the phone which somebody asks for. */
const worlds: Record<string, (made: Made) => Promise<unknown>> = {
  'there is one': async () => {},
  'there is none': ({ house, owner }) =>
    house.db.execute(
      sql`update profile_values set normalised = '0467999999', value = '0467-99-9999' where account_id = ${owner.accountId} and field = 'phone'`,
    ),
  'it is of another name': ({ house, owner }) =>
    recordProfile(
      tick(house, at(-10)),
      owner.accountId,
      { familyName: '田中', givenName: '一郎', familyKana: 'タナカ', givenKana: 'イチロウ' },
      'store',
    ),
  'it is closed': ({ house, owner }) =>
    house.db
      .update(accounts)
      .set({ closedAt: at(-1) })
      .where(eq(accounts.id, owner.accountId)),
  'it is erased': ({ house, owner }) => eraseAccount(tick(house, at(-1)), owner.accountId),
  'it is to be erased': ({ house, owner: { accountId, identityId } }) =>
    house.db.insert(erasures).values({ accountId, identityId, state: 'waiting', askedAt: at(-5) }),
  'its owner has blocked the shop': ({ house, owner }) => markBlocked(tick(house, at(-5)), owner.lineUserId, at(-5)),
  'it is in a merge that somebody said no to': edge,
  'it may not be joined with the one who asks': ({ house, owner, asker }) => {
    const [a, b] = [owner.accountId, asker.accountId].sort((x, y) => x - y) as [AccountId, AccountId];
    return house.db.insert(cannotLinks).values({ a, b, recordedAt: at(-5), recordedBy: 'staff:1' });
  },
  'it is of the one who asks': ({ house, owner, asker }) =>
    house.db.update(accounts).set({ personId: owner.accountId }).where(eq(accounts.id, asker.accountId)),
  'there are two': ({ house }) => join(house, { ...yuko, phone }),
  'it was made by somebody who typed the phone': async ({ house, owner }) => {
    await house.db
      .update(accounts)
      .set({ closedAt: at(-1) })
      .where(eq(accounts.id, owner.accountId));
    const actor = { kind: 'stranger', lineUserId: 'Uthief' } as const;
    await register({ ...tick(house, at(-9)), actor }, { profile: { ...yuko, phone }, channelCode: 'line' });
  },
};

async function made(db: House['db']): Promise<Made> {
  const house = await openHouse(db);
  const owner = await join(house, { ...yuko, phone, mail: 'yuko.saito@example.jp' }, { store: house.stores.kamakura });
  const actor = { kind: 'stranger', lineUserId: 'Uasker' } as const;
  const profile = { familyName: '森', givenName: '空' };
  const asker = await register({ ...tick(house, at(-20)), actor }, { profile, channelCode: 'line' });
  return { house, owner, asker: { ...asker, identityId: asker.identityId as IdentityId, lineUserId: 'Uasker' } };
}

const heard = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (result) => result ?? null,
    (error) => {
      if (error instanceof Refusal) return { code: error.code, facts: error.facts };
      throw error;
    },
  );

/** Everything that somebody can do without a code that reached somebody else. */
async function everything({ house, asker }: Made): Promise<unknown[]> {
  const stranger = (minutes: number): Context<Extract<Actor, { kind: 'stranger' }>> => ({
    ...tick(house, at(minutes)),
    actor: { kind: 'stranger', lineUserId: 'Ustranger' },
  });
  const own = (minutes: number) => member(house, asker, at(minutes));
  const request = await latestRequestOf(house.db, asker.accountId);
  const steps: (() => Promise<unknown>)[] = [
    () => askRecall(stranger(0), { kind: 'phone', value: phone, name }),
    () => isRecalling(stranger(1)),
    ...Array.from({ length: 6 }, (_, n) => () => proveRecall(stranger(1 + n / 10), { code: '12345' })),
    () => askRecall(stranger(3), { kind: 'phone', value: phone, name }),
    () => recalledNumber(stranger(4)),
    () => linkRecalled(stranger(4), { familyName: '齋藤', givenName: '優子' }),
    () => requestMerge(own(5), { soughtKind: 'phone', sought: phone, name }),
    async () => resendCode(own(7), { requestId: (await newest(house, asker)).requestId }),
    ...Array.from(
      { length: 6 },
      () => async () => proveRequest(own(8), { requestId: (await newest(house, asker)).requestId, code: '12345' }),
    ),
    async () => newest(house, asker),
    () => askContactProof(own(10), { kind: 'phone', value: phone }),
    ...Array.from({ length: 6 }, () => () => proveContact(own(11), { code: '12345' })),
    () => acceptOffer(own(12)),
  ];
  expect(request).toBeUndefined();
  const said: unknown[] = [];
  for (const step of steps) said.push(await heard(step()));
  return said;
}

async function newest({ db }: House, { accountId }: Guest) {
  const request = await latestRequestOf(db, accountId);
  if (!request) throw new Error('no request');
  return request;
}

const counted = [
  'audit_entries',
  'outbox',
  'proof_codes',
  'rate_counters',
  'merge_requests',
  'lookups',
  'profile_values',
];

/** How much was written down of each kind. */
async function written({ db }: House): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const table of counted) {
    const sum = table === 'rate_counters' ? sql`coalesce(sum(count), 0)` : sql`count(*)`;
    const [row] = await rowsOf<{ n: number }>(db, sql`select ${sum}::int as n from ${sql.identifier(table)}`);
    rows[table] = row!.n;
  }
  return rows;
}

describe('who asks for a card that is not theirs', () => {
  test('hears the same and leaves as much behind, whatever is true of that card', async ({ db }) => {
    const told: Record<string, string> = {};
    for (const [world, become] of Object.entries(worlds)) {
      await empty(db);
      const all = await made(db);
      await become(all);
      const before = await written(all.house);
      const said = await everything(all);
      const after = await written(all.house);
      const more = Object.fromEntries(counted.map((table) => [table, after[table]! - before[table]!]));
      told[world] = JSON.stringify({ said, more }).replace(/"(requestId|number)":("?)[^,"}]+\2/g, '"$1":0');
    }
    for (const [world, heardThere] of Object.entries(told))
      expect([world, heardThere]).toEqual([world, told['there is one']]);
    expect(told['there is one']).toContain('wrong_code');
  });
});
