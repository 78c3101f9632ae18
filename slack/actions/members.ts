import { historyOf } from '../../core/activities/history.ts';
import { findMembers, readMember } from '../../core/members/find.ts';
import { componentOf } from '../../core/merges/component.ts';
import type { AccountId } from '../../db/ids.ts';
import { findModal, memberModal } from '../blocks/members.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

const recentMax = 8;

/** 会員をさがす: opens the search form. */
export async function openFind({ show, words }: Press): Promise<void> {
  await show(findModal(words));
}

/** The search was sent: the found members stand under the field, which can be used again. */
export async function findInForm({ context, words }: Press, filled: Filled): Promise<FormAnswer> {
  const found = await findMembers(context, { text: filled.text ?? '' });
  return { view: findModal(words, found) };
}

/** 開く: one member in short, read live and kept on record. */
export async function openMember({ context, show, words }: Press, value: string): Promise<void> {
  const accountId = Number(value) as AccountId;
  const member = await readMember(context, { accountId });
  const { accountIds } = await componentOf(context.db, accountId);
  const { items } = await historyOf(context.db, accountIds, { limit: recentMax });
  await show(memberModal(member, items, words));
}
