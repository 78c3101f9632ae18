import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { identities } from '../../db/schema/members.ts';
import { type Profile, profileOf } from '../members/profile.ts';

/** A mail address or phone on file: what to send by, and the profile value that holds it. */
export type Contact = { topic: 'mail' | 'sms'; kind: 'mail' | 'phone'; profileValueId: number };

/** Stands for a contact that nobody has: a message to it is written like any other and never leaves. */
export const nobody = 0;

/** Every mail and phone on file of these accounts, as they are now. */
export async function contactsOf(db: Database, accountIds: AccountId[]): Promise<Contact[]> {
  const profiles = await profileOf(db, accountIds);
  return [...profiles.values()].flatMap((profile) =>
    (['mail', 'phone'] as const).flatMap((kind) => contactOf(profile, kind) ?? []),
  );
}

/** The mail or the phone of one profile, when it is one that can be written to. */
export function contactOf(profile: Profile, kind: 'mail' | 'phone'): Contact | undefined {
  const value = profile[kind];
  return value?.normalised ? { kind, topic: kind === 'mail' ? 'mail' : 'sms', profileValueId: value.id } : undefined;
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
