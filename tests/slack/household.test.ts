import { eq, sql } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { invite } from '../../core/households/invite.ts';
import { householdInvitations } from '../../db/schema/households.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import { onServer } from '../setup.ts';
import {
  deliverAll,
  member,
  type Office,
  onlyCard,
  openOffice,
  people,
  provedRequest,
  rooms,
  secret,
  textOf,
} from './office.ts';

const { test } = onServer;

const house = { phone: '0467-00-2290', mail: 'takahashi@example.jp', address: '神奈川県鎌倉市梅園町2-7-3' };
const kazuo = {
  familyName: '髙橋',
  givenName: '和夫',
  familyKana: 'タカハシ',
  givenKana: 'カズオ',
  birthDate: '1951-02-11',
};

/** Two of one house and one name at the counter of Kamakura, but of different birth dates; the one asks for the card of the other. */
async function oneHouse(office: Office) {
  const [here, there] = [
    { ...kazuo, ...house },
    { ...kazuo, ...house, birthDate: '1984-08-30' },
  ];
  const now = await member(office, '20473342', here, { storeCode: 'kamakura' });
  const old = await member(office, '20473359', there, { storeCode: 'kamakura', line: false });
  // Ids were given by hand: the next account must not take one of them.
  await office.db.execute(sql`select setval(pg_get_serial_sequence('accounts', 'id'), 1000)`);
  const requestId = await provedRequest(office, now, old, '髙橋 和夫');
  await deliverAll(office);
  return { now, old, requestId, place: { channel: rooms.kamakura, ts: onlyCard(office, rooms.kamakura).ts } };
}

const hints = async ({ db }: Office) =>
  (await db.select().from(outbox).where(eq(outbox.topic, 'line')))
    .map(({ message }) => message as { template: string; to: number })
    .filter(({ template }) => template === 'household_hint');

describe('a request that looks like a family', () => {
  test('offers to tell the member of family links, neutrally and once', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { now, place } = await oneHouse(office);
    for (let i = 0; i < 2; i++) {
      await slack.press(people.hayama, place, 'household_hint');
      await office.settled();
    }
    expect(await hints(office)).toEqual([{ template: 'household_hint', to: now.identityId }]);
    expect(slack.ephemeralFor(people.hayama).map(textOf).join()).toContain('ご家族のご案内をお送りします');
    expect(office.failures).toEqual([]);
  });

  test('is rejected together with that offer when staff choose so', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await oneHouse(office);
    await slack.press(people.hayama, place, 'request_reject');
    await office.settled();
    const form = slack.openViewOf(people.hayama)!;
    await slack.submitView(people.hayama, form.id, { reason: 'ご家族の会員証でした', family: 'tell' });
    await office.settled();
    expect(await hints(office)).toHaveLength(1);
  });

  test('is for nobody of another store to hint at', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { place } = await oneHouse(office);
    await slack.press(people.morishita, place, 'household_hint').catch(() => {});
    await office.settled();
    expect(await hints(office)).toEqual([]);
  });
});

describe('a child who is invited', () => {
  test('waits on a card of the parent’s store until staff confirm it there', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const { now } = await oneHouse(office);
    const { accountId, identityId } = now;
    const actor = { kind: 'member', accountId, identityId } as const;
    const context = { db, secret, now: office.now(), actor };
    await invite(context, { shownName: '和夫', forMinor: true });
    await deliverAll(office);
    const card = slack.messagesIn(rooms.kamakura).find((message) => textOf(message).includes('18歳未満'))!;
    await slack.press(people.hayama, { channel: rooms.kamakura, ts: card.ts }, 'household_minor');
    await office.settled();
    const [invitation] = await db.select().from(householdInvitations);
    expect(invitation?.confirmedAt).toEqual(office.now());
    await deliverAll(office);
    const after = slack.messagesIn(rooms.kamakura).find(({ ts }) => ts === card.ts)!;
    expect(textOf(after)).toContain('確認しました');
    expect(office.failures).toEqual([]);
  });
});
