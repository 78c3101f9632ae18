import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { VoidId } from '../../db/ids.ts';
import { identities } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';
import { tell } from '../outbox.ts';
import { balanceOf } from '../points/balance.ts';
import type { Plan } from './plan.ts';
import { visibleAccounts } from './visible.ts';

/** Tells both sides' LINE, in their own words of their own points, that the cards are apart again, and draws the card anew. */
export function tellParted(context: Context, plan: Plan, voidId: VoidId): Promise<void> {
  return tellSides(context, plan, 'unmerged', `unmerged:${voidId}`);
}

/** Tells both sides' LINE that the cards are one again, and draws the card anew. */
export function tellRejoined(context: Context, plan: Plan, voidId: VoidId): Promise<void> {
  return tellSides(context, plan, 'remerged', `remerged:${voidId}`);
}

async function tellSides(
  context: Context,
  { edge, cuts, leaders, splits }: Plan,
  template: 'unmerged' | 'remerged',
  key: string,
): Promise<void> {
  const { db, now } = context;
  for (const { edgeId, requestId } of [edge, ...cuts.filter((cut) => cut.edgeId !== edge.edgeId)]) {
    const own = edgeId === edge.edgeId ? '' : `:${requestId}`;
    await tell(context, { topic: 'slack', message: { show: 'request', requestId } }, `${key}:request${own}`);
  }
  if (!splits) return;
  const reachable = await db
    .select({ id: identities.id, accountId: identities.accountId })
    .from(identities)
    .where(
      and(
        inArray(identities.accountId, [...leaders.keys()]),
        eq(identities.kind, 'line'),
        isNull(identities.unlinkedAt),
      ),
    );
  for (const { id, accountId } of reachable) {
    const points = (await balanceOf(db, accountId, now, await visibleAccounts(db, id))).total;
    await tell(
      context,
      { topic: 'line', message: { to: id, template, edgeId: edge.edgeId, points } },
      `${key}:line:${id}`,
    );
  }
}
