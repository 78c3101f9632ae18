import { desc, sql } from 'drizzle-orm';
import { advisoryLock } from '../../db/locks.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { productBuyers } from '../../db/schema/activities.ts';
import { isCounted } from '../activities/counted.ts';
import { civil, instantOf } from '../calendar.ts';
import { type Context, inTransaction } from '../context.ts';

/** A pair that fewer persons chose says nothing, and too much of those few. */
const togetherMin = 5;
/** Counted at night, in the shop's time zone, when nobody waits for it. */
const countedAtHour = 4;

/**
 * Counts who chose what, and what together, unless somebody has since the last four o'clock in the morning; answers whether it did. The
 * old counts are read until all of the new are there. Safe in several processes at once.
 */
export async function countBasketsNightly(context: Context): Promise<boolean> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [lock] = await rowsOf<{ held: boolean }>(
      db,
      sql`select pg_try_advisory_xact_lock(${advisoryLock.baskets}) as held`,
    );
    if (!lock?.held || !(await isDue(db, now))) return false;
    await countBaskets(inside);
    return true;
  });
}

/** Counts anew, over persons and all they ever bought, what `recommend` reads. In the caller's transaction. */
export async function countBaskets({ db, now }: Context): Promise<void> {
  // A shop of millions of lines takes longer than a page may.
  await db.execute(sql`set local statement_timeout = '15min'`);
  await db.execute(sql`delete from product_pairs`);
  await db.execute(sql`delete from product_buyers`);
  await db.execute(sql`
    with baskets as materialized (
      select distinct a.person_id, l.product_id from purchase_lines l
        join purchases p on p.id = l.purchase_id join accounts a on a.id = p.account_id
      where ${isCounted('purchase', sql`p.id`)}
    ), pairs as (
      insert into product_pairs (product_id, other_id, together)
      select one.product_id, other.product_id, count(*) from baskets one
        join baskets other on other.person_id = one.person_id and other.product_id <> one.product_id
      group by 1, 2 having count(*) >= ${togetherMin}
    )
    insert into product_buyers (product_id, buyers, persons, counted_at)
    select product_id, count(*), (select count(distinct person_id) from baskets), ${now.toISOString()}::timestamptz
      from baskets group by 1`);
}

async function isDue(db: Database, now: Date): Promise<boolean> {
  const [last] = await db
    .select({ countedAt: productBuyers.countedAt })
    .from(productBuyers)
    .orderBy(desc(productBuyers.countedAt))
    .limit(1);
  return !last || last.countedAt < lastNight(now);
}

function lastNight(now: Date): Date {
  const today = civil(now).startOfDay().with({ hour: countedAtHour });
  return instantOf(today.epochMilliseconds > now.getTime() ? today.subtract({ days: 1 }) : today);
}
