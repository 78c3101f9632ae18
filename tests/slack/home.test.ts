import { describe, expect } from 'vitest';
import { outbox, settings } from '../../db/schema/plumbing.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import { onServer } from '../setup.ts';
import {
  deliverAll,
  member,
  type Office,
  openOffice,
  people,
  provedRequest,
  rooms,
  secret,
  stringsIn,
  textOf,
  yuko,
} from './office.ts';

const { test } = onServer;

async function homeOf(office: Office, user: string): Promise<string> {
  await office.slack.openHome(user);
  await office.settled();
  expect(office.failures).toEqual([]);
  return textOf(office.slack.homeOf(user)!);
}

describe('the Home tab', () => {
  test('greets by the hour, shows who waits longest first, and opens each of them', async ({ db }) => {
    const office = await openOffice(db);
    const cards = await yuko(office);
    await provedRequest(office, cards.now, cards.old);
    office.pass(60_000);
    const asking = await member(office, '20490318', { familyName: '五十嵐', givenName: '美津子' });
    const old = await member(
      office,
      '20358821',
      { familyName: '五十嵐', givenName: '美津子', mail: 'm@example.jp' },
      { storeCode: 'kamakura', line: false },
    );
    await provedRequest(office, asking, old, '五十嵐 美津子');
    const shown = await homeOf(office, people.hayama);
    expect(shown).toContain('葉山さん、こんにちは');
    expect(shown).toContain('鎌倉店 店長');
    expect(shown).toContain('確認をお待ちの方 2組');
    expect(shown.indexOf('齋藤 優子')).toBeLessThan(shown.indexOf('五十嵐 美津子'));
    expect(await homeOf(office, people.yamaguchi)).toContain('お待ちの方はいません');
    await homeOf(office, people.okubo);
    const ways = (user: string) => stringsIn(office.slack.homeOf(user)!, ['action_id']);
    expect([ways(people.hayama).includes('quick_till'), ways(people.okubo).includes('quick_till')]).toEqual([
      true,
      false,
    ]);
    const view = office.slack.homeOf(people.hayama)!;
    await office.slack.press(people.hayama, { viewId: view.id }, 'request_details');
    await office.settled();
    expect(office.slack.openViewOf(people.hayama)!.title).toMatchObject({ text: 'M-1 の詳細' });
    await office.slack.press(people.hayama, { viewId: office.slack.openViewOf(people.hayama)!.id }, 'request_approve');
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('M-1 を承認しました');
    expect(textOf(office.slack.homeOf(people.hayama)!)).toContain('確認をお待ちの方 1組');
    office.pass(4 * 3_600_000);
    expect(await homeOf(office, people.hayama)).toContain('葉山さん、こんばんは');
  });

  test('counts persons against the cap, and says what its pictures say', async ({ db }) => {
    const office = await openOffice(db);
    await db.insert(settings).values({ key: 'member_cap', value: 3, changedAt: office.now() });
    const cards = await yuko(office);
    await provedRequest(office, cards.now, cards.old);
    await deliverAll(office);
    const [card] = office.slack.messagesIn(rooms.kamakura);
    await office.slack.press(people.hayama, { channel: rooms.kamakura, ts: card!.ts }, 'request_approve');
    await office.settled();
    const shown = await homeOf(office, people.hayama);
    expect(shown).toContain('会員数は1人、上限は3人、口座は2です。');
    expect(shown).toContain('今月まとめた重なり 1件');
    expect(shown).toContain('夜の点検 0 ・ お客さまのご依頼 1 ・ 店頭の申し出 0。元に戻したもの 0件。');
    expect(shown).toContain('11/16の週は夜の点検0、ご依頼1、店頭0');
    const images = office.slack.homeOf(people.hayama)!.blocks.filter(({ type }) => type === 'image');
    const drawn = images.map(({ image_url }) => new URL(String(image_url)).pathname.replace('/media/slack/', ''));
    const svgs = await Promise.all(drawn.map((name) => slackPicture(db, office.now(), secret, name)));
    expect(svgs[0]).toContain('人 / 上限 3人');
    expect(svgs[1]).toContain('お客さまのご依頼');
    expect(JSON.stringify(svgs)).not.toContain('優子');
  });

  test('says so when no cap is set, and when it is passed', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    expect(await homeOf(office, people.hayama)).toContain('上限は決められていません');
    await db.insert(settings).values({ key: 'member_cap', value: 1, changedAt: office.now() });
    const shown = await homeOf(office, people.hayama);
    expect(shown).toContain('会員数は2人、上限は1人');
    expect(shown).toContain('新しいご登録はお受けします');
  });

  test('shows what did not get through to managers and headquarters only', async ({ db }) => {
    const office = await openOffice(db);
    const at = office.now();
    await db.insert(outbox).values({
      topic: 'mail',
      key: 'k',
      message: {},
      retryKey: 'r',
      createdAt: at,
      dueAt: at,
      state: 'dead',
      failure: 'smtp_550',
      settledAt: at,
    });
    expect(await homeOf(office, people.okubo)).toContain('届いていないもの 1件');
    expect(await homeOf(office, people.yamaguchi)).toContain('smtp_550');
    expect(await homeOf(office, people.morishita)).not.toContain('届いていない');
  });

  test('has four ways on, each of which answers', async ({ db }) => {
    const office = await openOffice(db);
    await homeOf(office, people.yamaguchi);
    const place = { viewId: office.slack.homeOf(people.yamaguchi)!.id };
    const answers = {
      quick_find: '会員をさがす',
      quick_merge: '店頭でまとめる',
      quick_undo: '元に戻すものを選ぶ',
      quick_count: '結び',
    };
    for (const [action, title] of Object.entries(answers)) {
      await office.slack.press(people.yamaguchi, place, action);
      await office.settled();
      expect(office.slack.openViewOf(people.yamaguchi)!.title).toMatchObject({ text: title });
    }
    expect(office.failures).toEqual([]);
  });

  test('tells a stranger whom to ask, and nothing else', async ({ db }) => {
    const office = await openOffice(db);
    await yuko(office);
    for (const user of ['U0NOBODY', 'U0GUEST']) {
      expect(await homeOf(office, user)).toBe(
        '\n結びを使えるのは、登録されたお店の方だけです。使うときは、本部に登録を頼んでください。'.trimStart(),
      );
    }
  });
});
