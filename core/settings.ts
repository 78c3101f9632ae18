import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Database } from '../db/open.ts';
import { settings } from '../db/schema/plumbing.ts';

/** A setting of this shop; `usual` where nothing is set, or something that does not fit `shape`. */
export async function settingOf<Value>(
  db: Database,
  key: string,
  shape: z.ZodType<Value>,
  usual: Value,
): Promise<Value> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  const read = shape.safeParse(row?.value);
  return read.success ? read.data : usual;
}
