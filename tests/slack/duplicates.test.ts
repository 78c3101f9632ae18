import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import type { Deps } from '../../bot/deps.ts';
import { approveOrdered } from '../../bot/duplicates/ordered.ts';
import { lookUpNewcomers } from '../../core/duplicates/newcomers.ts';
import { recordProfile } from '../../core/members/profile.ts';
import { notMe, notMeToken } from '../../core/merges/notMe.ts';
import { tell } from '../../core/outbox.ts';
import { detectRuns, duplicatePairs } from '../../db/schema/duplicates.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { slackPicture } from '../../slack/pictures/draw.ts';
import { onServer } from '../setup.ts';
import { look, looked, pressCard, pressView } from './looked.ts';
import { asSystem, deliverAll, type Office, onlyCard, people, rooms, secret, stringsIn, textOf } from './office.ts';
import { signedForm, signedPress } from './signed.ts';

const { test } = onServer;

const opened = (office: Office, user = people.okubo) => textOf(office.slack.openViewOf(user)!);

describe('what the night found, in Slack', () => {
  test('is told to headquarters in figures, read as a list, and decided one by one', async ({ db }) => {
    const office = await looked(db, 4, { merges: false });
    const card = textOf(onlyCard(office, rooms.headquarters));
    expect(card).toContain('確認をお待ちです *4組*');
    expect(card).toContain('会員証 44枚');
    for (const name of ['陽子', '佐藤', '20200000']) expect(card).not.toContain(name);

    await pressCard(office, people.okubo, 'duplicates_open');
    expect(opened(office)).toContain('*4組* が確認をお待ちです。');
    expect(opened(office)).toMatch(/\*田中 翔太 様\*\(••••0003\) と \*田中 翔太 様\*\(••••0003\)/);
    const asked = JSON.stringify(office.slack.openViewOf(people.okubo)!);
    expect(asked).toContain('田中 翔太 様(••••0003) と 田中 翔太 様(••••0003) を、1人にまとめます。');
    expect(asked).toContain('田中 翔太 様(••••0003) は、今後この一覧に出ず');
    expect(opened(office)).toMatch(/● 一致 .*生年月日/);
    expect(opened(office)).toContain('◌ 不明 住所');
    expect(opened(office)).not.toMatch(/090-|@example|1950/);
    const seen = await db.select().from(auditEntries).where(eq(auditEntries.action, 'members.seen'));
    expect(seen).toMatchObject([{ facts: { where: 'duplicates' } }]);

    await pressView(office, people.okubo, 'pair_approve');
    expect(opened(office)).toContain('*3組* が確認をお待ちです。');
    await pressView(office, people.okubo, 'pair_reject');
    await pressView(office, people.okubo, 'pair_later');
    expect(opened(office)).toContain('*1組* が確認をお待ちです。');
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
    expect(await db.select().from(mergeRequests)).toMatchObject([{ origin: 'matcher', state: 'approved' }]);
    expect((await db.select().from(duplicatePairs)).map(({ state }) => state).sort()).toEqual(
      ['merged', 'open', 'open', 'rejected'].sort(),
    );
    await office.slack.openHome(people.okubo);
    await office.settled();
    expect(textOf(office.slack.homeOf(people.okubo)!)).toContain('夜の点検 1(うち自動 0) ・ お客さまのご依頼 0');
    await deliverAll(office);
    for (const room of [rooms.kichijoji, rooms.kamakura]) expect(office.slack.messagesIn(room)).toEqual([]);
    expect(office.failures).toEqual([]);
  });

  test('is shown in a picture whose figures are those of the card', async ({ db }) => {
    const office = await looked(db, 4, { merges: true });
    const card = onlyCard(office, rooms.headquarters);
    expect(textOf(card)).toContain('自動でまとめました *4組*');
    const [image] = stringsIn(card, ['image_url']);
    const [alt] = stringsIn(card, ['alt_text']);
    expect(alt).toMatch(/^4組をまとめました。確認を待つ組はありません。99\.\d+% から確か。確かさ .*まとめた \d組/);
    const name = new URL(image!).pathname.replace('/media/slack/', '');
    expect(await slackPicture(db, office.now(), secret, name)).toContain('4組をまとめました。確認を待つ組はありません');
  });

  test('is said in a calm sentence without a picture when there is nothing', async ({ db }) => {
    const office = await looked(db, 0, { merges: true });
    expect(office.slack.messagesIn(rooms.headquarters)).toEqual([]);
    const [run] = await db.select().from(detectRuns);
    await tell(asSystem(office), { topic: 'slack', message: { show: 'duplicates', runId: run!.id } }, 'again');
    await deliverAll(office);
    const card = onlyCard(office, rooms.headquarters);
    expect(textOf(card)).toContain('見つかりませんでした');
    expect(stringsIn(card, ['image_url'])).toEqual([]);
  });

  test('waits for the store of the older card too, on its Home and by command, and for no other', async ({ db }) => {
    const office = await looked(db, 1, { merges: false });
    await office.slack.openHome(people.yamaguchi);
    await office.slack.openHome(people.hayama);
    await office.settled();
    expect(textOf(office.slack.homeOf(people.yamaguchi)!)).toContain('同じ方かもしれない会員証 1組');
    expect(textOf(office.slack.homeOf(people.hayama)!)).not.toContain('同じ方かもしれない');
    await office.slack.command(people.hayama, rooms.kamakura, '/musubi', '重複');
    await office.settled();
    expect(opened(office, people.hayama)).toContain('確認をお待ちのものは、ありません。');
    await office.slack.command(people.yamaguchi, rooms.kichijoji, '/musubi', 'duplicates');
    await office.settled();
    expect(opened(office, people.yamaguchi)).toContain('*1組* が確認をお待ちです。');
    expect(stringsIn(office.slack.openViewOf(people.yamaguchi)!, ['action_id'])).not.toContain('duplicates_all');
  });

  test('is approved all at once after a sample, by the rules of any approval', async ({ db }) => {
    const office = await looked(db, 7, { merges: false });
    await lookUpNewcomers(asSystem(office));
    await pressCard(office, people.okubo, 'duplicates_open');
    await pressView(office, people.okubo, 'duplicates_all');
    expect(opened(office)).toContain('99.5% 以上');
    const chosen = { choice: '0.95', given: { duplicates_step: '0.95' } };
    const place = { viewId: office.slack.openViewOf(people.okubo)!.id };
    await office.slack.press(people.okubo, place, 'duplicates_step', chosen);
    await office.settled();
    const form = office.slack.openViewOf(people.okubo)!;
    expect(textOf(form)).toContain('*7組* を承認します。');
    expect(textOf(form)).toContain('この中で確かさの低い 5組');
    await office.slack.submitView(people.okubo, form.id);
    await office.settled();
    expect(opened(office)).toContain('7組を承認しました。');
    const deps = { ...office.deps, config: { secret } } as unknown as Deps;
    await approveOrdered(deps);
    await approveOrdered(deps);
    expect(await db.select().from(mergeEdges)).toHaveLength(7);
    const decided = await db.select().from(mergeRequests);
    expect(new Set(decided.map(({ decidedByStaffId }) => decidedByStaffId)).size).toBe(1);
    await deliverAll(office);
    expect(office.slack.messagesIn(rooms.kichijoji)).toEqual([]);
    expect(office.failures).toEqual([]);
  });

  test('is marked where it rests on somebody’s own word, and then not approved with others', async ({ db }) => {
    const office = await looked(db, 2, { merges: false });
    await lookUpNewcomers(asSystem(office));
    const [pair] = await db.select().from(duplicatePairs);
    await recordProfile(asSystem(office), pair!.a, { postalCode: '180-0004' }, 'self');
    await pressCard(office, people.okubo, 'duplicates_open');
    expect(opened(office).split('ご本人の申告だけか、')).toHaveLength(2);
    await pressView(office, people.okubo, 'duplicates_all');
    expect(opened(office)).toContain('*1組* を承認します。');
    expect(opened(office)).toContain('ご本人から連絡のあった 1組は含みません');
    const form = office.slack.openViewOf(people.okubo)!;
    const others = { callback_id: 'duplicates_all', private_metadata: `0.995:${'x'.repeat(43)}`, fields: {} };
    expect(JSON.stringify(await signedForm(office, people.okubo, others))).toContain('内容が変わりました');
    expect((await db.select().from(duplicatePairs)).filter(({ orderedAt }) => orderedAt)).toEqual([]);
    await office.slack.submitView(people.okubo, form.id);
    await office.settled();
    const ordered = (await db.select().from(duplicatePairs)).filter(({ orderedAt }) => orderedAt);
    expect(ordered).toHaveLength(1);
    expect(ordered[0]!.id).not.toBe(pair!.id);
  });

  test('that was merged by itself is listed, undone after the usual preview, and silent the next night', async ({
    db,
  }) => {
    const office = await looked(db, 1, { merges: true });
    expect(textOf(onlyCard(office, rooms.headquarters))).toContain('自動でまとめました *1組*');
    await office.slack.openHome(people.okubo);
    await office.settled();
    expect(textOf(office.slack.homeOf(people.okubo)!)).toContain('夜の点検 1(うち自動 1) ・');
    await pressCard(office, people.okubo, 'duplicates_merged');
    expect(opened(office)).toContain('夜の点検がまとめました');
    await pressView(office, people.okubo, 'undo_preview');
    const preview = office.slack.openViewOf(people.okubo)!;
    expect(textOf(preview)).toContain('M-1 を元に戻すと、1人の会員が2人に分かれます。');
    expect(textOf(preview)).toContain('の夜の点検で、自動で結びました。');
    await office.slack.submitView(people.okubo, preview.id, { reason: 'member_wish' });
    await office.settled();
    office.pass(24 * 3_600_000);
    await look(office);
    expect(await db.select().from(mergeEdges)).toMatchObject([{ state: 'void' }]);
    expect(await db.select().from(duplicatePairs)).toMatchObject([{ state: 'undone' }]);
    await pressCard(office, people.okubo, 'duplicates_open');
    expect(opened(office)).toContain('確認をお待ちのものは、ありません。');
  });

  test('gets a card of its own once somebody says that it was not them', async ({ db }) => {
    const office = await looked(db, 1, { merges: true });
    expect(office.slack.messagesIn(rooms.kichijoji)).toEqual([]);
    const [edge] = await db.select().from(mergeEdges);
    await notMe(asSystem(office), { token: notMeToken(secret, { edgeId: edge!.id }) });
    await deliverAll(office);
    const shown = office.slack.messagesIn(rooms.kichijoji).map(textOf).join('\n');
    expect(shown).toContain('M-1 自動でまとめました');
    expect(shown).toContain('心当たりがない');
  });

  test('is nobody’s to approve who may not decide, nor all at once but headquarters’', async ({ db }) => {
    const office = await looked(db, 2, { merges: false });
    const [pair] = await db.select().from(duplicatePairs);
    for (const action of ['pair_approve', 'pair_reject', 'pair_later'])
      await signedPress(office, people.hayama, action, `${pair!.id}:0`);
    await signedPress(office, people.hayama, 'duplicates_all', '0');
    await signedPress(office, people.hayama, 'pair_approve', '999:0');
    await signedPress(office, people.hayama, 'pair_approve', 'drop table');
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused.map(({ subject, reason }) => `${subject} ${reason}`).sort()).toEqual([
      ...Array.from({ length: 3 }, () => `pair:${pair!.id} not_yours`),
      'pairs not_yours',
    ]);
    expect(await db.select().from(mergeRequests)).toEqual([]);
    expect((await db.select().from(duplicatePairs)).map(({ state, laterUntil }) => [state, laterUntil])).toEqual([
      ['open', null],
      ['open', null],
    ]);
  });
});
