import { asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { profileValues } from '../../db/schema/members.ts';
import { settings } from '../../db/schema/plumbing.ts';
import { type Context, inTransaction } from '../context.ts';
import { settingOf } from '../settings.ts';
import { normaliseField } from './profile.ts';

/** Which rules of `normaliseField` these are; raised with every change of what it answers, so that what is stored follows. */
export const normalisation = 1;

const key = 'normalisation';
const rowsAtOnce = 2_000;
const piecesMax = 5;

/** By which rules the stored values are normalised, and up to which row; `upTo` is null when all of them are. */
const shape = z.object({ version: z.int(), upTo: z.int().nullable() });
type Reached = z.infer<typeof shape>;
const beginning: Reached = { version: normalisation, upTo: 0 };

/**
 * Brings the stored forms by which members are searched and recognised to the rules of today, some pieces at a time; what was written stays as it
 * was. Answers how many rows it looked at. Several processes take turns, and whoever comes after a crash goes on where it stopped.
 */
export async function renormalise(context: Context): Promise<number> {
  const reached = await settingOf(context.db, key, shape, beginning);
  let looked = 0;
  for (let piece = 0; piece < piecesMax && !isDone(reached); piece++) {
    const rows = await inTransaction(context, takePiece);
    if (rows === 0) break;
    looked += rows;
  }
  return looked;
}

async function takePiece({ db, now }: Context): Promise<number> {
  await db.insert(settings).values({ key, value: beginning, changedAt: now }).onConflictDoNothing();
  const [mine] = await db.select().from(settings).where(eq(settings.key, key)).for('update', { skipLocked: true });
  const reached = shape.safeParse(mine?.value).data ?? beginning;
  if (!mine || isDone(reached)) return 0;
  const rows = await db
    .select()
    .from(profileValues)
    .where(gt(profileValues.id, reached.version === normalisation ? (reached.upTo ?? 0) : 0))
    .orderBy(asc(profileValues.id))
    .limit(rowsAtOnce);
  const forms = rows.map(({ id, field, value }) => ({ id, normalised: normaliseField(field, value) ?? '' }));
  const changed = forms.filter(({ normalised }, index) => normalised !== rows[index]?.normalised);
  await db.execute(sql`
    update profile_values p set normalised = t.normalised
      from json_to_recordset(${JSON.stringify(changed)}::json) as t (id bigint, normalised text) where p.id = t.id`);
  const upTo = rows.length < rowsAtOnce ? null : (rows.at(-1)?.id ?? null);
  const value = { version: normalisation, upTo };
  await db.update(settings).set({ value, changedAt: now }).where(eq(settings.key, key));
  return rows.length;
}

function isDone({ version, upTo }: Reached): boolean {
  return version === normalisation && upTo === null;
}
