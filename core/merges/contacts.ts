import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { identities } from '../../db/schema/members.ts';
import type { Context } from '../context.ts';
import { type Profile, profileOf } from '../members/profile.ts';
import { type ConcernedMessage, tell } from '../outbox.ts';

/** A mail address or phone on file: what to send by, and the profile value that holds it. */
export type Contact = { topic: 'mail' | 'sms'; kind: 'mail' | 'phone'; profileValueId: number };

/** Stands for a contact that nobody has: a message to it is written like any other and never leaves. */
export const nobody = 0;

/** The mail and the phone by which each of these accounts is reached. */
export async function contactsOf(db: Database, accountIds: AccountId[]): Promise<Contact[]> {
  const profiles = await profileOf(db, accountIds);
  return [...profiles.values()].flatMap((profile) =>
    (['mail', 'phone'] as const).flatMap((kind) => contactOf(profile, kind) ?? []),
  );
}

/** The mail or the phone by which the owner of a profile is reached: a new one that was not proved yet takes nothing over. */
export function contactOf(profile: Profile, kind: 'mail' | 'phone'): Contact | undefined {
  const reach = profile[kind]?.reach;
  return reach && contactAt(kind, reach.id);
}

/** A contact by the profile value that holds it. */
export function contactAt(kind: 'mail' | 'phone', profileValueId: number): Contact {
  return { kind, topic: kind === 'mail' ? 'mail' : 'sms', profileValueId };
}

/** The live LINE identities of these accounts. */
export async function lineIdentitiesOf(db: Database, accountIds: AccountId[]): Promise<IdentityId[]> {
  const rows = await db
    .select({ id: identities.id })
    .from(identities)
    .where(and(inArray(identities.accountId, accountIds), eq(identities.kind, 'line'), isNull(identities.unlinkedAt)))
    .orderBy(asc(identities.id));
  return rows.map((row) => row.id);
}

/** Tells everybody who can be reached over these accounts, in LINE and by letter, but for `except`; from `dueAt` on. */
export async function tellConcerned(
  context: Context,
  message: ConcernedMessage,
  accountIds: AccountId[],
  key: string,
  except?: IdentityId | null,
  dueAt?: Date,
): Promise<void> {
  for (const to of await lineIdentitiesOf(context.db, accountIds)) {
    if (to !== except) await tell(context, { topic: 'line', message: { to, ...message } }, `${key}:line:${to}`, dueAt);
  }
  for (const { topic, profileValueId } of await contactsOf(context.db, accountIds)) {
    await tell(context, { topic, message: { profileValueId, ...message } }, `${key}:contact:${profileValueId}`, dueAt);
  }
}
