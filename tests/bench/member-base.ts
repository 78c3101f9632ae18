import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { normaliseField } from '../../core/members/profile.ts';
import { migrate } from '../../db/migrate.ts';
import { openServer } from '../../db/open.ts';
import type { ProfileField } from '../../db/schema/members.ts';
import { type Member, syntheticMembers } from './synthetic.ts';

const fields = [
  ...['familyName', 'givenName', 'familyKana', 'givenKana', 'birthDate', undefined, 'phone', 'mail', 'postalCode'],
  'address',
] as (ProfileField | undefined)[];
const recordedAt = '2026-01-01';

/** Fills an empty database with a synthetic file of so many people, as an import would leave it; answers how many accounts there are. */
export async function fillBase(url: string, folder: string, people: number): Promise<number> {
  const shop = openServer(url);
  await migrate(shop);
  await shop.close();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`set session_replication_role = replica`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes where tablename = 'profile_values' and indexname <> 'profile_values_pkey'`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  let accounts = 0;
  await copy(sql, 'accounts (id, person_id, member_number, registered_at)', () =>
    lines(syntheticMembers(folder, { people }), (_, id) => {
      accounts = id;
      return [[id, id, 10_000_000 + id, recordedAt]];
    }),
  );
  await copy(sql, 'profile_values (account_id, field, value, normalised, source, recorded_at)', () =>
    lines(syntheticMembers(folder, { people }), ({ values }, id) =>
      values.flatMap((value, place) => {
        const field = fields[place];
        return field && value !== ''
          ? [[id, field, value, normaliseField(field, value) ?? '', 'import', recordedAt]]
          : [];
      }),
    ),
  );
  await sql`insert into member_counts (persons, accounts) values (${accounts}, ${accounts})`;
  for (const { definition } of indexes) await sql.unsafe(definition);
  await sql.unsafe('vacuum analyze');
  await sql.end();
  return accounts;
}

async function copy(sql: postgres.Sql, table: string, rows: () => Iterable<string>): Promise<void> {
  const into = await sql.unsafe(`copy ${table} from stdin`).writable();
  await promisify(pipeline)(Readable.from(rows()), into);
}

/** Rows as PostgreSQL's COPY reads them, a thousand members at a time. */
function* lines(members: Iterable<Member>, rowsOf: (member: Member, id: number) => (string | number)[][]) {
  let [text, id] = ['', 0];
  for (const member of members) {
    for (const row of rowsOf(member, ++id)) text += `${row.map(escaped).join('\t')}\n`;
    if (id % 1_000 > 0) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function escaped(cell: string | number): string {
  return String(cell).replace(/[\\\t\n\r]/g, (letter) => `\\${letter}`);
}
