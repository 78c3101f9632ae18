import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { lockFolder } from './lock.ts';
import { casing, type OpenDatabase } from './open.ts';

/** Opens the embedded database in `folder`, alone: a second process is refused with a `FolderInUse`. */
export async function openEmbedded(folder: string): Promise<OpenDatabase> {
  const unlock = await lockFolder(folder);
  const engine = await PGlite.create(folder);
  return {
    ...embedded(engine),
    close: async () => {
      await engine.close();
      unlock();
    },
  };
}

/** Wraps a running embedded engine, such as one in memory that was loaded from a dump. */
export function embedded(engine: PGlite): OpenDatabase {
  return { db: drizzle(engine, { casing }), kind: 'embedded', close: () => engine.close() };
}
