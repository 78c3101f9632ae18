import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { ChannelId, PosKeyId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { channels, stores } from '../../db/schema/shop.ts';
import { posKeys } from '../../db/schema/till.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { keyedHash } from '../limits.ts';
import { Refusal } from '../refusal.ts';

/** A till or shop system that books by itself: for which channel, and for which store if it stands in one. */
export type PosSystem = { id: PosKeyId; name: string; channelId: ChannelId; storeId: StoreId | null };

/**
 * Makes the key of a system and answers it, this once: only its hash is kept. Refuses bad_input {field} for a name that is taken, and
 * not_found {field} for a channel or store nobody knows.
 */
export async function addPosKey(
  context: Context,
  { name, channelCode, storeCode }: { name: string; channelCode: string; storeCode?: string },
): Promise<string> {
  if (!/^[\w.-]{1,40}$/.test(name)) throw new Refusal('bad_input', { field: 'name' });
  return inTransaction(context, async (inside) => {
    const { db, secret, now } = inside;
    const [channel] = await db.select({ id: channels.id }).from(channels).where(eq(channels.code, channelCode));
    if (!channel) throw new Refusal('not_found', { field: 'channel' });
    const [store] = storeCode ? await db.select({ id: stores.id }).from(stores).where(eq(stores.code, storeCode)) : [];
    if (storeCode && !store) throw new Refusal('not_found', { field: 'store' });
    const key = `pos_${randomBytes(24).toString('base64url')}`;
    const [made] = await db
      .insert(posKeys)
      .values({
        ...{ name, channelId: channel.id, storeId: store?.id, createdAt: now },
        keyHash: keyedHash(secret, 'pos', key),
      })
      .onConflictDoNothing()
      .returning({ id: posKeys.id });
    if (!made) throw new Refusal('bad_input', { field: 'name' });
    await audit(inside, { action: 'pos_key.added', subject: `pos:${made.id}` });
    return key;
  });
}

/** Ends a key at once. Refuses not_found. */
export async function revokePosKey(context: Context, { name }: { name: string }): Promise<void> {
  await inTransaction(context, async (inside) => {
    const [ended] = await inside.db
      .update(posKeys)
      .set({ revokedAt: inside.now })
      .where(and(eq(posKeys.name, name), isNull(posKeys.revokedAt)))
      .returning({ id: posKeys.id });
    if (!ended) throw new Refusal('not_found', { field: 'name' });
    await audit(inside, { action: 'pos_key.revoked', subject: `pos:${ended.id}` });
  });
}

/** The system a key belongs to; undefined for one that was never made or has ended. */
export async function posSystemOf({ db, secret }: Pick<Context, 'db' | 'secret'>, key: string) {
  const [row] = await db
    .select({ id: posKeys.id, name: posKeys.name, channelId: posKeys.channelId, storeId: posKeys.storeId })
    .from(posKeys)
    .where(and(eq(posKeys.keyHash, keyedHash(secret, 'pos', key)), isNull(posKeys.revokedAt)));
  return row satisfies PosSystem | undefined;
}

/** Every system that has or had a key, by name. */
export function listPosKeys(db: Database) {
  return db
    .select({ name: posKeys.name, channel: channels.code, store: stores.code, revokedAt: posKeys.revokedAt })
    .from(posKeys)
    .innerJoin(channels, eq(channels.id, posKeys.channelId))
    .leftJoin(stores, eq(stores.id, posKeys.storeId))
    .orderBy(asc(posKeys.name));
}
