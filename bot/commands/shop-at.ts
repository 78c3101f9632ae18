import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Actor, Context } from '../../core/context.ts';
import { type OpenDatabase, openServer } from '../../db/open.ts';
import { type Environment, readPlace } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { Plainly } from './wrong.ts';

/** What a command is made with: what the environment says, and what time it is. */
export type Now = () => Date;

/** Opens the database that the environment names, for a command that works on it and ends. The embedded engine is loaded only where there is one. */
export async function shopAt(environment: Environment): Promise<OpenDatabase> {
  const { databaseUrl, folder } = readPlace(environment);
  if (databaseUrl) return openServer(databaseUrl);
  const { openEmbedded } = await import('../../db/embedded.ts');
  return openEmbedded(join(folder, 'database'));
}

/** The same for a command that only looks: where there is no shop yet it makes none and says so. */
export async function existingShopAt(environment: Environment): Promise<OpenDatabase> {
  const { databaseUrl, folder } = readPlace(environment);
  const there = databaseUrl !== undefined || existsSync(join(folder, 'database', 'PG_VERSION'));
  if (!there) throw new Plainly(operatorWords.wrong.noShop(resolve(folder)));
  return shopAt(environment);
}

/** Runs `work` on a database and closes it whatever happens. */
export async function onShop<Result>(
  opening: Promise<OpenDatabase>,
  work: (shop: OpenDatabase) => Promise<Result>,
): Promise<Result> {
  const shop = await opening;
  try {
    return await work(shop);
  } finally {
    await shop.close();
  }
}

/** The context of a command: whoever may type it owns the database anyway. */
export function operatorContext(
  { db }: OpenDatabase,
  environment: Environment,
  now: Now,
): Context<Extract<Actor, { kind: 'system' }>> {
  return { db, now: now(), secret: environment.MUSUBI_SECRET ?? '', actor: { kind: 'system', job: 'command' } };
}
