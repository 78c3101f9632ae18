import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { normalOrFull, scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { type Asked, ask, carryOut, type Deed, type Ending, type Life, openLife } from './life.ts';
import { give } from './shop.ts';

const { test } = onServer;
const start = Date.parse('2026-11-21T05:00:00Z');
const minuteMs = 60_000;
const [a, b, c, d] = [1, 2, 3, 4] as AccountId[] as [AccountId, AccountId, AccountId, AccountId];
const timeout = 15 * minuteMs;
const roundsAShop = 25;

let named = 0;
const keyed = () => `deed ${++named}`;
const merge = (one: AccountId, other: AccountId): Deed => ({ kind: 'merge', key: keyed(), a: one, b: other });
const approve = (asked: Asked): Deed => ({ kind: 'approve', key: keyed(), asked });
const undo = (edgeId: EdgeId): Deed => ({ kind: 'undo', key: keyed(), edgeId });
const redo = (edgeId: EdgeId): Deed => ({ kind: 'redo', key: keyed(), edgeId });
const spend = (accountId: AccountId): Deed => ({ kind: 'spend', key: keyed(), accountId, amount: 7 });

/** Everything at once; whatever is not a refusal by the rules, a deadlock above all, is thrown. */
function atOnce(life: Life, now: Date, deeds: Deed[]): Promise<Ending[]> {
  return Promise.all(deeds.map((deed) => carryOut(life, now, deed)));
}

async function activeEdges(db: Database): Promise<{ a: number; b: number; id: EdgeId }[]> {
  return rowsOf(db, sql`select a::int, b::int, id::int from merge_edges where state = 'active' order by id`);
}

const pairsOf = (edges: { a: number; b: number }[]) => edges.map((edge) => `${edge.a}-${edge.b}`).sort();

describe('merges and undos of the same people at the same time', () => {
  const rounds = normalOrFull(25, 500);
  const cardRounds = scaled(20);

  test(`(a,b) against (b,a): one edge, the other hears that they are one, ${rounds} rounds without a deadlock (C1)`, {
    timeout,
  }, async ({ db }) => {
    let life = await anew(db, 2);
    for (let round = 0; round < rounds; round++) {
      if (round > 0 && round % roundsAShop === 0) life = await anew(db, 2);
      const now = new Date(start + (round % roundsAShop) * minuteMs);
      const endings = await atOnce(life, now, [merge(a, b), merge(b, a), merge(a, b), merge(b, a)]);
      const joined = endings.flatMap((ending) => (ending.kind === 'joined' ? [ending] : []));
      expect(joined).toHaveLength(1);
      expect(endings.filter(({ kind }) => kind === 'refused')).toEqual(
        Array(3).fill({ kind: 'refused', code: 'already_one' }),
      );
      const parted = await atOnce(
        life,
        now,
        joined.flatMap(({ edgeId }) => [undo(edgeId), undo(edgeId)]),
      );
      expect(parted.map(wordOf).sort()).toEqual(['edge_not_active', 'undone']);
    }
    expect(await verifyInvariants(db, new Date(start + 60 * minuteMs), { deep: true })).toEqual([]);
  });

  test(`rings of merges, undos, redos and spends that overlap: every pair has at most one edge and all books hold, ${rounds} rounds (C1, C3)`, {
    timeout,
  }, async ({ db }) => {
    let life = await anew(db, 4);
    for (let round = 0; round < rounds; round++) {
      if (round % roundsAShop === 0) {
        life = await anew(db, 4);
        for (const accountId of [a, b, c, d]) await give(life, new Date(start), accountId, 10_000);
      }
      const now = new Date(start + (1 + (round % roundsAShop)) * minuteMs);
      const edges = await activeEdges(db);
      const ring = [merge(a, b), merge(b, c), merge(c, d), merge(d, a), merge(c, a), merge(d, b)];
      const back = edges.slice(0, 3).flatMap(({ id }) => [undo(id), redo(id)]);
      await atOnce(life, now, [...ring, ...back, spend(a), spend(c), spend(d)]);
      const pairs = pairsOf(await activeEdges(db));
      expect(new Set(pairs).size).toBe(pairs.length);
      if ((round + 1) % roundsAShop === 0) expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);
    }
  });

  test(`two cards that overlap are approved at once: one holds, the other is stale and changed nothing, ${cardRounds} rounds (C2)`, {
    timeout,
  }, async ({ db }) => {
    for (let round = 0; round < cardRounds; round++) {
      const life = await anew(db, 3);
      const now = new Date(start);
      const cards = [(await ask(life, now, a, b))!, (await ask(life, now, c, b))!];
      const endings = await atOnce(life, now, cards.map(approve));
      expect(endings.map(wordOf).sort()).toEqual(['joined', 'request_stale']);
      const stale = cards[endings.findIndex(({ kind }) => kind === 'refused')]!;
      expect(await traceOf(db, stale)).toEqual({ state: 'waiting', edges: 0, decisions: 0, apart: true });
    }
  });
});

const wordOf = (ending: Ending) => (ending.kind === 'refused' ? ending.code : ending.kind);

/** What an approval would have left: its request's state, an edge, an audit row, one person. */
async function traceOf(db: Database, { requestId, a: one, b: other }: Asked) {
  const [found] = await rowsOf(
    db,
    sql`select state, (select count(*)::int from merge_edges where request_id = r.id) as edges,
      (select count(*)::int from audit_entries where subject = 'request:' || r.id and action = 'request.approved') as decisions,
      (select count(distinct person_id) = 2 from accounts where id in (${one}, ${other})) as apart
      from merge_requests r where id = ${requestId}`,
  );
  return found;
}

async function anew(db: Database, count: number): Promise<Life> {
  await empty(db);
  return openLife(db, count);
}
