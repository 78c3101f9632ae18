import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { activities } from '../../db/schema/activities.ts';
import { enrolments, scenarios, trackedLinks } from '../../db/schema/scenarios.ts';
import { isCounted } from '../activities/counted.ts';

/**
 * Whether any of these accounts opened the message of a scenario before `at`. LINE tells nobody who opened what, so "opened" is
 * a tap on the message's link or an answer written after it was sent.
 */
export async function openedBefore(
  db: Database,
  accountIds: AccountId[],
  scenarioCode: string,
  at: Date,
): Promise<boolean> {
  const sent = db
    .select({ id: enrolments.id, accountId: enrolments.accountId, settledAt: enrolments.settledAt })
    .from(enrolments)
    .innerJoin(scenarios, eq(scenarios.id, enrolments.scenarioId))
    .where(
      and(eq(scenarios.code, scenarioCode), inArray(enrolments.accountId, accountIds), eq(enrolments.state, 'sent')),
    )
    .as('sent');
  const tapped = await db
    .select({ id: trackedLinks.id })
    .from(trackedLinks)
    .innerJoin(sent, eq(sent.id, trackedLinks.enrolmentId))
    .where(lte(trackedLinks.tappedAt, at))
    .limit(1);
  if (tapped.length > 0) return true;
  const answered = await db
    .select({ id: activities.id })
    .from(activities)
    .innerJoin(sent, gt(activities.occurredAt, sql`${sent.settledAt}`))
    .where(
      and(
        inArray(activities.accountId, accountIds),
        eq(activities.kind, 'reply'),
        isCounted('activity', activities.id),
        lte(activities.occurredAt, at),
      ),
    )
    .limit(1);
  return answered.length > 0;
}
