import { and, asc, desc, eq, ilike, inArray, isNull, or } from 'drizzle-orm';
import type { AccountId, ChannelId, ProductId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { channels, products, stores } from '../../db/schema/shop.ts';
import type { PurchaseLine } from '../activities/record.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { countAttempt } from '../limits.ts';
import { cleanText } from '../members/normalise.ts';
import { Refusal } from '../refusal.ts';

const goodsMax = 8;
/** A busy Saturday at one till, and too few to try numbers one after the other. */
const working = { windowMinutes: 10, max: 200 };

/** A piece of goods as a till names it. */
export type Goods = { code: string; name: string; priceYen: number };
export type CodedLine = { productCode: string; quantity: number; amountYen: number };

/** The live card of a number; refuses not_found. */
export async function accountByNumber(db: Database, memberNumber: string): Promise<AccountId> {
  const [row] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.memberNumber, memberNumber), eq(accounts.kind, 'member'), isNull(accounts.closedAt)));
  if (!row) throw new Refusal('not_found', { field: 'memberNumber' });
  return row.id;
}

/** Lines with products instead of codes; refuses bad_input {field, code} for a code nobody knows. */
export async function linesByCode(db: Database, lines: CodedLine[]): Promise<PurchaseLine[]> {
  if (lines.length === 0) return [];
  const codes = lines.map(({ productCode }) => productCode);
  const rows = await db
    .select({ id: products.id, code: products.code })
    .from(products)
    .where(inArray(products.code, codes));
  const ids = new Map<string, ProductId>(rows.map(({ id, code }) => [code, id]));
  return lines.map(({ productCode, quantity, amountYen }) => {
    const productId = ids.get(productCode);
    if (productId === undefined) throw new Refusal('bad_input', { field: 'lines', code: productCode });
    return { productId, quantity, amountYen };
  });
}

/** Goods whose name or code holds what was typed. */
export async function findGoods(db: Database, text: string): Promise<Goods[]> {
  const plain = cleanText(text).trim();
  if (plain === '') return [];
  const pattern = `%${plain.replace(/[\\%_]/g, '\\$&')}%`;
  return db
    .select({ code: products.code, name: products.name, priceYen: products.priceYen })
    .from(products)
    .where(or(ilike(products.name, pattern), ilike(products.code, pattern)))
    .orderBy(asc(products.name))
    .limit(goodsMax);
}

/**
 * Where a member of staff rings up: their own store and its channel. Each call is a try at the till; refuses rate_limited after 200 in
 * ten minutes, and not_yours for headquarters, which sells nothing.
 */
export async function tillOf(context: Context<StaffActor>): Promise<{ storeId: StoreId; channelId: ChannelId }> {
  const { db, actor } = context;
  await inTransaction(context, (inside) => countAttempt(inside, `till:${actor.staffId}`, working));
  const [store] = await db.select().from(stores).where(eq(stores.id, actor.storeId));
  if (!store || store.isHeadquarters) throw new Refusal('not_yours');
  const [channel] = await db
    .select({ id: channels.id })
    .from(channels)
    .where(inArray(channels.role, ['own_store', 'department_store']))
    .orderBy(desc(channels.role), asc(channels.id))
    .limit(1);
  if (!channel) throw new Refusal('not_found', { field: 'channel' });
  return { storeId: actor.storeId, channelId: channel.id };
}
