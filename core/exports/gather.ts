import type { AccountId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { sections } from './sections.ts';

type Cell = string | number | boolean | null;
/** One table of one account. Instants are ISO in UTC. */
export type Told = { table: string; columns: string[]; rows: Cell[][] };
/** Everything held about some accounts of one person at one moment. */
export type Gathered = { at: string; accounts: { memberNumber: string; told: Told[] }[] };

/** Puts together everything that is held about these accounts, each for itself. Reads only; who may read it, the caller knows. */
export async function gather(db: Database, now: Date, accountIds: AccountId[]): Promise<Gathered> {
  const accounts: Gathered['accounts'] = [];
  for (const accountId of accountIds) {
    const told: Told[] = [];
    for (const { table, rows } of sections) {
      const found = await rowsOf<Record<string, Cell | Date>>(db, rows(accountId));
      const [first] = found;
      if (!first) continue;
      const columns = Object.keys(first);
      told.push({ table, columns, rows: found.map((row) => columns.map((column) => cellOf(row[column] ?? null))) });
    }
    const number = told.find(({ table }) => table === 'accounts')?.rows[0]?.[0];
    accounts.push({ memberNumber: String(number ?? ''), told });
  }
  return { at: now.toISOString(), accounts };
}

/** How many facts of each account an export shows: what is put down as disclosed. */
export function factCounts(accountIds: AccountId[], { accounts }: Gathered): Map<AccountId, number> {
  const facts = accounts.map(({ told }) => told.reduce((sum, { rows }) => sum + rows.length, 0));
  return new Map(accountIds.map((accountId, i) => [accountId, facts[i] ?? 0]));
}

/** The databases give an instant as a Date or as `2026-11-21 05:00:00+00`. */
function cellOf(value: Cell | Date): Cell {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d$/.test(value)) return value;
  return new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
}
