import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { verifyInvariants } from '../../core/verify.ts';
import type { RequestId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import type { RequestState } from '../../db/schema/merges.ts';
import { at } from '../core/house.ts';
import { scaled } from '../scale.ts';
import { empty, onEmbedded } from '../setup.ts';
import { type Command, carryOut, forbidden, type Outcome, openWorld, requestLists, type World } from './requests.ts';

const runs = scaled(4);
const { test } = onEmbedded;

const legal: Record<RequestState, RequestState[]> = {
  proving: ['waiting', 'cancelled', 'expired'],
  waiting: ['approved', 'rejected', 'cancelled', 'expired'],
  ...{ approved: [], rejected: [], cancelled: [], expired: [] },
};
/** What a state that allows it may still meet: figures, the other card, or somebody's rights. */
const besides = new Set([
  ...['rate_limited', 'request_open', 'already_one', 'same_account', 'about_yourself', 'not_found', 'cannot_link'],
  ...['not_yours', 'second_needed', 'bad_input', 'wrong_code', 'code_expired', 'request_closed', 'request_stale'],
]);

type Seen = { world: World; command: Command; outcome: Outcome; covered: (what: string) => void };

/** Plays lists of commands, and has `watch` look at the shop around every one of them. */
async function play<Before>(
  db: Database,
  covers: string[],
  watch: (world: World, command: Command) => Promise<Before>,
  holds: (seen: Seen, before: Before) => Promise<void>,
): Promise<void> {
  const covered = new Map<string, number>();
  const count = (what: string) => covered.set(what, (covered.get(what) ?? 0) + 1);
  const property = fc.asyncProperty(requestLists, async (commands) => {
    await empty(db);
    const world = await openWorld(db);
    for (const command of commands) {
      const before = await watch(world, command);
      const outcome = await carryOut(world, command);
      await holds({ world, command, outcome, covered: count }, before);
    }
    expect(await verifyInvariants(db, at(world.minutes), { deep: true })).toEqual([]);
  });
  await fc.assert(property, { numRuns: runs, seed: 20_261_122, endOnFailure: true });
  const rare = covers.filter((what) => (covered.get(what) ?? 0) < runs / 8);
  expect(rare, JSON.stringify([...covered])).toEqual([]);
}

type Row = { id: RequestId; state: RequestState; frozen: boolean; decider: string | null };

/** Every request as the shop holds it. */
function requestsIn(db: Database): Promise<Row[]> {
  return rowsOf(
    db,
    sql`select r.id::int, state, frozen_at is not null as frozen, s.slack_user_id as decider
      from merge_requests r left join staff s on s.id = r.decided_by_staff_id order by r.id`,
  );
}

/** What the audit tells of requests, one word a row, after a place in it; a reminder changes nothing. */
async function auditAfter(db: Database, id: number): Promise<{ last: number; told: string[] }> {
  const rows = await rowsOf<{ id: number; action: string; subject: string }>(
    db,
    sql`select id::int, action, subject from audit_entries where id > ${id} order by id`,
  );
  const words = rows
    .filter(({ action }) => /^request\.(?!reminded|escalated)/.test(action))
    .map(({ action, subject }) => `${action.slice('request.'.length)} ${subject.slice('request:'.length)}`);
  return { last: rows.at(-1)?.id ?? id, told: words };
}

describe('laws of requests, for any commands on the database', () => {
  test('C6 a request only ever takes a legal step, is decided once, and never by whoever it is about', {
    timeout: 900_000,
  }, async ({ db }) => {
    const slackIds = { sayaka: 'U1', mariko: 'U2', jun: 'U3', takeshi: 'U4' };
    const steps = Object.entries(legal).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
    const nos = [
      'request_closed',
      'request_frozen',
      'request_stale',
      'request_unproved',
      'about_yourself',
      'second_needed',
    ];
    await play(
      db,
      [...steps, ...nos],
      async (world, command) => ({
        rows: await requestsIn(db),
        no: forbidden(world, command),
      }),
      async ({ world, command, outcome, covered }, before) => {
        const after = await requestsIn(db);
        const said = JSON.stringify([command, outcome, before.no]);
        const meant = world.requests.map(({ requestId: id, state, frozen, decidedBy }) => {
          return { id, state, frozen, decider: decidedBy ? slackIds[decidedBy] : null };
        });
        expect(after, said).toEqual(meant);
        for (const { id, state } of before.rows) {
          const to = after.find((row) => row.id === id)!.state;
          if (to === state) continue;
          expect(legal[state], said).toContain(to);
          covered(`${state} ${to}`);
        }
        if (before.no) expect(outcome.code, said).toBe(before.no);
        else if (outcome.code) expect(besides, said).toContain(outcome.code);
        if (outcome.code) covered(outcome.code);
      },
    );
  });

  test('C7 every change of a request leaves one row in the audit, and what is refused leaves none of a change', {
    timeout: 900_000,
  }, async ({ db }) => {
    const kinds = [
      'made',
      'proved',
      'approved',
      'rejected',
      'cancelled',
      'expired',
      'not_me',
      'freeze_lifted',
      'asked',
    ];
    let last = 0;
    await play(
      db,
      [...kinds, 'refused', 'two ended at once'],
      async (world) => {
        if (world.minutes === 0) last = 0;
        ({ last } = await auditAfter(db, last));
      },
      async ({ command, outcome, covered }) => {
        const { told } = await auditAfter(db, last);
        expect(told.toSorted(), JSON.stringify([command, outcome])).toEqual(outcome.told.toSorted());
        for (const word of told) covered(word.split(' ')[0]!);
        if (outcome.code) covered('refused');
        if (told.length > 1 && command.kind !== 'counter') covered('two ended at once');
      },
    );
  });
});
