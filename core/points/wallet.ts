import { type SQL, sql } from 'drizzle-orm';
import type { AccountId, LotId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { prepared } from '../../db/prepared.ts';
import { isFrozen } from '../merges/component.ts';
import { gracesOf, joinsAmong } from './facts.ts';
import { firstUsesIn } from './firstUses.ts';
import type { Joins, LaterEnd, Lot } from './reach.ts';

/** The live lots of one person as a spend sees them. */
export type Wallet = Joins & {
  lots: Lot[];
  graces: LaterEnd[];
  remaining: Map<LotId, number>;
  firstUse: Map<LotId, number>;
  frozen: boolean;
};

/** A lot that still holds points, or is once-only; `prolonged` when an activity ever moved an end of its account's. */
export type LiveLot = Lot & { remaining: number; prolonged: boolean };

/** The lots that still hold points, and the once-only lots whose use decides which of them is spendable. */
export async function walletOf(db: Database, accountIds: AccountId[], now: Date): Promise<Wallet> {
  const [row] = await readLive(db, { accountIds });
  return walletFrom(db, accountIds, now, row?.live ?? []);
}

/** The same, when a larger statement has read `liveColumn`. */
export async function walletFrom(db: Database, accountIds: AccountId[], now: Date, live: LiveLot[]): Promise<Wallet> {
  const endsLater = live.some((lot) => lot.prolonged || (lot.expiresAt !== null && lot.expiresAt <= now.getTime()));
  return {
    ...(await joinsAmong(db, accountIds)),
    lots: live,
    remaining: new Map(live.map((lot) => [lot.lotId, lot.remaining])),
    graces: endsLater ? await gracesOf(db, accountIds) : [],
    firstUse: await firstUsesIn(
      db,
      live.filter((lot) => lot.onceKey !== null).map((lot) => lot.lotId),
    ),
    frozen: accountIds.length > 1 && (await isFrozen(db, accountIds)),
  };
}

/** The live lots of accounts, by id, as a column of a larger statement; it comes as `LiveLot[]`. */
export function liveColumn(accountIds: SQL): SQL {
  const milliseconds = (time: string) => sql.raw(`(extract(epoch from ${time}) * 1000)::bigint`);
  return sql`(
    select coalesce(json_agg(live order by live."lotId"), '[]') from (
      select id as "lotId", account_id as "accountId", amount, remaining, once_key as "onceKey",
        ${milliseconds('recorded_at')} as "recordedAt", ${milliseconds('available_at')} as "availableAt",
        ${milliseconds('expires_at')} as "expiresAt",
        exists (select from prolongations p where p.account_id = lots.account_id) as prolonged
      from lots where account_id = any(${accountIds}) and (remaining > 0 or once_key is not null)) live)`;
}

const readLive = prepared<{ live: LiveLot[] }>(
  sql`select ${liveColumn(sql`${sql.placeholder('accountIds')}::bigint[]`)} as live`,
);
