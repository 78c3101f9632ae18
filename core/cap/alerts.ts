import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { CapAlertId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type CapMark, capAlerts, capMarks } from '../../db/schema/cap.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { countMembers, type MemberCount } from '../members/count.ts';
import { tell } from '../outbox.ts';
import { lockCap } from './settings.ts';

/** Below a mark by less than this many per cent of the cap, it still counts as passed: one who leaves and one who comes is no news. */
const slackPercent = 2;

export type CapAlert = typeof capAlerts.$inferSelect;

/** An alert by its id; undefined when there is none. */
export async function capAlertOf(db: Database, id: CapAlertId): Promise<CapAlert | undefined> {
  const [row] = await db.select().from(capAlerts).where(eq(capAlerts.id, id));
  return row;
}

/**
 * Tells headquarters once each time the number of persons passes a mark of the cap upward; of several at once the highest. A mark can be
 * passed again after the number has fallen clearly below it. Answers how many marks were passed. Safe in several processes and repeated.
 */
export async function watchCap(context: Context): Promise<number> {
  const seen = await changesNow(context.db);
  if (seen.passed.length + seen.ended.length === 0) return 0;
  return inTransaction(context, async (inside) => {
    await lockCap(inside.db);
    const { count, passed, ended } = await changesNow(inside.db);
    await endAlerts(inside, ended);
    const raised = await raise(inside, passed, count);
    const highest = raised.at(-1);
    if (highest) {
      await tell(inside, { topic: 'slack', message: { show: 'cap', capAlertId: highest } }, `cap:${highest}`);
    }
    return raised.length;
  });
}

type Changes = { count: MemberCount; passed: CapMark[]; ended: CapMark[] };

async function changesNow(db: Database): Promise<Changes> {
  const count = await countMembers(db);
  const rows = await db.select({ mark: capAlerts.mark }).from(capAlerts).where(isNull(capAlerts.endedAt));
  const standing = new Set(rows.map(({ mark }) => mark));
  const percent = count.cap === null ? 0 : (count.persons / count.cap) * 100;
  return {
    count,
    passed: capMarks.filter((mark) => percent >= mark && !standing.has(mark)),
    ended: capMarks.filter((mark) => percent < mark - slackPercent && standing.has(mark)),
  };
}

async function endAlerts({ db, now }: Context, marks: CapMark[]): Promise<void> {
  if (marks.length === 0) return;
  await db
    .update(capAlerts)
    .set({ endedAt: now })
    .where(and(inArray(capAlerts.mark, marks), isNull(capAlerts.endedAt)));
}

async function raise(context: Context, marks: CapMark[], { persons, cap }: MemberCount): Promise<CapAlertId[]> {
  const { db, now } = context;
  const raised: CapAlertId[] = [];
  for (const mark of marks) {
    const [row] = await db
      .insert(capAlerts)
      .values({ mark, persons, cap: cap ?? 0, passedAt: now })
      .onConflictDoNothing()
      .returning({ id: capAlerts.id });
    if (!row) continue;
    raised.push(row.id);
    await audit(context, { action: 'cap.passed', subject: 'cap', facts: { mark, persons, cap } });
  }
  return raised;
}
