import type { AccountId, ChannelId, StaffId, StoreId } from '../../db/ids.ts';
import type { Attribution } from '../../db/schema/activities.ts';
import { recordActivity } from '../activities/record.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { mayServe } from './authority.ts';

export type Visit = {
  accountId: AccountId;
  /** `inferred` when no card was shown and staff picked the customer by name. */
  attribution: Attribution;
  channelId: ChannelId;
  storeId: StoreId;
  staffId: StaffId;
  /** Makes it once. */
  key: string;
};

/** Notes that a customer came to the store and bought nothing, once a key. Refuses bad_input {field}, not_found, about_yourself. */
export async function recordVisit(context: Context, { key, ...visit }: Visit): Promise<{ fresh: boolean }> {
  if (key === '' || key.length > 200) throw new Refusal('bad_input', { field: 'key' });
  await mayServe(context, visit.accountId);
  return inTransaction(context, async (inside) => {
    const { now } = inside;
    const done = await recordActivity(inside, {
      ...{ ...visit, kind: 'visit', occurredAt: now },
      ...{ source: 'till', sourceId: key },
    });
    const { accountId, attribution } = visit;
    if (done.fresh)
      await audit(inside, { action: 'visit.recorded', subject: 'visit', accountId, facts: { attribution } });
    return done;
  });
}
