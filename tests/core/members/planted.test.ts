import { describe, expect } from 'vitest';
import type { Actor, Context } from '../../../core/context.ts';
import { acceptOffer, askContactProof, proveContact } from '../../../core/members/contact.ts';
import { askRecall } from '../../../core/members/recall.ts';
import { register } from '../../../core/members/register.ts';
import { flagsOf } from '../../../core/merges/flags.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import type { IdentityId } from '../../../db/ids.ts';
import { mergeRequests, proofCodes } from '../../../db/schema/merges.ts';
import { databases } from '../../setup.ts';
import { at, codeSent, type Guest, type House, join, member, openHouse, secret, yuko } from '../house.ts';

const phone = '090-1111-2271';
const mail = 'yuko.saito@example.jp';

function stranger({ db }: House, lineUserId: string, minutes = 0): Context<Extract<Actor, { kind: 'stranger' }>> {
  return { db, now: at(minutes), secret, actor: { kind: 'stranger', lineUserId } };
}

async function registers(house: House, lineUserId: string, profile: object): Promise<Guest> {
  const made = await register(stranger(house, lineUserId), { profile: { ...yuko, ...profile }, channelCode: 'line' });
  return { ...made, identityId: made.identityId as IdentityId, lineUserId };
}

/** Somebody has registered as Yuko, typed her phone and mail, proved neither, and waits for her to come. */
async function planted(house: House): Promise<{ planted: Guest; owner: Guest }> {
  const bait = await registers(house, 'Uthief', { phone, mail, birthDate: '1985-03-14' });
  const owner = await registers(house, 'Uowner', { birthDate: '1985-03-14' });
  return { planted: bait, owner };
}

describe.each(databases)('a card that somebody made with the contact of another, on $name', ({ test }) => {
  test.for([
    ['phone', phone],
    ['mail', mail],
  ] as const)('is not offered to the owner who proves the %s', async ([kind, value], { db }) => {
    const house = await openHouse(db);
    const { owner } = await planted(house);
    await askContactProof(member(house, owner, at(1)), { kind, value });
    const { offer } = await proveContact(member(house, owner, at(2)), { code: await codeSent(db) });
    expect(offer).toBe(false);
    await expect(acceptOffer(member(house, owner, at(3)))).rejects.toMatchObject({ code: 'not_found' });
    expect(await db.select().from(mergeRequests)).toEqual([]);
  });

  test('that the owner finds who asks for an older card is shown to staff as one to make sure of', async ({ db }) => {
    const house = await openHouse(db);
    const { planted: bait, owner } = await planted(house);
    await requestMerge(member(house, owner, at(1)), { soughtKind: 'phone', sought: phone, name: '齋藤優子' });
    const [request] = await db.select().from(mergeRequests);
    expect(request).toMatchObject({ targetAccountId: bait.accountId });
    expect(await flagsOf(db, request!, at(2))).toMatchObject({ ownWord: true });
    expect(await flagsOf(db, { ...request!, proof: 'counter' }, at(2))).toMatchObject({ ownWord: false });
  });

  test('yields to the card that the shop has of the owner, of which nothing is to be made sure', async ({ db }) => {
    const house = await openHouse(db);
    const { owner } = await planted(house);
    const paper = await join(house, { ...yuko, phone, mail });
    await requestMerge(member(house, owner, at(1)), { soughtKind: 'phone', sought: phone, name: '齋藤優子' });
    await askRecall(stranger(house, 'Usecond', 1), { kind: 'mail', value: mail, name: '齋藤優子' });
    const [request] = await db.select().from(mergeRequests);
    expect(request).toMatchObject({ targetAccountId: paper.accountId });
    expect(await flagsOf(db, request!, at(2))).toMatchObject({ ownWord: false });
    expect((await db.select().from(proofCodes)).map(({ accountId }) => accountId)).toContain(paper.accountId);
  });

  test('does not hide the card that the shop has of the owner', async ({ db }) => {
    const house = await openHouse(db);
    const { owner } = await planted(house);
    const paper = await join(house, { ...yuko, phone });
    await askContactProof(member(house, owner, at(1)), { kind: 'phone', value: phone });
    expect(await proveContact(member(house, owner, at(2)), { code: await codeSent(db) })).toEqual({ offer: true });
    await acceptOffer(member(house, owner, at(3)));
    expect(await db.select().from(mergeRequests)).toMatchObject([{ targetAccountId: paper.accountId }]);
  });
});
