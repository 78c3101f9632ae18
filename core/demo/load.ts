import { sql } from 'drizzle-orm';
import type { RequestId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { noteLastNight } from '../duplicates/runs.ts';
import { countMembers } from '../members/count.ts';
import { recordDisclosure } from '../merges/visible.ts';
import { countBaskets } from '../recommendations/count.ts';
import { continueIds } from './insert.ts';
import type { ShopPlan } from './plan.ts';
import { playRequest, settlePast, type Written } from './requests.ts';
import { planShop } from './shop.ts';
import { writeFacts } from './writeFacts.ts';
import { writeHousehold } from './writeHousehold.ts';
import { writeMembers } from './writeMembers.ts';
import { writeScenarios } from './writeScenarios.ts';
import { writeShop } from './writeShop.ts';

/** What the demo shop holds. */
export type DemoSummary = {
  stores: number;
  staff: number;
  products: number;
  accounts: number;
  persons: number;
  cap: number | null;
  purchases: number;
  visits: number;
  lots: number;
  spends: number;
  merges: number;
  waiting: number;
};

/** The number of the next request that somebody makes in the fresh shop: the story calls it M-142. */
const nextRequest = 142;
const usualSeed = 1126;
/** Cards of requests this young are still to be shown in Slack. */
const recentMs = 4 * 3_600_000;

/**
 * Fills an empty, migrated database with the demo shop as it stands at the context's now: two years of members, purchases, visits
 * and points, merges that were made and one that was undone, and requests that wait. Throws when there is anything in it already.
 */
export async function loadDemo(
  context: Context<Extract<Actor, { kind: 'system' }>>,
  { seed = usualSeed }: { seed?: number } = {},
): Promise<DemoSummary> {
  const plan = planShop(context.now, seed);
  return inTransaction(context, async (inside) => {
    const { db } = inside;
    await refuseUnlessEmpty(db);
    const shop = await writeShop(inside);
    const members = await writeMembers(inside, shop, plan.accounts);
    await continueIds(db, mergeRequests, nextRequest - 1 - plan.requests.length);
    const shown = await livePast(inside, plan, { account: members.of, staff: shop.staff });
    const facts = await writeFacts(inside, shop, members.accounts);
    await writeHousehold(inside, members);
    await settlePast(inside, shown);
    await writeScenarios(inside, shop, members.accounts);
    await countBaskets(inside);
    await noteLastNight(inside);
    await audit(inside, { action: 'demo.loaded', subject: 'shop', facts: { seed } });
    const { persons, accounts: cards, cap } = await countMembers(db);
    return {
      ...shop.counts,
      ...{ accounts: cards, persons, cap },
      ...facts,
      merges: plan.requests.filter(({ outcome }) => outcome.startsWith('approved')).length,
      waiting: plan.requests.filter(({ outcome }) => outcome === 'waiting').length,
    };
  });
}

/** Plays what was asked, decided and looked at; answers the youngest, whose cards are still to be shown. */
async function livePast(context: Context, { requests, sights }: ShopPlan, written: Written): Promise<RequestId[]> {
  const shown: RequestId[] = [];
  for (const request of requests) {
    const requestId = await playRequest(context, written, request);
    if (context.now.getTime() - request.at.getTime() < recentMs) shown.push(requestId);
  }
  for (const { at, by, of, what, facts } of sights) {
    const { identityId } = written.account(by);
    const seen = new Map([[written.account(of).accountId, facts]]);
    if (identityId) await recordDisclosure({ ...context, now: at }, identityId, what, seen);
  }
  return shown;
}

async function refuseUnlessEmpty(db: Database): Promise<void> {
  const [found] = await rowsOf<{ any: boolean }>(
    db,
    sql`select exists (select 1 from stores) or exists (select 1 from accounts) or exists (select 1 from products) as any`,
  );
  if (found?.any) throw new Error('the demo shop goes into an empty database only');
}
