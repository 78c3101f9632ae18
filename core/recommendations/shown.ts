import { and, eq, inArray } from 'drizzle-orm';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import { purchaseLines, purchases } from '../../db/schema/activities.ts';
import { products } from '../../db/schema/shop.ts';
import { isCounted } from '../activities/counted.ts';
import type { Context } from '../context.ts';
import { recordDisclosure } from '../merges/visible.ts';
import type { Recommendation } from './recommend.ts';

/**
 * Notes for an identity whose reasons name what another card of its person bought: a reason tells of a purchase as much as the
 * history does. `accountIds` are those in its sight, its own first; what its own card bought too counts for both.
 */
export async function noteReasonsShown(
  context: Context,
  identityId: IdentityId,
  [, ...others]: AccountId[],
  proposals: Recommendation[],
): Promise<void> {
  const codes = proposals.flatMap(({ reason }) => (reason.kind === 'popular' ? [] : [reason.bought.code]));
  if (others.length === 0 || codes.length === 0) return;
  const rows = await context.db
    .selectDistinct({ accountId: purchases.accountId, productId: purchaseLines.productId })
    .from(purchaseLines)
    .innerJoin(purchases, eq(purchases.id, purchaseLines.purchaseId))
    .innerJoin(products, eq(products.id, purchaseLines.productId))
    .where(
      and(inArray(purchases.accountId, others), inArray(products.code, codes), isCounted('purchase', purchases.id)),
    );
  const counts = new Map<AccountId, number>();
  for (const { accountId } of rows) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  await recordDisclosure(context, identityId, 'history', counts);
}
