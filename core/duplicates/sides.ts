import { asc, inArray } from 'drizzle-orm';
import type { AccountId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { decidingStore } from '../merges/waiting.ts';
import { Refusal } from '../refusal.ts';
import type { Pair } from './standing.ts';

/** A pair as a request has it: the younger card asks for the older, whose store decides. */
export type Sides = { requester: AccountId; target: AccountId; storeId: StoreId | null };

/** Which of two accounts is the older one, and who decides. Refuses not_found when one of them is closed. */
export async function sidesOf(db: Database, { a, b }: Pair): Promise<Sides> {
  const rows = await db
    .select({ id: accounts.id, closedAt: accounts.closedAt })
    .from(accounts)
    .where(inArray(accounts.id, [a, b]))
    .orderBy(asc(accounts.registeredAt), asc(accounts.id));
  const [older, younger] = rows;
  if (!older || !younger || older.closedAt || younger.closedAt) throw new Refusal('not_found');
  return { requester: younger.id, target: older.id, storeId: await decidingStore(db, older.id) };
}
