import type { AccountId, IdentityId } from '../../db/ids.ts';
import { identities } from '../../db/schema/members.ts';
import { daysLater } from '../calendar.ts';
import type { Context, MemberActor } from '../context.ts';
import { acceptInvitation, invite } from '../households/invite.ts';
import { payIn } from '../households/pot.ts';
import { shareEarnings, showMyself } from '../households/settings.ts';
import type { WrittenMembers } from './writeMembers.ts';

const linkedDaysAgo = 20;
const paidDaysAgo = 12;
const head = { key: 'takahashi', shownName: '和夫', pays: 150 };
const guests = [
  { key: 'kenta', pays: 100, visible: true },
  { key: 'fumiko', pays: 60, visible: true },
];
/** The third has a LINE that the sandbox does not show. */
const unseenLine = `U${'f3'.repeat(16)}`;

/** The family that shares one telephone, as a household of three with a pot: told apart, and linked by consent. */
export async function writeHousehold(context: Context, members: WrittenMembers): Promise<void> {
  const linked = daysLater(context.now, -linkedDaysAgo);
  const paid = daysLater(context.now, -paidDaysAgo);
  const inviter = await memberOf(context, members, head.key, linked);
  const payers = [{ actor: inviter, pays: head.pays }];
  for (const { key, visible, pays } of guests) {
    const actor = await memberOf(context, members, key, linked);
    const { token } = await invite(acting(context, inviter, linked, payers.length), { shownName: head.shownName });
    await acceptInvitation(acting(context, actor, linked, payers.length), { token, visible });
    payers.push({ actor, pays });
  }
  for (const { actor, pays } of payers) {
    await payIn(acting(context, actor, paid, 0), { amount: pays, key: 'demo' });
  }
  await showMyself(acting(context, inviter, paid, 1), { visible: true });
  await shareEarnings(acting(context, inviter, paid, 1), { percent: 50 });
}

function acting(context: Context, actor: MemberActor, from: Date, minutes: number): Context<MemberActor> {
  return { ...context, actor, now: new Date(from.getTime() + minutes * 60_000) };
}

async function memberOf({ db }: Context, members: WrittenMembers, key: string, linkedAt: Date): Promise<MemberActor> {
  const { accountId, identityId } = members.of(key);
  return { kind: 'member', accountId, identityId: identityId ?? (await linkUnseen(db, accountId, linkedAt)) };
}

async function linkUnseen(db: Context['db'], accountId: AccountId, linkedAt: Date): Promise<IdentityId> {
  const [line] = await db
    .insert(identities)
    .values({ accountId, kind: 'line', value: unseenLine, linkedAt, blockedAt: linkedAt })
    .returning({ id: identities.id });
  return (line as { id: IdentityId }).id;
}
