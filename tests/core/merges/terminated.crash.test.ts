import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { expect, onTestFinished } from 'vitest';
import { verifyInvariants } from '../../../core/verify.ts';
import { openServer } from '../../../db/open.ts';
import { normalOrFull } from '../../scale.ts';
import { onServer } from '../../setup.ts';
import { carryOut, type Deed, type Ending, openLife } from './life.ts';
import { give } from './shop.ts';
import { countDeeds, dice, missing, nextDeed, type Promised } from './story.ts';

const start = Date.parse('2026-11-21T05:00:00Z');
const minuteMs = 60_000;
const kills = normalOrFull(20, 200);
const accounts = 5;
const strikeMsMax = 25;
const roundsMax = kills * 10;

/** What a caller sees whose connection was cut: the driver's words for it, and PostgreSQL's. */
const cut = new Set(['57P01', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE']);

type Struck = Ending | { kind: 'cut' };

/** The ending a deed came to, or that its connection was cut; anything else is a bug and thrown. */
async function struck(ending: Promise<Ending>): Promise<Struck> {
  return ending.catch((reason: { code?: string; cause?: { code?: string } }) => {
    if (!cut.has(reason.code ?? '') && !cut.has(reason.cause?.code ?? '')) throw reason;
    return { kind: 'cut' as const };
  });
}

onServer.test(
  `connections cut ${kills} times in the middle of things: done or not done, never half, and again with the same key it is there once (C5, L2)`,
  {
    timeout: 30 * minuteMs,
  },
  async ({ db, url }) => {
    const office = openServer(url as string, { connectionsMax: 2 });
    const killer = postgres(url as string, { max: 1, onnotice: () => {}, connection: { application_name: 'killer' } });
    onTestFinished(async () => {
      await office.close();
      await killer.end();
    });
    const life = await openLife(db, accounts);
    for (const accountId of life.accountIds) await give(life, new Date(start), accountId, 500, { source: 'life' });
    const hurt = { ...life, db: office.db };
    // Whoever is in the middle of something at that moment; the rest of the test waits meanwhile.
    const strike = () =>
      killer`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'musubi' and state <> 'idle'`;

    const roll = dice(20_261_123);
    const promised: Promised[] = [];
    let [landed, deeds, rounds] = [0, accounts as number, 0];
    const cutOff = new Set<string>();
    for (; landed < kills && rounds < roundsMax; rounds++) {
      const now = new Date(start + rounds * minuteMs);
      const deed = await nextDeed(life, now, `deed ${rounds}`, roll);
      if (!deed) continue;
      const doing = struck(carryOut(hurt, now, deed));
      await pause(roll(strikeMsMax));
      const hit = await strike();
      let ending = await doing;
      landed += hit.length;
      if (ending.kind === 'cut') {
        cutOff.add(deed.kind);
        ending = await againUntilHeard(deed, () => struck(carryOut(hurt, now, deed)));
      }
      const there = await countDeeds(db);
      const isDone = ending.kind !== 'refused' || alreadyDone.has(ending.code);
      expect([deeds, deeds + (isDone ? 1 : 0)], `${JSON.stringify(deed)} ${JSON.stringify(ending)}`).toContain(there);
      if (ending.kind !== 'refused' && ending.kind !== 'cut') promised.push({ deed, ending });
      deeds = there;
      if (rounds % 40 === 0) expect(await verifyInvariants(db, now, { deep: true })).toEqual([]);
    }
    expect(landed).toBeGreaterThanOrEqual(kills);
    expect(await missing(db, promised)).toEqual([]);
    expect(await verifyInvariants(db, new Date(start + rounds * minuteMs), { deep: true })).toEqual([]);
    if (kills >= 200) expect([...cutOff].sort()).toEqual(['approve', 'earn', 'redo', 'spend', 'undo']);
  },
);

/** Nobody heard how it ended, so it is asked for again: then it has happened, or the answer says that it had. */
const alreadyDone = new Set(['request_closed', 'edge_not_active', 'edge_not_void']);

async function againUntilHeard(deed: Deed, again: () => Promise<Struck>): Promise<Struck> {
  const first = await again();
  return first.kind === 'cut' ? againUntilHeard(deed, again) : first;
}
