import { recordActivity, recordPurchase } from '../../../core/activities/record.ts';
import type { Context } from '../../../core/context.ts';
import { joinAccounts } from '../../../core/merges/merge.ts';
import { firstScenarios } from '../../../core/scenarios/definitions.ts';
import { installScenarios } from '../../../core/scenarios/install.ts';
import type { ChannelId, ProductId, RequestId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import type { Attribution } from '../../../db/schema/activities.ts';
import { mergeRequests } from '../../../db/schema/merges.ts';
import { enrolments, scenarios } from '../../../db/schema/scenarios.ts';
import { products } from '../../../db/schema/shop.ts';
import { clerk, type Guest, type House, openHouse, told } from '../house.ts';

/** A house with the three first scenarios, about its pillow. */
export async function openTellingHouse(db: Database): Promise<House> {
  const house = await openHouse(db);
  await db.insert(products).values([
    { code: 'pillow', name: 'まくら', productGroup: 'pillow', priceYen: 9900 },
    { code: 'tea', name: '白桃烏龍', productGroup: 'tea', priceYen: 1200 },
  ]);
  await installScenarios(clerk(house, 'takeshi'), firstScenarios('pillow'));
  return house;
}

let facts = 0;

/** A member looks at the page of a product. */
export function look(house: House, { accountId, identityId }: Guest, now: Date, productId = 1): Promise<unknown> {
  const view = { kind: 'product_view', productId: productId as ProductId, source: 'liff' } as const;
  const sourceId = `look ${++facts}`;
  return recordActivity(by(house, now), { accountId, identityId, occurredAt: now, sourceId, ...view });
}

/** A member writes to us. */
export function answer(house: House, { accountId, identityId }: Guest, now: Date): Promise<unknown> {
  const reply = { kind: 'reply', source: 'line', sourceId: `answer ${++facts}` } as const;
  return recordActivity(by(house, now), { accountId, identityId, occurredAt: now, ...reply });
}

/** A member buys the pillow; `inferred` when staff picked them by name. */
export function buy(
  house: House,
  { accountId }: Guest,
  now: Date,
  attribution: Attribution = 'presented',
): Promise<unknown> {
  const lines = [{ productId: 1 as ProductId, quantity: 1, amountYen: 9900 }];
  const till = { channelId: 1 as ChannelId, source: 'till', sourceId: `bought ${++facts}` };
  return recordPurchase(by(house, now), { accountId, lines, boughtAt: now, attribution, ...till });
}

/** Two members turn out to be one person; neither has confirmed to see the other's card. */
export async function merge(house: House, one: Guest, other: Guest, now: Date): Promise<void> {
  const [request] = await house.db
    .insert(mergeRequests)
    .values({
      ...{ origin: 'counter', state: 'approved', createdAt: now, expiresAt: now, decidedAt: now },
      ...{ requesterAccountId: one.accountId, targetAccountId: other.accountId },
    })
    .returning({ id: mergeRequests.id });
  const pair = { a: one.accountId, b: other.accountId, how: 'counter' } as const;
  await house.db.transaction((db) =>
    joinAccounts({ ...by(house, now), db }, { requestId: request?.id as RequestId, ...pair }),
  );
}

/** What became of every enrolment, in the order they were made. */
export async function outcomes(db: Database) {
  const rows = await db.select().from(enrolments).orderBy(enrolments.id);
  const known = new Map((await db.select().from(scenarios)).map(({ id, code, version }) => [id, { code, version }]));
  return rows.map((row) => ({
    ...row,
    code: known.get(row.scenarioId)?.code,
    version: known.get(row.scenarioId)?.version,
  }));
}

/** To which identities scenario messages are on their way. */
export async function receivers(db: Database): Promise<(number | undefined)[]> {
  return (await told(db)).filter(({ template }) => template === 'scenario').map(({ to }) => to);
}

function by(house: House, now: Date): Context {
  return { ...clerk(house, 'takeshi'), now };
}
