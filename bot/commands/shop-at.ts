import { join } from 'node:path';
import type { Actor, Context } from '../../core/context.ts';
import { openEmbedded } from '../../db/embedded.ts';
import { type OpenDatabase, openServer } from '../../db/open.ts';
import { type Environment, readPlace } from '../config.ts';

/** Opens the database that the environment names, for a command that works on it and ends. */
export async function shopAt(environment: Environment): Promise<OpenDatabase> {
  const { databaseUrl, folder } = readPlace(environment);
  return databaseUrl ? openServer(databaseUrl) : openEmbedded(join(folder, 'database'));
}

/** Runs `work` on that database and closes it whatever happens. */
export async function onShop<Result>(
  environment: Environment,
  work: (shop: OpenDatabase) => Promise<Result>,
): Promise<Result> {
  const shop = await shopAt(environment);
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
): Context<Extract<Actor, { kind: 'system' }>> {
  return { db, now: new Date(), secret: environment.MUSUBI_SECRET ?? '', actor: { kind: 'system', job: 'command' } };
}
