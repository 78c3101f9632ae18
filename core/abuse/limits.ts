import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import { settingOf } from '../settings.ts';

const count = z.int().min(1);
const points = z.int().min(1);

const limits = z.strictObject({
  /** Registrations of one store, and by one member of staff, within an hour. */
  registrationsPerStoreHour: count.default(30),
  registrationsPerStaffHour: count.default(15),
  /** Cards with the same phone or mail that were registered within a week. */
  cardsPerContactWeek: count.default(4),
  /** Requests to join from one card within a day. */
  requestsPerCardDay: count.default(5),
  /** Points of another card that were used within a day after they became usable. */
  pointsSoonAfterMerge: points.default(5_000),
  /** Merges one member of staff approved within 90 days that were undone with points the shop had to cover. */
  uncoveredMergesPerStaff: count.default(3),
  /** Merges of one card within 30 days. */
  mergesPerCardMonth: count.default(6),
  /** How often within 180 days the same two cards were joined, used across and parted again. */
  lapsPerPair: count.default(2),
});

/** From which figures on a pattern is worth a look. */
export type AbuseLimits = z.infer<typeof limits>;

/** The limits of this shop: the setting `abuse_limits`, and the usual figure for each it does not name. */
export function abuseLimits(db: Database): Promise<AbuseLimits> {
  return settingOf<AbuseLimits>(db, 'abuse_limits', limits as z.ZodType<AbuseLimits>, limits.parse({}));
}
