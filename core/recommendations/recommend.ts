import { and, asc, desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { AccountId, ProductId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { productBuyers, purchaseLines, purchases } from '../../db/schema/activities.ts';
import { pairings, products, staff } from '../../db/schema/shop.ts';
import { isCounted } from '../activities/counted.ts';

export type Product = typeof products.$inferSelect;

/**
 * Why something is proposed. Every number is that of the purchases as they were counted last; every sentence was written by the
 * staff member named.
 */
export type Reason =
  | {
      kind: 'basket';
      bought: { code: string; name: string };
      /** Persons who chose `bought`, and those of them who chose the proposed product too. */
      buyers: number;
      together: number;
      support: number;
      confidence: number;
      lift: number;
    }
  | { kind: 'pairing'; bought: { code: string; name: string }; sentence: string; staffName: string }
  | { kind: 'popular'; buyers: number; persons: number };

export type Recommendation = { product: Product; reason: Reason };

const liftMin = 1.1;

/**
 * What goes with what these accounts bought and they do not have yet: pairs that staff wrote first, then what other persons
 * chose together (support, confidence and lift over persons; Agrawal & Srikant 1994), else what most persons chose.
 */
export async function recommend(
  db: Database,
  accountIds: AccountId[],
  { limit = 3 }: { limit?: number } = {},
): Promise<Recommendation[]> {
  const owned = await boughtBy(db, accountIds);
  const found = owned.length === 0 ? [] : [...(await fromPairings(db, owned)), ...(await fromBaskets(db, owned))];
  const chosen = onceEach(found);
  const all = chosen.length < limit ? onceEach([...chosen, ...(await fromPopularity(db, owned, limit))]) : chosen;
  return all.slice(0, limit);
}

/** Each product with the first reason that was found for it. */
function onceEach(proposals: Recommendation[]): Recommendation[] {
  const seen = new Set<ProductId>();
  return proposals.filter(({ product }) => !seen.has(product.id) && seen.add(product.id));
}

async function boughtBy(db: Database, accountIds: AccountId[]): Promise<ProductId[]> {
  const rows = await db
    .selectDistinct({ id: purchaseLines.productId })
    .from(purchaseLines)
    .innerJoin(purchases, eq(purchases.id, purchaseLines.purchaseId))
    .where(and(inArray(purchases.accountId, accountIds), isCounted('purchase', purchases.id)));
  return rows.map((row) => row.id);
}

async function fromPairings(db: Database, owned: ProductId[]): Promise<Recommendation[]> {
  const rows = await db
    .select({ productId: pairings.productId, product: products, sentence: pairings.sentence, staffName: staff.name })
    .from(pairings)
    .innerJoin(products, eq(products.id, pairings.withProductId))
    .innerJoin(staff, eq(staff.id, pairings.staffId))
    .where(and(inArray(pairings.productId, owned), notInArray(pairings.withProductId, owned)))
    .orderBy(asc(pairings.productId), asc(pairings.withProductId));
  const names = await namesOf(
    db,
    rows.map((row) => row.productId),
  );
  return rows.map(({ productId, product, sentence, staffName }) => ({
    product,
    reason: { kind: 'pairing', bought: names.get(productId) ?? { code: '', name: '' }, sentence, staffName },
  }));
}

type Pair = {
  boughtId: ProductId;
  productId: ProductId;
  buyers: number;
  others: number;
  together: number;
  persons: number;
};

async function fromBaskets(db: Database, owned: ProductId[]): Promise<Recommendation[]> {
  const ownedIds = sql`${sql.param(owned)}::bigint[]`;
  const pairs = await rowsOf<Pair>(
    db,
    sql`select pair.product_id::int as "boughtId", pair.other_id::int as "productId", bought.buyers, proposed.buyers as others,
        pair.together, bought.persons
      from product_pairs pair join product_buyers bought on bought.product_id = pair.product_id
        join product_buyers proposed on proposed.product_id = pair.other_id
      where pair.product_id = any(${ownedIds}) and pair.other_id <> all(${ownedIds})`,
  );
  const scored = pairs
    .map((pair) => ({ ...pair, ...strength(pair) }))
    .filter((pair) => pair.lift >= liftMin)
    .sort((x, y) => y.lift * y.confidence - x.lift * x.confidence || x.productId - y.productId);
  const names = await namesOf(
    db,
    scored.map((pair) => pair.boughtId),
  );
  const goods = await productsOf(
    db,
    scored.map((pair) => pair.productId),
  );
  return scored.flatMap(({ boughtId, productId, buyers, together, support, confidence, lift }) => {
    const [product, bought] = [goods.get(productId), names.get(boughtId)];
    return product && bought
      ? [{ product, reason: { kind: 'basket' as const, bought, buyers, together, support, confidence, lift } }]
      : [];
  });
}

/** Support, confidence and lift of "who chose one chose the other": shares of persons, and their ratio to chance. */
export function strength({
  buyers,
  others,
  together,
  persons,
}: Pick<Pair, 'buyers' | 'others' | 'together' | 'persons'>) {
  const confidence = together / buyers;
  return { support: together / persons, confidence, lift: confidence / (others / persons) };
}

async function fromPopularity(db: Database, owned: ProductId[], limit: number): Promise<Recommendation[]> {
  const rows = await db
    .select({ product: products, buyers: productBuyers.buyers, persons: productBuyers.persons })
    .from(productBuyers)
    .innerJoin(products, eq(products.id, productBuyers.productId))
    .where(notInArray(productBuyers.productId, owned))
    .orderBy(desc(productBuyers.buyers), asc(productBuyers.productId))
    .limit(limit);
  return rows.map(({ product, buyers, persons }) => ({ product, reason: { kind: 'popular', buyers, persons } }));
}

async function productsOf(db: Database, ids: ProductId[]): Promise<Map<ProductId, Product>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select().from(products).where(inArray(products.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

async function namesOf(db: Database, ids: ProductId[]): Promise<Map<ProductId, { code: string; name: string }>> {
  return new Map([...(await productsOf(db, ids))].map(([id, { code, name }]) => [id, { code, name }]));
}
