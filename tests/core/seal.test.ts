import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { audit } from '../../core/audit.ts';
import { firstBrokenSeal, sealAudit } from '../../core/seal.ts';
import type { Database } from '../../db/open.ts';
import { auditSeals } from '../../db/schema/plumbing.ts';
import { databases } from '../setup.ts';
import { at, openHouse, tick } from './house.ts';

async function written(db: Database, count: number) {
  const house = await openHouse(db);
  for (let i = 0; i < count; i++) {
    await audit(tick(house, at(i)), { action: 'test', subject: `row:${i}`, facts: { b: i, a: `${i}` } });
  }
  return house;
}

/** Somebody with the keys of the database changes what was written. */
async function tamper(db: Database, statement: string) {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql.raw(statement));
  });
}

describe.each(databases)('seals on $name', ({ test }) => {
  test('audit rows are sealed in batches, once, and the seals hold', async ({ db }) => {
    const house = await written(db, 5);
    expect(await sealAudit(tick(house, at(3)))).toBe(2);
    expect(await sealAudit(tick(house, at(60)))).toBe(3);
    expect(await sealAudit(tick(house, at(61)))).toBe(0);
    expect(await db.select().from(auditSeals)).toHaveLength(2);
    expect(await firstBrokenSeal(db)).toBeUndefined();
  });

  test.for([
    ['changed', "update audit_entries set reason = 'other' where id = 2"],
    ['taken away', 'delete from audit_entries where id = 2'],
    ['changed in its facts', `update audit_entries set facts = '{"a":"9"}' where id = 5`],
  ])('a row that was %s breaks a seal', async ([name, statement], { db }) => {
    const house = await written(db, 5);
    await sealAudit(tick(house, at(3)));
    await sealAudit(tick(house, at(60)));
    await tamper(db, statement ?? '');
    expect(await firstBrokenSeal(db)).toBe(name === 'changed in its facts' ? 2 : 1);
  });
});
