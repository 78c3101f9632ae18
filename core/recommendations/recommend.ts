import { and, asc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { AccountId, ProductId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { purchaseLines, purchases } from '../../db/schema/activities.ts';
import { accounts } from '../../db/schema/members.ts';
import { pairings, products, staff } from '../../db/schema/shop.ts';

export type Product = typeof products.$inferSelect;

/** Why something is proposed. Every number is counted, every sentence was written by the staff member named. */
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

const togetherMin = 5;
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
    .where(inArray(purchases.accountId, accountIds));
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
    sql`with baskets as (
        select distinct ${accounts.personId} as person_id, ${purchaseLines.productId} as product_id
        from ${purchaseLines} join ${purchases} on ${purchases.id} = ${purchaseLines.purchaseId}
        join ${accounts} on ${accounts.id} = ${purchases.accountId}
      ), counts as (select product_id, count(*)::int as buyers from baskets group by product_id)
      select mine.product_id as "boughtId", other.product_id as "productId", bought.buyers as buyers, proposed.buyers as others,
        count(*)::int as together, (select count(distinct person_id)::int from baskets) as persons
      from baskets mine join baskets other on other.person_id = mine.person_id and other.product_id <> all(${ownedIds})
      join counts bought on bought.product_id = mine.product_id join counts proposed on proposed.product_id = other.product_id
      where mine.product_id = any(${ownedIds})
      group by 1, 2, 3, 4 having count(*) >= ${togetherMin}`,
  );
  const scored = pairs
    .map((pair) => ({
      ...pair,
      boughtId: Number(pair.boughtId) as ProductId,
      productId: Number(pair.productId) as ProductId,
      ...strength(pair),
    }))
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
  const rows = await rowsOf<{ productId: number; buyers: number; persons: number }>(
    db,
    sql`with baskets as (
        select distinct ${accounts.personId} as person_id, ${purchaseLines.productId} as product_id
        from ${purchaseLines} join ${purchases} on ${purchases.id} = ${purchaseLines.purchaseId}
        join ${accounts} on ${accounts.id} = ${purchases.accountId}
      )
      select product_id as "productId", count(*)::int as buyers, (select count(distinct person_id)::int from baskets) as persons
      from baskets where product_id <> all(${sql.param(owned)}::bigint[])
      group by product_id order by buyers desc, product_id limit ${limit}`,
  );
  const goods = await productsOf(
    db,
    rows.map((row) => Number(row.productId) as ProductId),
  );
  return rows.flatMap(({ productId, buyers, persons }) => {
    const product = goods.get(Number(productId) as ProductId);
    return product ? [{ product, reason: { kind: 'popular' as const, buyers, persons } }] : [];
  });
}

async function productsOf(db: Database, ids: ProductId[]): Promise<Map<ProductId, Product>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select().from(products).where(inArray(products.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

async function namesOf(db: Database, ids: ProductId[]): Promise<Map<ProductId, { code: string; name: string }>> {
  return new Map([...(await productsOf(db, ids))].map(([id, { code, name }]) => [id, { code, name }]));
}
