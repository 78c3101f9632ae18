import { and, desc, eq, inArray } from 'drizzle-orm';
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
 * from it are there together or not at all. A second fact with the same entry key enters nobody twice, whichever account of the
 * person it happened to and whichever version of the scenario was in force.
 */
export async function enrolByFact(context: Context, fact: TriggeringFact): Promise<void> {
  const { db, now } = context;
  for (const { scenarioId, code, productId, productCode, definition } of await scenariosFor(db, fact)) {
    const { accountIds } = await componentOf(db, fact.accountId);
    const entryKey = fact.kind === 'purchase' ? `purchase:${fact.factId}` : `view:${productCode}`;
    if (await hasEntered(db, accountIds, code, entryKey)) continue;
    if (definition.afterOpened && !(await openedBefore(db, accountIds, definition.afterOpened, fact.at))) continue;
    const dueAt = dueAfter(fact.at, definition.delay);
    // A fact that is told long after it happened would be answered at a time that is over.
    if (dueAt <= now) continue;
    await db
      .insert(enrolments)
      .values({ scenarioId, accountId: fact.accountId, productId, entryKey, enrolledAt: now, dueAt, state: 'waiting' })
      .onConflictDoNothing();
  }
}

async function hasEntered(db: Database, accountIds: AccountId[], code: string, entryKey: string): Promise<boolean> {
  const entered = await db
    .select({ id: enrolments.id })
    .from(enrolments)
    .innerJoin(scenarios, eq(scenarios.id, enrolments.scenarioId))
    .where(and(inArray(enrolments.accountId, accountIds), eq(scenarios.code, code), eq(enrolments.entryKey, entryKey)))
    .limit(1);
  return entered.length > 0;
}

/** When a message is due: `delay` civil days or months after the fact, at the shop's sending hour. */
export function dueAfter(at: Date, delay: ScenarioDefinition['delay']): Date {
  return instantOf(civil(at).startOfDay().add(delay).add({ hours: sendingHour }));
}

/** The scenarios that listen to this fact, each in its newest version; one that is switched off brings no older one back. */
async function scenariosFor(db: Database, { kind, productIds }: TriggeringFact) {
  const goods = await db
    .select({ id: products.id, code: products.code })
    .from(products)
    .where(inArray(products.id, productIds));
  const newest = await db
    .selectDistinctOn([scenarios.code])
    .from(scenarios)
    .orderBy(scenarios.code, desc(scenarios.version));
  const fact = kind === 'purchase' ? 'purchase' : 'first_product_view';
  return newest.flatMap(({ id, code, active, definition }) => {
    const { trigger } = definition;
    const product =
      active && trigger.fact === fact ? goods.find((good) => good.code === trigger.productCode) : undefined;
    return product ? [{ scenarioId: id, code, definition, productId: product.id, productCode: product.code }] : [];
  });
}
