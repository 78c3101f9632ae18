import { lookUpNewcomers } from '../../../core/duplicates/newcomers.ts';
import { offerOf } from '../../../core/households/offer.ts';
import { letBeFound } from '../../../core/households/settings.ts';
import { askContactProof, proveContact } from '../../../core/members/contact.ts';
import type { ProfileInput } from '../../../core/members/profile.ts';
import { at, codeSent, type Guest, type House, join, member, openHouse, tick } from '../house.ts';
import { emi, family, kazuo, kenta } from './family.ts';

export const phone = '090-1111-2271';

/** Kazuo and Emi in one household, Kazuo found by his phone, and Kenta, who comes with nothing but his name and birthday. */
export async function home(db: House['db'], { found = true, of = {} }: { found?: boolean; of?: ProfileInput } = {}) {
  const house = await openHouse(db);
  const father = await join(house, { ...kazuo, phone, ...of });
  const sister = await join(house, emi);
  const householdId = await family(house, father, [sister], at(-60));
  if (found) await letBeFound(member(house, father, at(-50)), { findable: true });
  const son = await join(house, kenta);
  return { house, father, sister, son, householdId };
}

/** Somebody shows by a code that a phone or mail is theirs. */
export async function prove(house: House, guest: Guest, value = phone, minute = 0): Promise<{ offer: boolean }> {
  await askContactProof(member(house, guest, at(minute)), { kind: value.includes('@') ? 'mail' : 'phone', value });
  return proveContact(member(house, guest, at(minute + 1)), { code: await codeSent(house.db) });
}

/** What somebody is offered once the tick has looked. */
export async function offered(house: House, guest: Guest, minute = 2) {
  await lookUpNewcomers(tick(house, at(minute)));
  return offerOf(house.db, guest.accountId, at(minute));
}
