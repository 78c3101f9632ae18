import { scenarios } from '../../db/schema/scenarios.ts';
import type { Context } from '../context.ts';
import type { Scenario } from './definitions.ts';

/** Puts scenarios into the shop as version 1; those it already has stay as they are. */
export async function installScenarios({ db }: Context, list: Scenario[]): Promise<void> {
  if (list.length === 0) return;
  await db
    .insert(scenarios)
    .values(list.map((scenario) => ({ ...scenario, version: 1 })))
    .onConflictDoNothing();
}
