import { sql } from 'drizzle-orm';
import type { Context } from '../../../core/context.ts';
import { joinAccounts } from '../../../core/merges/merge.ts';
import { previewRedo, previewUndo } from '../../../core/merges/preview.ts';
import { redoMerge } from '../../../core/merges/redo.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { type Earning, earn } from '../../../core/points/earn.ts';
import { defaultRules } from '../../../core/points/programme.ts';
import { spend } from '../../../core/points/spend.ts';
import type { AccountId, EdgeId, RequestId, StaffId, StoreId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeRequests, type UndoReason } from '../../../db/schema/merges.ts';
import { programmeVersions } from '../../../db/schema/points.ts';
import { staff, stores } from '../../../db/schema/shop.ts';

/** A small shop for merges: one headquarters, one member of staff, accounts with nothing else to them. */
export type Shop = { db: Database; staffId: StaffId; storeId: StoreId; accountIds: AccountId[] };

/** Opens the shop with `count` accounts; joined points can be spent across after `coolOffDays`. */
export async function openShop(db: Database, count: number, { coolOffDays = 0 } = {}): Promise<Shop> {
  const [store] = await db.insert(stores).values({ code: 'hq', name: '本部', isHeadquarters: true }).returning();
  const [person] = await db
    .insert(staff)
    .values({ slackUserId: 'U1', name: '大久保 健', role: 'headquarters', storeId: store!.id })
    .returning();
  const rules = { ...defaultRules, coolOffDays };
  await db.insert(programmeVersions).values({ version: 1, effectiveAt: new Date('2020-01-01T00:00:00Z'), rules });
  const accountIds = Array.from({ length: count }, (_, index) => (index + 1) as AccountId);
  await db.insert(accounts).values(
    accountIds.map((id) => ({
      id,
      personId: id,
      memberNumber: String(20000000 + id),
      registeredAt: new Date('2024-01-01T00:00:00Z'),
    })),
  );
  return { db, staffId: person!.id, storeId: store!.id, accountIds };
}

/** The context of headquarters at `now`. */
export function headquarters({ db, staffId, storeId }: Shop, now: Date): Context {
  return { db, now, secret: 'test-secret', actor: { kind: 'staff', staffId, storeId, role: 'headquarters' } };
}

/** Joins two accounts as an approved request would; `how` says whether both owners confirmed. */
export async function join(
  shop: Shop,
  now: Date,
  a: AccountId,
  b: AccountId,
  how: 'counter' | 'none' = 'counter',
): Promise<EdgeId> {
  return shop.db.transaction(async (tx) => {
    const [request] = await tx
      .insert(mergeRequests)
      .values({
        origin: 'counter',
        state: 'approved',
        requesterAccountId: a,
        targetAccountId: b,
        storeId: shop.storeId,
        createdAt: now,
        expiresAt: now,
        decidedAt: now,
      })
      .returning({ id: mergeRequests.id });
    const context = headquarters({ ...shop, db: tx as unknown as Database }, now);
    return (await joinAccounts(context, { requestId: request!.id as RequestId, a, b, how })).edgeId;
  });
}

/** Undoes an edge as staff do: look at the preview, then confirm it. */
export async function undo(
  shop: Shop,
  now: Date,
  edgeId: EdgeId,
  reason: UndoReason = 'store_mistake',
  uncovered: 'absorb' | 'carry' = 'absorb',
) {
  const seen = await previewUndo(shop.db, now, edgeId);
  const result = await undoMerge(headquarters(shop, now), { edgeId, reason, digest: seen.digest, uncovered });
  return { seen, ...result };
}

/** Redoes an edge as staff do. */
export async function redo(shop: Shop, now: Date, edgeId: EdgeId) {
  const seen = await previewRedo(shop.db, now, edgeId);
  const result = await redoMerge(headquarters(shop, now), { edgeId, digest: seen.digest });
  return { seen, ...result };
}

let given = 0;

/** Gives points as headquarters do; by default they end with the month a year on. */
export async function give(shop: Shop, now: Date, accountId: AccountId, amount: number, more: Partial<Earning> = {}) {
  const once = { source: 'test', key: `given ${++given}` };
  return (await earn(headquarters(shop, now), { accountId, amount, origin: 'adjustment', ...once, ...more })).lotId;
}

/** Spends points at a counter. */
export function pay(shop: Shop, now: Date, accountId: AccountId, amount: number, key = `paid ${++given}`) {
  return spend(headquarters(shop, now), { accountId, amount, key });
}

/** The effective state of the shop: who is whose person, what every lot holds, who used which lot, what is uncovered. */
export async function effectiveState(db: Database) {
  const persons = await rowsOf(db, sql`select id::int, person_id::int as person from accounts order by id`);
  const lots = await rowsOf(db, sql`select id::int, remaining from lots order by id`);
  const taken = await rowsOf(
    db,
    sql`select spend_id::int as spend, lot_id::int as lot, sum(amount)::int as amount from ledger_entries
      where spend_id is not null group by 1, 2 having sum(amount) <> 0 order by 1, 2`,
  );
  const together = await rowsOf(db, sql`select a::int, b::int, since from together order by a, b`);
  return JSON.stringify({ persons, lots, taken, together });
}

/** Every row of the books and the facts, as text: what append-only means is that these never change. */
export async function bookRows(db: Database): Promise<string[]> {
  const rows = await rowsOf<{ row: string }>(
    db,
    sql`select 'entry' || e::text as row from ledger_entries e union all select 'spend' || s::text from spends s
      union all select 'lot' || (l.id, l.account_id, l.amount, l.earned_at, l.expires_at, l.key)::text from lots l order by 1`,
  );
  return rows.map(({ row }) => row);
}
