import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { settingOf } from '../settings.ts';

const key = 'duplicates';

/** `nightly`: the base is looked over each night. `merges`: the sure ones are merged. `target`: the share of automatic merges that must be right. */
const shape = z.object({
  nightly: z.boolean().default(true),
  merges: z.boolean().default(true),
  target: z.number().min(0.9).max(0.9999).default(0.995),
});
export type DuplicateSettings = z.infer<typeof shape>;

/** How this shop has duplicates looked for. */
export async function duplicateSettings(db: Database): Promise<DuplicateSettings> {
  return settingOf(db, key, shape, shape.parse({}));
}

/** Changes some of it, from the next run on. */
export async function changeDuplicateSettings(context: Context, change: Partial<DuplicateSettings>): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const value = { ...(await duplicateSettings(db)), ...change };
    await db
      .insert(settings)
      .values({ key, value, changedAt: now })
      .onConflictDoUpdate({ target: settings.key, set: { value, changedAt: now } });
    await audit(inside, { action: 'duplicates.settings', subject: 'settings', facts: value });
  });
}
