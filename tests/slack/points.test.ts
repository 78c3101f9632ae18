import { describe, expect } from 'vitest';
import { tell } from '../../core/outbox.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { abuseAlerts } from '../../db/schema/abuse.ts';
import { pointAdjustments } from '../../db/schema/till.ts';
import { onServer } from '../setup.ts';
import {
  asSystem,
  type Card,
  deliverAll,
  type Office,
  onlyCard,
  openOffice,
  people,
  rooms,
  textOf,
  yuko,
} from './office.ts';

const { test } = onServer;

/** 会員をさがす, 開く, ポイントを直す: the form in front of somebody. */
async function openForm(office: Office, user: string, card: Card) {
  const { slack, settled } = office;
  await slack.command(user, rooms.kichijoji, '/musubi', `find ${card.memberNumber}`);
  await settled();
  const list = slack.ephemeralFor(user).at(-1)!;
  await slack.press(user, { channel: rooms.kichijoji, ts: list.ts }, 'member_open');
  await settled();
  await slack.press(user, { viewId: slack.openViewOf(user)!.id }, 'adjust_open');
  await settled();
  return slack.openViewOf(user)!;
}

type Fields = { direction: string; amount: string; reason: string; note?: string };

async function fill(office: Office, user: string, viewId: string, fields: Fields) {
  const answer = await office.slack.submitView(user, viewId, { ...fields });
  await office.settled();
  return answer;
}

const apology = (amount: string, direction = 'give') => ({ direction, amount, reason: 'apology', note: '配送の遅れ' });
const spendable = async ({ db, now }: Office, { accountId }: Card) => (await balanceOf(db, accountId, now())).spendable;

describe('points moved by hand in Slack', () => {
  test('are previewed, then done at once when they are few', async ({ db }) => {
    const office = await openOffice(db);
    const { now: card } = await yuko(office);
    const before = await spendable(office, card);
    const form = await openForm(office, people.morishita, card);
    await fill(office, people.morishita, form.id, apology('３００'));
    const preview = office.slack.openViewOf(people.morishita)!;
    expect(textOf(preview)).toContain('＋300');
    expect(textOf(preview)).not.toContain('承認が要ります');
    expect(await spendable(office, card)).toBe(before);
    await Promise.all([1, 2].map(() => office.slack.submitView(people.morishita, preview.id).catch(() => undefined)));
    await office.settled();
    expect(await spendable(office, card)).toBe(before + 300);
    expect(office.slack.messagesIn(rooms.kichijoji)).toEqual([]);
    expect(office.failures).toEqual([]);
  });

  test('above the limit become a card that somebody else decides, and shrink to a line', async ({ db }) => {
    const office = await openOffice(db);
    const { now: card } = await yuko(office);
    const before = await spendable(office, card);
    const form = await openForm(office, people.morishita, card);
    await fill(office, people.morishita, form.id, apology('2,000'));
    const preview = office.slack.openViewOf(people.morishita)!;
    expect(textOf(preview)).toContain('別の方の承認が要ります');
    await office.slack.submitView(people.morishita, preview.id);
    await office.settled();
    await deliverAll(office);
    const asked = onlyCard(office, rooms.kichijoji);
    expect(textOf(asked)).toContain('ポイントの修正 ＋2,000');
    expect(textOf(asked)).toContain('配送の遅れ');
    const place = { channel: rooms.kichijoji, ts: asked.ts };
    await office.slack.press(people.morishita, place, 'adjust_approve');
    await office.settled();
    expect(textOf(office.slack.ephemeralFor(people.morishita).at(-1)!)).toContain('店長');
    expect(await spendable(office, card)).toBe(before);
    await office.slack.press(people.yamaguchi, place, 'adjust_approve');
    await office.settled();
    await deliverAll(office);
    expect(await spendable(office, card)).toBe(before + 2_000);
    const decided = textOf(onlyCard(office, rooms.kichijoji));
    expect(decided).toContain('山口 真理子が');
    expect(decided).not.toContain('配送の遅れ');
    expect(office.failures).toEqual([]);
  });

  test.for([
    ['letters', { ...apology('たくさん') }, 'amount'],
    ['nothing', { ...apology('0') }, 'amount'],
    ['more than there is to take', { ...apology('999999', 'take') }, 'amount'],
    ['something else without a word', { ...apology('10'), reason: 'other', note: '' }, 'note'],
    ['a reason nobody offered', { ...apology('10'), reason: 'because' }, 'reason'],
  ] as const)('with %s stay in the form, which says why', async ([, fields, field], { db }) => {
    const office = await openOffice(db);
    const { now: card } = await yuko(office);
    const form = await openForm(office, people.morishita, card);
    const answer = await fill(office, people.morishita, form.id, fields);
    expect(JSON.stringify(answer).replaceAll('\\"', '"')).toContain(`"${field}"`);
    expect(await db.select().from(pointAdjustments)).toEqual([]);
  });
});

describe('an alert in the channel of headquarters', () => {
  test('says why and what to do, and shrinks to a line once somebody wrote what came of it', async ({ db }) => {
    const office = await openOffice(db);
    const { facts, key } = {
      facts: { tail: '7153', count: 7, limit: 6, staff: ['森下 さやか'] },
      key: 'same_few_cards:1',
    };
    const [alert] = await db
      .insert(abuseAlerts)
      .values({ rule: 'same_few_cards', key, facts, foundAt: office.now() })
      .returning();
    await tell(asSystem(office), { topic: 'slack', message: { show: 'abuse', alertId: alert!.id } }, 'abuse:1');
    await deliverAll(office);
    const card = onlyCard(office, rooms.headquarters);
    for (const said of [
      '同じ会員証のおまとめが重なっています',
      '••••7153',
      '30日のあいだに 7回',
      '自動では何も止めていません',
    ])
      expect(textOf(card)).toContain(said);
    const place = { channel: rooms.headquarters, ts: card.ts };
    await office.slack.press(people.yamaguchi, place, 'abuse_open');
    await office.settled();
    expect(textOf(office.slack.ephemeralFor(people.yamaguchi).at(-1)!)).toContain('本部');
    await office.slack.press(people.okubo, place, 'abuse_open');
    await office.settled();
    await office.slack.submitView(people.okubo, office.slack.openViewOf(people.okubo)!.id, {
      note: 'ご家族の端末でした',
    });
    await office.settled();
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.headquarters))).toContain('大久保 健が');
    expect(textOf(onlyCard(office, rooms.headquarters))).toContain('ご家族の端末でした');
    expect(office.failures).toEqual([]);
  });
});

test('the till opens from Slack for staff of a store, and for nobody at headquarters', async ({ db }) => {
  const office = await openOffice(db);
  await office.slack.command(people.morishita, rooms.kichijoji, '/musubi', 'レジ');
  await office.settled();
  expect(JSON.stringify(office.slack.openViewOf(people.morishita))).toContain('counter/once&do=till');
  await office.slack.command(people.okubo, rooms.headquarters, '/musubi', 'till');
  await office.settled();
  expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('お店の方だけ');
});
