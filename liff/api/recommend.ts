import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { z } from 'zod';
import { recordActivity } from '../../core/activities/record.ts';
import { consentsOf } from '../../core/members/identity.ts';
import { cleanText } from '../../core/members/normalise.ts';
import { visibleAccounts } from '../../core/merges/visible.ts';
import { type Recommendation, recommend } from '../../core/recommendations/recommend.ts';
import { noteReasonsShown } from '../../core/recommendations/shown.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Database } from '../../db/open.ts';
import { channels, products, staff, stores } from '../../db/schema/shop.ts';
import { body } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';
import { pictureOf } from '../shop.ts';

const proposalsMax = 4;

/** Proposals with their true reasons, and the pages of the goods themselves, whose view is a fact. */
export function recommendRoutes(deps: LiffDeps) {
  const member = memberOnly(deps);
  return new Hono<MemberEnv>()
    .get('/', member, async (c) => {
      const { db, actor } = c.get('context');
      const { recommendations } = await consentsOf(db, actor.identityId);
      const visible = await visibleAccounts(db, actor.identityId);
      const proposals = recommendations ? await recommend(db, visible, { limit: proposalsMax }) : [];
      await noteReasonsShown(c.get('context'), actor.identityId, visible, proposals);
      return c.json({ allowed: recommendations, proposals: await told(db, proposals) });
    })
    .get('/products/:code', member, async (c) => {
      const { db, actor } = c.get('context');
      const product = await productByCode(db, c.req.param('code'));
      const visible = await visibleAccounts(db, actor.identityId);
      const proposals = await recommend(db, visible, { limit: proposalsMax });
      const mine = proposals.filter((proposal) => proposal.product.id === product.id);
      await noteReasonsShown(c.get('context'), actor.identityId, visible, mine);
      const [proposal] = await told(db, mine);
      const { code, name, priceYen, summary, usage, story, care } = product;
      return c.json({
        product: { code, name, priceYen, summary, usage, story, care, picture: pictureOf(product) },
        reason: proposal?.reason ?? null,
      });
    })
    .post('/products/:code/view', member, body({ viewId: z.uuid() }), async (c) => {
      const context = c.get('context');
      const { db, actor, now } = context;
      const product = await productByCode(db, c.req.param('code'));
      const [app] = await db.select({ id: channels.id }).from(channels).where(eq(channels.role, 'app'));
      const { fresh } = await recordActivity(context, {
        kind: 'product_view',
        accountId: actor.accountId,
        identityId: actor.identityId,
        productId: product.id,
        channelId: app?.id,
        occurredAt: now,
        source: 'liff',
        sourceId: `view:${actor.identityId}:${c.req.valid('json').viewId}`,
      });
      return c.json({ fresh });
    });
}

async function productByCode(db: Database, code: string) {
  const [product] = await db
    .select()
    .from(products)
    .where(eq(products.code, cleanText(code)));
  if (!product) throw new Refusal('not_found');
  return product;
}

export type Told = Awaited<ReturnType<typeof told>>[number];

/** Proposals as the page tells them; whoever wrote a sentence is named with the store. */
export async function told(db: Database, proposals: Recommendation[]) {
  const storeNames = await storesOfStaff(db);
  return proposals.map(({ product, reason }) => ({
    product: {
      code: product.code,
      name: product.name,
      priceYen: product.priceYen,
      summary: product.summary,
      picture: pictureOf(product),
    },
    reason: reason.kind === 'pairing' ? { ...reason, storeName: storeNames.get(reason.staffName) ?? null } : reason,
  }));
}

async function storesOfStaff(db: Database): Promise<Map<string, string>> {
  const rows = await db
    .select({ name: staff.name, store: stores.name })
    .from(staff)
    .innerJoin(stores, eq(stores.id, staff.storeId));
  return new Map(rows.map(({ name, store }) => [name, store]));
}
