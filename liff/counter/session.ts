import { and, eq } from 'drizzle-orm';
import { createMiddleware } from 'hono/factory';
import type { Context, StaffActor } from '../../core/context.ts';
import { useOnce } from '../../core/limits.ts';
import { Refusal } from '../../core/refusal.ts';
import type { StaffId } from '../../db/ids.ts';
import { staff, stores } from '../../db/schema/shop.ts';
import { bearer } from '../bearer.ts';
import type { LiffDeps } from '../deps.ts';
import { ChannelRefusal } from '../refusals.ts';
import { seal, unseal } from '../seal.ts';
import { linkMinutes } from './link.ts';

const sessionMinutes = 30;

export type CounterDeps = Pick<LiffDeps, 'db' | 'now' | 'secret' | 'wake'>;
export type CounterEnv = { Variables: { context: Context<StaffActor> } };

/** Exchanges the link from Slack, once, for half an hour at the counter. Refuses link_used. */
export async function openCounter(deps: CounterDeps, token: string) {
  const now = deps.now();
  const facts = unseal(deps.secret, 'counter-link', token, now);
  if (!facts) throw new ChannelRefusal('signed_out');
  const { actor, name, storeName } = await serving(deps, Number(facts.staff) as StaffId);
  const context: Context = { db: deps.db, actor, now, secret: deps.secret };
  if (!(await useOnce(context, 'counter_link', String(facts.once), linkMinutes))) throw new Refusal('link_used');
  const endsAt = new Date(now.getTime() + sessionMinutes * 60_000);
  return { token: seal(deps.secret, 'counter', { staff: actor.staffId }, endsAt), name, storeName, at: now.getTime() };
}

/** Lets only staff in who still work here; read again on every request. */
export const staffOnly = (deps: CounterDeps) =>
  createMiddleware<CounterEnv>(async (c, next) => {
    const now = deps.now();
    const facts = unseal(deps.secret, 'counter', bearer(c), now);
    if (!facts) throw new ChannelRefusal('signed_out');
    const { actor } = await serving(deps, Number(facts.staff) as StaffId);
    c.set('context', { db: deps.db, actor, now, secret: deps.secret });
    await next();
  });

async function serving({ db }: CounterDeps, staffId: StaffId) {
  const [row] = await db
    .select({ staff, storeName: stores.name })
    .from(staff)
    .innerJoin(stores, eq(stores.id, staff.storeId))
    .where(and(eq(staff.id, staffId), eq(staff.active, true)));
  if (!row) throw new ChannelRefusal('signed_out');
  const { storeId, role, name } = row.staff;
  const actor: StaffActor = { kind: 'staff', staffId, storeId, role };
  return { actor, name, storeName: row.storeName };
}
