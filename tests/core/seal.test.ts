import { desc, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { audit } from '../../core/audit.ts';
import { firstBrokenSeal, sealAudit } from '../../core/seal.ts';
import type { Database } from '../../db/open.ts';
import { auditMarks, auditSeals } from '../../db/schema/plumbing.ts';
import { databases, onServer } from '../setup.ts';
import { until } from '../stories/until.ts';
import { at, type House, openHouse, tick } from './house.ts';

async function written(db: Database, count: number) {
  const house = await openHouse(db);
  for (let i = 0; i < count; i++) {
    await audit(tick(house, at(i)), { action: 'test', subject: `row:${i}`, facts: { b: i, a: `${i}` } });
  }
  return house;
}

/** Other test files have transactions that take long, on the same server. */
const patienceMs = 50_000;

/** Seals until `count` rows are; other databases of a busy server may have older transactions for a moment. */
async function sealAll(house: House, count: number): Promise<void> {
  let sealed = 0;
  await until(async () => {
    sealed += await sealAudit(tick(house));
    return sealed >= count;
  }, patienceMs);
  expect(sealed).toBe(count);
}

/** Somebody with the keys of the database changes what was written. */
async function tamper(db: Database, statement: string) {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql.raw(statement));
  });
}

describe.each(databases)('seals on $name', ({ test }) => {
  test('audit rows are sealed once: the first look marks how far, the next one seals to there', async ({ db }) => {
    const house = await written(db, 5);
    expect(await sealAudit(tick(house))).toBe(0);
    await audit(tick(house), { action: 'test', subject: 'row:5' });
    await sealAll(house, 6);
    expect(await sealAudit(tick(house))).toBe(0);
    expect(await db.select().from(auditSeals)).toHaveLength(2);
    expect(await firstBrokenSeal(db)).toBeUndefined();
  });

  test('a mark that came along from another server holds nothing up', async ({ db }) => {
    const house = await written(db, 2);
    await db.insert(auditMarks).values({ lastEntryId: 1, xid: '18446744073709551000', markedAt: at() });
    expect(await sealAudit(tick(house))).toBe(1);
    await sealAll(house, 1);
  });

  test.for([
    ['changed', "update audit_entries set reason = 'other' where id = 2"],
    ['taken away', 'delete from audit_entries where id = 2'],
    ['changed in its facts', `update audit_entries set facts = '{"a":"9"}' where id = 5`],
  ])('a row that was %s breaks a seal', async ([name, statement], { db }) => {
    const house = await written(db, 2);
    await sealAll(house, 2);
    for (let i = 2; i < 5; i++) await audit(tick(house), { action: 'test', subject: `row:${i}`, facts: { b: i } });
    await sealAll(house, 3);
    await tamper(db, statement ?? '');
    expect(await firstBrokenSeal(db)).toBe(name === 'changed in its facts' ? 2 : 1);
  });
});

describe('seals while somebody is still writing', () => {
  onServer.test('wait for a row however long its transaction takes, and hold with it', async ({ db }) => {
    const house = await openHouse(db);
    const row = (subject: string) => ({ action: 'test', subject });
    await db.transaction(async (slow) => {
      await audit({ ...tick(house), db: slow }, row('first and late'));
      await audit(tick(house), row('second and early'));
      expect(await sealAudit(tick(house))).toBe(0);
      expect(await sealAudit(tick(house, at(24 * 60)))).toBe(0);
    });
    await sealAll(house, 2);
    expect(await firstBrokenSeal(db)).toBeUndefined();
  });

  onServer.test('hold under many writers and two sealers at once', async ({ db }) => {
    const house = await openHouse(db);
    const write = (i: number) =>
      db.transaction(async (tx) => {
        await audit({ ...tick(house), db: tx }, { action: 'test', subject: `one:${i}` });
        await audit({ ...tick(house), db: tx }, { action: 'test', subject: `other:${i}` });
      });
    const writing = Array.from({ length: 100 }, (_, i) => write(i));
    const sealing = Array.from({ length: 40 }, () => sealAudit(tick(house)));
    await Promise.all([...writing, ...sealing]);
    const newest = async () =>
      (await db.select().from(auditSeals).orderBy(desc(auditSeals.lastEntryId)).limit(1))[0]?.lastEntryId;
    await until(async () => {
      await sealAudit(tick(house));
      return (await newest()) === 200;
    }, patienceMs);
    expect(await firstBrokenSeal(db)).toBeUndefined();
  });
});
