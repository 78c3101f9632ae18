import { and, eq, isNull } from 'drizzle-orm';
import { identities } from '../../db/schema/members.ts';
import { trackedLinks } from '../../db/schema/scenarios.ts';
import { recordActivity } from '../activities/record.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';

/** A tap on a tracked link: noted once, however often it is tapped; answers where the link leads. Refuses not_found. */
export async function markOpened(context: Context, { token }: { token: string }): Promise<{ target: string }> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [link] = await db
      .select({
        id: trackedLinks.id,
        target: trackedLinks.target,
        identityId: trackedLinks.identityId,
        accountId: identities.accountId,
      })
      .from(trackedLinks)
      .innerJoin(identities, eq(identities.id, trackedLinks.identityId))
      .where(eq(trackedLinks.token, token));
    if (!link) throw new Refusal('not_found');
    await db
      .update(trackedLinks)
      .set({ tappedAt: now })
      .where(and(eq(trackedLinks.id, link.id), isNull(trackedLinks.tappedAt)));
    const { accountId, identityId, target } = link;
    await recordActivity(inside, {
      accountId,
      identityId,
      kind: 'link_tap',
      occurredAt: now,
      source: 'link',
      sourceId: String(link.id),
    });
    return { target };
  });
}
