import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { acceptAsker, askersOf, declineAsker } from '../../../core/households/askers.ts';
import { isHouseholdPair, placeOf } from '../../../core/households/household.ts';
import { acceptInvitation, cancelInvitation, invite, openInvitation } from '../../../core/households/invite.ts';
import { leaveHousehold } from '../../../core/households/leave.ts';
import { askForHousehold, declineOffer, offerOf } from '../../../core/households/offer.ts';
import { letBeFound } from '../../../core/households/settings.ts';
import { householdOf } from '../../../core/households/view.ts';
import { recordProfile } from '../../../core/members/profile.ts';
import type { InvitationId } from '../../../db/ids.ts';
import { householdInvitations } from '../../../db/schema/households.ts';
import { mergeEdges } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { databases } from '../../setup.ts';
import { at, type Guest, type House, join, member, secret, tick, told } from '../house.ts';
import { family, kazuo, merge, partitionOf } from './family.ts';
import { home, offered, phone, prove } from './offered.ts';

const days = (count: number) => count * 24 * 60;
const over = { code: 'offer_over', facts: {} };

/** Kenta has proved the phone of the house and is offered to join. */
async function toTheDoor(db: House['db']) {
  const at_home = await home(db);
  await prove(at_home.house, at_home.son);
  const offer = await offered(at_home.house, at_home.son);
  return { ...at_home, invitationId: offer!.invitationId };
}

const templates = async (db: House['db'], to: Guest) =>
  (await told(db)).filter((one) => one.to === to.identityId).map(({ template }) => template);

describe.each(databases)('a household is offered, on $name,', ({ test }) => {
  test('to who proved a phone that a relative has who lets itself be found: to them alone, and naming nobody', async ({
    db,
  }) => {
    const { house, father, sister, son } = await home(db);
    expect(await prove(house, son)).toEqual({ offer: false });
    expect(await offerOf(db, son.accountId, at(2))).toBeUndefined();
    const offer = await offered(house, son);
    expect(offer).toEqual({ invitationId: expect.any(Number), state: 'offered', expiresAt: at(2 + days(7)) });
    expect(await templates(db, son)).toEqual(['household_offer']);
    expect(await templates(db, father)).not.toContain('household_asked');
    expect((await told(db)).filter(({ template }) => template === 'household_offer')).toHaveLength(1);
    const [row] = await db.select().from(householdInvitations).where(eq(householdInvitations.id, offer!.invitationId));
    expect(row).toMatchObject({ shownName: '', tokenHash: null, askedAt: null, forAccountId: son.accountId });
    const [told_, ...more] = await db.select().from(auditEntries).where(eq(auditEntries.action, 'household.offered'));
    expect([told_?.accountId, told_?.facts, more]).toEqual([son.accountId, {}, []]);
    expect(await isHouseholdPair(db, son.accountId, sister.accountId)).toBe(false);
  });

  test('by a mail too, and where the relative proved it rather than the shop recording it', async ({ db }) => {
    const { house, father, son } = await home(db, { of: { phone: '' } });
    await prove(house, father, 'takahashi@example.jp', -40);
    await prove(house, son, 'Takahashi@example.jp');
    expect(await offered(house, son)).toMatchObject({ state: 'offered' });
  });

  test('also when the proof came first and a new address makes the shop look again, within a month', async ({ db }) => {
    const { house, father, son } = await home(db, { found: false });
    await prove(house, son);
    expect(await offered(house, son)).toBeUndefined();
    await letBeFound(member(house, father, at(3)), { findable: true });
    expect(await offered(house, son, 4)).toBeUndefined();
    await recordProfile(tick(house, at(days(29))), son.accountId, { address: '鎌倉市大町1-2-3' }, 'self');
    expect(await offered(house, son, days(29))).toMatchObject({ state: 'offered' });
  });

  const nobody: [why: string, prepare: (db: House['db']) => Promise<{ house: House; son: Guest }>][] = [
    [
      'without a proof, whatever was typed',
      async (db) => {
        const all = await home(db);
        await recordProfile(tick(all.house), all.son.accountId, { phone, address: '鎌倉市大町1-2-3' }, 'self');
        return all;
      },
    ],
    [
      'where staff recorded the phone and nobody proved it',
      async (db) => {
        const all = await home(db);
        await recordProfile(tick(all.house), all.son.accountId, { phone }, 'store');
        return all;
      },
    ],
    [
      'while the relative does not let itself be found, though it is visible',
      async (db) => {
        const all = await home(db, { found: false });
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'where the relative merely typed the phone',
      async (db) => {
        const all = await home(db, { of: { phone: '' } });
        await recordProfile(tick(all.house, at(-30)), all.father.accountId, { phone }, 'self');
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'where the relative has another phone by now',
      async (db) => {
        const all = await home(db);
        await prove(all.house, all.father, '080-7777-0000', -30);
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'to who is in a household already, by whichever card',
      async (db) => {
        const all = await home(db);
        const wife = await join(all.house, { familyName: '髙橋', givenName: '舞' });
        const older = await join(all.house, { familyName: '髙橋', givenName: '健太' });
        await family(all.house, older, [wife], at(-20));
        await merge(all.house, all.son, older, at(-10));
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'to who has left that household',
      async (db) => {
        const all = await home(db);
        const { token } = await invite(member(all.house, all.father, at(-30)), { shownName: '和夫' });
        await acceptInvitation(member(all.house, all.son, at(-29)), { token, visible: true });
        await leaveHousehold(member(all.house, all.son, at(-28)));
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'when the relative has left the household',
      async (db) => {
        const all = await home(db);
        const third = await join(all.house, { familyName: '髙橋', givenName: '舞' });
        const { token } = await invite(member(all.house, all.sister, at(-30)), { shownName: '恵美' });
        await acceptInvitation(member(all.house, third, at(-29)), { token, visible: true });
        await leaveHousehold(member(all.house, all.father, at(-28)));
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'when the relative was erased',
      async (db) => {
        const all = await home(db);
        await prove(all.house, all.son);
        await eraseAccount(tick(all.house, at(1)), all.father.accountId);
        return all;
      },
    ],
    [
      'when they were erased themselves',
      async (db) => {
        const all = await home(db);
        await prove(all.house, all.son);
        await eraseAccount(tick(all.house, at(1)), all.son.accountId);
        return all;
      },
    ],
    [
      'to a child, whom the head invites',
      async (db) => {
        const all = await home(db);
        const son = await join(all.house, { familyName: '髙橋', givenName: '空', birthDate: '2012-04-01' });
        await prove(all.house, son);
        return { ...all, son };
      },
    ],
    [
      'in the name of a child',
      async (db) => {
        const all = await home(db);
        await recordProfile(tick(all.house, at(-9)), all.father.accountId, { birthDate: '2010-04-01' }, 'store');
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'to who is very probably one of that household, under a new card',
      async (db) => {
        const all = await home(db);
        const again = await join(all.house, { ...kazuo, familyName: '高橋' });
        await prove(all.house, again);
        return { ...all, son: again };
      },
    ],
    [
      'by a phone of two households, though one of them is not found',
      async (db) => {
        const all = await home(db);
        const [lodger, guest] = [
          await join(all.house, { familyName: '原', givenName: '一', phone }),
          await join(all.house, { familyName: '原', givenName: '二' }),
        ];
        await family(all.house, lodger, [guest], at(-20));
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'by a phone that more people give than a household has',
      async (db) => {
        const all = await home(db);
        for (let i = 0; i < 7; i++) await join(all.house, { familyName: '店', givenName: `${i}`, phone });
        await prove(all.house, all.son);
        return all;
      },
    ],
    [
      'when there is no room, open links counted',
      async (db) => {
        const all = await home(db);
        for (let i = 0; i < 6; i++) await invite(member(all.house, all.father, at(-40 + i)), { shownName: '和夫' });
        await prove(all.house, all.son);
        return all;
      },
    ],
  ];
  test.for(nobody)('but not %s', async ([, prepare], { db }) => {
    const { house, son } = await prepare(db);
    expect(await offered(house, son)).toBeUndefined();
    expect((await told(db)).filter(({ template }) => template === 'household_offer')).toEqual([]);
    expect(
      await db.select().from(householdInvitations).where(eq(householdInvitations.forAccountId, son.accountId)),
    ).toEqual([]);
  });

  test('and not more than a month after the proof', async ({ db }) => {
    const { house, father, son } = await home(db, { found: false });
    await prove(house, son);
    await letBeFound(member(house, father, at(3)), { findable: true });
    await recordProfile(tick(house, at(days(31))), son.accountId, { address: '鎌倉市大町1-2-3' }, 'self');
    expect(await offered(house, son, days(31))).toBeUndefined();
  });

  test('not while one of two joined cards of the relative does not let itself be found', async ({ db }) => {
    const { house, father, sister, son } = await home(db);
    await merge(house, father, sister, at(-5));
    await prove(house, son);
    expect(await offered(house, son)).toBeUndefined();
    await letBeFound(member(house, sister, at(3)), { findable: true });
    await prove(house, son, phone, 5);
    expect(await offered(house, son, 7)).toMatchObject({ state: 'offered' });
  });

  test('in one name at most four times a month', async ({ db }) => {
    const { house } = await home(db);
    const seen: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      const guest = await join(house, {
        familyName: '高梨',
        givenName: `${'一二三四五'[i]}`,
        birthDate: `198${i}-05-0${i + 1}`,
      });
      await prove(house, guest, phone, i * days(1));
      seen.push((await offered(house, guest, i * days(1) + 2))?.state);
    }
    expect(seen).toEqual(['offered', 'offered', 'offered', 'offered', undefined]);
  });

  test('once: neither a second look nor another card of the same person brings it again', async ({ db }) => {
    const { house, son, invitationId } = await toTheDoor(db);
    await declineOffer(member(house, son, at(3)), { invitationId });
    await prove(house, son, phone, 10);
    expect(await offered(house, son, 12)).toBeUndefined();
    const older = await join(house, { familyName: '髙橋', givenName: '健太' });
    await merge(house, son, older, at(13));
    await prove(house, older, phone, 20);
    expect(await offered(house, older, 22)).toBeUndefined();
    expect(await templates(db, son)).toEqual(['household_offer']);
  });

  test('until it ends, or the relative no longer lets itself be found', async ({ db }) => {
    const { house, father, son, invitationId } = await toTheDoor(db);
    expect(await offerOf(db, son.accountId, at(1 + days(7)))).toMatchObject({ state: 'offered' });
    expect(await offerOf(db, son.accountId, at(2 + days(7)))).toBeUndefined();
    await letBeFound(member(house, father, at(5)), { findable: false });
    expect(await offerOf(db, son.accountId, at(6))).toBeUndefined();
    await expect(askForHousehold(member(house, son, at(6)), { invitationId })).rejects.toMatchObject(over);
  });
});

describe.each(databases)('whoever takes the offer, on $name,', ({ test }) => {
  test('asks the one relative, who reads a given name and nothing else, and is let in by their yes', async ({ db }) => {
    const { house, father, sister, son, householdId, invitationId } = await toTheDoor(db);
    const before = await partitionOf(db);
    await askForHousehold(member(house, son, at(3)), { invitationId });
    await askForHousehold(member(house, son, at(4)), { invitationId });
    expect(await offerOf(db, son.accountId, at(4))).toEqual({
      invitationId,
      state: 'asked',
      expiresAt: at(3 + days(7)),
    });
    expect((await templates(db, father)).filter((one) => one === 'household_asked')).toHaveLength(1);
    expect(await templates(db, sister)).not.toContain('household_asked');
    const page = await householdOf(db, { accountId: father.accountId, now: at(4), secret });
    expect(page?.askers).toEqual([{ invitationId, shownName: '健太', expiresAt: at(3 + days(7)) }]);
    expect([page?.invitations, page?.room]).toEqual([[], 6]);
    expect((await householdOf(db, { accountId: sister.accountId, now: at(4), secret }))?.askers).toEqual([]);
    expect(await placeOf(db, son.accountId)).toBeUndefined();

    await acceptAsker(member(house, father, at(5)), { invitationId });
    await acceptAsker(member(house, father, at(6)), { invitationId });
    const place = await placeOf(db, son.accountId);
    expect(place?.household.id).toBe(householdId);
    expect(place?.membership).toMatchObject({ role: 'member', visible: false, findable: false });
    expect(await templates(db, son)).toEqual(['household_offer', 'household_linked']);
    expect((await templates(db, sister)).at(-1)).toBe('household_joined');
    expect(await offerOf(db, son.accountId, at(6))).toBeUndefined();
    expect(await partitionOf(db)).toBe(before);
    expect(await db.select().from(mergeEdges)).toEqual([]);
  });

  test('sees the same after a no as without an answer, and cannot tell by asking or taking back', async ({ db }) => {
    const { house, father, son, invitationId } = await toTheDoor(db);
    await askForHousehold(member(house, son, at(3)), { invitationId });
    const waiting = await offerOf(db, son.accountId, at(4));
    const heard = await templates(db, son);
    await declineAsker(member(house, father, at(5)), { invitationId });
    await declineAsker(member(house, father, at(6)), { invitationId });
    expect(await offerOf(db, son.accountId, at(6))).toEqual(waiting);
    expect(await templates(db, son)).toEqual(heard);
    expect(await askersOf(db, (await placeOf(db, father.accountId))!.membership.id, at(6))).toEqual([]);
    expect(await askForHousehold(member(house, son, at(7)), { invitationId })).toBeUndefined();
    expect(await offerOf(db, son.accountId, at(7))).toEqual(waiting);
    await expect(acceptAsker(member(house, father, at(8)), { invitationId })).rejects.toMatchObject(over);
    await declineOffer(member(house, son, at(9)), { invitationId });
    expect(await offerOf(db, son.accountId, at(9))).toBeUndefined();
    await expect(askForHousehold(member(house, son, at(days(8))), { invitationId })).rejects.toMatchObject(over);
  });

  test('sees the same when the relative leaves or is erased meanwhile', async ({ db }) => {
    const { house, father, son, invitationId } = await toTheDoor(db);
    await askForHousehold(member(house, son, at(3)), { invitationId });
    const waiting = await offerOf(db, son.accountId, at(4));
    await leaveHousehold(member(house, father, at(5)));
    expect(await offerOf(db, son.accountId, at(6))).toEqual(waiting);
    await eraseAccount(tick(house, at(7)), father.accountId);
    expect(await offerOf(db, son.accountId, at(8))).toEqual(waiting);
    await expect(acceptAsker(member(house, father, at(9)), { invitationId })).rejects.toMatchObject(over);
  });

  test('can take it back, and then nobody lets them in any more', async ({ db }) => {
    const { house, father, son, invitationId } = await toTheDoor(db);
    await askForHousehold(member(house, son, at(3)), { invitationId });
    await declineOffer(member(house, son, at(4)), { invitationId });
    await declineOffer(member(house, son, at(4)), { invitationId });
    expect(await askersOf(db, (await placeOf(db, father.accountId))!.membership.id, at(5))).toEqual([]);
    await expect(acceptAsker(member(house, father, at(5)), { invitationId })).rejects.toMatchObject(over);
    await expect(askForHousehold(member(house, son, at(5)), { invitationId })).rejects.toMatchObject(over);
  });

  test('waits for seven days from the asking and no longer', async ({ db }) => {
    const { house, father, son, invitationId } = await toTheDoor(db);
    await askForHousehold(member(house, son, at(days(6))), { invitationId });
    expect(await offerOf(db, son.accountId, at(days(13) - 1))).toMatchObject({ state: 'asked' });
    expect(await offerOf(db, son.accountId, at(days(13)))).toBeUndefined();
    await expect(acceptAsker(member(house, father, at(days(13))), { invitationId })).rejects.toMatchObject(over);
  });

  test('is not let in once they joined another family, turn out not to be of age, or were erased', async ({ db }) => {
    const { house, father, son, invitationId } = await toTheDoor(db);
    await askForHousehold(member(house, son, at(3)), { invitationId });
    const wife = await join(house, { familyName: '髙橋', givenName: '舞' });
    await family(house, wife, [son], at(4));
    expect(await offerOf(db, son.accountId, at(5))).toBeUndefined();
    const accept = () => acceptAsker(member(house, father, at(6)), { invitationId });
    await expect(accept()).rejects.toMatchObject(over);
    await leaveHousehold(member(house, son, at(7)));
    await recordProfile(tick(house, at(8)), son.accountId, { birthDate: '2015-01-01' }, 'store');
    await expect(accept()).rejects.toMatchObject(over);
    await eraseAccount(tick(house, at(9)), son.accountId);
    await expect(accept()).rejects.toMatchObject(over);
    const [row] = await db.select().from(householdInvitations).where(eq(householdInvitations.id, invitationId));
    expect(row).toMatchObject({ shownName: '', state: 'cancelled' });
  });

  test('is not let in by anybody but whom they ask, and an offer opens no link', async ({ db }) => {
    const { house, father, sister, son, invitationId } = await toTheDoor(db);
    const unasked = acceptAsker(member(house, father, at(3)), { invitationId });
    await expect(unasked).rejects.toMatchObject(over);
    await askForHousehold(member(house, son, at(3)), { invitationId });
    for (const who of [sister, son]) {
      await expect(acceptAsker(member(house, who, at(4)), { invitationId })).rejects.toMatchObject(over);
      await expect(declineAsker(member(house, who, at(4)), { invitationId })).rejects.toMatchObject(over);
    }
    await expect(cancelInvitation(member(house, father, at(4)), { invitationId })).rejects.toMatchObject({
      code: 'not_found',
    });
    for (const token of ['', 'null', String(invitationId)]) {
      const open = openInvitation(member(house, sister, at(4)), { token });
      await expect(open).rejects.toMatchObject({ code: 'invitation_over' });
    }
    expect(await offerOf(db, son.accountId, at(5))).toMatchObject({ state: 'asked' });
  });

  test('is refused alike with an offer of somebody else, one that never was, and none', async ({ db }) => {
    const { house, sister, invitationId } = await toTheDoor(db);
    const stranger = await join(house, { familyName: '森', givenName: '空' });
    for (const who of [stranger, sister]) {
      for (const id of [invitationId, 9_999 as InvitationId]) {
        await expect(askForHousehold(member(house, who, at(3)), { invitationId: id })).rejects.toMatchObject(over);
        await expect(declineOffer(member(house, who, at(3)), { invitationId: id })).rejects.toMatchObject(over);
      }
    }
  });

  test('who tries numbers is stopped after twenty an hour', async ({ db }) => {
    const { house } = await toTheDoor(db);
    const stranger = await join(house, { familyName: '森', givenName: '空' });
    const guess = (id: number) => askForHousehold(member(house, stranger, at(3)), { invitationId: id as InvitationId });
    for (let id = 0; id < 20; id++) await expect(guess(id)).rejects.toMatchObject(over);
    await expect(guess(20)).rejects.toMatchObject({ code: 'rate_limited' });
  });
});
