import type { AccountId } from '../../db/ids.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type StaffActor } from '../context.ts';
import { countAttempt } from '../limits.ts';
import { searching } from '../members/find.ts';
import type { ProfileInput } from '../members/profile.ts';
import { summariesOf } from '../members/summary.ts';
import { activeStaff } from '../staff.ts';
import type { Reason } from './evidence.ts';
import { lookUp } from './lookup.ts';

/** A card that the customer probably has already, as staff see it: its tail, where and since when, and what agrees and differs; no name and no value. */
export type Probable = {
  accountId: AccountId;
  tail: string;
  storeName: string | null;
  registeredAt: Date;
  /** From 0 to 1. */
  probability: number;
  reasons: Pick<Reason, 'feature' | 'level'>[];
};

/** Plenty for a busy counter, and too few to find out a member's birthday or address by trying one after the other. */
const comparing = { windowMinutes: 60, max: 40 };
const shownMax = 3;
const reasonsMax = 6;

/**
 * Which cards a customer at the counter probably has already, the likeliest first, and how many members seem to live with them, who are
 * not named. For staff, before a second card is made; making one all the same is theirs to decide. Refuses not_staff, and rate_limited like
 * a search, and after forty an hour: what agrees and differs says something of a member to whoever tries values. Audited with every account shown.
 */
export async function probablyKnown(
  context: Context<StaffActor>,
  { profile }: { profile: ProfileInput },
): Promise<{ probable: Probable[]; relatives: number }> {
  await activeStaff(context);
  return inTransaction(context, async (inside) => {
    const { db, now, actor } = inside;
    await countAttempt(inside, `find:${actor.staffId}`, searching);
    await countAttempt(inside, `known:${actor.staffId}`, comparing);
    const found = await lookUp(db, { values: profile });
    const likely = found.filter(({ zone }) => zone !== 'household').slice(0, shownMax);
    const accountIds = likely.map(({ accountId }) => accountId);
    const summaries = await summariesOf(db, accountIds, now);
    const relatives = found.filter(({ zone }) => zone === 'household').length;
    const facts = { by: 'registration', found: accountIds.length, accountIds, relatives };
    await audit(inside, { action: 'member.searched', subject: 'members', facts });
    const probable = likely.flatMap(({ accountId, same, reasons }): Probable[] => {
      const summary = summaries.get(accountId);
      if (!summary) return [];
      const { tail, storeName, registeredAt } = summary;
      const telling = reasons.filter(({ weight }) => Math.abs(weight) > 1).slice(0, reasonsMax);
      return [
        {
          ...{ accountId, tail, storeName, registeredAt, probability: same },
          reasons: telling.map(({ feature, level }) => ({ feature, level })),
        },
      ];
    });
    return { probable, relatives };
  });
}
