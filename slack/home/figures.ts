import { eq, gte, sql } from 'drizzle-orm';
import { civil, instantOf } from '../../core/calendar.ts';
import type { Database } from '../../db/open.ts';
import { mergeEdges, mergeRequests, mergeVoids } from '../../db/schema/merges.ts';

/** This month's merges by where they came from, how many of the matcher's nobody decided, and how many undos there were. */
export type MonthFigures = { matcher: number; automatic: number; member: number; counter: number; undone: number };

/** Merges of one week, by where they came from. */
export type WeekFigures = { matcher: number; member: number; counter: number };

/** The last weeks, oldest first; `monday` is the civil date of each one's first day. */
export type Weeks = { monday: string; figures: WeekFigures }[];

const weeksShown = 12;

/** Counts the civil month of `now` up to now. */
export async function monthFigures(db: Database, now: Date): Promise<MonthFigures> {
  const start = instantOf(civil(now).with({ day: 1 }).startOfDay());
  const rows = await db
    .select({
      origin: mergeRequests.origin,
      count: sql<number>`count(*)::int`,
      alone: sql<number>`count(*) filter (where ${mergeRequests.decidedByStaffId} is null)::int`,
    })
    .from(mergeEdges)
    .innerJoin(mergeRequests, eq(mergeRequests.id, mergeEdges.requestId))
    .where(gte(mergeEdges.mergedAt, start))
    .groupBy(mergeRequests.origin);
  const [voids] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(mergeVoids)
    .where(gte(mergeVoids.voidedAt, start));
  const of = (...origins: (typeof rows)[number]['origin'][]) =>
    rows.filter(({ origin }) => origins.includes(origin)).reduce((total, { count }) => total + count, 0);
  return {
    matcher: of('matcher'),
    automatic: rows.find(({ origin }) => origin === 'matcher')?.alone ?? 0,
    member: of('member'),
    counter: of('counter', 'staff'),
    undone: voids?.count ?? 0,
  };
}

/** Counts the merges of the last twelve weeks, Monday to Sunday in the shop's time zone; this week counts up to now. */
export async function weekFigures(db: Database, now: Date): Promise<Weeks> {
  const today = civil(now).startOfDay();
  const thisMonday = today.subtract({ days: today.dayOfWeek - 1 });
  const mondays = Array.from({ length: weeksShown }, (_, index) =>
    thisMonday.subtract({ weeks: weeksShown - 1 - index }),
  );
  const rows = await db
    .select({ origin: mergeRequests.origin, at: mergeEdges.mergedAt })
    .from(mergeEdges)
    .innerJoin(mergeRequests, eq(mergeRequests.id, mergeEdges.requestId))
    .where(gte(mergeEdges.mergedAt, instantOf(mondays[0] ?? thisMonday)));
  return mondays.map((monday) => {
    const [from, to] = [instantOf(monday), instantOf(monday.add({ weeks: 1 }))];
    const origins = rows.filter(({ at }) => at >= from && at < to).map(({ origin }) => origin);
    const count = (...which: typeof origins) => origins.filter((origin) => which.includes(origin)).length;
    const figures = { matcher: count('matcher'), member: count('member'), counter: count('counter', 'staff') };
    return { monday: monday.toPlainDate().toString(), figures };
  });
}
