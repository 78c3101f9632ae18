import { eq, type SQL, sql } from 'drizzle-orm';
import type { Context, StaffActor } from '../../../core/context.ts';
import { isAnew, proposeMerge } from '../../../core/merges/anew.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import type { Epochs } from '../../../core/merges/deciding.ts';
import { flagsOf } from '../../../core/merges/flags.ts';
import { runRequestTimers } from '../../../core/merges/timers.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { earn } from '../../../core/points/earn.ts';
import { Refusal, type RefusalCode } from '../../../core/refusal.ts';
import type { AccountId, EdgeId, LotId, RequestId, SpendId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { mergeRequests } from '../../../db/schema/merges.ts';
import { staff } from '../../../db/schema/shop.ts';
import { headquarters, join, openShop, pay, redo, type Shop, undo } from './shop.ts';

/** A shop with somebody at the counter, who starts what headquarters approves. */
export type Life = Shop & { clerk: StaffActor };

/** One thing somebody does. `key` names what comes of it, whatever id it gets. */
export type Deed =
  | { kind: 'earn'; key: string; accountId: AccountId; amount: number; days: number; once: boolean }
  | { kind: 'spend'; key: string; accountId: AccountId; amount: number }
  | { kind: 'merge'; key: string; a: AccountId; b: AccountId }
  | { kind: 'approve'; key: string; asked: Asked }
  | { kind: 'undo' | 'redo'; key: string; edgeId: EdgeId };

export type Asked = { requestId: RequestId; a: AccountId; b: AccountId; epochs: Epochs };

/** How it ended: with what there is since `at` (milliseconds; the books may put it a moment after what they hold already), or with the rules' no, which changes nothing. Anything else is a bug and thrown. */
export type Ending =
  | { kind: 'earned'; lotId: LotId; at: number }
  | { kind: 'spent'; spendId: SpendId; taken: number; at: number }
  | { kind: 'joined' | 'undone' | 'redone'; edgeId: EdgeId; at: number }
  | { kind: 'refused'; code: RefusalCode };

const dayMs = 86_400_000;

/** Opens it with `count` accounts; what is joined can be spent across at once. */
export async function openLife(db: Database, count: number): Promise<Life> {
  const shop = await openShop(db, count);
  const [clerk] = await db
    .insert(staff)
    .values({ slackUserId: 'U2', name: '山口 真理子', role: 'manager', storeId: shop.storeId })
    .returning({ id: staff.id });
  return { ...shop, clerk: { kind: 'staff', staffId: clerk!.id, storeId: shop.storeId, role: 'manager' } };
}

/**
 * Somebody stands at the counter with two cards, or came before and waits; who was parted before is proposed anew at once. Undefined when there is
 * nothing to ask for.
 */
export async function ask(life: Life, now: Date, a: AccountId, b: AccountId): Promise<Asked | undefined> {
  const context: Context<StaffActor> = { db: life.db, now, secret: 'test-secret', actor: life.clerk };
  try {
    const requestId = await requestFor(context, a, b);
    const [drawn] = await rowsOf<Asked & Epochs>(
      life.db,
      sql`select id::int as "requestId", requester_account_id::int as a, target_account_id::int as b, requester_epoch as requester, target_epoch as target
        from merge_requests where id = ${requestId} and state = 'waiting'`,
    );
    if (!drawn) return undefined;
    const { requester, target, ...asked } = drawn;
    const epochs = { requester, target };
    const [request] = await life.db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
    if (isAnew(await flagsOf(life.db, request!, now)))
      await proposeMerge(context, { requestId, epochs, reason: 'ご本人が免許証をお持ちでした' });
    return { ...asked, epochs };
  } catch (reason) {
    codeOf(reason);
    return undefined;
  }
}

/** The request of these two, or the one of the first that is open already, unless it has waited too long. */
async function requestFor(context: Context<StaffActor>, a: AccountId, b: AccountId): Promise<RequestId> {
  await runRequestTimers({ ...context, actor: { kind: 'system', job: 'timers' } });
  const numbers = { presentNumber: String(20000000 + a), oldNumber: String(20000000 + b) };
  try {
    return (await startAtCounter(context, numbers)).requestId;
  } catch (reason) {
    if (reason instanceof Refusal && reason.code === 'request_open') return reason.facts.requestId as RequestId;
    throw reason;
  }
}

/** Does it, as its door would. */
export async function carryOut(life: Life, now: Date, deed: Deed): Promise<Ending> {
  try {
    return await attempt(life, now, deed);
  } catch (reason) {
    return { kind: 'refused', code: codeOf(reason) };
  }
}

async function attempt(life: Life, now: Date, deed: Deed): Promise<Ending> {
  const context = headquarters(life, now);
  switch (deed.kind) {
    case 'earn': {
      const { accountId, amount, key } = deed;
      const expiresAt = new Date(now.getTime() + deed.days * dayMs);
      const more = { expiresAt, source: 'life', ...(deed.once && { onceKey: 'welcome' }) };
      const { lotId } = await earn(context, { accountId, amount, key, origin: 'adjustment', ...more });
      return { kind: 'earned', lotId, at: await recorded(life.db, sql`recorded_at from lots where id = ${lotId}`) };
    }
    case 'spend': {
      const { spendId, taken } = await pay(life, now, deed.accountId, deed.amount, deed.key);
      const sum = taken.reduce((total, part) => total + part.amount, 0);
      return {
        kind: 'spent',
        spendId,
        taken: sum,
        at: await recorded(life.db, sql`spent_at from spends where id = ${spendId}`),
      };
    }
    case 'merge':
      return joined(life.db, await join(life, now, deed.a, deed.b));
    case 'approve': {
      return joined(life.db, await approve(life, now, deed.asked));
    }
    case 'undo': {
      const { voidId } = await undo(life, now, deed.edgeId);
      const at = await recorded(life.db, sql`voided_at from merge_voids where id = ${voidId}`);
      return { kind: 'undone', edgeId: deed.edgeId, at };
    }
    case 'redo': {
      await redo(life, now, deed.edgeId);
      const { edgeId } = deed;
      return {
        kind: 'redone',
        edgeId,
        at: await recorded(life.db, sql`max(withdrawn_at) from merge_voids where edge_id = ${edgeId}`),
      };
    }
  }
}

/** Headquarters presses the button of a card. */
export async function approve(life: Life, now: Date, { requestId, epochs }: Asked): Promise<EdgeId> {
  const context = headquarters(life, now) as Context<StaffActor>;
  return (await approveRequest(context, { requestId, epochs })).edgeId;
}

async function joined(db: Database, edgeId: EdgeId): Promise<Ending> {
  return { kind: 'joined', edgeId, at: await recorded(db, sql`merged_at from merge_edges where id = ${edgeId}`) };
}

/** When the database says that it was. */
async function recorded(db: Database, instant: SQL): Promise<number> {
  const [row] = await rowsOf<{ at: string }>(
    db,
    sql`select (extract(epoch from r.at) * 1000)::bigint::text as at from (select ${instant}) r(at)`,
  );
  return Number(row?.at);
}

/** The code of a refusal; whatever else was thrown is thrown on. */
export function codeOf(reason: unknown): RefusalCode {
  if (reason instanceof Refusal) return reason.code;
  throw reason;
}

/** The shop as everybody sees it, with lots and spends named by their keys: two of these texts are equal when the states are. */
export async function stateInWords(db: Database, now: Date): Promise<string> {
  const persons = await rowsOf(db, sql`select id::int, person_id::int as person from accounts order by id`);
  const lots = await rowsOf(db, sql`select key, remaining from lots order by key`);
  const taken = await rowsOf(
    db,
    sql`select s.key as spend, l.key as lot, sum(e.amount)::int as amount from ledger_entries e join spends s on s.id = e.spend_id
      left join lots l on l.id = e.lot_id group by 1, 2 having sum(e.amount) <> 0 order by 1, 2`,
  );
  const available = [];
  for (const { id } of persons as { id: AccountId }[]) available.push((await balanceOf(db, id, now)).spendable);
  return JSON.stringify({ persons, lots, taken, available });
}
