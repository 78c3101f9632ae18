import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/open.ts';
import { rowsOf } from '../../db/open.ts';
import { accountPolicies, type Erased, type ErasePolicy, reachedPolicies } from '../../db/policies.ts';

/** How many rows of each table an erasure changed or took away; tables without any are left out. */
export type Tombstone = Record<string, number>;

const policies: [string, ErasePolicy][] = [...Object.entries(reachedPolicies), ...Object.entries(accountPolicies)];

/**
 * Carries out what `db/policies.ts` says of every table, from top to bottom, in the caller's transaction. What is sealed is left to
 * `eraseReasons`. Doing it again changes nothing more.
 */
export async function carryOutPolicies(db: Database, of: Erased): Promise<Tombstone> {
  const changed: Tombstone = {};
  for (const [table, policy] of policies) {
    const statement = statementFor(table, policy, of);
    if (!statement) continue;
    const rows = await rowsOf<{ n: number }>(
      db,
      sql`with gone as (${statement} returning 1) select count(*)::int as n from gone`,
    );
    const count = rows[0]?.n ?? 0;
    if (count > 0) changed[table] = count;
  }
  return changed;
}

function statementFor(table: string, policy: ErasePolicy, of: Erased): SQL | undefined {
  if (policy.erase !== 'delete' && policy.erase !== 'blank') return undefined;
  const rows = policy.rows?.(of) ?? sql`account_id = ${of.accountId}`;
  if (policy.erase === 'delete') return sql`delete from ${sql.identifier(table)} where ${rows}`;
  const columns = Object.entries(policy.blank(of)).map(([name, value]) => sql`${sql.identifier(name)} = ${value}`);
  return sql`update ${sql.identifier(table)} set ${sql.join(columns, sql`, `)} where ${rows}`;
}

/** What of an erased account is still there although its policy says otherwise: table by table, how many rows. */
export async function leftOf(db: Database, of: Erased): Promise<Tombstone> {
  const left: Tombstone = {};
  for (const [table, policy] of policies) {
    const asked = stillThere(table, policy, of);
    const [row] = asked ? await rowsOf<{ n: number }>(db, asked) : [];
    if (row && row.n > 0) left[table] = row.n;
  }
  return left;
}

function stillThere(table: string, policy: ErasePolicy, of: Erased): SQL | undefined {
  if (policy.erase !== 'delete' && policy.erase !== 'blank') return undefined;
  const rows = policy.rows?.(of) ?? sql`account_id = ${of.accountId}`;
  const count = sql`select count(*)::int as n from ${sql.identifier(table)} where (${rows})`;
  if (policy.erase === 'delete') return count;
  const differs = Object.entries(policy.blank(of)).map(
    ([name, value]) => sql`${sql.identifier(name)} is distinct from ${value}`,
  );
  return sql`${count} and (${sql.join(differs, sql` or `)})`;
}
