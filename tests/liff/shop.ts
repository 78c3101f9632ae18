import { sql } from 'drizzle-orm';
import { recordActivity, recordPurchase } from '../../core/activities/record.ts';
import { type ProfileInput, recordProfile } from '../../core/members/profile.ts';
import { approveRequest } from '../../core/merges/decide.ts';
import { codeFor, latestProof, proveRequest } from '../../core/merges/proof.ts';
import { requestMerge } from '../../core/merges/requestMerge.ts';
import { requestOf } from '../../core/merges/requests.ts';
import { earn } from '../../core/points/earn.ts';
import { countBaskets } from '../../core/recommendations/count.ts';
import type { AccountId, ChannelId, IdentityId, ProductId, RequestId, StaffId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { channels, pairings, products, staff, stores } from '../../db/schema/shop.ts';

export const secret = 'the secret of this shop';

/** 14:00 in Tokyo on Saturday, 21 November 2026. */
export const now = new Date('2026-11-21T05:00:00Z');

export type Card = { accountId: AccountId; number: string };
export type Person = Card & { identityId: IdentityId; line: string };
export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The shop of the pictures: Yuko's two cards with all their purchases, an empty member, a very long name, and some neighbours. */
export async function openShop(db: Database) {
  const house = await openHouse(db);
  const join = joiner(db, house);
  const yuko = await join({
    ...{
      number: '20487153',
      line: 'U7c1e5b0a94d24f6f8b3a2d9e61f07153',
      store: house.kichijoji,
      staffId: house.morishita,
    },
    ...{ registeredAt: day('2026-04-11'), welcome: true },
    profile: {
      ...{ familyName: '齋藤', givenName: '優子', familyKana: 'サイトウ', givenKana: 'ユウコ' },
      ...{ birthDate: '1984-06-02', phone: '090-1111-2271', mail: 'yuko@example.jp' },
    },
  });
  const old = await join({
    ...{ number: '20316624', store: house.kamakura, registeredAt: day('2021-05-16') },
    profile: {
      ...{ familyName: '斎藤', givenName: '優子', familyKana: 'サイトウ', givenKana: 'ユウコ' },
      ...{ birthDate: '1984-06-02', phone: '0467-22-3326', mail: 'yuko.saito@example.jp' },
    },
  });
  const misaki = await join({
    ...{
      number: '20490318',
      line: 'U2b90d6f17ac84e53a1c4f0e87d65b9a1',
      store: house.kobe,
      registeredAt: day('2026-02-01'),
    },
    profile: { familyName: 'アレクサンドラ・フォンテーヌ', givenName: '美咲', mail: 'misaki@example.jp' },
  });
  const sora = await join({
    ...{
      number: '20491660',
      line: 'U3d8c60a5f1b24e79847af90de2b65c76',
      store: house.kichijoji,
      registeredAt: day('2026-11-20'),
    },
    profile: { familyName: '小野寺', givenName: '空', phone: '080-3333-4444' },
  });
  const buy = buyer(db, house);
  await buy(yuko, '2026-05-03', 'kichijoji', [['asa-sheet', 1, 35_200]]);
  await buy(yuko, '2026-07-19', 'kichijoji', [['imabari-gauze', 2, 28_600]]);
  await buy(yuko, '2026-09-13', 'online', [['momen-shiki', 1, 90_200]]);
  await buy(yuko, '2026-11-18', 'kichijoji', [['kumo-mattress', 1, 148_000]]);
  await visit(db, house, yuko, '2026-10-17');
  await buy(old, '2021-05-16', 'kamakura', [['soba-pillow', 1, 8_800]]);
  await buy(old, '2022-11-03', 'kamakura', [['asa-cover', 2, 9_900]]);
  await buy(old, '2023-02-25', 'kamakura', [['hojicha', 2, 3_240]]);
  await buy(old, '2023-10-09', 'kamakura', [['joshitsu-sheet', 1, 6_600]]);
  await buy(old, '2024-05-05', 'kamakura', [['asa-cover', 1, 4_950]]);
  await buy(old, '2025-01-18', 'kamakura', [['hojicha', 1, 1_620]]);
  await buy(old, '2025-11-15', 'kamakura', [['umo-futon', 1, 42_000]]);
  await buy(old, '2026-01-10', 'kamakura', [['mawata-futon', 1, 118_000]]);
  await buy(old, '2026-03-14', 'kamakura', [['hinoki-bed', 1, 76_000]]);
  for (let i = 0; i < 8; i += 1) {
    const neighbour = await join({
      number: String(20_500_000 + i),
      registeredAt: day('2026-01-05'),
      profile: { familyName: '近所', givenName: String(i) },
    });
    const lines: Line[] = [['kumo-mattress', 1, 148_000], ...(i < 6 ? [['takasa-pillow', 1, 12_100] as Line] : [])];
    await buy(neighbour, '2026-06-01', 'kichijoji', lines);
  }
  for (let i = 0; i < 8; i += 1) {
    const neighbour = await join({
      number: String(20_600_000 + i),
      registeredAt: day('2026-01-05'),
      profile: { familyName: '隣', givenName: String(i) },
    });
    await buy(neighbour, '2026-06-02', 'kobe', [['asa-sheet', 1, 35_200]]);
  }
  await countBaskets({ db, now, secret, actor: { kind: 'system', job: 'night' } });
  // Ids were given by hand: the next account must not take one of them.
  await db.execute(sql`select setval(pg_get_serial_sequence('accounts', 'id'), 1000)`);
  return { db, ...house, yuko: yuko as Person, old, misaki: misaki as Person, sora: sora as Person };
}

type House = Awaited<ReturnType<typeof openHouse>>;
type Line = [code: string, quantity: number, amountYen: number];

const day = (text: string) => new Date(`${text}T12:00:00+09:00`);

async function openHouse(db: Database) {
  const storeIds = await db
    .insert(stores)
    .values([
      {
        code: 'kichijoji',
        name: '吉祥寺店',
        slackChannel: 'C0KICHIJOJI1',
        hours: '11:00から19:00',
        phone: '0422-00-0000',
      },
      { code: 'kamakura', name: '鎌倉店', slackChannel: 'C0KAMAKURA01', hours: '10:00から18:00' },
      { code: 'kobe', name: '神戸元町店', slackChannel: 'C0KOBEMOTO01' },
      { code: 'hq', name: '本部', slackChannel: 'C0HONBUMEM01', isHeadquarters: true },
    ])
    .returning({ id: stores.id });
  const [kichijoji, kamakura, kobe, hq] = storeIds.map(({ id }) => id) as [StoreId, StoreId, StoreId, StoreId];
  const staffIds = await db
    .insert(staff)
    .values([
      { slackUserId: 'U0MORISHITA', name: '森下 さやか', role: 'clerk', storeId: kichijoji },
      { slackUserId: 'U0HAYAMAMIO', name: '葉山 澪', role: 'manager', storeId: kamakura },
    ])
    .returning({ id: staff.id });
  const [morishita, hayama] = staffIds.map(({ id }) => id) as [StaffId, StaffId];
  const channelIds = await db
    .insert(channels)
    .values([
      { code: 'store', name: '店舗', role: 'own_store' },
      { code: 'online', name: 'オンライン', role: 'online' },
      { code: 'line', name: 'LINE', role: 'app' },
    ])
    .returning({ id: channels.id });
  const [store, online, line] = channelIds.map(({ id }) => id) as [ChannelId, ChannelId, ChannelId];
  const goods = await stockShelves(db, morishita);
  return { kichijoji, kamakura, kobe, hq, morishita, hayama, store, online, line, goods };
}

async function stockShelves(db: Database, writer: StaffId): Promise<Map<string, ProductId>> {
  const shelf = [
    ['kumo-mattress', 'くもマットレス', 148_000, '体を包む、やわらかなマットレス'],
    ['soba-pillow', 'そば殻まくら', 8_800, '国産そば殻 ・ 高さを調整できます'],
    ['takasa-pillow', '高さをえらぶまくら', 12_100, '首の高さに合わせて作ります'],
    ['asa-sheet', '麻のシーツ', 35_200, '近江の麻、ダブル'],
    ['asa-cover', '麻のまくらカバー', 4_950, '麻のシーツと同じ生地です'],
    ['imabari-gauze', '今治ガーゼケット', 14_300, '五重のガーゼ'],
    ['momen-shiki', '木綿の敷きふとん', 90_200, 'シングル'],
    ['joshitsu-sheet', 'すっきり除湿シート', 6_600, '冬の湿気への備えに'],
    ['hojicha', '眠りのほうじ茶', 1_620, '低温でいれるお茶'],
    ['umo-futon', '羽毛ふとん', 42_000, '本掛け ダブル'],
    ['mawata-futon', '真綿ふとん', 118_000, '合い掛け'],
    ['hinoki-bed', 'ひのきのベッドフレーム', 76_000, 'セミダブル'],
  ] as const;
  const rows = await db
    .insert(products)
    .values(
      shelf.map(([code, name, priceYen, summary]) => ({
        ...{ code, name, priceYen, summary, productGroup: 'bedding' },
        story: `${name}は、長く使えるものをという声から生まれました。`,
        care: ['風通しのよい日陰で干します。', '洗濯は手洗いでお願いします。'],
      })),
    )
    .returning({ id: products.id, code: products.code });
  const goods = new Map(rows.map(({ code, id }) => [code, id]));
  const pair = (from: string, to: string) => ({
    productId: goods.get(from) as ProductId,
    withProductId: goods.get(to) as ProductId,
  });
  await db.insert(pairings).values({
    ...pair('kumo-mattress', 'soba-pillow'),
    sentence: 'やわらかく沈むマットレスには、低めで少しかためのまくらが、首が楽でございます。高さは店頭で合わせます。',
    staffId: writer,
  });
  return goods;
}

type Joining = {
  number: string;
  profile: ProfileInput;
  registeredAt: Date;
  line?: string;
  store?: StoreId;
  staffId?: StaffId;
  welcome?: boolean;
};

function joiner(db: Database, house: House) {
  let last = 0;
  return async ({
    number,
    profile,
    registeredAt,
    line,
    store,
    staffId,
    welcome,
  }: Joining): Promise<Card & Partial<Person>> => {
    last += 1;
    const accountId = last as AccountId;
    await db.insert(accounts).values({
      ...{
        id: accountId,
        personId: accountId,
        memberNumber: number,
        homeStoreId: store ?? house.kichijoji,
        staffId,
        registeredAt,
      },
    });
    const context = { db, now: registeredAt, secret, actor: { kind: 'system', job: 'test' } } as const;
    // Who came with a LINE typed it there; a card of paper is what the shop wrote down.
    await recordProfile(context, accountId, profile, line ? 'self' : 'import');
    if (welcome) {
      await earn(context, {
        accountId,
        amount: 300,
        origin: 'welcome',
        onceKey: 'welcome',
        source: 'welcome',
        key: `${accountId}`,
      });
    }
    if (!line) return { accountId, number };
    const [identity] = await db
      .insert(identities)
      .values({ accountId, kind: 'line', value: line, linkedAt: registeredAt })
      .returning({ id: identities.id });
    return { accountId, number, line, identityId: identity?.id as IdentityId };
  };
}

function buyer(db: Database, house: House) {
  let receipt = 0;
  return async (
    { accountId }: Card,
    on: string,
    where: 'kichijoji' | 'kamakura' | 'kobe' | 'online',
    lines: Line[],
  ) => {
    receipt += 1;
    const boughtAt = day(on);
    await recordPurchase(
      { db, now: boughtAt, secret, actor: { kind: 'system', job: 'test' } },
      {
        ...{ accountId, boughtAt, source: 'till', sourceId: `${receipt}` },
        channelId: where === 'online' ? house.online : house.store,
        storeId: where === 'online' ? undefined : house[where],
        lines: lines.map(([code, quantity, amountYen]) => ({
          ...{ quantity, amountYen },
          productId: house.goods.get(code) as ProductId,
        })),
      },
    );
  };
}

async function visit(db: Database, house: House, { accountId }: Card, on: string): Promise<void> {
  const context = { db, now: day(on), secret, actor: { kind: 'system', job: 'test' } } as const;
  const place = { channelId: house.store, storeId: house.kichijoji };
  await recordActivity(context, {
    accountId,
    kind: 'visit',
    occurredAt: day(on),
    ...place,
    source: 'till',
    sourceId: `visit-${on}`,
  });
}

/** Asks, proves with the code that was sent, and (by default) has the old card's store approve. */
export async function joinCards(
  shop: Shop,
  person: Person,
  mail: string,
  { at = now, approve = true } = {},
): Promise<RequestId> {
  const { db } = shop;
  const actor = { kind: 'member', accountId: person.accountId, identityId: person.identityId } as const;
  const member = { db, now: at, secret, actor };
  const { requestId } = await requestMerge(member, { soughtKind: 'mail', sought: mail, name: '斎藤 優子' });
  const proof = await latestProof(db, requestId);
  await proveRequest(member, { requestId, code: codeFor(secret, proof?.id ?? 0) });
  if (approve) await approveAtKamakura(shop, requestId, at);
  return requestId;
}

/** The manager of the old card's store approves what is drawn now. */
export async function approveAtKamakura({ db, hayama, kamakura }: Shop, requestId: RequestId, at = now): Promise<void> {
  const view = await requestOf(db, requestId, at);
  const actor = { kind: 'staff', staffId: hayama, storeId: kamakura, role: 'manager' } as const;
  await approveRequest(
    { db, now: at, secret, actor },
    { requestId, epochs: view?.epochs ?? { requester: 0, target: 0 } },
  );
}
