import { and, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AccountId, IdentityId, NoticeId } from '../../db/ids.ts';
import { advisoryLock } from '../../db/locks.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { identities } from '../../db/schema/members.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { pointNotices } from '../../db/schema/till.ts';
import { civil, daysLater } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';
import { consentsOf } from '../members/identity.ts';
import { lockAccounts } from '../merges/component.ts';
import { recordDisclosure, visibleAccounts } from '../merges/visible.ts';
import { tell } from '../outbox.ts';
import { settingOf } from '../settings.ts';
import { balanceOf } from './balance.ts';

/** How many days before their last day points are announced, the nearest first. */
export const noticeDays = [7, 30] as const;
/** Said in the daytime only, in the shop's time zone. */
const fromHour = 10;
const untilHour = 20;
const leastUsual = 50;
const batchMax = 200;
const ranKey = 'point_notices_on';

type Ending = { accountId: AccountId; endsAt: Date };

/**
 * Leaves a LINE message for everybody whose points end within 30 days, and again within 7: one for a person and an end, over all
 * accounts its receiver may see. Once a day from ten in the morning; safe in several processes and repeated. Answers how many.
 */
export async function announceEndings(context: Context): Promise<number> {
  const { now } = context;
  const [today, hour] = [civil(now).toPlainDate().toString(), civil(now).hour];
  if (hour < fromHour || hour >= untilHour) return 0;
  return inTransaction(context, async (inside) => {
    const [lock] = await rowsOf<{ held: boolean }>(
      inside.db,
      sql`select pg_try_advisory_xact_lock(${advisoryLock.notices}) as held`,
    );
    if (!lock?.held || (await settingOf(inside.db, ranKey, z.string(), '')) === today) return 0;
    const endings = await endingsAt(inside.db, now);
    let announced = 0;
    for (const ending of endings.slice(0, batchMax)) if (await announce(inside, ending)) announced++;
    if (endings.length <= batchMax) await settle(inside, today);
    return announced;
  });
}

/**
 * What a notice says at the moment it is sent: how many points end when, for the person as it is then. A reason instead where nothing
 * is to be said any more: another notice said it to this person, the points are used, moved or too few, it is a no to messages.
 */
export async function noticeToSend(
  context: Context,
  to: IdentityId,
  noticeId: NoticeId,
): Promise<{ points: number; endsAt: Date } | { dropped: string }> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [notice] = await db.select().from(pointNotices).where(eq(pointNotices.id, noticeId));
    if (!notice) return { dropped: 'unknown_message' };
    if (notice.endsAt <= now) return { dropped: 'too_late' };
    if (!(await consentsOf(db, to)).messages) return { dropped: 'opted_out' };
    const [receiver] = await db.select().from(identities).where(eq(identities.id, to));
    if (!receiver) return { dropped: 'account_closed' };
    // Whoever became the same person in between is locked with it, so that of two notices only one finds the other untold.
    const person = (await lockAccounts(db, [receiver.accountId])).get(receiver.accountId);
    const accountIds = person?.accountIds ?? [receiver.accountId];
    if (await wasTold(db, notice, accountIds)) return { dropped: 'person_has_it' };
    const points = await pointsEnding(inside, to, receiver.accountId, notice.endsAt);
    if (points < (await leastWorth(db))) return { dropped: 'too_few' };
    await db
      .update(pointNotices)
      .set({ toldAt: now })
      .where(and(eq(pointNotices.id, noticeId), isNull(pointNotices.toldAt)));
    const others = (await visibleAccounts(db, to)).filter((id) => id !== receiver.accountId);
    if (others.length > 0) await recordDisclosure(inside, to, 'balance', new Map(others.map((id) => [id, 1])));
    return { points, endsAt: notice.endsAt };
  });
}

/** Lots that end within the longest time of notice and have not been announced for the stage they are in; each end of an account once. */
async function endingsAt(db: Database, now: Date): Promise<Ending[]> {
  const [near, far] = noticeDays.map((days) => startOfStage(now, days).toISOString());
  const rows = await rowsOf<{ account_id: number; ends_at: string | Date }>(
    db,
    sql`select l.account_id::int, e.ends_at from lots l
      cross join lateral (select greatest(l.expires_at, (select max(g.expires_at) from lot_graces g
        where g.lot_id = l.id and g.ceased_at is null), (select max(p.expires_at) from prolongations p
        where p.account_id = l.account_id and p.given_at >= l.recorded_at)) as ends_at) e
      where l.remaining > 0 and l.available_at <= ${now.toISOString()}::timestamptz
        and e.ends_at > ${now.toISOString()}::timestamptz and e.ends_at <= ${far}::timestamptz
        and not exists (select from point_notices n join accounts a on a.id = n.account_id join accounts own on own.person_id = a.person_id
          where own.id = l.account_id and n.ends_at = e.ends_at
            and n.days_before = case when e.ends_at <= ${near}::timestamptz then ${noticeDays[0]}::int else ${noticeDays[1]}::int end)
      group by 1, 2 order by 2, 1 limit ${batchMax + 1}`,
  );
  return rows.map((row) => ({ accountId: Number(row.account_id) as AccountId, endsAt: new Date(row.ends_at) }));
}

/** What ends up to here has `days` whole days left, or fewer. */
function startOfStage(now: Date, days: number): Date {
  return daysLater(new Date(civil(now).startOfDay().epochMilliseconds), days + 1);
}

async function announce(context: Context, { accountId, endsAt }: Ending): Promise<boolean> {
  const { db, now } = context;
  const person = (await lockAccounts(db, [accountId])).get(accountId);
  const accountIds = person?.accountIds ?? [accountId];
  const daysBefore = noticeDays.find((days) => endsAt <= startOfStage(now, days)) ?? noticeDays[1];
  const receiver = await receiverOf(context, accountIds, endsAt);
  const [notice] = await db
    .insert(pointNotices)
    .values({ accountId: person?.personId ?? accountId, endsAt, daysBefore, recordedAt: now })
    .onConflictDoNothing()
    .returning({ id: pointNotices.id });
  if (!notice || !receiver) return false;
  const message = { to: receiver, template: 'points_ending', noticeId: notice.id } as const;
  await tell(context, { topic: 'line', message }, `points_ending:${notice.id}`);
  return true;
}

/** Whoever of the person may be told, and sees the most of what ends; nobody where that is too little to speak of. */
async function receiverOf(context: Context, accountIds: AccountId[], endsAt: Date): Promise<IdentityId | undefined> {
  const { db } = context;
  const rows = await db
    .select()
    .from(identities)
    .where(
      and(
        inArray(identities.accountId, accountIds),
        eq(identities.kind, 'line'),
        isNull(identities.unlinkedAt),
        isNull(identities.blockedAt),
      ),
    )
    .orderBy(identities.id);
  let best: { id: IdentityId; points: number } | undefined;
  for (const { id, accountId } of rows) {
    if (!(await consentsOf(db, id)).messages) continue;
    const points = await pointsEnding(context, id, accountId, endsAt);
    if (points >= (await leastWorth(db)) && points > (best?.points ?? 0)) best = { id, points };
  }
  return best?.id;
}

/** The points of an end that an identity may see and its person can use. */
async function pointsEnding(
  { db, now }: Context,
  identityId: IdentityId,
  accountId: AccountId,
  endsAt: Date,
): Promise<number> {
  const { lots } = await balanceOf(db, accountId, now, await visibleAccounts(db, identityId));
  const ending = lots.filter((lot) => !lot.held && lot.endsAt?.getTime() === endsAt.getTime());
  return ending.reduce((sum, { remaining }) => sum + remaining, 0);
}

/** Whether this person was told of the same end at the same stage by another notice: two persons may have become one since. */
async function wasTold(
  db: Database,
  { id, endsAt, daysBefore }: typeof pointNotices.$inferSelect,
  accountIds: AccountId[],
): Promise<boolean> {
  const told = await db
    .select({ id: pointNotices.id })
    .from(pointNotices)
    .where(
      and(
        inArray(pointNotices.accountId, accountIds),
        eq(pointNotices.endsAt, endsAt),
        eq(pointNotices.daysBefore, daysBefore),
        isNotNull(pointNotices.toldAt),
        ne(pointNotices.id, id),
      ),
    )
    .limit(1);
  return told.length > 0;
}

function leastWorth(db: Database): Promise<number> {
  return settingOf(db, 'notice_least_points', z.int().nonnegative(), leastUsual);
}

async function settle({ db, now }: Context, today: string): Promise<void> {
  await db
    .insert(settings)
    .values({ key: ranKey, value: today, changedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value: today, changedAt: now } });
}
