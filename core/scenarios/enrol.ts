import { desc, eq, inArray } from 'drizzle-orm';
import type { AccountId, ProductId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { enrolments, type ScenarioDefinition, scenarios } from '../../db/schema/scenarios.ts';
import { products } from '../../db/schema/shop.ts';
import { civil, instantOf } from '../calendar.ts';
import type { Context } from '../context.ts';
import { componentOf } from '../merges/component.ts';
import { sendingHour } from './definitions.ts';
import { openedBefore } from './opened.ts';

/** Something that happened and may start scenarios. */
export type TriggeringFact = {
  kind: 'product_view' | 'purchase';
  accountId: AccountId;
  productIds: ProductId[];
  at: Date;
  factId: number;
};

/**
 * Enters the account into every scenario that this fact starts, in the transaction of the fact itself: the fact and what follows
 * from it are there together or not at all. A second fact with the same entry key enters nobody twice.
 */
export async function enrolByFact(context: Context, fact: TriggeringFact): Promise<void> {
  const { db, now } = context;
  const listening = await scenariosFor(db, fact);
  for (const { scenarioId, productId, productCode, definition } of listening) {
    const { accountIds } = await componentOf(db, fact.accountId);
    if (definition.afterOpened && !(await openedBefore(db, accountIds, definition.afterOpened, fact.at))) continue;
    await db
      .insert(enrolments)
      .values({
        scenarioId,
        accountId: fact.accountId,
        productId,
        entryKey: fact.kind === 'purchase' ? `purchase:${fact.factId}` : `view:${productCode}`,
        enrolledAt: now,
        dueAt: dueAfter(fact.at, definition.delay),
        state: 'waiting',
      })
      .onConflictDoNothing();
  }
}

/** When a message is due: `delay` civil days or months after the fact, at the shop's sending hour. */
export function dueAfter(at: Date, delay: ScenarioDefinition['delay']): Date {
  return instantOf(civil(at).startOfDay().add(delay).add({ hours: sendingHour }));
}

async function scenariosFor(db: Database, { kind, productIds }: TriggeringFact) {
  const goods = await db
    .select({ id: products.id, code: products.code })
    .from(products)
    .where(inArray(products.id, productIds));
  const active = await db
    .selectDistinctOn([scenarios.code], {
      id: scenarios.id,
      definition: scenarios.definition,
      active: scenarios.active,
    })
    .from(scenarios)
    .where(eq(scenarios.active, true))
    .orderBy(scenarios.code, desc(scenarios.version));
  const fact = kind === 'purchase' ? 'purchase' : 'first_product_view';
  return active.flatMap(({ id, definition }) => {
    const product =
      definition.trigger.fact === fact ? goods.find(({ code }) => code === definition.trigger.productCode) : undefined;
    return product ? [{ scenarioId: id, definition, productId: product.id, productCode: product.code }] : [];
  });
}
