import { and, asc, eq, isNotNull, isNull, ne, or } from 'drizzle-orm';
import { identities } from '../db/schema/members.ts';
import type { Deps } from './deps.ts';

const batchMax = 50;

/**
 * Shows each member the rich menu of the language they read: the account's own where that is it, else the other one. What LINE was
 * told last stands beside the identity, so that a change of language, a new `setup` and a lost answer all come to the same: whoever
 * is shown something else is told to LINE again. Returns how many.
 */
export async function followLanguages(deps: Deps): Promise<number> {
  const { db, line, now } = deps;
  const other = await line.otherMenu(now());
  if (!other) return 0;
  const reads = eq(identities.language, other.language);
  const shownAnother = or(isNull(identities.menuId), ne(identities.menuId, other.richMenuId));
  const readsUsual = or(isNull(identities.language), ne(identities.language, other.language));
  const late = await db
    .select({ id: identities.id, lineUserId: identities.value, language: identities.language })
    .from(identities)
    .where(
      and(
        ...[eq(identities.kind, 'line'), isNull(identities.unlinkedAt)],
        or(and(reads, shownAnother), and(readsUsual, isNotNull(identities.menuId))),
      ),
    )
    .orderBy(asc(identities.id))
    .limit(batchMax);
  let told = 0;
  for (const { id, lineUserId, language } of late) {
    const menuId = language === other.language ? other.richMenuId : null;
    const result = await line.showMenu(lineUserId, menuId);
    // Nothing LINE takes now: the next tick begins where this one ends.
    if (result.kind === 'later') break;
    // What LINE refuses for one user (one who is gone) it refuses tomorrow as well.
    if (result.kind === 'refused') deps.log('menu.refused', { identityId: id, why: result.why });
    await db.update(identities).set({ menuId }).where(eq(identities.id, id));
    told++;
  }
  return told;
}
