import { describe, expect } from 'vitest';
import { verifyInvariants } from '../../core/verify.ts';
import type { OutboxId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { inbox, outbox } from '../../db/schema/plumbing.ts';
import { enrolments, scenarios } from '../../db/schema/scenarios.ts';
import { join, openHouse, yuko } from '../core/house.ts';
import { databases } from '../setup.ts';
import { type BotDoor, openBot } from './door.ts';

const dayMs = 86_400_000;
const said = '夫の田中には言わないでください';

/** One row of every end a letter and an event can come to, all settled now and all with something in them. */
async function letters(db: Database, bot: BotDoor): Promise<void> {
  const now = bot.now();
  const times = { createdAt: now, dueAt: now, settledAt: now };
  const message = { template: 'request_question', to: 1, question: said };
  for (const state of ['sent', 'dropped', 'closed', 'dead', 'unknown'] as const)
    await db.insert(outbox).values({ ...times, topic: 'line', key: state, retryKey: state, message, state });
  const body = {
    ...{ type: 'message', timestamp: 1, replyToken: 'r', source: { type: 'user', userId: 'U1' } },
    message: { id: 'm1', type: 'text', text: said },
  };
  const event = { source: 'line', body, receivedAt: now, dueAt: now, settledAt: now } as const;
  await db.insert(inbox).values({ ...event, eventId: 'dead', state: 'dead', outcome: 'failed' });
}

/** The states of letters in which something can still be read, and what became of the event. */
async function left(db: Database) {
  const rows = await db.select().from(outbox).orderBy(outbox.id);
  const [event] = await db.select().from(inbox);
  const readable = (row: { message: unknown }) => JSON.stringify(row.message).includes(said);
  return {
    rows: rows.length,
    readable: rows.filter(readable).map(({ state }) => state),
    event: event && [event.state, JSON.stringify(event.body).includes(said)],
  };
}

describe.each(databases)('what is only kept for a time, on $name', ({ test }) => {
  test('is forgotten in steps: what was said before that it was said, what arrived before what did not', async ({
    db,
  }) => {
    await openHouse(db);
    const bot = await openBot(db);
    await letters(db, bot);
    const passed = async (days: number) => {
      bot.forward(days * dayMs);
      await bot.tick();
      return left(db);
    };
    const all = ['sent', 'dropped', 'closed', 'dead', 'unknown'];
    expect(await passed(6.9)).toEqual({ rows: 5, readable: all, event: ['dead', true] });
    expect(await passed(0.2)).toEqual({ rows: 5, readable: ['dead', 'unknown'], event: ['closed', false] });
    expect(await passed(23)).toEqual({ rows: 5, readable: [], event: ['closed', false] });
    const [sent, , , dead] = await db.select().from(outbox).orderBy(outbox.id);
    expect(sent).toMatchObject({ state: 'sent', key: 'sent', message: { template: 'request_question' } });
    expect(dead).toMatchObject({ state: 'closed', message: { template: 'request_question' } });
    expect(await passed(15)).toMatchObject({ rows: 5, event: undefined });
    expect(await passed(136)).toMatchObject({ rows: 0 });
    expect(await verifyInvariants(db, bot.now())).toEqual([]);
    await bot.close();
  });

  test('but for the row by which a step of a scenario was sent', async ({ db }) => {
    const house = await openHouse(db);
    const bot = await openBot(db);
    await letters(db, bot);
    const { accountId } = await join(house, yuko);
    const definition = {
      trigger: { fact: 'purchase', productCode: 'pillow' },
      delay: { days: 1 },
      message: 'm',
    } as const;
    await db.insert(scenarios).values({ code: 'test', version: 1, name: 'test', definition });
    const now = bot.now();
    const step = { scenarioId: 1, accountId, entryKey: 'e', enrolledAt: now, dueAt: now, settledAt: now };
    await db.insert(enrolments).values({ ...step, state: 'sent', outboxId: 1 as OutboxId });
    bot.forward(181 * dayMs);
    await bot.tick();
    expect((await db.select().from(outbox)).map(({ key }) => key)).toEqual(['sent']);
    await bot.close();
  });

  test('of an event nobody could work on its id stays, so that a repeat is still told', async ({ db }) => {
    await openHouse(db);
    const bot = await openBot(db);
    await letters(db, bot);
    bot.forward(8 * dayMs);
    await bot.tick();
    const [event] = await db.select().from(inbox);
    const kept = { type: 'message', timestamp: 1, source: { type: 'user', userId: 'U1' } };
    expect(event).toMatchObject({ eventId: 'dead', body: { ...kept, message: { id: 'm1', type: 'text' } } });
    await bot.close();
  });
});
