import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccountId, EdgeId, PersonId, RequestId, VoidId } from '../../db/ids.ts';
import { advisoryLock } from '../../db/locks.ts';
import type { Database } from '../../db/open.ts';
import { prepared } from '../../db/prepared.ts';
import { accounts } from '../../db/schema/members.ts';
import { mergeEdges, mergeVoids, together } from '../../db/schema/merges.ts';
import { Refusal } from '../refusal.ts';
import { pairKey, type Span, togetherFrom } from './together.ts';

/** All accounts of one person, smallest first, and the epoch that every change of its structure raises. */
export type Component = { personId: PersonId; epoch: number; accountIds: AccountId[] };

export type Edge = {
  edgeId: EdgeId;
  requestId: RequestId;
  a: AccountId;
  b: AccountId;
  active: boolean;
  frozen: boolean;
  mergedAt: Date;
  voidId: VoidId | null;
  voidedAt: Date | null;
};

/** A larger component is never made: it is a sign of a shared phone or a tablet in the store, not of one person. */
export const componentSizeMax = 20;

/** The person an account belongs to now. Refuses `not_found` when there is no such account. */
export async function componentOf(db: Database, accountId: AccountId): Promise<Component> {
  const own = alias(accounts, 'own');
  const rows = await db
    .select({ id: accounts.id, personId: accounts.personId, epoch: accounts.epoch })
    .from(accounts)
    .innerJoin(own, eq(own.personId, accounts.personId))
    .where(eq(own.id, accountId))
    .orderBy(asc(accounts.id));
  const first = rows[0];
  if (!first) throw new Refusal('not_found');
  const epoch = Math.max(...rows.map((row) => row.epoch));
  return { personId: first.personId, epoch, accountIds: rows.map((row) => row.id) };
}

/**
 * Takes the one lock of all merges and undos for itself until the transaction ends, then the components' accounts in id order.
 * Merges are rare, so one lock is cheap.
 */
export async function lockStructure(db: Database, accountIds: AccountId[]): Promise<Map<AccountId, Component>> {
  await db.execute(sql`select pg_advisory_xact_lock(${advisoryLock.structure})`);
  return lockAccounts(db, accountIds);
}

/**
 * Locks every account of the persons given, in id order, and answers who is whose. Shares the lock of the merges: a person that grew
 * while we wait for its rows would have to be locked again, out of order, against somebody who locks it from the other end. Whoever
 * calls this may not call `lockStructure` after it. FOR NO KEY UPDATE, because plain FOR UPDATE would stand against the key-share
 * locks of rows that refer to an account.
 */
export async function lockAccounts(db: Database, accountIds: AccountId[]): Promise<Map<AccountId, Component>> {
  const lockRows = accountIds.length === 1 ? lockPerson : lockPersons;
  const [, rows] = await Promise.all([shareStructure(db, {}), lockRows(db, { accountIds, one: accountIds[0] })]);
  const found = new Map<PersonId, Component>();
  for (const row of rows) {
    const personId = Number(row.personId) as PersonId;
    const component = found.get(personId) ?? { personId, epoch: row.epoch, accountIds: [] };
    component.accountIds.push(Number(row.id) as AccountId);
    component.epoch = Math.max(component.epoch, row.epoch);
    found.set(personId, component);
  }
  const byAccount = new Map(
    [...found.values()].flatMap((component) => component.accountIds.map((id) => [id, component])),
  );
  if (!accountIds.every((id) => byAccount.has(id))) throw new Refusal('not_found');
  return byAccount;
}

const shareStructure = prepared(sql`select from pg_advisory_xact_lock_shared(${advisoryLock.structure})`);

/** A statement of its own after the lock above: what it reads is what is there once that lock is held. */
function lockingRows(persons: SQL) {
  return prepared<{ id: string | number; personId: string | number; epoch: number }>(sql`
    select id, person_id as "personId", epoch from accounts where person_id in (${persons}) order by id for no key update`);
}

const lockPersons = lockingRows(
  sql`select person_id from accounts where id = any(${sql.placeholder('accountIds')}::bigint[])`,
);
/** Nearly always it is one: a list, whose length changes the plan, is planned anew each time. */
const lockPerson = lockingRows(sql`select person_id from accounts where id = ${sql.placeholder('one')}::bigint`);

/**
 * Every edge, active or void, of these accounts and of all accounts that edges ever led to from them: two accounts may have been
 * one person by way of a third that has since parted.
 */
export async function edgesAmong(db: Database, accountIds: AccountId[]): Promise<Edge[]> {
  const rows = await db
    .select({ edge: mergeEdges, voidId: mergeVoids.id, voidedAt: mergeVoids.voidedAt })
    .from(mergeEdges)
    .leftJoin(mergeVoids, and(eq(mergeVoids.edgeId, mergeEdges.id), isNull(mergeVoids.withdrawnAt)))
    .where(or(inArray(mergeEdges.a, accountIds), inArray(mergeEdges.b, accountIds)))
    .orderBy(asc(mergeEdges.id));
  const known = new Set(accountIds);
  const further = [...new Set(rows.flatMap(({ edge }) => [edge.a, edge.b]))].filter((account) => !known.has(account));
  return further.length > 0 ? edgesAmong(db, [...accountIds, ...further]) : rows.map(toEdge);
}

/** Whether somebody said of an edge that holds one of these persons together that it was not them. */
export async function isFrozen(db: Database, accountIds: AccountId[]): Promise<boolean> {
  const frozen = and(eq(mergeEdges.state, 'active'), isNotNull(mergeEdges.frozenAt));
  const [found] = await db
    .select({ id: mergeEdges.id })
    .from(mergeEdges)
    .where(and(inArray(mergeEdges.a, accountIds), frozen))
    .limit(1);
  return found !== undefined;
}

/** An edge with the void that stands on it, if one does. */
export function toEdge(row: {
  edge: typeof mergeEdges.$inferSelect;
  voidId: VoidId | null;
  voidedAt: Date | null;
}): Edge {
  const { id, requestId, a, b, state, frozenAt, mergedAt } = row.edge;
  const { voidId, voidedAt } = row;
  return {
    edgeId: id,
    requestId,
    a,
    b,
    active: state === 'active',
    frozen: frozenAt !== null,
    mergedAt,
    voidId,
    voidedAt,
  };
}

/** The times at which edges stood, for `togetherFrom`. */
export function spansOf(edges: Edge[]): Span[] {
  return edges.map(({ a, b, mergedAt, voidedAt }) => ({
    a,
    b,
    from: mergedAt.getTime(),
    to: voidedAt?.getTime() ?? null,
  }));
}

/** Since when the accounts given have been together, pair by pair, as it is stored. */
export async function togetherAmong(db: Database, accountIds: AccountId[]): Promise<Map<string, number>> {
  const rows = await db
    .select()
    .from(together)
    .where(and(inArray(together.a, accountIds), inArray(together.b, accountIds)));
  return new Map(rows.map(({ a, b, since }) => [pairKey(a, b), since.getTime()]));
}

/** Writes `together` anew for these accounts from the edges that stand now. */
export async function redrawTogether(db: Database, accountIds: AccountId[]): Promise<void> {
  const { since } = togetherFrom(spansOf(await edgesAmong(db, accountIds)), accountIds);
  await db.delete(together).where(or(inArray(together.a, accountIds), inArray(together.b, accountIds)));
  const rows = [...since].map(([key, at]) => {
    const [a, b] = key.split('-').map(Number) as [AccountId, AccountId];
    return { a, b, since: new Date(at) };
  });
  if (rows.length > 0) await db.insert(together).values(rows);
}

/** Gives every account its person and raises the epoch of all of them: whatever was drawn from the old structure is stale. */
export async function writePersons(db: Database, leaders: Map<AccountId, AccountId>): Promise<void> {
  const byPerson = Map.groupBy([...leaders], ([, personId]) => personId);
  for (const [personId, members] of byPerson) {
    await db
      .update(accounts)
      .set({ personId, epoch: sql`${accounts.epoch} + 1` })
      .where(
        inArray(
          accounts.id,
          members.map(([accountId]) => accountId),
        ),
      );
  }
}
