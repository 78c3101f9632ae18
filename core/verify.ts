import { isNull, sql } from 'drizzle-orm';
import type { AccountId } from '../db/ids.ts';
import { type Database, rowsOf } from '../db/open.ts';
import { accounts } from '../db/schema/members.ts';
import { cannotLinks } from '../db/schema/merges.ts';
import { checkReattributions } from './activities/verify.ts';
import { civil } from './calendar.ts';
import type { Context } from './context.ts';
import { checkHouseholds } from './households/verify.ts';
import { edgesAmong, spansOf, togetherAmong } from './merges/component.ts';
import { partition, togetherFrom } from './merges/together.ts';
import { tell } from './outbox.ts';
import { factsOf } from './points/facts.ts';
import { wronglyGiven } from './points/given.ts';
import { planSettlement } from './points/settlement.ts';
import {
  checkDates,
  checkGuards,
  checkKeptCount,
  checkPersonCount,
  checkPolicies,
  checkSums,
  checkTrail,
} from './wholeness.ts';

/** A promise the data does not keep: which one, and where. Holds ids and figures only. */
export type Violation = { invariant: string; where: string };

/**
 * Checks what must always hold; reads only. The quick part is a handful of statements over the whole shop; `deep` also
 * reads every audit row and date of the books, replays the spends of every person that was ever merged and compares (L8).
 */
export async function verifyInvariants(db: Database, now: Date, { deep = false } = {}): Promise<Violation[]> {
  const found = [
    ...(await checkPartition(db)),
    ...(await checkKeptCount(db)),
    ...(await checkBooks(db)),
    ...(await wronglyGiven(db)).map((where) => ({ invariant: 'L15', where })),
    ...(await checkCannotLinks(db)),
    ...(await checkStates(db)),
    ...(await checkHouseholds(db)),
    ...(await checkReattributions(db)),
    ...(await checkSums(db)),
    ...(await checkGuards(db)),
    ...(await checkPolicies(db)),
  ];
  return deep
    ? [...found, ...(await checkDates(db)), ...(await checkTrail(db)), ...(await checkReplay(db, now))]
    : found;
}

/** Has headquarters told, once a day, that something does not hold; the card is drawn from what holds when it is delivered. */
export async function tellUnsound(context: Context): Promise<void> {
  const day = civil(context.now).toPlainDate().toString();
  await tell(context, { topic: 'slack', message: { show: 'unsound', day } }, `unsound:${day}`);
}

/** S1, S2: the stored person of every account is the smallest account it is joined to; `together` is what the edges say. */
async function checkPartition(db: Database): Promise<Violation[]> {
  const edges = await rowsOf<{ a: number; b: number; state: string }>(db, sql`select a, b, state from merge_edges`);
  const touched = [...new Set(edges.flatMap(({ a, b }) => [Number(a), Number(b)]))] as AccountId[];
  const active = edges
    .filter((edge) => edge.state === 'active')
    .map(({ a, b }) => ({ a: Number(a) as AccountId, b: Number(b) as AccountId }));
  const leaders = partition(touched, active);
  const joins = touched.length - new Set(leaders.values()).size;
  const joined = await db
    .select({ id: accounts.id, personId: accounts.personId })
    .from(accounts)
    .where(sql`${accounts.id} <> ${accounts.personId} or ${accounts.id} = any(${sql.param(touched)}::bigint[])`);
  const wrong = joined.filter(({ id, personId }) => (leaders.get(id) ?? id) !== personId);
  const stale = await rowsOf<{ edgeId: number }>(
    db,
    sql`select e.id as "edgeId" from merge_edges e left join merge_voids v on v.edge_id = e.id and v.withdrawn_at is null
      where (e.state = 'active') = (v.id is not null)`,
  );
  return [
    ...wrong.map(({ id }) => ({ invariant: 'S1', where: `account ${id}` })),
    ...stale.map(({ edgeId }) => ({ invariant: 'S1', where: `edge ${edgeId}` })),
    ...(await checkPersonCount(db, joins)),
  ];
}

/** L1, L2, L6: lots equal their ledger, which names their owner, spends are covered or uncovered to the point, and no point crosses two persons. */
async function checkBooks(db: Database): Promise<Violation[]> {
  const lots = await rowsOf<{ id: number }>(
    db,
    sql`select l.id from lots l left join ledger_entries e on e.lot_id = l.id group by l.id
      having coalesce(sum(e.amount), 0) <> l.remaining or bool_or(e.account_id <> l.account_id)`,
  );
  const spends = await rowsOf<{ id: number }>(
    db,
    sql`select s.id from spends s left join ledger_entries e on e.spend_id = s.id group by s.id
      having coalesce(sum(e.amount) filter (where e.kind <> 'uncovered'), 0) - coalesce(sum(e.amount) filter (where e.kind = 'uncovered'), 0)
          <> coalesce((select sum(r.amount) from refunds r where r.spend_id = s.id), 0) - s.amount
        or coalesce(sum(e.amount) filter (where e.kind = 'uncovered'), 0) < 0`,
  );
  const crossing = await rowsOf<{ id: number }>(
    db,
    sql`select s.id from spends s join ledger_entries e on e.spend_id = s.id and e.lot_id is not null
      join accounts acting on acting.id = s.account_id join accounts owner on owner.id = e.account_id
      where acting.person_id <> owner.person_id group by s.id, e.lot_id having sum(e.amount) <> 0`,
  );
  return [
    ...lots.map(({ id }) => ({ invariant: 'L1', where: `lot ${id}` })),
    ...spends.map(({ id }) => ({ invariant: 'L2', where: `spend ${id}` })),
    ...crossing.map(({ id }) => ({ invariant: 'L6', where: `spend ${id}` })),
  ];
}

/** S11: no standing cannot-link lies inside one person. */
async function checkCannotLinks(db: Database): Promise<Violation[]> {
  const links = await db.select().from(cannotLinks).where(isNull(cannotLinks.liftedAt));
  if (links.length === 0) return [];
  const ids = [...new Set(links.flatMap(({ a, b }) => [a, b]))];
  const rows = await db
    .select({ id: accounts.id, personId: accounts.personId })
    .from(accounts)
    .where(sql`${accounts.id} = any(${sql.param(ids)}::bigint[])`);
  const person = new Map(rows.map((row) => [row.id, row.personId]));
  return links
    .filter(({ a, b }) => person.get(a) === person.get(b))
    .map(({ a, b }) => ({ invariant: 'S11', where: `accounts ${a}, ${b}` }));
}

/** C6 and the plumbing: an approved request has its edge, a settled message its time. */
async function checkStates(db: Database): Promise<Violation[]> {
  const requests = await rowsOf<{ id: number }>(
    db,
    sql`select r.id from merge_requests r left join merge_edges e on e.request_id = r.id where (r.state = 'approved') <> (e.id is not null)`,
  );
  const messages = await rowsOf<{ id: number }>(
    db,
    sql`select id from outbox where (state = 'pending') = (settled_at is not null)`,
  );
  return [
    ...requests.map(({ id }) => ({ invariant: 'C6', where: `request ${id}` })),
    ...messages.map(({ id }) => ({ invariant: 'I9', where: `outbox ${id}` })),
  ];
}

/** L7, L8: for every person that has ever been merged or parted, the books equal a replay of its own facts alone. */
async function checkReplay(db: Database, now: Date): Promise<Violation[]> {
  const persons = await rowsOf<{ ids: number[] }>(
    db,
    sql`select array_agg(id::int order by id) as ids from accounts
      where person_id in (select p.person_id from accounts p join merge_edges e on p.id in (e.a, e.b)) group by person_id`,
  );
  const found: Violation[] = [];
  for (const { ids } of persons) {
    const accountIds = ids.map(Number) as AccountId[];
    const { since } = togetherFrom(spansOf(await edgesAmong(db, accountIds)), accountIds);
    const stored = await togetherAmong(db, accountIds);
    if (JSON.stringify([...since].sort()) !== JSON.stringify([...stored].sort()))
      found.push({ invariant: 'S1', where: `together ${accountIds}` });
    const { facts, recorded } = await factsOf(db, accountIds, now);
    const { moves, reversals, uncovered } = planSettlement(facts, recorded, now.getTime());
    if (moves.length + reversals.length + uncovered.length > 0)
      found.push({ invariant: 'L8', where: `accounts ${accountIds}` });
  }
  return found;
}
