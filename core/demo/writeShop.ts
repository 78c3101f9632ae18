import type { ChannelId, ProductId, StaffId, StoreId } from '../../db/ids.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { programmeVersions } from '../../db/schema/points.ts';
import { channels, pairings, products, staff, stores } from '../../db/schema/shop.ts';
import type { Context, StaffActor } from '../context.ts';
import { firstScenarios } from '../scenarios/definitions.ts';
import { installScenarios } from '../scenarios/install.ts';
import castOfTheDemo from './cast.json' with { type: 'json' };
import { continueIds, insertAll } from './insert.ts';
import { momentsOf } from './moments.ts';
import type { ChannelCode, StoreCode } from './plan.ts';
import { mattress } from './popular.ts';
import { goods, pairingFacts } from './words/goods.ts';
import { type DemoVersion, programmeOf } from './words/programme.ts';
import { channelFacts, storeFacts } from './words/shop.ts';

/** The shop's own rows by the names the plan uses. */
export type WrittenShop = {
  store: (code: StoreCode) => StoreId;
  channel: (code: ChannelCode) => ChannelId;
  product: (code: string) => { id: ProductId; priceYen: number; productGroup: string };
  staff: (slackName: string) => StaffActor;
  /** The rules of the points, oldest first. */
  programme: DemoVersion[];
  counts: { stores: number; staff: number; products: number };
};

const memberCap = 300;

/** Writes stores, staff, channels, goods, the rules of the points, the member cap and the first scenarios. */
export async function writeShop(context: Context): Promise<WrittenShop> {
  const { db, now } = context;
  const storeRows = castOfTheDemo.stores.map(({ code, name }, index) => ({
    ...{ id: (index + 1) as StoreId, code: code as StoreCode, name, isHeadquarters: code === 'hq' },
    ...{ slackChannel: slackChannelOf(code), ...storeFacts[code as StoreCode] },
  }));
  const store = byName(storeRows, ({ code }) => code);
  const staffRows = castOfTheDemo.slack.map(({ id, name, realName, role, storeCode }, index) => ({
    ...{ id: (index + 1) as StaffId, slackUserId: id, slackName: name, name: realName },
    ...{ role: role as StaffActor['role'], storeId: store(storeCode).id },
  }));
  const hired = byName(staffRows, ({ slackName }) => slackName);
  const channelRows = channelFacts.map((fact, index) => ({ id: (index + 1) as ChannelId, ...fact }));
  const channel = byName(channelRows, ({ code }) => code);
  const productRows = goods.map(({ code, name, group, priceYen, summary, usage, story, care }, index) => ({
    ...{ id: (index + 1) as ProductId, code, name, productGroup: group, priceYen },
    ...{ summary, usage, story, care, picture: code },
  }));
  const product = byName(productRows, ({ code }) => code);
  await insertAll(db, stores, storeRows);
  await insertAll(
    db,
    staff,
    staffRows.map(({ slackName: _, ...row }) => row),
  );
  await insertAll(db, channels, channelRows);
  await insertAll(db, products, productRows);
  await insertAll(
    db,
    pairings,
    pairingFacts.map((pair) => ({
      ...{ productId: product(pair.product).id, withProductId: product(pair.with).id },
      ...{ sentence: pair.sentence, staffId: hired(pair.staff).id },
    })),
  );
  for (const table of [stores, staff, channels, products]) await continueIds(db, table);
  const programme = programmeOf(momentsOf(now));
  await insertAll(db, programmeVersions, programme);
  await db
    .insert(settings)
    .values({ key: 'member_cap', value: memberCap, changedAt: programme[0]?.effectiveAt ?? now });
  await installScenarios(context, firstScenarios(mattress.product));
  return {
    store: (code) => store(code).id,
    channel: (code) => channel(code).id,
    product,
    staff: (slackName) => {
      const { id, storeId, role } = hired(slackName);
      return { kind: 'staff', staffId: id, storeId, role };
    },
    programme,
    counts: { stores: storeRows.length, staff: staffRows.length, products: productRows.length },
  };
}

function slackChannelOf(storeCode: string): string | null {
  return castOfTheDemo.channels.find((one) => one.storeCode === storeCode)?.id ?? null;
}

function byName<Row>(rows: Row[], nameOf: (row: Row) => string): (name: string) => Row {
  const found = new Map(rows.map((row) => [nameOf(row), row]));
  return (name) => {
    const row = found.get(name);
    if (!row) throw new Error(`the demo shop has no ${name}`);
    return row;
  };
}
