import { fork } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { expect, inject, onTestFinished, test } from 'vitest';
import { embedded } from '../../../db/embedded.ts';
import { normalOrFull } from '../../scale.ts';
import type { Errand, Said } from './killed-child.ts';
import { type Deed, openLife } from './life.ts';
import { give } from './shop.ts';
import { dice, type Promised } from './story.ts';

const start = Date.parse('2026-11-21T05:00:00Z');
const hourMs = 3_600_000;
const kills = normalOrFull(3, 200);
const accounts = 5;
const toldMs = 700;
const openingMs = 2_500;
const strikeMsMax = 8;
/** A shop in which nobody happens to do what is aimed at is killed all the same. */
const patienceMs = 20_000;
const kinds = ['approve', 'earn', 'redo', 'spend', 'undo'] as const;

/** What was going on when the process was killed, and all that it had acknowledged by then. */
type Life = { promised: Promised[]; underWay?: Deed; said: Said[] };

/**
 * Lets a process live on the folder for a while and kills it: sometimes while it still opens, mostly in the middle of its story, and
 * every second time just after it began something of the kind that is aimed at, because what is quick is hardly ever met by chance.
 */
async function liveAndDie(errand: Errand, roll: (below: number) => number, aim?: Deed['kind']): Promise<Life> {
  const child = fork(join(import.meta.dirname, 'killed-child.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const life: Life = {
    promised: [...errand.promised],
    said: [],
    ...(errand.underWay && { underWay: errand.underWay }),
  };
  const died = new Promise<void>((done) => child.once('close', () => done()));
  let begun = () => {};
  const aimed = new Promise<void>((done) => {
    begun = done;
  });
  const opened = new Promise<void>((done) => {
    child.on('message', (said: Said) => {
      life.said.push(said);
      if (said.kind === 'found') {
        delete life.underWay;
        done();
      }
      if (said.kind === 'doing') life.underWay = said.deed;
      if (said.kind === 'doing' && said.deed.kind === aim) begun();
      if (said.kind === 'done') {
        life.promised.push(said);
        delete life.underWay;
      }
    });
  });
  child.send(errand);
  if (aim) await Promise.race([aimed.then(() => pause(roll(strikeMsMax))), died, pause(patienceMs)]);
  else if (roll(5) === 0) await Promise.race([pause(roll(openingMs)), opened, died]);
  else await Promise.race([opened.then(() => pause(roll(toldMs))), died]);
  expect(child.exitCode, 'it was alive until it was killed').toBeNull();
  child.kill('SIGKILL');
  await died;
  return life;
}

test(`a shop killed ${kills} times in the middle of merges, undos, redos and spends opens again, whole, with all it acknowledged (C5, L2)`, {
  timeout: kills * 30_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), 'musubi-killed-'));
  const folder = join(home, 'data');
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const { db: _, ...people } = await opened(folder);
  const roll = dice(20_261_122);
  let promised: Promised[] = [];
  let underWay: Deed | undefined;
  let deeds = accounts;
  const interrupted: string[] = [];
  for (let kill = 0; kill <= kills; kill++) {
    const errand: Errand = {
      folder,
      life: people,
      from: start + (kill + 1) * 24 * hourMs,
      seed: kill + 1,
      promised,
      ...(underWay && { underWay }),
    };
    const life = await liveAndDie(errand, roll, kill % 2 ? kinds[roll(kinds.length)] : undefined);
    const found = life.said.find((said) => said.kind === 'found');
    if (found) {
      const acknowledged = deeds;
      expect({ kill, violations: found.violations, missing: found.missing }).toEqual({
        kill,
        violations: [],
        missing: [],
      });
      expect([acknowledged, acknowledged + (underWay ? 1 : 0)], `kill ${kill}, ${JSON.stringify(underWay)}`).toContain(
        found.deeds,
      );
      // Done again with its key it is there once, whether or not it had been there already.
      if (found.again && found.again.kind !== 'refused') expect(found.deedsThen).toBe(acknowledged + 1);
      else expect(found.deedsThen).toBe(found.deeds);
      deeds = found.deedsThen;
    }
    if (life.underWay && life.underWay !== underWay) interrupted.push(life.underWay.kind);
    deeds += life.promised.slice(promised.length).filter(({ ending }) => ending.kind !== 'refused').length;
    ({ promised, underWay } = life);
  }
  const times = Object.fromEntries(kinds.map((kind) => [kind, interrupted.filter((one) => one === kind).length]));
  console.log(`of ${kills} kills, in the middle of`, times);
  if (kills >= 200) expect(Object.values(times).filter((count) => count < 5)).toEqual([]);
});

/** A data folder with a shop in it, whose accounts have some points. */
async function opened(folder: string) {
  const engine = await PGlite.create({ dataDir: folder, loadDataDir: await openAsBlob(inject('dump')) });
  const { db, close } = embedded(engine);
  const life = await openLife(db, accounts);
  for (const accountId of life.accountIds) await give(life, new Date(start), accountId, 500, { source: 'life' });
  await close();
  return life;
}
