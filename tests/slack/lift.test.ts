import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { notMe, notMeToken } from '../../core/merges/notMe.ts';
import { visibleAccounts } from '../../core/merges/visible.ts';
import type { EdgeId, RequestId } from '../../db/ids.ts';
import { liftedFreezes, mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { auditEntries, outbox } from '../../db/schema/plumbing.ts';
import { staff } from '../../db/schema/shop.ts';
import { onServer } from '../setup.ts';
import {
  approvedRequest,
  asSystem,
  deliverAll,
  type Office,
  onlyCard,
  openOffice,
  people,
  rooms,
  secret,
  textOf,
  waitingRequest,
} from './office.ts';

const { test } = onServer;

async function frozen(office: Office, what: 'request' | 'edge') {
  const asked = await (what === 'edge' ? approvedRequest(office) : waitingRequest(office));
  await sayNotMe(office, asked.requestId);
  return asked;
}

async function sayNotMe(office: Office, requestId: RequestId) {
  office.pass(60_000);
  const said = await notMe(asSystem(office), { token: notMeToken(secret, { requestId }) });
  await deliverAll(office);
  return said;
}

const alerts = ({ slack }: Office) => slack.messagesIn(rooms.kamakura).filter(({ threadTs }) => threadTs);

async function lift(office: Office, user: string, reason = 'pressed_by_mistake') {
  const { slack } = office;
  await slack.press(user, { channel: rooms.kamakura, ts: alerts(office).at(-1)!.ts }, 'request_lift');
  await office.settled();
  const form = slack.openViewOf(user)!;
  await slack.submitView(user, form.id, { reason, note: '妹さんが押していました' });
  await office.settled();
  await deliverAll(office);
  return form;
}

describe('a frozen request', () => {
  test('goes on once the manager has talked with the member; who was told of it is told', async ({ db }) => {
    const office = await openOffice(db);
    const { place, requestId } = await frozen(office, 'request');
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('止めています');
    const form = await lift(office, people.hayama);
    expect(textOf(form)).toContain('先にご本人と話し');
    expect(await db.select().from(liftedFreezes)).toMatchObject([
      { requestId, reason: 'pressed_by_mistake', note: '妹さんが押していました' },
    ]);
    expect(textOf(onlyCard(office, rooms.kamakura))).not.toContain('止めています');
    expect(textOf(alerts(office)[0]!)).toContain('葉山 澪が');
    expect(textOf(alerts(office)[0]!)).not.toContain('妹さん');
    const told = (await db.select().from(outbox)).filter(({ message }) => isAbout(message, 'freeze_lifted'));
    expect(told.map(({ topic }) => topic).sort()).toEqual(['mail', 'sms']);
    const noted = await db.select().from(auditEntries).where(eq(auditEntries.action, 'request.freeze_lifted'));
    expect(noted).toMatchObject([{ subject: `request:${requestId}`, reason: 'pressed_by_mistake' }]);
    expect(JSON.stringify(noted)).not.toContain('妹さん');
    await office.slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(await db.select().from(mergeRequests)).toMatchObject([{ state: 'approved' }]);
    expect(office.failures).toEqual([]);
  });

  test('freezes again when it is said again, and is told again, in a line of its own', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId } = await frozen(office, 'request');
    await lift(office, people.hayama);
    expect(await sayNotMe(office, requestId)).toEqual({ frozen: 'request' });
    expect(await sayNotMe(office, requestId)).toEqual({ frozen: 'none' });
    expect(alerts(office).map((alert) => textOf(alert).includes('停止を解きました'))).toEqual([true, false]);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('止めています');
    await lift(office, people.okubo, 'member_asked_for_it');
    expect(await db.select().from(liftedFreezes)).toHaveLength(2);
  });

  test('is not lifted by a clerk, nor by whoever started the merge, nor for the second time', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId } = await frozen(office, 'request');
    const alert = { channel: rooms.kamakura, ts: alerts(office)[0]!.ts };
    const [hayama] = await db.select().from(staff).where(eq(staff.slackUserId, people.hayama));
    const tries = [
      [people.yamaguchi, {}, '鎌倉店と本部の方'],
      [people.hayama, { role: 'clerk' }, '鎌倉店の店長と本部の方'],
      [people.hayama, { role: 'manager' }, 'ご自分で始めたおまとめの停止'],
    ] as const;
    await db.update(mergeRequests).set({ createdByStaffId: hayama!.id });
    for (const [user, as, said] of tries) {
      if (Object.keys(as).length > 0) await db.update(staff).set(as).where(eq(staff.id, hayama!.id));
      await office.slack.press(user, alert, 'request_lift');
      await office.settled();
      expect(office.slack.openViewOf(user)).toBeUndefined();
      expect(textOf(office.slack.ephemeralFor(user).at(-1)!)).toContain(said);
    }
    expect((await db.select().from(mergeRequests))[0]!.frozenAt).not.toBeNull();
    await office.slack.press(people.okubo, alert, 'request_lift');
    await office.settled();
    const first = office.slack.openViewOf(people.okubo)!;
    await office.slack.submitView(people.okubo, first.id, { reason: 'member_asked_for_it' }, { times: 3 });
    await office.settled();
    expect(await db.select().from(liftedFreezes)).toMatchObject([{ requestId }]);
  });
});

describe('a frozen merge', () => {
  test('shows one card to the other again once it is lifted, and never without', async ({ db }) => {
    const office = await openOffice(db);
    const { now: asking, old } = await frozen(office, 'edge');
    expect(await visibleAccounts(db, asking.identityId)).toEqual([asking.accountId]);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('相手の方からは見えない');
    await lift(office, people.okubo);
    expect(await visibleAccounts(db, asking.identityId)).toEqual([asking.accountId, old.accountId]);
    expect(textOf(onlyCard(office, rooms.kamakura))).not.toContain('相手の方からは見えない');
    const told = (await db.select().from(outbox)).filter(({ message }) => isAbout(message, 'freeze_lifted'));
    expect(told.map(({ topic }) => topic).sort()).toEqual(['mail', 'sms']);
  });

  test('freezes again, and is told again, after an undo and a redo', async ({ db }) => {
    const office = await openOffice(db);
    const { requestId } = await frozen(office, 'edge');
    for (const change of ['undo', 'redo']) {
      await office.slack.command(people.okubo, rooms.headquarters, '/musubi', `${change} M-${requestId}`);
      await office.settled();
      const values = change === 'undo' ? { reason: 'member_wish' } : {};
      await office.slack.submitView(people.okubo, office.slack.openViewOf(people.okubo)!.id, values);
      await office.settled();
      await office.slack.closeView(people.okubo, office.slack.openViewOf(people.okubo)!.id, true);
    }
    const [edge] = await db.select().from(mergeEdges);
    expect(edge).toMatchObject({ id: 1 as EdgeId, state: 'active', frozenAt: null });
    expect(await sayNotMe(office, requestId)).toEqual({ frozen: 'edge' });
    expect(alerts(office)).toHaveLength(2);
  });
});

function isAbout(message: unknown, template: string): boolean {
  return (message as { template?: string }).template === template;
}
