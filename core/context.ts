import type { AccountId, IdentityId, StaffId, StoreId } from '../db/ids.ts';
import type { Database } from '../db/open.ts';

/** Who acts. A verb checks what the actor may do before it does anything. */
export type Actor =
  | { kind: 'member'; identityId: IdentityId; accountId: AccountId }
  | { kind: 'staff'; staffId: StaffId; storeId: StoreId; role: 'clerk' | 'manager' | 'headquarters' }
  | { kind: 'stranger'; lineUserId: string }
  | { kind: 'system'; job: string };

export type MemberActor = Extract<Actor, { kind: 'member' }>;
export type StaffActor = Extract<Actor, { kind: 'staff' }>;

/** What every verb stands on: who, on what database, when. `secret` keys the hashes and codes that must not be guessed. */
export type Context<Who extends Actor = Actor> = { db: Database; actor: Who; now: Date; secret: string };

/** The actor as one word for audit rows: `member:12`, `staff:3`, `system:tick`. Holds no personal data. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'member':
      return `member:${actor.identityId}`;
    case 'staff':
      return `staff:${actor.staffId}`;
    case 'stranger':
      return 'stranger';
    case 'system':
      return `system:${actor.job}`;
  }
}

/** Runs `work` in one transaction with the same actor and time. A thrown refusal or bug rolls all of it back. */
export function inTransaction<Who extends Actor, Result>(
  context: Context<Who>,
  work: (inside: Context<Who>) => Promise<Result>,
): Promise<Result> {
  return context.db.transaction((tx) => work({ ...context, db: tx }));
}
