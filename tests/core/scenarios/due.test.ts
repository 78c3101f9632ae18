import { describe, expect } from 'vitest';
import { markBlocked, setConsent, unlink } from '../../../core/members/identity.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import { confirmJoinedView, withdrawJoinedView } from '../../../core/merges/visible.ts';
import { runDueScenarios } from '../../../core/scenarios/due.ts';
import { scenarioMessage } from '../../../core/scenarios/message.ts';
import { markOpened } from '../../../core/scenarios/tap.ts';
import type { EdgeId } from '../../../db/ids.ts';
import { activities, purchases } from '../../../db/schema/activities.ts';
import { identities } from '../../../db/schema/members.ts';
import { disclosures } from '../../../db/schema/merges.ts';
import { trackedLinks } from '../../../db/schema/scenarios.ts';
import { scaled } from '../../scale.ts';
import { databases, onServer } from '../../setup.ts';
import { at, clerk, type Guest, type House, join, member, tick, yuko } from '../house.ts';
import { buy, look, merge, openTellingHouse, outcomes, receivers } from './story.ts';

const day = 24 * 60;
const due = new Date('2026-11-22T01:00:00Z');

describe.each(databases)('a message that is due, on $name', ({ test }) => {
  test('because of a purchase that staff gave to another card since is not sent to the first', async ({ db }) => {
    const house = await openTellingHouse(db);
    const [one, other] = [await join(house, yuko), await join(house, { ...yuko, familyName: '斎藤' })];
    await merge(house, one, other, at());
    await buy(house, one, at(day), 'inferred');
    const [bought] = await db.select().from(purchases);
    const edgeId = 1 as EdgeId;
    const decisions = [{ kind: 'purchase' as const, id: bought!.id, to: other.accountId }];
    const { digest } = await previewUndo(db, at(2 * day), edgeId, { decisions });
    const undoing = { edgeId, reason: 'store_mistake', digest, decisions } as const;
    await undoMerge(clerk(house, 'takeshi', at(2 * day)), undoing);
    await runDueScenarios(tick(house, at(200 * day)));
    expect(await outcomes(db)).toMatchObject([{ code: 'any_trouble', state: 'skipped', reason: 'not_theirs' }]);
  });

  test('goes out at its hour, once, with a link of its own to the product', async ({ db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await look(house, guest, at());
    expect(await runDueScenarios({ ...tick(house), now: new Date(due.getTime() - 1) })).toBe(0);
    expect(await runDueScenarios({ ...tick(house), now: due })).toBe(1);
    expect(await runDueScenarios(tick(house, at(2 * day)))).toBe(0);
    expect(await receivers(db)).toEqual([guest.identityId]);
    const [enrolment] = await outcomes(db);
    const [link] = await db.select().from(trackedLinks);
    expect(link).toMatchObject({
      identityId: guest.identityId,
      enrolmentId: enrolment?.id,
      target: '/products/pillow',
    });
    const message = await scenarioMessage(db, enrolment!.id);
    expect(message).toMatchObject({ message: 'birth_story', product: { code: 'pillow' }, linkToken: link?.token });
  });

  test('is noted as opened once, at the first tap', async ({ db }) => {
    const house = await openTellingHouse(db);
    await look(house, await join(house, yuko), at());
    await runDueScenarios(tick(house, at(day)));
    const [link] = await db.select().from(trackedLinks);
    await markOpened(tick(house, at(day + 1)), { token: link!.token });
    await markOpened(tick(house, at(day + 2)), { token: link!.token });
    expect(await db.select().from(trackedLinks)).toMatchObject([{ tappedAt: at(day + 1) }]);
    expect((await db.select().from(activities)).filter(({ kind }) => kind === 'link_tap')).toHaveLength(1);
    await expect(markOpened(tick(house), { token: 'no such' })).rejects.toMatchObject({ code: 'not_found' });
  });

  const reasons: [reason: string, why: string, happen: (house: House, guest: Guest) => Promise<unknown>][] = [
    ['blocked', 'who blocked us', (house, { lineUserId }) => markBlocked(tick(house, at(1)), lineUserId, at(1))],
    ['opted_out', 'who wants no messages', (house, guest) => wants(house, guest, false)],
    ['no_line', 'who unlinked', (house, guest) => unlink(member(house, guest, at(1)))],
    ['no_line', 'who has no LINE', ({ db }) => db.delete(identities)],
  ];
  test.for(reasons)('is skipped as %s for somebody %s', async ([reason, , happen], { db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await look(house, { ...guest, identityId: undefined as never }, at());
    await happen(house, guest);
    await runDueScenarios(tick(house, at(day)));
    expect(await outcomes(db)).toMatchObject([{ state: 'skipped', reason, settledAt: at(day) }]);
    expect(await receivers(db)).toEqual([]);
  });

  test('goes to somebody who wants messages again', async ({ db }) => {
    const house = await openTellingHouse(db);
    const guest = await join(house, yuko);
    await look(house, guest, at());
    await wants(house, guest, false);
    await setConsent(member(house, guest, at(2)), { purpose: 'messages', allowed: true, version: '1' });
    await runDueScenarios(tick(house, at(day)));
    expect(await receivers(db)).toEqual([guest.identityId]);
  });
});

describe.each(databases)('a message to a person with two cards, on $name', ({ test }) => {
  test('is one, when they became one person between the looks and the hour', async ({ db }) => {
    const house = await openTellingHouse(db);
    const [one, other] = [await join(house, yuko), await join(house, yuko)];
    await look(house, one, at());
    await look(house, other, at(1));
    await merge(house, one, other, at(2));
    await runDueScenarios(tick(house, at(day)));
    const [first, second] = await outcomes(db);
    expect([first, second]).toMatchObject([{ state: 'sent' }, { state: 'skipped', reason: 'person_has_it' }]);
    expect(await receivers(db)).toEqual([one.identityId]);
  });

  test('goes to its own LINE, and without one to the LINE that confirmed to see the card', async ({ db }) => {
    const house = await openTellingHouse(db);
    const [old, today] = [await join(house, yuko), await join(house, yuko)];
    await look(house, old, at());
    await unlink(member(house, old, at(1)));
    await merge(house, today, old, at(2));
    await confirmJoinedView(member(house, today, at(3)));
    await runDueScenarios(tick(house, at(day)));
    expect(await receivers(db)).toEqual([today.identityId]);
    const shown = { identityId: today.identityId, accountId: old.accountId, what: 'message', factCount: 1 };
    expect(await db.select().from(disclosures)).toMatchObject([shown]);
  });

  test.for(['never confirmed', 'took it back'])('tells nothing to the other LINE that %s', async (which, { db }) => {
    const house = await openTellingHouse(db);
    const [old, today] = [await join(house, yuko), await join(house, yuko)];
    await look(house, old, at());
    await unlink(member(house, old, at(1)));
    await merge(house, today, old, at(2));
    if (which === 'took it back') {
      await confirmJoinedView(member(house, today, at(3)));
      await withdrawJoinedView(member(house, today, at(4)));
    }
    await runDueScenarios(tick(house, at(day)));
    expect(await outcomes(db)).toMatchObject([{ state: 'skipped', reason: 'no_line' }]);
    expect(await db.select().from(disclosures)).toEqual([]);
  });
});

describe('several workers at once', () => {
  const { test } = onServer;

  test('send every message once, and one to two cards of a person', async ({ db }) => {
    const house = await openTellingHouse(db);
    const guests: Guest[] = [];
    for (let count = 0; count < scaled(20); count++) guests.push(await join(house, yuko));
    for (const guest of guests) await look(house, guest, at());
    const twins = [await join(house, yuko), await join(house, yuko)] as [Guest, Guest];
    for (const twin of twins) await look(house, twin, at(1));
    await merge(house, ...twins, at(2));
    const settled = await Promise.all(Array.from({ length: 4 }, () => runDueScenarios(tick(house, at(day)))));
    expect(settled.reduce((sum, count) => sum + count, 0)).toBe(guests.length + 2);
    const sent = await receivers(db);
    expect(sent).toHaveLength(guests.length + 1);
    expect(new Set(sent).size).toBe(guests.length + 1);
    expect((await outcomes(db)).filter(({ reason }) => reason === 'person_has_it')).toHaveLength(1);
  });
});

function wants(house: House, guest: Guest, allowed: boolean) {
  return setConsent(member(house, guest, at(1)), { purpose: 'messages', allowed, version: '1' });
}
