import { eq } from 'drizzle-orm';
import type { AccountId, ProductId, PurchaseId } from '../../db/ids.ts';
import { activities, purchaseLines, purchases } from '../../db/schema/activities.ts';
import { enrolments, scenarios, trackedLinks } from '../../db/schema/scenarios.ts';
import type { Context } from '../context.ts';
import { keyedHash } from '../limits.ts';
import { dueAfter } from '../scenarios/enrol.ts';
import { insertAll } from './insert.ts';
import { momentsOf } from './moments.ts';
import { mattress } from './popular.ts';
import type { WrittenAccount } from './writeMembers.ts';
import type { WrittenShop } from './writeShop.ts';

type EnrolmentRow = typeof enrolments.$inferInsert;

/**
 * Enters everybody who bought the mattress into the question half a year later, and tells the story of the one who read where it
 * comes from before buying it: the thanks are due tomorrow morning.
 */
export async function writeScenarios(context: Context, shop: WrittenShop, members: WrittenAccount[]): Promise<void> {
  const { db } = context;
  const rows = await db.select({ id: scenarios.id, code: scenarios.code }).from(scenarios);
  const scenarioId = (code: string) => rows.find((row) => row.code === code)?.id ?? 0;
  const bought = await purchasesOfMattress(context, shop);
  const productId = shop.product(mattress.product).id;
  const enter = (scenario: string, { accountId, purchaseId, boughtAt }: Bought, delay: Delay) => ({
    ...{ scenarioId: scenarioId(scenario), accountId, productId, entryKey: `purchase:${purchaseId}` },
    ...{ enrolledAt: boughtAt, dueAt: dueAfter(boughtAt, delay), state: 'waiting' as const },
  });
  const questions = bought.map((purchase) => enter('any_trouble', purchase, { months: 6 }));
  const accountOf = new Map(members.map((member) => [member.accountId, member]));
  await insertAll(
    db,
    enrolments,
    questions.map((row) => settled(context, row, accountOf.get(row.accountId))),
  );
  const reader = members.find(({ key }) => key === 'haruka');
  const hers = bought.find(({ accountId }) => accountId === reader?.accountId);
  if (!reader || !hers) return;
  await writeReading(context, reader, { scenarioId: scenarioId('birth_story'), productId });
  await db.insert(enrolments).values(enter('thanks_and_care', hers, { days: 3 }));
}

type Delay = Parameters<typeof dueAfter>[1];
type Bought = { accountId: AccountId; purchaseId: PurchaseId; boughtAt: Date };

async function purchasesOfMattress({ db }: Context, shop: WrittenShop): Promise<Bought[]> {
  return db
    .select({ accountId: purchases.accountId, purchaseId: purchases.id, boughtAt: purchases.boughtAt })
    .from(purchases)
    .innerJoin(purchaseLines, eq(purchaseLines.purchaseId, purchases.id))
    .where(eq(purchaseLines.productId, shop.product(mattress.product).id))
    .orderBy(purchases.id);
}

/** What became of an enrolment whose day is over: only somebody with an open LINE was asked. */
function settled({ now }: Context, row: EnrolmentRow, account: WrittenAccount | undefined): EnrolmentRow {
  if (row.dueAt > now) return row;
  const reason = !account?.line ? 'no_line' : account.line.blocked ? 'blocked' : null;
  return { ...row, state: reason ? 'skipped' : 'sent', reason, settledAt: row.dueAt };
}

/** She looked at the mattress, was told its story the next morning, and opened it. */
async function writeReading(
  { db, now, secret }: Context,
  { accountId, identityId, key }: WrittenAccount,
  { scenarioId, productId }: { scenarioId: number; productId: ProductId },
): Promise<void> {
  if (identityId === undefined) return;
  const { daysAgo } = momentsOf(now);
  const lookedAt = daysAgo(6, 21, 14);
  await db.insert(activities).values({
    ...{ accountId, identityId, kind: 'product_view', productId, occurredAt: lookedAt, recordedAt: lookedAt },
    ...{ source: 'liff', sourceId: `view:${identityId}:${key}` },
  });
  const sentAt = dueAfter(lookedAt, { days: 1 });
  const [told] = await db
    .insert(enrolments)
    .values({
      ...{ scenarioId, accountId, productId, entryKey: `view:${mattress.product}`, enrolledAt: lookedAt },
      ...{ dueAt: sentAt, state: 'sent', settledAt: sentAt },
    })
    .returning({ id: enrolments.id });
  await db.insert(trackedLinks).values({
    ...{ token: keyedHash(secret, 'demo', `${accountId}`).slice(0, 22), identityId, enrolmentId: told?.id ?? null },
    ...{ target: `/products/${mattress.product}`, createdAt: sentAt, tappedAt: daysAgo(5, 12, 31) },
  });
}
