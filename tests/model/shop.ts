import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { type MergePreview, previewRedo, previewUndo } from '../../core/merges/preview.ts';
import { redoMerge } from '../../core/merges/redo.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { earn } from '../../core/points/earn.ts';
import { expireLots } from '../../core/points/expire.ts';
import { gracesOf, joinsAmong } from '../../core/points/facts.ts';
import { companions, endOf, heldLots } from '../../core/points/reach.ts';
import { refund } from '../../core/points/refund.ts';
import { reverseEarning } from '../../core/points/reverse.ts';
import { spend } from '../../core/points/spend.ts';
import { walletOf } from '../../core/points/wallet.ts';
import { Refusal } from '../../core/refusal.ts';
import type { AccountId, LotId, SpendId } from '../../db/ids.ts';
import { rowsOf } from '../../db/open.ts';
import { headquarters, join, type Shop } from '../core/merges/shop.ts';
import type { Machine, Observed, SeenLot, SeenSpend } from './machine.ts';

/** The real thing: every command through core's verbs on a real database, and what it shows read back from its tables. */
export function createDatabaseMachine(shop: Shop): Machine {
  let keys = 0;
  const key = () => `model:${++keys}`;
  const as = (at: number) => headquarters(shop, new Date(at));
  return {
    async earn(at, { accountId, amount, availableAt, endsAt, once }) {
      const given = {
        accountId,
        amount,
        availableAt: new Date(availableAt),
        expiresAt: new Date(endsAt ?? farAway),
        origin: once ? ('welcome' as const) : ('adjustment' as const),
        ...(once && { onceKey: 'welcome' }),
        source: 'model',
        key: key(),
      };
      return (await earn(as(at), given)).lotId;
    },
    async spend(at, accountId, amount) {
      const spent = await unlessRefused(spend(as(at), { accountId, amount, key: key() }), 'not_enough_points');
      return spent?.spendId;
    },
    async refund(at, spendId, amount) {
      const { left, isClawback } = await leftToRefund(shop, spendId);
      const part = Math.min(amount, left);
      if (part <= 0 || isClawback) return undefined;
      await refund(as(at), { spendId, amount: part, key: key() });
      return true;
    },
    async reverse(at, lotId, amount) {
      return (await reverseEarning(as(at), { lotId, amount, key: key() })).spendId ?? undefined;
    },
    async merge(at, a, b, how) {
      return unlessRefused(join(shop, new Date(at), a, b, how), 'already_one');
    },
    async undo(at, edgeId, carry = false) {
      const seen = await unlessRefused(previewUndo(shop.db, new Date(at), edgeId), 'edge_not_active');
      if (!seen) return undefined;
      const uncovered = carry ? ('carry' as const) : ('absorb' as const);
      const undoing = { edgeId, reason: 'store_mistake' as const, digest: seen.digest, uncovered };
      const { splits } = await undoMerge(as(at), undoing);
      await cameTrue(shop, new Date(at), seen);
      return splits;
    },
    async redo(at, edgeId) {
      const seen = await unlessRefused(previewRedo(shop.db, new Date(at), edgeId), 'edge_not_void');
      if (!seen) return undefined;
      const { joined } = await redoMerge(as(at), { edgeId, digest: seen.digest });
      await cameTrue(shop, new Date(at), seen);
      return joined;
    },
    async sweep(at) {
      while ((await expireLots(as(at))) > 0);
    },
    observe: (at) => observe(shop, new Date(at)),
  };
}

/** Holds what a preview said against what has become of it: the points of the persons, and every lot that it named. */
async function cameTrue({ db }: Shop, now: Date, { kind, splits, sides, lots }: MergePreview): Promise<void> {
  const totals = [];
  for (const { accountIds } of sides) totals.push((await balanceOf(db, accountIds[0] as AccountId, now)).total);
  const said = sides.map(({ points }) => points);
  const persons = splits && kind === 'redo' ? [said[0]! + said[1]!, said[0]! + said[1]!] : said;
  if (splits) expect(totals, 'points of the preview').toEqual(persons);
  const rows = await rowsOf<{ id: number; remaining: number }>(db, sql`select id::int, remaining from lots`);
  const left = new Map(rows.map(({ id, remaining }) => [id as LotId, remaining]));
  expect(
    lots.map(({ lotId }) => left.get(lotId)),
    'lots of the preview',
  ).toEqual(lots.map((lot) => lot.afterwards));
}

/** The database keeps no lot without an end here; this one is after everything a test does. */
export const farAway = Date.parse('2100-01-01T00:00:00Z');

async function unlessRefused<Result>(work: Promise<Result>, code: string): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return undefined;
    throw error;
  }
}

async function leftToRefund({ db }: Shop, spendId: SpendId): Promise<{ left: number; isClawback: boolean }> {
  const [row] = await rowsOf<{ left: number; clawback: boolean }>(
    db,
    sql`select (s.amount - coalesce((select sum(amount) from refunds where spend_id = s.id), 0))::int as left,
      s.lot_id is not null as clawback from spends s where s.id = ${spendId}`,
  );
  return { left: row?.left ?? 0, isClawback: row?.clawback ?? false };
}

async function observe({ db, accountIds }: Shop, now: Date): Promise<Observed> {
  const at = now.getTime();
  const persons = await rowsOf<{ id: number; person: number }>(
    db,
    sql`select id::int, person_id::int as person from accounts order by id`,
  );
  const available = new Map<AccountId, number>();
  for (const accountId of accountIds) available.set(accountId, (await balanceOf(db, accountId, now)).spendable);
  return {
    persons: new Map(persons.map(({ id, person }) => [id as AccountId, person as AccountId])),
    lots: await lotsAt(db, accountIds, at),
    spends: await spendsOf(db),
    available,
  };
}

async function lotsAt(db: Shop['db'], accountIds: AccountId[], at: number): Promise<Map<LotId, SeenLot>> {
  const rows = await rowsOf<Record<'id' | 'account' | 'amount' | 'remaining', number> & { once: boolean }>(
    db,
    sql`select id::int, account_id::int as account, amount, remaining, once_key is not null as once from lots order by id`,
  );
  const graces = await gracesOf(db, accountIds);
  const persons = await rowsOf<{ ids: number[] }>(
    db,
    sql`select array_agg(id::int order by id) as ids from accounts group by person_id`,
  );
  const held = new Set<LotId>();
  const seen = new Map<LotId, { availableAt: number; expiresAt: number | null; endsAt: number }>();
  for (const { ids } of persons) {
    const own = ids as AccountId[];
    const wallet = await walletOf(db, own, new Date(at));
    const joins = await joinsAmong(db, own);
    for (const lot of wallet.lots) {
      const near = companions(joins, lot.accountId, at);
      if (heldLots(wallet.lots, near, at, wallet.firstUse).has(lot.lotId)) held.add(lot.lotId);
      seen.set(lot.lotId, { ...lot, endsAt: endOf(lot, graces, at) });
    }
  }
  return new Map(
    rows.map(({ id, account, amount, remaining, once }) => {
      const lotId = id as LotId;
      const { availableAt = 0, expiresAt = 0, endsAt = 0 } = seen.get(lotId) ?? {};
      const [ownEnd, end] = [expiresAt ?? Number.POSITIVE_INFINITY, endsAt].map(orNever) as [number, number];
      const left = end > at ? remaining : 0;
      const times = { availableAt, ownEnd, endsAt: end };
      return [
        lotId,
        { accountId: account as AccountId, amount, remaining: left, ...times, held: held.has(lotId), once },
      ];
    }),
  );
}

const orNever = (end: number) => (end === farAway ? Number.POSITIVE_INFINITY : end);

async function spendsOf(db: Shop['db']): Promise<Map<SpendId, SeenSpend>> {
  const spends = await rowsOf<Record<'id' | 'account' | 'amount' | 'refunded', number>>(
    db,
    sql`select id::int, account_id::int as account, amount,
      coalesce((select sum(amount) from refunds where spend_id = spends.id), 0)::int as refunded from spends order by id`,
  );
  const entries = await rowsOf<{ spend: number; lot: number | null; amount: number }>(
    db,
    sql`select spend_id::int as spend, lot_id::int as lot, sum(amount)::int as amount from ledger_entries
      where spend_id is not null group by 1, 2 having sum(amount) <> 0`,
  );
  return new Map(
    spends.map(({ id, account, amount, refunded }) => {
      const own = entries.filter(({ spend: of }) => of === id);
      const taken = new Map(own.flatMap((row) => (row.lot === null ? [] : [[row.lot as LotId, -row.amount] as const])));
      const uncovered = own.find((row) => row.lot === null)?.amount ?? 0;
      const left = amount - refunded;
      return [id as SpendId, { accountId: account as AccountId, amount: left, refunded, taken, uncovered }];
    }),
  );
}

/** A round shape of what the database cannot show: an empty lot's times, which it does not load, are nobody's business. */
export function comparable(seen: Observed): Observed {
  const lots = [...seen.lots].map(([id, lot]): [LotId, SeenLot] => [
    id,
    lot.remaining > 0 ? lot : { ...lot, availableAt: 0, ownEnd: 0, endsAt: 0, held: false },
  ]);
  return { ...seen, lots: new Map(lots) };
}
