import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { disclosures, viewLinks } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction, type MemberActor } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { componentOf, isFrozen, togetherAmong } from './component.ts';
import { openView } from './merge.ts';
import { pairKey } from './together.ts';

/** What an identity may see of its person: `accountIds` it sees (its own first), and how many others wait for its own yes. */
export type Sight = { accountIds: AccountId[]; awaiting: number; frozen: boolean };

/**
 * Which accounts an identity sees: its own, and those it confirmed to see while they have been together since. Read anew for
 * every request, so that a merge, an undo and a freeze take effect at once.
 */
export async function sightOf(db: Database, identityId: IdentityId): Promise<Sight> {
  const [identity] = await db
    .select({ accountId: identities.accountId })
    .from(identities)
    .where(and(eq(identities.id, identityId), isNull(identities.unlinkedAt)));
  if (!identity) throw new Refusal('not_found');
  const own = identity.accountId;
  const others = await livingOthers(db, own);
  if (others.length === 0) return { accountIds: [own], awaiting: 0, frozen: false };
  const frozen = await isFrozen(db, [own, ...others]);
  if (frozen) return { accountIds: [own], awaiting: 0, frozen };
  const since = await togetherAmong(db, [own, ...others]);
  const links = await db
    .select()
    .from(viewLinks)
    .where(
      and(eq(viewLinks.identityId, identityId), isNull(viewLinks.withdrawnAt), inArray(viewLinks.accountId, others)),
    );
  const seen = others.filter((id) => {
    const joined = since.get(pairKey(own, id)) ?? Number.POSITIVE_INFINITY;
    return links.some((link) => link.accountId === id && link.confirmedAt.getTime() >= joined);
  });
  return { accountIds: [own, ...seen], awaiting: others.length - seen.length, frozen };
}

/** The other accounts of the person. An erased one shows nothing to anybody any more. */
async function livingOthers(db: Database, own: AccountId): Promise<AccountId[]> {
  const others = (await componentOf(db, own)).accountIds.filter((id) => id !== own);
  if (others.length === 0) return [];
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(inArray(accounts.id, others), isNull(accounts.erasedAt)))
    .orderBy(asc(accounts.id));
  return rows.map(({ id }) => id);
}

/** The accounts whose facts this identity may be shown, its own first. */
export async function visibleAccounts(db: Database, identityId: IdentityId): Promise<AccountId[]> {
  return (await sightOf(db, identityId)).accountIds;
}

/** The member says, in its own LINE, that it wants to see all cards of its person together. */
export async function confirmJoinedView(context: Context<MemberActor>): Promise<Sight> {
  return inTransaction(context, async (inside) => {
    const { accountIds } = await componentOf(inside.db, inside.actor.accountId);
    await openView(inside, inside.actor.identityId, accountIds);
    await audit(inside, {
      action: 'view.confirmed',
      subject: `identity:${inside.actor.identityId}`,
      accountId: inside.actor.accountId,
    });
    return sightOf(inside.db, inside.actor.identityId);
  });
}

/** The member takes that yes back; the accounts stay one person. */
export async function withdrawJoinedView(context: Context<MemberActor>): Promise<void> {
  const { actor } = context;
  await closeViews(context, actor.identityId);
  await audit(context, {
    action: 'view.withdrawn',
    subject: `identity:${actor.identityId}`,
    accountId: actor.accountId,
  });
}

/** From now on this identity sees only its own card. The caller writes down why. */
export async function closeViews({ db, now }: Context, identityId: IdentityId): Promise<void> {
  await db
    .update(viewLinks)
    .set({ withdrawnAt: now })
    .where(and(eq(viewLinks.identityId, identityId), isNull(viewLinks.withdrawnAt)));
}

/** Notes that facts of other accounts were shown or sent to this identity: what the exposure report of an undo is made of. */
export async function recordDisclosure(
  { db, now }: Context,
  identityId: IdentityId,
  what: 'balance' | 'history' | 'message',
  factCounts: Map<AccountId, number>,
): Promise<void> {
  const rows = [...factCounts]
    .filter(([, factCount]) => factCount > 0)
    .map(([accountId, factCount]) => ({ identityId, accountId, what, factCount, at: now }));
  if (rows.length > 0) await db.insert(disclosures).values(rows);
}
