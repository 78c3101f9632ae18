import { and, eq, gte, inArray, isNull } from 'drizzle-orm';
import type { AccountId, PurchaseId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { activities, purchases } from '../../db/schema/activities.ts';
import { accounts } from '../../db/schema/members.ts';
import type { FactDecision } from '../../db/schema/merges.ts';
import { purchaseReturns } from '../../db/schema/till.ts';
import { isCounted } from '../activities/counted.ts';
import { Refusal } from '../refusal.ts';
import { togetherAmong } from './component.ts';
import { pairKey } from './together.ts';

/**
 * A fact that staff gave to this person by name while the two sides were one. `choices` are the accounts of the other side whose it may
 * be; none where goods of it came back, because that was settled with the card it stands on. `to` is whose it is to be.
 */
export type Inferred = {
  kind: 'purchase' | 'activity';
  id: number;
  accountId: AccountId;
  at: Date;
  choices: AccountId[];
  to: AccountId;
};

/** Whose staff say a fact is; a fact of which nothing is said stays where it was recorded. */
export type Decision = FactDecision;

/**
 * The facts that are in question when accounts part as `leaders` say, oldest first: those recorded by name while their account and one
 * that leaves it were one person without a break. Asked before the parting is written.
 */
export async function inferredAcross(db: Database, leaders: Map<AccountId, AccountId>): Promise<Inferred[]> {
  const accountIds = [...leaders.keys()];
  const since = await togetherAmong(db, accountIds);
  // A preview holds no lock: somebody else's undo may have parted them since its first read, and nothing is asked any more.
  if (since.size === 0) return [];
  const wasOneWith = (own: AccountId, at: Date) =>
    accountIds.filter(
      (other) =>
        leaders.get(other) !== leaders.get(own) &&
        (since.get(pairKey(own, other)) ?? Number.POSITIVE_INFINITY) <= at.getTime(),
    );
  const found = await inferredFacts(db, accountIds, new Date(Math.min(...since.values())));
  const open = await openAccounts(db, accountIds);
  const back = await withReturns(db, found);
  return found
    .filter(({ accountId, recordedAt }) => open.has(accountId) && wasOneWith(accountId, recordedAt).length > 0)
    .map(({ recordedAt, ...fact }) => {
      const isSettled = fact.kind === 'purchase' && back.has(fact.id as PurchaseId);
      const choices = isSettled ? [] : wasOneWith(fact.accountId, recordedAt).filter((id) => open.has(id));
      return { ...fact, choices, to: fact.accountId };
    })
    .sort((x, y) => x.at.getTime() - y.at.getTime() || x.kind.localeCompare(y.kind) || x.id - y.id);
}

/** The facts with what was decided; refuses preview_stale for a fact that is not asked about, or an account it cannot be of. */
export function decided(inferred: Inferred[], decisions: Decision[]): Inferred[] {
  const choice = new Map(decisions.map((decision) => [keyOf(decision), decision.to]));
  const asked = inferred.map((fact) => ({ ...fact, to: choice.get(keyOf(fact)) ?? fact.accountId }));
  const known = new Set(inferred.map(keyOf));
  const fits = asked.every(({ accountId, choices, to }) => to === accountId || choices.includes(to));
  if (!fits || decisions.some((decision) => !known.has(keyOf(decision)))) throw new Refusal('preview_stale');
  return asked;
}

/** Of what was decided, what is still asked. */
export function stillAsked(inferred: Inferred[], decisions: Decision[]): Decision[] {
  return decisions.filter((decision) =>
    inferred.some((fact) => keyOf(fact) === keyOf(decision) && fact.choices.includes(decision.to)),
  );
}

/** The facts that change their owner. */
export function movedOf(inferred: Inferred[]): Inferred[] {
  return inferred.filter(({ accountId, to }) => to !== accountId);
}

type Found = Omit<Inferred, 'choices' | 'to'> & { recordedAt: Date };

async function inferredFacts(db: Database, accountIds: AccountId[], since: Date): Promise<Found[]> {
  const bought = await db
    .select({
      ...{ id: purchases.id, accountId: purchases.accountId },
      ...{ at: purchases.boughtAt, recordedAt: purchases.recordedAt },
    })
    .from(purchases)
    .where(
      and(
        inArray(purchases.accountId, accountIds),
        eq(purchases.attribution, 'inferred'),
        gte(purchases.recordedAt, since),
        isCounted('purchase', purchases.id),
      ),
    );
  const done = await db
    .select({
      ...{ id: activities.id, accountId: activities.accountId },
      ...{ at: activities.occurredAt, recordedAt: activities.recordedAt },
    })
    .from(activities)
    .where(
      and(
        inArray(activities.accountId, accountIds),
        eq(activities.attribution, 'inferred'),
        gte(activities.recordedAt, since),
        isCounted('activity', activities.id),
      ),
    );
  return [
    ...bought.map((row) => ({ ...row, kind: 'purchase' as const })),
    ...done.map((row) => ({ ...row, kind: 'activity' as const })),
  ];
}

/** An erased or closed card gives nothing away and is given nothing. */
async function openAccounts(db: Database, accountIds: AccountId[]): Promise<Set<AccountId>> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(inArray(accounts.id, accountIds), isNull(accounts.closedAt)));
  return new Set(rows.map(({ id }) => id));
}

async function withReturns(db: Database, facts: Found[]): Promise<Set<PurchaseId>> {
  const ids = facts.filter(({ kind }) => kind === 'purchase').map(({ id }) => id as PurchaseId);
  if (ids.length === 0) return new Set();
  const { purchaseId } = purchaseReturns;
  const rows = await db.selectDistinct({ purchaseId }).from(purchaseReturns).where(inArray(purchaseId, ids));
  return new Set(rows.map((row) => row.purchaseId));
}

function keyOf({ kind, id }: Pick<Inferred, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}
