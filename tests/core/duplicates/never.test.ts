import { eq, inArray } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { type ProfileInput, recordProfile } from '../../../core/members/profile.ts';
import { notMe, notMeToken } from '../../../core/merges/notMe.ts';
import type { AccountId } from '../../../db/ids.ts';
import { erasures } from '../../../db/schema/erasure.ts';
import { households, memberships } from '../../../db/schema/households.ts';
import { accounts, identities, profileValues } from '../../../db/schema/members.ts';
import { cannotLinks, mergeEdges, mergeRequests, mergeVoids } from '../../../db/schema/merges.ts';
import { onServer } from '../../setup.ts';
import { at, type Guest, type House, join, openHouse, secret, tick } from '../house.ts';
import { crowd, look, night, person, says, secondCard, standsAs } from './base.ts';

const { test } = onServer;

/** A sure pair, and a third card of one of them, as one person with it. */
type Three = { house: House; first: Guest; second: Guest; third: Guest };

async function becomeOne({ db }: House, ...cards: Guest[]): Promise<void> {
  const ids = cards.map(({ accountId }) => accountId);
  await db
    .update(accounts)
    .set({ personId: Math.min(...ids) as never })
    .where(inArray(accounts.id, ids));
}

async function request(
  { db }: House,
  one: Guest,
  other: Guest,
  state: 'waiting' | 'rejected' | 'approved' | 'cancelled',
) {
  const decided = state === 'rejected' || state === 'approved';
  const [row] = await db
    .insert(mergeRequests)
    .values({
      ...{ origin: 'member', state, requesterAccountId: one.accountId, targetAccountId: other.accountId },
      ...{ createdAt: at(-60), expiresAt: at(9_999), ...(decided && { decidedAt: at(-50) }) },
    })
    .returning();
  return row!.id;
}

async function edge(house: House, one: Guest, other: Guest, more: { state: 'active' | 'void'; frozenAt?: Date }) {
  const requestId = await request(house, one, other, 'approved');
  const [a, b] = [one.accountId, other.accountId].sort((x, y) => x - y) as [AccountId, AccountId];
  const values = { requestId, a, b, mergedAt: at(-50), mergedBy: 'staff:1', ...more };
  const [row] = await house.db.insert(mergeEdges).values(values).returning();
  return row!.id;
}

async function family({ db }: House, ...cards: Guest[]): Promise<void> {
  const pot = { personId: 900 as never, id: 900 as AccountId, kind: 'pot', memberNumber: '900-pot' } as const;
  await db.insert(accounts).values({ ...pot, registeredAt: at(-99) });
  const [household] = await db
    .insert(households)
    .values({ potAccountId: pot.id, createdAt: at(-99) } as typeof households.$inferInsert)
    .returning();
  for (const [index, { accountId }] of cards.entries()) {
    const role = index === 0 ? 'head' : 'member';
    const joined = { householdId: household!.id, accountId, role, visible: true, joinedAt: at(-99), leftAt: at(-9) };
    await db.insert(memberships).values(joined as typeof memberships.$inferInsert);
  }
}

/** What keeps a machine from merging two cards that look like one person's, and what becomes of the pair. */
const cases: { why: string; stands: string | undefined; unless: (three: Three) => Promise<unknown> }[] = [
  { why: 'nothing', stands: 'automatic merged', unless: async () => {} },
  {
    why: 'one of them says so of itself',
    stands: 'review open',
    unless: ({ house, second }) => says(house, second, { mail: 'me@example.com' }),
  },
  {
    why: 'the shop says that they are two people',
    stands: undefined,
    unless: ({ house, first, second }) =>
      house.db
        .insert(cannotLinks)
        .values({ a: first.accountId, b: second.accountId, recordedAt: at(), recordedBy: 's' }),
  },
  {
    why: 'the shop says so of another card of one of them',
    stands: undefined,
    unless: async ({ house, first, second, third }) => {
      await becomeOne(house, second, third);
      const pair = { a: first.accountId, b: third.accountId };
      await house.db.insert(cannotLinks).values({ ...pair, recordedAt: at(), recordedBy: 's' });
    },
  },
  {
    why: 'a store has rejected it',
    stands: undefined,
    unless: ({ house, first, second }) => request(house, second, first, 'rejected'),
  },
  {
    why: 'it was undone, by another card of one of them',
    stands: undefined,
    unless: async ({ house, first, second, third }) => {
      await becomeOne(house, second, third);
      const edgeId = await edge(house, first, third, { state: 'void' });
      await house.db.insert(mergeVoids).values({ edgeId, voidedAt: at(-5), voidedBy: 's', reason: 'store_mistake' });
    },
  },
  {
    why: 'they were ever one family, also by other cards and after they left',
    stands: 'household open',
    unless: async ({ house, first, second, third }) => {
      await becomeOne(house, second, third);
      await family(house, first, third);
    },
  },
  {
    why: 'somebody asks for it and waits',
    stands: 'review open',
    unless: ({ house, first, second }) => request(house, first, second, 'waiting'),
  },
  {
    why: 'one of them has said of another join that it was not them',
    stands: 'review open',
    unless: async ({ house, second, third }) => {
      await becomeOne(house, second, third);
      await edge(house, second, third, { state: 'active', frozenAt: at(-5) });
    },
  },
  {
    why: 'one of them has said of a request to join them, long over, that it was not them',
    stands: 'review open',
    unless: async ({ house, first, second, third }) => {
      await becomeOne(house, second, third);
      const requestId = await request(house, third, first, 'cancelled');
      await notMe(tick(house, at(-5)), { token: notMeToken(secret, { requestId }) });
    },
  },
  {
    why: 'one of them has asked that another card of theirs be erased',
    stands: 'review open',
    unless: async ({ house, second, third }) => {
      await becomeOne(house, second, third);
      const { accountId, identityId } = third;
      await house.db.insert(erasures).values({ accountId, identityId, state: 'waiting', askedAt: at(-5) });
    },
  },
  {
    why: 'together they have more cards than a person has',
    stands: 'review open',
    unless: async ({ house, second }) => {
      const many = [second];
      for (let n = 0; n < 19; n++) many.push(await join(house, {}));
      await becomeOne(house, ...many);
    },
  },
  {
    why: 'one is closed',
    stands: undefined,
    unless: ({ house, second }) =>
      house.db
        .update(accounts)
        .set({ closedAt: at(-1) })
        .where(eq(accounts.id, second.accountId)),
  },
];

const home = { postalCode: '180-0004', address: '武蔵野市吉祥寺本町1-2-3' };

/** What of a card is another's: alike in everything else, these are brothers and sisters, twins, a son with his father's name. */
const others: { what: string; change: ProfileInput }[] = [
  { what: 'the given name', change: { givenName: '陽介', givenKana: 'ヨウスケ' } },
  { what: 'one letter of the given name', change: { givenName: '洋子', givenKana: 'ヒロコ' } },
  { what: 'the birth date', change: { birthDate: '1979-10-30' } },
  {
    what: 'how the given name is written, and share a home, where one has no birthday and other contacts',
    change: { givenName: '洋子', birthDate: '', phone: '03-0000-1111', mail: 'yoko@example.com', ...home },
  },
  { what: 'one digit of the birth date', change: { birthDate: '1950-01-02' } },
];

async function open(house: House, change: ProfileInput = {}): Promise<Three> {
  const [first] = await crowd(house, 40);
  return { house, first: first!, second: await secondCard(house, 0, change), third: await join(house, {}) };
}

describe('two cards of whom the matcher is sure', () => {
  test.for(cases)('are merged by themselves unless: $why', async ({ unless, stands }, { db }) => {
    const house = await openHouse(db);
    const three = await open(house);
    await unless(three);
    const before = await db.select().from(mergeEdges);
    await look(house, 0);
    expect(await standsAs(house, three.first, three.second)).toBe(stands);
    const after = await db.select().from(mergeEdges);
    expect(after.length - before.length).toBe(stands === 'automatic merged' ? 1 : 0);
  });

  test.for(others)('are left to staff where they differ in $what', async ({ change }, { db }) => {
    const house = await openHouse(db);
    const { first, second } = await open(house, change);
    const shop = { db, now: at(-5_000), secret, actor: { kind: 'system', job: 'test' } } as const;
    if (change.address) await recordProfile(shop, first.accountId, home, 'store');
    await look(house, 0);
    expect(['review open', 'household open', undefined]).toContain(await standsAs(house, first, second));
    expect(await db.select().from(mergeEdges)).toEqual([]);
  });
});

/** What both have proved, so that it does not matter what they merely say. */
const proofs: { by: string; prove: (three: Three) => Promise<unknown> }[] = [
  {
    by: 'one phone',
    prove: ({ house, first, second }) =>
      house.db
        .update(profileValues)
        .set({ verifiedAt: at(-99), source: 'proof' })
        .where(inArray(profileValues.accountId, [first.accountId, second.accountId])),
  },
  {
    by: 'one LINE, which moved from one card to the other',
    prove: async ({ house, first, second }) => {
      const ofFirst = eq(identities.accountId, first.accountId);
      const [line] = await house.db
        .update(identities)
        .set({ unlinkedAt: at(-9) })
        .where(ofFirst)
        .returning();
      const { value } = line!;
      await house.db.update(identities).set({ value }).where(eq(identities.accountId, second.accountId));
    },
  },
];

/** Two cards of whom the matcher is sure, and that say something of themselves. */
async function proving(db: House['db']): Promise<Three> {
  const three = await open(await openHouse(db));
  for (const card of [three.first, three.second]) await says(three.house, card, { postalCode: '1800004' });
  return three;
}

/** The owner of a card types the code that went to its phone. */
async function proves({ db }: House, { accountId }: Guest, minutes: number): Promise<void> {
  const value = person(0).phone ?? '';
  const said = { accountId, field: 'phone', value, normalised: value.replaceAll('-', '') } as const;
  await db.insert(profileValues).values({ ...said, source: 'proof', recordedAt: at(minutes), verifiedAt: at(minutes) });
}

describe('two cards that say so of themselves', () => {
  test.for(proofs)('are merged by themselves when both have proved $by', async ({ prove }, { db }) => {
    const house = await openHouse(db);
    const three = await open(house);
    for (const card of [three.first, three.second]) await says(house, card, { postalCode: '1800004' });
    await prove(three);
    await look(house, 0);
    expect(await standsAs(house, three.first, three.second)).toBe('automatic merged');
  });

  test.for([
    ['within three months are merged', 90, 'automatic merged'],
    ['longer apart are not, for a number that is given up is given to somebody else', 91, 'review open'],
  ] as const)('and have proved one phone %s', async ([, days, stands], { db }) => {
    const { house, first, second } = await proving(db);
    await proves(house, first, -days * night - 99);
    await proves(house, second, -99);
    await look(house, 0);
    expect(await standsAs(house, first, second)).toBe(stands);
  });

  test('are not when one gave the phone up, and types it again after the other has proved it', async ({ db }) => {
    const { house, first, second } = await proving(db);
    await proves(house, first, -400 * night);
    await proves(house, second, -99);
    await says(house, first, { phone: '080-9999-9999' }, -50);
    await says(house, first, { phone: person(0).phone }, -40);
    await look(house, 0);
    expect(await standsAs(house, first, second)).toBe('review open');
  });

  test('are not when the phone that one has proved is typed by the other', async ({ db }) => {
    const house = await openHouse(db);
    const [first] = await crowd(house, 40);
    const stranger = await join(house, {});
    await says(house, stranger, person(0));
    await db
      .update(profileValues)
      .set({ verifiedAt: at(-99) })
      .where(eq(profileValues.accountId, first!.accountId));
    await look(house, 0);
    expect(await standsAs(house, first!, stranger)).toBe('review open');
  });
});
