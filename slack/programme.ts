import { asc } from 'drizzle-orm';
import { draftOf, type ProgrammeVersion, versionAt, versionsAfter } from '../core/points/programme.ts';
import type { Database } from '../db/open.ts';
import { channels, products, stores } from '../db/schema/shop.ts';

export type Named = { code: string; name: string };

/** What rules can be about in this shop: where people buy, and what. */
export type Places = { channels: Named[]; stores: Named[]; groups: string[] };

/** The rules now, those to come, and what is being written. */
export type Programme = { now: ProgrammeVersion; later: ProgrammeVersion[]; draft: ProgrammeVersion | null };

/** Reads the rules as they stand at `at`. */
export async function programmeAt(db: Database, at: Date): Promise<Programme> {
  return { now: await versionAt(db, at), later: await versionsAfter(db, at), draft: await draftOf(db) };
}

/** What a new draft begins with: the draft there is, else the rules that come last. */
export function basisOf({ now, later, draft }: Programme): ProgrammeVersion {
  return draft ?? later.at(-1) ?? now;
}

/** Reads the names of places and groups of goods. */
export async function placesOf(db: Database): Promise<Places> {
  const groups = await db
    .selectDistinct({ group: products.productGroup })
    .from(products)
    .orderBy(asc(products.productGroup));
  return {
    channels: await db.select({ code: channels.code, name: channels.name }).from(channels).orderBy(asc(channels.id)),
    stores: await db.select({ code: stores.code, name: stores.name }).from(stores).orderBy(asc(stores.id)),
    groups: groups.map(({ group }) => group),
  };
}
