import { and, desc, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, consents, identities, type Purpose } from '../../db/schema/members.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Actor, type Context, inTransaction, type MemberActor } from '../context.ts';
import { closeViews, withdrawJoinedView } from '../merges/visible.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { readingToLink } from './language.ts';

/**
 * Unties this LINE from its account: it sees and receives nothing more, its open requests end. The account, its points and its
 * merges stay. Doing it twice is doing it once.
 */
export async function unlink(context: Context<MemberActor>): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const [gone] = await db
      .update(identities)
      .set({ unlinkedAt: now })
      .where(and(ownIdentity(actor), isNull(identities.unlinkedAt)))
      .returning({ id: identities.id });
    if (!gone) return;
    await closeViews(inside, actor.identityId);
    await endRequests(inside);
    const { identityId, accountId } = actor;
    await audit(inside, { action: 'identity.unlinked', subject: `identity:${identityId}`, accountId });
  });
}

function ownIdentity({ identityId, accountId }: MemberActor) {
  return and(eq(identities.id, identityId), eq(identities.accountId, accountId));
}

async function endRequests(context: Context<MemberActor>): Promise<void> {
  const { db, actor } = context;
  const open = inArray(mergeRequests.state, ['proving', 'waiting']);
  const ended = await db
    .update(mergeRequests)
    .set({ state: 'cancelled' })
    .where(and(eq(mergeRequests.requesterIdentityId, actor.identityId), open))
    .returning({ id: mergeRequests.id, provedAt: mergeRequests.provedAt });
  for (const { id, provedAt } of ended) {
    await audit(context, { action: 'request.cancelled', subject: `request:${id}`, reason: 'unlinked' });
    const message = { show: 'request', requestId: id } as const;
    if (provedAt) await tell(context, { topic: 'slack', message }, `request:${id}:cancelled`);
  }
}

/**
 * The account a LINE user may come back to: the live one it was untied from last, if no other LINE has taken it since. Undefined
 * when there is none, and while the LINE is linked.
 */
export async function relinkableAccount(db: Database, lineUserId: string): Promise<AccountId | undefined> {
  const [last] = await db
    .select({ accountId: identities.accountId, unlinkedAt: identities.unlinkedAt })
    .from(identities)
    .innerJoin(accounts, and(eq(accounts.id, identities.accountId), isNull(accounts.closedAt)))
    .where(and(eq(identities.kind, 'line'), eq(identities.value, lineUserId)))
    .orderBy(desc(identities.id))
    .limit(1);
  if (!last?.unlinkedAt) return undefined;
  const taken = await db
    .select({ id: identities.id })
    .from(identities)
    .where(and(eq(identities.accountId, last.accountId), eq(identities.kind, 'line'), isNull(identities.unlinkedAt)));
  return taken.length === 0 ? last.accountId : undefined;
}

/** Ties a LINE that left to its account again, as a new identity. Refuses not_found when there is nothing to come back to. */
export async function relink(
  context: Context<Extract<Actor, { kind: 'stranger' }>>,
): Promise<{ accountId: AccountId; identityId: IdentityId }> {
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const accountId = await relinkableAccount(db, actor.lineUserId);
    if (accountId === undefined) throw new Refusal('not_found');
    const line = { kind: 'line', value: actor.lineUserId, ...(await readingToLink(db, actor.lineUserId)) } as const;
    const [identity] = await db
      .insert(identities)
      .values({ accountId, linkedAt: now, ...line })
      .onConflictDoNothing()
      .returning({ id: identities.id });
    if (!identity) throw new Refusal('already_member');
    await audit(inside, { action: 'identity.linked', subject: `identity:${identity.id}`, accountId });
    return { accountId, identityId: identity.id };
  });
}

/** Writes a yes or no of this identity for one purpose; the newest counts. A no to the joined view also closes it. */
export async function setConsent(
  context: Context<MemberActor>,
  { purpose, allowed, version }: { purpose: Purpose; allowed: boolean; version: string },
): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const { identityId, accountId } = actor;
    const live = and(ownIdentity(actor), isNull(identities.unlinkedAt));
    const [identity] = await db.select({ id: identities.id }).from(identities).where(live);
    if (!identity) throw new Refusal('not_found');
    await db.insert(consents).values({ identityId, purpose, allowed, version, recordedAt: now });
    if (purpose === 'joined_view' && !allowed) await withdrawJoinedView(inside);
    const facts = { purpose, allowed, version };
    await audit(inside, { action: 'consent.set', subject: `identity:${identityId}`, accountId, facts });
  });
}

/** What this identity said yes and no to. Until it says no, messages and recommendations are welcome: it followed the account. */
export async function consentsOf(db: Database, identityId: IdentityId): Promise<Record<Purpose, boolean>> {
  const rows = await db
    .selectDistinctOn([consents.purpose], { purpose: consents.purpose, allowed: consents.allowed })
    .from(consents)
    .where(eq(consents.identityId, identityId))
    .orderBy(consents.purpose, desc(consents.recordedAt), desc(consents.id));
  const said = Object.fromEntries(rows.map(({ purpose, allowed }) => [purpose, allowed]));
  return { messages: true, recommendations: true, joined_view: false, ...said };
}

/** LINE said that this user blocked or left the account at `blockedAt`. An older word than the last one changes nothing. */
export async function markBlocked(context: Context, lineUserId: string, blockedAt: Date): Promise<void> {
  await setBlocked(context, lineUserId, blockedAt, blockedAt);
}

/** LINE said that this user follows the account (again) at `followedAt`. An older word than the last one changes nothing. */
export async function markUnblocked(context: Context, lineUserId: string, followedAt: Date): Promise<void> {
  await setBlocked(context, lineUserId, null, followedAt);
}

async function setBlocked(context: Context, lineUserId: string, blockedAt: Date | null, at: Date): Promise<void> {
  const isNews = or(isNull(identities.followChangedAt), lt(identities.followChangedAt, at));
  const theirs = and(eq(identities.kind, 'line'), eq(identities.value, lineUserId), isNull(identities.unlinkedAt));
  await inTransaction(context, async (inside) => {
    const changed = await inside.db
      .update(identities)
      .set({ blockedAt, followChangedAt: at })
      .where(and(theirs, isNews))
      .returning({ id: identities.id, accountId: identities.accountId });
    for (const { id, accountId } of changed) {
      const action = blockedAt ? 'identity.blocked' : 'identity.followed';
      await audit(inside, { action, subject: `identity:${id}`, accountId });
    }
  });
}
