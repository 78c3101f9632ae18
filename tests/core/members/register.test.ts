import { describe, expect } from 'vitest';
import { recordPurchase } from '../../../core/activities/record.ts';
import type { Actor, Context } from '../../../core/context.ts';
import { askContactProof, proveContact } from '../../../core/members/contact.ts';
import { countMembers } from '../../../core/members/count.ts';
import { unlink } from '../../../core/members/identity.ts';
import { memberByLine } from '../../../core/members/member.ts';
import { nameOf } from '../../../core/members/profile.ts';
import { register } from '../../../core/members/register.ts';
import { isWelcomePending } from '../../../core/members/welcome.ts';
import type { AccountId } from '../../../db/ids.ts';
import { activities } from '../../../db/schema/activities.ts';
import { accounts } from '../../../db/schema/members.ts';
import { settings } from '../../../db/schema/plumbing.ts';
import { channels, products } from '../../../db/schema/shop.ts';
import { databases, onServer } from '../../setup.ts';
import { at, clerk, codeSent, type House, join, member, openHouse, secret, tick, welcomeOf, yuko } from '../house.ts';

type Stranger = Extract<Actor, { kind: 'stranger' }>;

function stranger({ db }: House, lineUserId: string, now = at()): Context<Stranger> {
  return { db, now, secret, actor: { kind: 'stranger', lineUserId } };
}

async function buy(house: House, accountId: AccountId, sourceId: string): Promise<void> {
  const [channel] = await house.db.select().from(channels);
  const tea = { code: 'tea', name: 'お茶', productGroup: 'tea', priceYen: 50 };
  await house.db.insert(products).values(tea).onConflictDoNothing();
  const [product] = await house.db.select().from(products);
  const lines = [{ productId: product!.id, quantity: 1, amountYen: 50 }];
  await recordPurchase(tick(house), {
    accountId,
    channelId: channel!.id,
    boughtAt: at(),
    lines,
    source: 'till',
    sourceId,
  });
}

describe.each(databases)('registering, on $name', ({ test }) => {
  test('a newcomer has an account, a number and a linked LINE', async ({ db }) => {
    const house = await openHouse(db);
    const made = await register(stranger(house, 'Unew'), {
      profile: { ...yuko, phone: '０９０ー１１１１ー２２７１', mail: 'Yuko@example.jp', birthDate: '昭和60年3月14日' },
      storeCode: 'kichijoji',
      channelCode: 'line',
    });
    expect(made.memberNumber).toMatch(/^[1-9]\d{7}$/);
    const found = await memberByLine(db, 'Unew');
    expect(found).toMatchObject({ ...made, personId: made.accountId, homeStore: { name: '吉祥寺店' }, blocked: false });
    expect(nameOf(found!.profile)).toBe('齋藤 優子');
    expect(found!.profile.birthDate).toMatchObject({ normalised: '1985-03-14', source: 'self', verifiedAt: null });
    expect(await db.select().from(activities)).toMatchObject([{ kind: 'registered', accountId: made.accountId }]);
  });

  test('a LINE that is a member already registers no second account', async ({ db }) => {
    const house = await openHouse(db);
    const input = { profile: yuko, channelCode: 'line' };
    await register(stranger(house, 'Unew'), input);
    await expect(register(stranger(house, 'Unew'), input)).rejects.toMatchObject({ code: 'already_member' });
    expect(await db.select().from(accounts)).toHaveLength(1);
  });

  test('one LINE that leaves and comes again makes five cards a day and no more, whatever it says of itself', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const comes = async (turn: number, minutes: number) => {
      const profile = { familyName: `田中${turn}`, givenName: '一郎', phone: `090-0000-${1000 + turn}` };
      const made = await register(stranger(house, 'Ucomes', at(minutes)), { profile, channelCode: 'line' });
      await unlink(member(house, { ...made, identityId: made.identityId!, lineUserId: 'Ucomes' }, at(minutes)));
    };
    for (let turn = 0; turn < 5; turn++) await comes(turn, turn);
    await expect(comes(5, 6)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await countMembers(db)).toMatchObject({ persons: 5 });
    await comes(6, 24 * 60);
    expect(await countMembers(db)).toMatchObject({ persons: 6 });
  });

  test('nobody registers in the name of another LINE, and staff bring none', async ({ db }) => {
    const house = await openHouse(db);
    const input = { profile: yuko, channelCode: 'line', lineUserId: 'Uother' };
    await expect(register(stranger(house, 'Unew'), input)).rejects.toMatchObject({ code: 'not_yours' });
    await expect(register(clerk(house, 'jun'), input)).rejects.toMatchObject({ code: 'bad_input' });
    const made = await register(clerk(house, 'jun'), { profile: yuko, channelCode: 'line' });
    expect(made.identityId).toBeUndefined();
  });

  test.for([
    ['familyName', ' \u0000 '],
    ['givenName', 'ゆ'.repeat(61)],
    ['phone', '1234'],
    ['mail', 'yuko'],
    ['birthDate', '2021-02-29'],
  ] as const)('a bad %s is named and nothing is kept', async ([field, value], { db }) => {
    const house = await openHouse(db);
    const refused = register(stranger(house, 'Unew'), { profile: { ...yuko, [field]: value }, channelCode: 'line' });
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', facts: { field } });
    expect(await db.select().from(accounts)).toEqual([]);
  });

  test('a full shop registers all the same', async ({ db }) => {
    const house = await openHouse(db);
    await db.insert(settings).values({ key: 'member_cap', value: 1, changedAt: at() });
    await join(house, yuko);
    await register(stranger(house, 'Unew'), { profile: yuko, channelCode: 'line' });
    expect(await countMembers(db)).toEqual({ persons: 2, accounts: 2, cap: 1, share: 2 });
  });

  test('the newcomer sees the same whether the phone and mail are known or not', async ({ db }) => {
    const house = await openHouse(db);
    await join(house, { ...yuko, phone: '090-1111-2271', mail: 'yuko@example.jp', birthDate: '1985-03-14' });
    const seen = [];
    for (const [line, phone] of [
      ['Uone', '090-1111-2271'],
      ['Utwo', '090-9999-0000'],
    ] as const) {
      const { accountId, memberNumber, identityId } = await register(stranger(house, line), {
        profile: {
          ...yuko,
          phone,
          mail: phone.startsWith('090-1') ? 'yuko@example.jp' : 'x@example.jp',
          birthDate: '1985-03-14',
        },
        channelCode: 'line',
      });
      seen.push([
        typeof accountId,
        typeof identityId,
        memberNumber.length,
        await isWelcomePending(db, accountId),
        await welcomeOf(db, accountId),
      ]);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toEqual(['number', 'number', 8, true, 0]);
  });

  test('welcome points come with the proved phone, once', async ({ db }) => {
    const house = await openHouse(db);
    const { accountId, identityId } = await register(stranger(house, 'Unew'), {
      profile: { ...yuko, phone: '090-1111-2271' },
      channelCode: 'line',
    });
    const guest = { accountId, identityId: identityId! } as Parameters<typeof member>[1];
    await askContactProof(member(house, guest), { kind: 'phone', value: '090-1111-2271' });
    expect(await proveContact(member(house, guest), { code: await codeSent(db) })).toEqual({ offer: false });
    await buy(house, accountId, 'r1');
    expect(await welcomeOf(db, accountId)).toBe(300);
    expect(await isWelcomePending(db, accountId)).toBe(false);
  });

  test('or with the first purchase, or at once when nothing was given that another may have', async ({ db }) => {
    const house = await openHouse(db);
    const named = await register(stranger(house, 'Uone'), {
      profile: { ...yuko, mail: 'yuko@example.jp' },
      channelCode: 'line',
    });
    expect(await welcomeOf(db, named.accountId)).toBe(0);
    await buy(house, named.accountId, 'r1');
    expect(await welcomeOf(db, named.accountId)).toBe(300);
    const anonymous = await register(stranger(house, 'Utwo'), { profile: yuko, channelCode: 'line' });
    expect(await welcomeOf(db, anonymous.accountId)).toBe(300);
  });

  test("a stranger's phone that was merely typed says nothing when the own one is proved", async ({ db }) => {
    const house = await openHouse(db);
    const known = await register(stranger(house, 'Uknown'), {
      profile: { ...yuko, phone: '090-1111-2271' },
      channelCode: 'line',
    });
    await buy(house, known.accountId, 'r1');
    for (const [line, typed] of [
      ['Uone', '090-1111-2271'],
      ['Utwo', '090-9999-9999'],
    ] as const) {
      const { accountId, identityId } = await register(stranger(house, line), {
        profile: { ...yuko, phone: typed },
        channelCode: 'line',
      });
      const guest = member(house, { accountId, identityId: identityId! } as Parameters<typeof member>[1]);
      await askContactProof(guest, { kind: 'phone', value: `080-2222-000${accountId}` });
      await proveContact(guest, { code: await codeSent(db) });
      expect(await welcomeOf(db, accountId)).toBe(300);
    }
  });

  test('a phone that earned a welcome earns no second one, whatever else is changed', async ({ db }) => {
    const house = await openHouse(db);
    const made: AccountId[] = [];
    for (let round = 0; round < 5; round++) {
      const profile = {
        ...yuko,
        givenName: `優子${round}`,
        mail: `y${round}@example.jp`,
        phone: ['090-1111-2271', '０９０１１１１２２７１', '+81 90 1111 2271'][round % 3]!,
      };
      const { accountId } = await register(stranger(house, `U${round}`), { profile, channelCode: 'line' });
      await buy(house, accountId, `r${round}`);
      made.push(accountId);
    }
    expect(await Promise.all(made.map((id) => welcomeOf(db, id)))).toEqual([300, 0, 0, 0, 0]);
  });
});

describe('registering in the same second', () => {
  onServer.test('one LINE makes one account, one phone one welcome', async ({ db }) => {
    const house = await openHouse(db);
    const twice = await Promise.allSettled(
      Array.from({ length: 20 }, () => register(stranger(house, 'Usame'), { profile: yuko, channelCode: 'line' })),
    );
    expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        register(stranger(house, `U${index}`), { profile: { ...yuko, phone: '090-1111-2271' }, channelCode: 'line' }),
      ),
    );
    await Promise.all(made.map(({ accountId }) => buy(house, accountId, `r${accountId}`)));
    const welcomes = await Promise.all(made.map(({ accountId }) => welcomeOf(db, accountId)));
    expect(welcomes.filter((points) => points > 0)).toHaveLength(1);
  });
});
