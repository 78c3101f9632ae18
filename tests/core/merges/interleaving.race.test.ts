import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId, EdgeId } from '../../../db/ids.ts';
import { type Database, rowsOf } from '../../../db/open.ts';
import { createOracle } from '../../model/oracle.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { ask, carryOut, type Deed, type Ending, type Life, openLife, stateInWords } from './life.ts';
import { type Done, modelInWords, type Named, serialOrder } from './serial.ts';

const { test } = onServer;
const start = Date.parse('2026-11-21T05:00:00Z');
const minuteMs = 60_000;
const secondMs = 1_000;
const minutes = 60_000;
const [a, b, c, d] = [1, 2, 3, 4] as AccountId[] as [AccountId, AccountId, AccountId, AccountId];
const accountIds = [a, b, c, d];
const calendar = { coolOff: (at: number) => at, grace: (at: number) => at + 30 * 1440 * minuteMs };

/** What the numbers of a deed come to in the shop as it stands. */
type Intent = { kind: Deed['kind']; account: number; other: number; amount: number; once: boolean };

const intent: fc.Arbitrary<Intent> = fc.record({
  kind: fc.constantFrom<Deed['kind'][]>('earn', 'spend', 'spend', 'spend', 'merge', 'approve', 'undo', 'undo', 'redo'),
  account: fc.nat({ max: 3 }),
  other: fc.nat({ max: 30 }),
  amount: fc.integer({ min: 1, max: 60 }),
  once: fc.boolean(),
});
const days = 8;
const storms = fc.array(fc.array(intent, { minLength: 2, maxLength: 5 }), { minLength: days, maxLength: days });

let named = 0;

/** Makes a deed of an intent; undefined when there is nothing to do it to. */
async function deedOf(life: Life, now: Date, edges: EdgeId[], { kind, account, other, ...more }: Intent) {
  const key = `deed ${String(++named).padStart(6, '0')}`;
  const accountId = accountIds[account] as AccountId;
  const partner = accountIds[(account + 1 + (other % 3)) % 4] as AccountId;
  const edgeId = edges[other % Math.max(1, edges.length)];
  switch (kind) {
    case 'earn':
      return { kind, key, accountId, amount: more.amount, days: 60 + (named % 600), once: more.once } satisfies Deed;
    case 'spend':
      return { kind, key, accountId, amount: more.amount } satisfies Deed;
    case 'merge':
      return { kind, key, a: accountId, b: partner } satisfies Deed;
    case 'approve': {
      const asked = await ask(life, now, accountId, partner);
      return asked && ({ kind, key, asked } satisfies Deed);
    }
    default:
      return edgeId && ({ kind, key, edgeId } satisfies Deed);
  }
}

/** C1, and the whole books with it. */
async function allHolds(db: Database, now: Date): Promise<void> {
  const twins = await rowsOf(
    db,
    sql`select a, b from merge_edges where state = 'active' group by a, b having count(*) > 1`,
  );
  expect(twins).toEqual([]);
  expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);
}

describe('what happens at the same time', () => {
  const rounds = scaled(6);
  test(`is what one after the other would have come to, in some order; ${rounds} shops of ${days} storms (C1, C3, C4)`, {
    timeout: 10 * minutes,
  }, async ({ db }) => {
    const seen = new Map<string, number>();
    for (const [round, storm] of fc.sample(storms, { numRuns: rounds, seed: 20_261_121 }).entries()) {
      await empty(db);
      const life = await openLife(db, 4);
      let known: Named = {
        model: createOracle(accountIds, calendar),
        lots: new Map(),
        spends: new Map(),
        edges: new Map(),
      };
      const edges: EdgeId[] = [];
      let at = start;
      for (const intents of [accountIds.map((_, account) => given(account)), ...storm]) {
        at += 60 * minuteMs;
        const now = new Date(at);
        const deeds: Deed[] = [];
        for (const each of intents) deeds.push(...[(await deedOf(life, now, edges, each)) ?? []].flat());
        const endings = await Promise.all(deeds.map((deed) => carryOut(life, now, deed)));
        const done: Done[] = deeds.map((deed, index) => ({ deed, ending: endings[index] as Ending }));
        count(seen, done);
        const words = await stateInWords(db, new Date(at + secondMs));
        const order = serialOrder(known, at, done, words, at + secondMs);
        expect(
          order,
          `shop ${round}: ${JSON.stringify(done)} came to ${words} from ${modelInWords(known, at + secondMs)}`,
        ).toBeDefined();
        known = order!;
        for (const { ending } of done) if (ending.kind === 'joined') edges.push(ending.edgeId);
        await cancelOpen(db);
      }
      await allHolds(db, new Date(at));
    }
    for (const ending of ['earned', 'spent', 'joined', 'undone', 'redone', 'not_enough_points', 'edge_not_active']) {
      expect(seen.get(ending) ?? 0, ending).toBeGreaterThan(0);
    }
  });
});

const given = (account: number): Intent => ({ kind: 'earn', account, other: 0, amount: 60, once: false });

/** Requests that were not decided do not stand in the way of the next ones. */
async function cancelOpen(db: Database): Promise<void> {
  await db.execute(sql`update merge_requests set state = 'cancelled' where state in ('waiting', 'proving')`);
}

function count(seen: Map<string, number>, done: Done[]): void {
  for (const { ending } of done) {
    const word = ending.kind === 'refused' ? ending.code : ending.kind;
    seen.set(word, (seen.get(word) ?? 0) + 1);
  }
}
