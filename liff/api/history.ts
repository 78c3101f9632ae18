import { and, eq, inArray } from 'drizzle-orm';
import { Hono } from 'hono';
import { z } from 'zod';
import { type HistoryItem, historyOf } from '../../core/activities/history.ts';
import type { Context, MemberActor } from '../../core/context.ts';
import { togetherAmong } from '../../core/merges/component.ts';
import { pairKey } from '../../core/merges/together.ts';
import { visibleAccounts } from '../../core/merges/visible.ts';
import { Refusal } from '../../core/refusal.ts';
import type { AccountId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { lots } from '../../db/schema/points.ts';
import { channels, stores } from '../../db/schema/shop.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';
import { type Card, cardOf, noteShown } from '../sight.ts';

const pageSize = 20;

type Earned = { amount: number; pending: boolean };

/** One row of the history page, newest first. `key` is good as a list key and for nothing else. */
export type HistoryRow = {
  key: string;
  at: string;
  card: Card;
  /** The store, or else the channel. */
  place: string | null;
  /** Whether somebody came to a counter, of ours or in a department store. */
  inStore: boolean;
} & (
  | { kind: 'purchase'; product: string; quantity: number; more: number; totalYen: number; earned: Earned | null }
  | { kind: 'visit' }
  | { kind: 'registered'; earned: Earned | null }
);

/** What happened on the cards in sight, page by page, and where their threads were tied. */
export function historyRoutes(deps: LiffDeps) {
  return new Hono<MemberEnv>().get('/', memberOnly(deps), async (c) => {
    const context = c.get('context');
    const { db, actor } = context;
    const before = cursorOf(c.req.query('before'));
    const visible = await visibleAccounts(db, actor.identityId);
    const { items, next } = await historyOf(db, visible, { before, limit: pageSize });
    await noteShown(context, 'history', items);
    const earned = await earnedBy(context, items);
    const counters = await countersOf(db);
    const begun = await beginnings(context, visible, before, next);
    const rows = [...items.map((item) => rowOf(context, item, earned, counters)), ...begun];
    return c.json({
      rows: rows.sort((x, y) => y.at.localeCompare(x.at)),
      next: next ?? null,
      cards: visible.length,
      knots: await knotsOf(db, visible),
    });
  });
}

function cursorOf(before: string | undefined): string | undefined {
  const parsed = z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .safeParse(before);
  if (!parsed.success) throw new Refusal('bad_input', { field: 'before' });
  return parsed.data;
}

function rowOf(
  context: Context<MemberActor>,
  item: HistoryItem,
  earned: Map<PurchaseId, Earned>,
  counters: Set<string>,
): HistoryRow {
  const { key, accountId, at, store, channel } = item;
  const common = {
    key,
    at: at.toISOString(),
    card: cardOf(context, accountId),
    place: store?.name ?? channel?.name ?? null,
    inStore: store !== null || counters.has(channel?.code ?? ''),
  };
  if (item.kind === 'visit') return { ...common, kind: 'visit' };
  const dearest = item.lines.toSorted((x, y) => y.amountYen - x.amountYen)[0];
  return {
    ...common,
    kind: 'purchase',
    product: dearest?.name ?? '',
    quantity: dearest?.quantity ?? 0,
    more: Math.max(0, item.lines.length - 1),
    totalYen: item.totalYen,
    earned: earned.get(item.purchaseId) ?? null,
  };
}

async function earnedBy({ db, now }: Context, items: HistoryItem[]): Promise<Map<PurchaseId, Earned>> {
  const ids = items.flatMap((item) => (item.kind === 'purchase' ? [item.purchaseId] : []));
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ purchaseId: lots.purchaseId, amount: lots.amount, availableAt: lots.availableAt })
    .from(lots)
    .where(inArray(lots.purchaseId, ids));
  return new Map(
    rows.flatMap(({ purchaseId, amount, availableAt }) =>
      purchaseId ? [[purchaseId, { amount, pending: availableAt > now }] as const] : [],
    ),
  );
}

/** The day each card was made, as far as it falls on this page. */
async function beginnings(
  context: Context<MemberActor>,
  visible: AccountId[],
  before: string | undefined,
  next: string | undefined,
): Promise<HistoryRow[]> {
  const { db, now } = context;
  const rows = await db
    .select({
      id: accounts.id,
      at: accounts.registeredAt,
      store: stores.name,
      welcome: lots.amount,
      availableAt: lots.availableAt,
    })
    .from(accounts)
    .leftJoin(stores, eq(stores.id, accounts.homeStoreId))
    .leftJoin(lots, and(eq(lots.accountId, accounts.id), eq(lots.origin, 'welcome')))
    .where(inArray(accounts.id, visible));
  const from = before === undefined ? Number.POSITIVE_INFINITY : Number(before);
  const to = next === undefined ? Number.NEGATIVE_INFINITY : Number(next);
  return rows
    .filter(({ at }) => at.getTime() < from && at.getTime() >= to)
    .map(({ id, at, store, welcome, availableAt }) => ({
      kind: 'registered' as const,
      key: `r${id}`,
      at: at.toISOString(),
      card: cardOf(context, id),
      place: store,
      inStore: store !== null,
      earned: welcome === null ? null : { amount: welcome, pending: (availableAt ?? now) > now },
    }));
}

/** The codes of channels where goods go over a counter. */
async function countersOf(db: Database): Promise<Set<string>> {
  const rows = await db
    .select({ code: channels.code })
    .from(channels)
    .where(inArray(channels.role, ['own_store', 'department_store']));
  return new Set(rows.map(({ code }) => code));
}

/** When the member's own card was tied to each of the others, newest first. */
async function knotsOf(db: Database, [own, ...others]: AccountId[]): Promise<string[]> {
  if (!own || others.length === 0) return [];
  const since = await togetherAmong(db, [own, ...others]);
  const times = others.map((other) => since.get(pairKey(own, other))).filter((at) => at !== undefined);
  return [...new Set(times)].sort((x, y) => y - x).map((at) => new Date(at).toISOString());
}
