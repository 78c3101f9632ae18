import { historyOf } from '../../core/activities/history.ts';
import { isOverCap } from '../../core/cap/overCap.ts';
import { visibleHouseholdSize } from '../../core/households/household.ts';
import { findMembers, readMember } from '../../core/members/find.ts';
import { componentOf } from '../../core/merges/component.ts';
import { Refusal } from '../../core/refusal.ts';
import type { AccountId } from '../../db/ids.ts';
import { findModal, memberModal } from '../blocks/members.ts';
import { idIn } from '../blocks/values.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

const recentMax = 8;

/** 会員をさがす: opens the search form. */
export async function openFind({ show, words }: Press): Promise<void> {
  await show(findModal(words));
}

/** The search was sent: the found members stand under the field, which can be used again. */
export async function findInForm({ context, words }: Press, filled: Filled): Promise<FormAnswer> {
  try {
    return { view: findModal(words, await findMembers(context, { text: filled.text ?? '' })) };
  } catch (reason) {
    if (!(reason instanceof Refusal) || (reason.code !== 'bad_input' && reason.code !== 'rate_limited')) throw reason;
    return { errors: { text: words.refusal[reason.code](reason.facts) } };
  }
}

/** 開く: one member in short, read live and kept on record. */
export async function openMember({ context, show, words }: Press, value: string): Promise<void> {
  const accountId = idIn<AccountId>(value);
  const member = await readMember(context, { accountId });
  const { accountIds } = await componentOf(context.db, accountId);
  const { items } = await historyOf(context.db, accountIds, { limit: recentMax });
  const household = await visibleHouseholdSize(context.db, accountId);
  const isOver = await isOverCap(context.db, member.personId);
  await show(memberModal(member, { recent: items, household, isOver }, words));
}
