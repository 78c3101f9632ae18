import { randomBytes } from 'node:crypto';
import { and, asc, eq, inArray, isNull, lte, ne } from 'drizzle-orm';
import type { AccountId, IdentityId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { identities } from '../../db/schema/members.ts';
import { enrolments, scenarios, trackedLinks } from '../../db/schema/scenarios.ts';
import { products } from '../../db/schema/shop.ts';
import { purchaseCounts } from '../activities/counted.ts';
import { type Context, inTransaction } from '../context.ts';
import { consentsOf } from '../members/identity.ts';
import { lockAccounts } from '../merges/component.ts';
import { recordDisclosure, visibleAccounts } from '../merges/visible.ts';
import { tell } from '../outbox.ts';

type Enrolment = typeof enrolments.$inferSelect;

/** Sends or skips what is due, at most `limit` steps a call, each in its own transaction. Answers how many it settled. */
export async function runDueScenarios(context: Context, limit = 50): Promise<number> {
  for (let settled = 0; settled < limit; settled++) {
    if (!(await settleNext(context))) return settled;
  }
  return limit;
}

/**
 * Takes one due enrolment that no other worker holds, checks everything again that may have changed since it was entered, and
 * settles it: a message in the outbox, or the reason why there is none.
 */
async function settleNext(context: Context): Promise<boolean> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [enrolment] = await db
      .select()
      .from(enrolments)
      .where(and(eq(enrolments.state, 'waiting'), lte(enrolments.dueAt, now)))
      .orderBy(asc(enrolments.dueAt), asc(enrolments.id))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!enrolment) return false;
    const person = (await lockAccounts(db, [enrolment.accountId])).get(enrolment.accountId);
    const accountIds = person?.accountIds ?? [enrolment.accountId];
    const receiver =
      (await notToSend(db, enrolment, accountIds)) ?? (await receiverOf(db, enrolment.accountId, accountIds));
    if (typeof receiver === 'string') await settle(inside, enrolment, { state: 'skipped', reason: receiver });
    else await send(inside, enrolment, receiver);
    return true;
  });
}

async function notToSend(db: Database, enrolment: Enrolment, accountIds: AccountId[]): Promise<string | undefined> {
  if (await isOfAnother(db, enrolment)) return 'not_theirs';
  return (await alreadyHadIt(db, enrolment, accountIds)) ? 'person_has_it' : undefined;
}

/** Staff have said since, at an undo, that the purchase it began with is another card's. */
async function isOfAnother(db: Database, { entryKey }: Enrolment): Promise<boolean> {
  const [kind, id] = entryKey.split(':');
  return kind === 'purchase' && !(await purchaseCounts(db, Number(id) as PurchaseId));
}

/** One message per person and entry, also when two accounts that both entered have become one person since, each by its own version. */
async function alreadyHadIt(
  db: Database,
  { id, scenarioId, entryKey }: Enrolment,
  accountIds: AccountId[],
): Promise<boolean> {
  const versions = db
    .select({ id: scenarios.id })
    .from(scenarios)
    .where(eq(scenarios.code, db.select({ code: scenarios.code }).from(scenarios).where(eq(scenarios.id, scenarioId))));
  const twins = await db
    .select({ id: enrolments.id })
    .from(enrolments)
    .where(
      and(
        inArray(enrolments.scenarioId, versions),
        eq(enrolments.entryKey, entryKey),
        inArray(enrolments.accountId, accountIds),
        eq(enrolments.state, 'sent'),
        ne(enrolments.id, id),
      ),
    )
    .limit(1);
  return twins.length > 0;
}

type Receiver = { identityId: IdentityId; accountId: AccountId };
type NoReceiver = 'no_line' | 'blocked' | 'opted_out';

/** The LINE identity that may be told about this account: its own, else one of the person that confirmed to see it. */
async function receiverOf(db: Database, accountId: AccountId, accountIds: AccountId[]): Promise<Receiver | NoReceiver> {
  const rows = await db
    .select()
    .from(identities)
    .where(and(inArray(identities.accountId, accountIds), eq(identities.kind, 'line'), isNull(identities.unlinkedAt)));
  const ownFirst = rows.sort(
    (x, y) => Number(y.accountId === accountId) - Number(x.accountId === accountId) || x.id - y.id,
  );
  let reason: NoReceiver = 'no_line';
  for (const { id: identityId, accountId: ownAccount, blockedAt } of ownFirst) {
    if (!(await visibleAccounts(db, identityId)).includes(accountId)) continue;
    if (blockedAt) reason = 'blocked';
    else if (!(await consentsOf(db, identityId)).messages) reason = 'opted_out';
    else return { identityId, accountId: ownAccount };
  }
  return reason;
}

async function send(context: Context, enrolment: Enrolment, { identityId, accountId }: Receiver): Promise<void> {
  const { db, now } = context;
  const [product] = enrolment.productId
    ? await db.select({ code: products.code }).from(products).where(eq(products.id, enrolment.productId))
    : [];
  const target = product ? `/products/${product.code}` : '/';
  await db.insert(trackedLinks).values({
    token: randomBytes(16).toString('base64url'),
    identityId,
    enrolmentId: enrolment.id,
    target,
    createdAt: now,
  });
  await tell(
    context,
    { topic: 'line', message: { to: identityId, template: 'scenario', enrolmentId: enrolment.id } },
    `scenario:${enrolment.id}`,
  );
  if (accountId !== enrolment.accountId)
    await recordDisclosure(context, identityId, 'message', new Map([[enrolment.accountId, 1]]));
  await settle(context, enrolment, { state: 'sent', reason: null });
}

async function settle(
  { db, now }: Context,
  { id }: Enrolment,
  outcome: { state: 'sent' | 'skipped'; reason: string | null },
): Promise<void> {
  await db
    .update(enrolments)
    .set({ ...outcome, settledAt: now })
    .where(eq(enrolments.id, id));
}
