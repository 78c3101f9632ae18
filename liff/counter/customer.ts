import { z } from 'zod';
import type { Context, StaffActor } from '../../core/context.ts';
import { findMembers, readMember } from '../../core/members/find.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import { Refusal } from '../../core/refusal.ts';
import { accountByNumber } from '../../core/till/lookup.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Attribution } from '../../db/schema/activities.ts';
import { seal, unseal } from '../seal.ts';

const pickedMinutes = 30;

/** An eight-digit number as typed or scanned. */
export const memberNumber = z
  .string()
  .max(20)
  .transform((text) => text.normalize('NFKC').replace(/\D/g, ''))
  .refine((digits) => /^\d{8}$/.test(digits));

/** Who stands at the till: the number of the card that was shown, or whom staff picked from what `findByName` answered. */
export const customer = { number: memberNumber.optional(), picked: z.string().min(1).max(400).optional() };

export type Whose = { number?: string | undefined; picked?: string | undefined };

/** Members whom a name, phone, mail or tail finds, each with a token that picks it, for this member of staff and half an hour. */
export async function findByName(context: Context<StaffActor>, text: string) {
  const { secret, now, actor } = context;
  const endsAt = new Date(now.getTime() + pickedMinutes * 60_000);
  const found = await findMembers(context, { text });
  return found.map(({ accountId, name, tail, storeName }) => ({
    ...{ name, tail, storeName },
    picked: seal(secret, 'till-pick', { account: accountId, staff: actor.staffId }, endsAt),
  }));
}

/** The account of a customer, and how it is known: a card was presented, or staff inferred it. Refuses bad_input {field}, not_found. */
export async function customerIn(
  context: Context<StaffActor>,
  { number, picked }: Whose,
): Promise<{ accountId: AccountId; attribution: Attribution }> {
  if ((number === undefined) === (picked === undefined)) throw new Refusal('bad_input', { field: 'number' });
  if (number !== undefined) return { accountId: await accountByNumber(context.db, number), attribution: 'presented' };
  const facts = unseal(context.secret, 'till-pick', picked ?? '', context.now);
  if (facts?.staff !== context.actor.staffId) throw new Refusal('bad_input', { field: 'picked' });
  return { accountId: Number(facts.account) as AccountId, attribution: 'inferred' };
}

/** What staff see of a customer; on record, and a number is a search that counts as one. Refuses as `customerIn` does. */
export async function readCustomer(context: Context<StaffActor>, whose: Whose): Promise<MemberSummary> {
  if (whose.number === undefined) return readMember(context, await customerIn(context, whose));
  const [found] = await findMembers(context, { text: whose.number });
  if (!found) throw new Refusal('not_found');
  return found;
}
