import { sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { tellUnsound } from '../../core/verify.ts';
import type { Database } from '../../db/open.ts';
import { onServer } from '../setup.ts';
import { asSystem, deliverAll, type Office, onlyCard, openOffice, people, rooms, textOf, yuko } from './office.ts';

const { test } = onServer;

/** Writes what no verb ever would. */
async function plant(db: Database) {
  await db.execute(sql`update accounts set person_id = (select min(id) from accounts)`);
}

function saidTo(office: Office, user: string): string {
  return office.slack.ephemeralFor(user).map(textOf).join('\n');
}

describe('what must always hold', () => {
  test('is checked for headquarters, who hears when it begins and that all of it holds', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    await office.slack.command(people.okubo, rooms.headquarters, '/musubi', 'verify');
    await office.settled();
    const said = saidTo(office, people.okubo);
    expect(said).toContain('記録の全体を確かめています');
    expect(said).toContain('すべて合っています');
  });

  test('names what does not hold, where it is and what to do', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    await plant(db);
    await office.slack.command(people.okubo, rooms.headquarters, '/musubi', '点検');
    await office.settled();
    expect(saidTo(office, people.okubo)).toMatch(/合わないところが \d+か所.*S1 同じ方かどうかの記録 ・ account \d+/s);
  });

  test('is not for the stores to check', async ({ db }) => {
    const office = await openOffice(db);
    await office.slack.command(people.morishita, rooms.kichijoji, '/musubi', 'verify');
    await office.settled();
    expect(saidTo(office, people.morishita)).toContain('本部の方です');
  });

  test('is on a card to headquarters when the start found that it does not, and only once a day', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    await plant(db);
    for (const _ of [1, 2]) await tellUnsound(asSystem(office));
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.headquarters))).toContain('同じ方かどうかの記録');
  });
});
