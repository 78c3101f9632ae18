import { eq } from 'drizzle-orm';
import type { EnrolmentId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { enrolments, scenarios, trackedLinks } from '../../db/schema/scenarios.ts';
import { products, staff, stores } from '../../db/schema/shop.ts';
import { type Account, accountById } from '../members/member.ts';

/** The facts a scenario's message is put into words from. */
export type ScenarioMessage = {
  message: string;
  account: Account;
  product: typeof products.$inferSelect | null;
  /** Who speaks, when the scenario wants the member's own person in charge and there is one. */
  sender: { name: string; storeName: string } | null;
  linkToken: string | null;
};

/** Reads what the message of an enrolment needs; undefined when the account has closed since. */
export async function scenarioMessage(db: Database, enrolmentId: EnrolmentId): Promise<ScenarioMessage | undefined> {
  const [row] = await db
    .select({
      accountId: enrolments.accountId,
      definition: scenarios.definition,
      product: products,
      token: trackedLinks.token,
    })
    .from(enrolments)
    .innerJoin(scenarios, eq(scenarios.id, enrolments.scenarioId))
    .leftJoin(products, eq(products.id, enrolments.productId))
    .leftJoin(trackedLinks, eq(trackedLinks.enrolmentId, enrolments.id))
    .where(eq(enrolments.id, enrolmentId));
  const account = row && (await accountById(db, row.accountId));
  if (!row || !account) return undefined;
  const { definition, product, token } = row;
  const speaks = definition.sender === 'staff_in_charge' ? account.staffInCharge : null;
  return {
    message: definition.message,
    account,
    product,
    sender: speaks && (await senderOf(db, speaks.staffId)),
    linkToken: token,
  };
}

async function senderOf(db: Database, staffId: NonNullable<Account['staffInCharge']>['staffId']) {
  const [row] = await db
    .select({ name: staff.name, storeName: stores.name })
    .from(staff)
    .innerJoin(stores, eq(stores.id, staff.storeId))
    .where(eq(staff.id, staffId));
  return row ?? null;
}
