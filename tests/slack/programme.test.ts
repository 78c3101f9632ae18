import { describe, expect } from 'vitest';
import { recordPurchase } from '../../core/activities/record.ts';
import { draftOf, rulesAt, versionsAfter } from '../../core/points/programme.ts';
import type { ChannelId, ProductId } from '../../db/ids.ts';
import { programmeVersions } from '../../db/schema/points.ts';
import { channels, products } from '../../db/schema/shop.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import { onServer } from '../setup.ts';
import { asSystem, type Office, openOffice, people, rooms, secret, stringsIn, textOf, yuko } from './office.ts';

const { test } = onServer;

async function opened(office: Office, user = people.okubo) {
  await office.db.insert(channels).values({ code: 'store', name: '直営店舗', role: 'own_store' });
  await office.db.insert(products).values({ code: 'pillow', name: 'まくら', productGroup: 'まくら', priceYen: 9_900 });
  await typed(office, user);
  return office.slack.openViewOf(user);
}

async function typed({ slack, settled }: Office, user = people.okubo, text = 'programme') {
  await slack.command(user, rooms.headquarters, '/musubi', text);
  await settled();
}

async function press({ slack, settled }: Office, action: string, user = people.okubo) {
  await slack.press(user, { viewId: slack.openViewOf(user)!.id }, action);
  await settled();
  return textOf(slack.openViewOf(user)!);
}

async function submit({ slack, settled }: Office, values: Record<string, string | string[]>, user = people.okubo) {
  const result = await slack.submitView(user, slack.openViewOf(user)!.id, values);
  await settled();
  return { result, shown: textOf(slack.openViewOf(user) ?? {}) };
}

const campaign = {
  ...{ name: '雨の日2倍', from: '2026-12-01', last: '2026-12-31', gives: 'multiplier', amount: '200' },
  ...{ groups: ['まくら'], minimum: '5000' },
};

describe('/musubi programme', () => {
  test('shows headquarters the rules in words, and nobody else', async ({ db }) => {
    const office = await openOffice(db);
    const shown = textOf((await opened(office))!);
    expect(shown).toContain('100円ごとに1\u00a0pt');
    expect(shown).toContain('12か月後の月末まで');
    await typed(office, people.yamaguchi, '決まり');
    expect(textOf(office.slack.ephemeralFor(people.yamaguchi).at(-1)!)).toContain('本部の方');
    expect(office.failures).toEqual([]);
  });

  test('takes figures, rates, tiers and a campaign into a draft that changes nothing yet', async ({ db }) => {
    const office = await openOffice(db);
    await opened(office);
    await press(office, 'programme_basics');
    const basics = await submit(office, { expiryMonths: '24', model: 'rolling', kinds: ['purchase', 'visit'] });
    expect(basics.shown).toContain('下書きに入れました');
    await press(office, 'programme_rates');
    await submit(office, { 'channel:store': '150', 'group:0': '0' });
    await press(office, 'programme_tiers');
    await submit(office, { 'name:0': '三日月', 'name:1': '満月', 'from:1': '600000', 'percent:1': '150' });
    await press(office, 'programme_campaign');
    const { shown } = await submit(office, campaign);
    expect(shown).toContain('雨の日2倍');
    expect(shown).toMatch(/12月1日.*12月31日.*まで/);
    expect((await draftOf(db))?.rules).toMatchObject({
      ...{ expiryMonths: 24, expiry: { model: 'rolling', kinds: ['purchase', 'visit'] } },
      ...{ channelRates: [{ channel: 'store', percent: 150 }], groupRates: [{ group: 'まくら', percent: 0 }] },
      tiers: [
        { name: '三日月', fromYen: 0, percent: 100 },
        { name: '満月', fromYen: 600_000, percent: 150 },
      ],
      campaigns: [{ from: '2026-12-01', until: '2027-01-01', when: { groups: ['まくら'], minimumYen: 5_000 } }],
    });
    expect((await rulesAt(db, office.now())).campaigns).toEqual([]);
    expect(office.failures).toEqual([]);
  });

  test('tells under its field what cannot be right', async ({ db }) => {
    const office = await openOffice(db);
    await opened(office);
    await press(office, 'programme_campaign');
    const { result } = await submit(office, { ...campaign, last: '2026-11-01' });
    expect(JSON.stringify(result)).toContain('last');
    expect(await draftOf(db)).toBeNull();
  });

  test('shows what last month would have come to, as figures and as a picture', async ({ db }) => {
    const office = await openOffice(db);
    await opened(office);
    const { now } = await yuko(office);
    const boughtAt = new Date(office.now().getTime() - 30 * 86_400_000);
    const lines = [{ productId: 1 as ProductId, quantity: 1, amountYen: 10_000 }];
    const once = { source: 'test', sourceId: '1', channelId: 1 as ChannelId };
    await recordPurchase(asSystem(office), { accountId: now.accountId, boughtAt, lines, ...once });
    await press(office, 'programme_campaign');
    await submit(office, campaign);
    const shown = await press(office, 'programme_try');
    expect(shown).toContain('100\u00a0pt が 200\u00a0pt');
    expect(shown).toContain('雨の日2倍');
    const [url] = stringsIn(office.slack.openViewOf(people.okubo)!.blocks, ['image_url']);
    const svg = await slackPicture(db, office.now(), secret, url!.split('/').at(-1)!);
    expect(svg).toContain('100');
    expect(await press(office, 'programme_back')).toContain('下書き');
  });

  test('publishes from a day to come, and says so on the Home tab', async ({ db }) => {
    const office = await openOffice(db);
    await opened(office);
    await press(office, 'programme_campaign');
    await submit(office, campaign);
    await press(office, 'programme_publish');
    const { shown } = await submit(office, { from: '2026-12-01' });
    expect(shown).toContain('2026年12月1日');
    expect(await draftOf(db)).toBeNull();
    expect((await versionsAfter(db, office.now())).map(({ version }) => version)).toEqual([2]);
    await office.slack.openHome(people.okubo);
    await office.settled();
    expect(textOf(office.slack.homeOf(people.okubo)!)).toContain('次に変わるのは 2026年12月1日');
    expect(office.failures).toEqual([]);
  });

  test('throws a draft away, and saves none over what somebody else has saved meanwhile', async ({ db }) => {
    const office = await openOffice(db);
    await opened(office);
    await press(office, 'programme_campaign');
    await db
      .insert(programmeVersions)
      .values({ version: 7, rules: (await rulesAt(db, office.now())) as object as Record<string, unknown> });
    const { shown } = await submit(office, campaign);
    expect(shown).toContain('内容が変わりました');
    expect((await draftOf(db))?.rules.campaigns).toEqual([]);
    await typed(office);
    await press(office, 'programme_discard');
    expect(await draftOf(db)).toBeNull();
  });
});
