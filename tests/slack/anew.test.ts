import { describe, expect } from 'vitest';
import { startAtCounter } from '../../core/merges/counter.ts';
import { previewUndo } from '../../core/merges/preview.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import type { EdgeId } from '../../db/ids.ts';
import { cannotLinks, mergeEdges, mergeProposals, type UndoReason } from '../../db/schema/merges.ts';
import { onServer } from '../setup.ts';
import { asStaff, deliverAll, type Office, openOffice, people, rooms, textOf, yuko } from './office.ts';

const { test } = onServer;

/** Yuko's two cards: joined as M-1, parted for this reason, and asked for anew as M-2, whose card stands in Kamakura. */
async function askedAnew(db: Parameters<typeof openOffice>[0], reason: UndoReason) {
  const office = await openOffice(db);
  const { now, old } = await yuko(office);
  const numbers = { presentNumber: now.memberNumber, oldNumber: old.memberNumber };
  const clerk = () => asStaff(office, people.hayama);
  await startAtCounter(await clerk(), numbers);
  await deliverAll(office);
  await press(office, people.okubo, 1);
  const { digest } = await previewUndo(db, office.now(), 1 as EdgeId);
  await undoMerge(await asStaff(office, people.okubo), { edgeId: 1 as EdgeId, reason, digest });
  office.pass(60_000);
  await startAtCounter(await clerk(), numbers);
  await deliverAll(office);
  return office;
}

function cardOf(office: Office, requestId: number, channel = rooms.kamakura) {
  return office.slack.messagesIn(channel).findLast((card) => textOf(card).includes(`M-${requestId}`))!;
}

async function press(office: Office, user: string, requestId: number, channel = rooms.kamakura) {
  await office.slack.press(user, { channel, ts: cardOf(office, requestId, channel).ts }, 'request_approve');
  await office.settled();
}

async function propose(office: Office, reason = 'お店の手違いで元に戻していました') {
  await press(office, people.hayama, 2);
  await office.slack.submitView(people.hayama, office.slack.openViewOf(people.hayama)!.id, { reason });
  await office.settled();
  await deliverAll(office);
}

async function homeOf(office: Office, user: string): Promise<string> {
  await office.slack.openHome(user);
  await office.settled();
  return textOf(office.slack.homeOf(user)!);
}

describe('承認する on the card of two who were parted', () => {
  test('offers the redo first, and opens its preview', async ({ db }) => {
    const office = await askedAnew(db, 'store_mistake');
    await press(office, people.hayama, 2);
    const form = office.slack.openViewOf(people.hayama)!;
    const text = textOf(form);
    expect(text.indexOf('M-1 をやり直す')).toBeGreaterThan(-1);
    expect(text.indexOf('M-1 をやり直す')).toBeLessThan(text.indexOf('新しくまとめる'));
    expect(text).not.toContain('店長');
    await office.slack.press(people.hayama, { viewId: form.id }, 'redo_preview');
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('もう一度1人になります');
    expect(await db.select().from(mergeProposals)).toEqual([]);
    expect(office.failures).toEqual([]);
  });

  test('else proposes with a reason, which the card shows in both channels; somebody else approves', async ({ db }) => {
    const office = await askedAnew(db, 'store_mistake');
    expect(await homeOf(office, people.okubo)).not.toContain('承認待ち');
    await propose(office, '*手違い*でした');
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('M-2 をまとめることを提案しました');
    expect(await db.select().from(mergeEdges)).toHaveLength(1);
    for (const channel of [rooms.kamakura, rooms.headquarters]) {
      expect(textOf(cardOf(office, 2, channel))).toContain('もう一度まとめることを提案しました');
      expect(textOf(cardOf(office, 2, channel))).toContain('理由: ＊手違い＊でした');
    }
    expect(await homeOf(office, people.okubo)).toContain('もう1人の承認待ち');
    await press(office, people.hayama, 2);
    const told = office.slack.ephemeralFor(people.hayama).map(textOf).join();
    expect(told).toContain('ご自分の提案は、ご自分では承認できません');
    await press(office, people.okubo, 2, rooms.headquarters);
    await deliverAll(office);
    expect(await db.select().from(mergeEdges)).toMatchObject([{ state: 'void' }, { state: 'active' }]);
    for (const channel of [rooms.kamakura, rooms.headquarters]) {
      expect(textOf(cardOf(office, 2, channel))).toContain('M-2 承認済み');
      expect(textOf(cardOf(office, 2, channel))).not.toContain('手違い');
    }
    expect(office.failures).toEqual([]);
  });

  test('needs its reason, and of two who propose the second hears who was first', async ({ db }) => {
    const office = await askedAnew(db, 'store_mistake');
    const users = [people.hayama, people.okubo];
    for (const user of users) await press(office, user, 2);
    const [first, second] = users.map((user) => office.slack.openViewOf(user)!.id) as [string, string];
    expect(await office.slack.submitView(people.hayama, first, {})).toEqual({ complaints: { reason: 'required' } });
    await office.slack.submitView(people.hayama, first, { reason: '   ' });
    expect(office.slack.openViewOf(people.hayama)!.errors).toEqual({ reason: '理由を500字までで入れてください。' });
    await office.slack.submitView(people.hayama, first, { reason: '手違い' });
    await office.slack.submitView(people.okubo, second, { reason: '手違い' });
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('葉山 澪がもう提案しています');
    expect(await db.select().from(mergeProposals)).toHaveLength(1);
  });

  test('of two on record as different people says that a manager has to be one of the two', async ({ db }) => {
    const office = await askedAnew(db, 'wrong_person');
    await press(office, people.hayama, 2);
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('別の方として記録されています');
    expect(textOf(office.slack.openViewOf(people.hayama)!)).toContain('鎌倉店の店長か、本部の方');
    await office.slack.closeView(people.hayama, office.slack.openViewOf(people.hayama)!.id, true);
    await propose(office);
    await press(office, people.okubo, 2);
    expect(await db.select().from(cannotLinks)).toMatchObject([{ liftedByEdgeId: 2 }]);
  });

  test('is not for staff of another store', async ({ db }) => {
    const office = await askedAnew(db, 'store_mistake');
    await press(office, people.yamaguchi, 2);
    expect(office.slack.openViewOf(people.yamaguchi)).toBeUndefined();
    expect(office.slack.ephemeralFor(people.yamaguchi).map(textOf).join()).toContain('鎌倉店と本部の方');
  });
});
