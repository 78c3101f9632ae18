import { sql } from 'drizzle-orm';
import type { AccountId, LotId, PurchaseId, SpendId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { activities, purchaseLines, purchases } from '../../db/schema/activities.ts';
import { ledgerEntries, lots, spends } from '../../db/schema/points.ts';
import type { Context } from '../context.ts';
import { joinsAmong } from '../points/facts.ts';
import { rulesAt } from '../points/programme.ts';
import { continueIds, insertAll } from './insert.ts';
import type { PlannedPurchase } from './plan.ts';
import { type Books, type Bought, booksOf, lotsOfPurchases, type Wish, welcomeLot } from './points.ts';
import type { WrittenAccount } from './writeMembers.ts';
import type { WrittenShop } from './writeShop.ts';

type Sold = PlannedPurchase & Bought;

const source = 'demo';

/** Writes what everybody bought, when they came, and the points that follow from it; answers how much that was. */
export async function writeFacts(context: Context, shop: WrittenShop, members: WrittenAccount[]) {
  const { db } = context;
  const sold = members.flatMap((account) => account.purchases.map((purchase) => ({ ...purchase, account })));
  const inOrder = sold.sort((x, y) => x.at.getTime() - y.at.getTime());
  const bought = inOrder.map(({ account, ...purchase }, index): Sold => {
    const totalYen = purchase.lines.reduce(
      (sum, { product, quantity }) => sum + shop.product(product).priceYen * quantity,
      0,
    );
    const sold = purchase.lines.map(({ product, quantity }) => ({
      group: shop.product(product).productGroup,
      amountYen: shop.product(product).priceYen * quantity,
    }));
    return { ...purchase, id: (index + 1) as PurchaseId, accountId: account.accountId, totalYen, sold };
  });
  await insertAll(
    db,
    purchases,
    bought.map((purchase) => purchaseRow(shop, purchase)),
  );
  await insertAll(
    db,
    purchaseLines,
    bought.flatMap((purchase) => lineRows(shop, purchase)),
  );
  const done = members
    .flatMap((account) => activityRows(shop, account))
    .sort((x, y) => x.occurredAt.getTime() - y.occurredAt.getTime());
  await insertAll(db, activities, done);
  const books = await booksOfAll(context, shop, members, bought);
  await insertAll(db, lots, books.lots);
  await insertAll(
    db,
    spends,
    books.spends.map((row) => ({ ...row, ...placeOf(shop, bought, row.purchaseId ?? null) })),
  );
  await insertAll(
    db,
    ledgerEntries,
    books.entries.sort((x, y) => x.recordedAt.getTime() - y.recordedAt.getTime()),
  );
  for (const table of [purchases, lots, spends]) await continueIds(db, table);
  const visits = done.filter(({ kind }) => kind === 'visit').length;
  return { purchases: bought.length, visits, lots: books.lots.length, spends: books.spends.length };
}

function purchaseRow(shop: WrittenShop, { id, accountId, at, channel, store, staff, totalYen }: Sold) {
  return {
    ...{ id, accountId, channelId: shop.channel(channel), boughtAt: at, recordedAt: at, totalYen },
    ...{ storeId: store ? shop.store(store) : null, staffId: staff ? shop.staff(staff).staffId : null },
    ...{ source, sourceId: `purchase:${id}` },
  };
}

function lineRows(shop: WrittenShop, { id, lines }: Sold) {
  return lines.map(({ product, quantity }) => {
    const { id: productId, priceYen } = shop.product(product);
    return { purchaseId: id, productId, quantity, amountYen: priceYen * quantity };
  });
}

function activityRows(
  shop: WrittenShop,
  { accountId, identityId, registeredAt, channel, store, visits }: WrittenAccount,
) {
  const channelId = shop.channel(channel);
  return [
    {
      ...{ accountId, identityId, kind: 'registered' as const, channelId, storeId: shop.store(store) },
      ...{ occurredAt: registeredAt, recordedAt: registeredAt, source: 'musubi', sourceId: `registered:${accountId}` },
      attribution: 'presented' as const,
    },
    ...visits.map(({ at, store: place, staff, inferred }, index) => ({
      ...{ accountId, kind: 'visit' as const, channelId: shop.channel('store'), storeId: shop.store(place) },
      ...(staff && { staffId: shop.staff(staff).staffId }),
      ...{ occurredAt: at, recordedAt: at, attribution: inferred ? ('inferred' as const) : ('presented' as const) },
      ...{ source, sourceId: `visit:${accountId}:${index}` },
    })),
  ];
}

/** Every person's books, kept one after the other over all the cards that are that person now. */
async function booksOfAll(
  { db, now }: Context,
  { programme }: WrittenShop,
  members: WrittenAccount[],
  bought: Sold[],
): Promise<Books> {
  const rules = await rulesAt(db, now);
  const earned = [
    ...[...Map.groupBy(bought, ({ accountId }) => accountId).values()].flatMap((own) =>
      lotsOfPurchases(own, programme),
    ),
    ...members
      .filter(({ welcomed }) => welcomed)
      .map(({ accountId, registeredAt }) => welcomeLot(accountId, registeredAt, rules)),
  ];
  const lotRows = earned
    .sort((x, y) => x.recordedAt.getTime() - y.recordedAt.getTime())
    .map((row, index) => ({ ...row, id: (index + 1) as LotId }));
  const wishes = wishesOf(members, bought);
  const books: Books = { lots: [], spends: [], entries: [] };
  for (const accountIds of await personsOf(db)) {
    const joins = await joinsAmong(db, accountIds);
    const own = <Row extends { accountId: AccountId }>(rows: Row[]) =>
      rows.filter((row) => accountIds.includes(row.accountId));
    const kept = booksOf(joins, own(lotRows), own(wishes), now);
    books.lots.push(...kept.lots);
    books.spends.push(...kept.spends);
    books.entries.push(...kept.entries);
  }
  return books;
}

function wishesOf(members: WrittenAccount[], bought: Sold[]): Wish[] {
  const wishes = members.flatMap(({ accountId, spends }) =>
    spends.map((spend) => ({
      ...{ ...spend, accountId },
      purchaseId: bought.find(({ accountId: buyer, at }) => buyer === accountId && at.getTime() === spend.at.getTime())
        ?.id,
    })),
  );
  return wishes
    .sort((x, y) => x.at.getTime() - y.at.getTime())
    .map((wish, index) => ({ ...wish, id: (index + 1) as SpendId }));
}

/** Where points were used: where the purchase was made that they paid for. */
function placeOf(shop: WrittenShop, bought: Sold[], purchaseId: PurchaseId | null) {
  const purchase = purchaseId === null ? undefined : bought[purchaseId - 1];
  if (!purchase) return {};
  const { channel, store, staff } = purchase;
  return {
    channelId: shop.channel(channel),
    ...(store && { storeId: shop.store(store) }),
    ...(staff && { staffId: shop.staff(staff).staffId }),
  };
}

async function personsOf(db: Database): Promise<AccountId[][]> {
  const rows = await rowsOf<{ ids: number[] }>(
    db,
    sql`select array_agg(id::int order by id) as ids from accounts group by person_id order by person_id`,
  );
  return rows.map(({ ids }) => ids.map(Number) as AccountId[]);
}
