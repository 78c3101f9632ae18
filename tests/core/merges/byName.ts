import { sql } from 'drizzle-orm';
import { recordActivity, recordPurchase } from '../../../core/activities/record.ts';
import type { Decision } from '../../../core/merges/inferred.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import type { AccountId, ChannelId, EdgeId, PurchaseId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import type { Attribution } from '../../../db/schema/activities.ts';
import { channels } from '../../../db/schema/shop.ts';
import { headquarters, openShop, type Shop } from './shop.ts';

let facts = 0;

/** A shop in which customers are also served by name. */
export async function openCounter(db: Database, count = 2): Promise<Shop> {
  const shop = await openShop(db, count);
  await db.insert(channels).values({ code: 'store', name: '店頭', role: 'own_store' });
  return shop;
}

/** Somebody buys; a point for every 100 yen, from eleven days on. */
export async function buy(
  shop: Shop,
  now: Date,
  accountId: AccountId,
  totalYen: number,
  attribution: Attribution = 'inferred',
): Promise<PurchaseId> {
  const { purchaseId } = await recordPurchase(headquarters(shop, now), {
    ...{ accountId, channelId: 1 as ChannelId, boughtAt: now, lines: [], totalYen, attribution },
    ...{ source: 'test', sourceId: `bought ${++facts}` },
  });
  return purchaseId;
}

/** Somebody comes to the store; answers the id of the visit. */
export async function visit(
  shop: Shop,
  now: Date,
  accountId: AccountId,
  attribution: Attribution = 'inferred',
): Promise<number> {
  const sourceId = `visited ${++facts}`;
  const coming = { accountId, kind: 'visit', occurredAt: now, attribution, source: 'test', sourceId } as const;
  await recordActivity(headquarters(shop, now), coming);
  const [row] = await rowsOf<{ id: number }>(
    shop.db,
    sql`select id::int from activities where source_id = ${sourceId}`,
  );
  return row!.id;
}

/** Undoes an edge as staff do who say whose facts are. */
export async function undoWith(
  shop: Shop,
  now: Date,
  edgeId: EdgeId,
  decisions: Decision[],
  { further, uncovered = 'absorb' }: { further?: EdgeId[]; uncovered?: 'absorb' | 'carry' } = {},
) {
  const seen = await previewUndo(shop.db, now, edgeId, { further, decisions });
  const undoing = { edgeId, further, reason: 'store_mistake', digest: seen.digest, decisions, uncovered } as const;
  return { seen, ...(await undoMerge(headquarters(shop, now), undoing)) };
}

/** Every row of facts and decisions, as text: these never change. */
export async function factRows(db: Database): Promise<string[]> {
  const rows = await rowsOf<{ row: string }>(
    db,
    sql`select 'purchase' || p::text as row from purchases p union all select 'activity' || a::text from activities a
      union all select 'decision' || r::text from reattributions r union all select 'line' || l::text from purchase_lines l order by 1`,
  );
  return rows.map(({ row }) => row);
}
