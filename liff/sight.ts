import type { Context, MemberActor } from '../core/context.ts';
import { recordDisclosure } from '../core/merges/visible.ts';
import type { AccountId } from '../db/ids.ts';

/** Whether a fact lies on the card that is being used, or on another one that was joined to it. */
export type Card = 'own' | 'other';

/** Notes which facts of joined accounts are about to be shown, so that an undo can say exactly what was seen. */
export async function noteShown(
  context: Context<MemberActor>,
  what: 'balance' | 'history',
  facts: { accountId: AccountId }[],
): Promise<void> {
  const counts = new Map<AccountId, number>();
  for (const { accountId } of facts) {
    if (accountId !== context.actor.accountId) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  }
  await recordDisclosure(context, context.actor.identityId, what, counts);
}

/** Whose card a fact is on, seen from the acting one. */
export function cardOf({ actor }: Context<MemberActor>, accountId: AccountId): Card {
  return accountId === actor.accountId ? 'own' : 'other';
}
