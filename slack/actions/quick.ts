import { countMembers } from '../../core/members/count.ts';
import { activeStaff } from '../../core/staff.ts';
import { counterModal, tillModal } from '../blocks/counter.ts';
import { edgeListModal } from '../blocks/edges.ts';
import { noticeModal } from '../blocks/notice.ts';
import type { SlackDoorDeps } from '../deps.ts';
import { listEdges } from '../edges.ts';
import type { Press } from '../press.ts';

/** 店頭でまとめる: opens the form, with a one-time link to the page that scans cards where there is one. */
export async function openCounter(deps: SlackDoorDeps, { context, show, words }: Press): Promise<void> {
  await show(counterModal(words, await deps.counterLink?.(context)));
}

/** レジ: a one-time link to the page for sales and returns, for staff of a store. */
export async function openTill(deps: SlackDoorDeps, { context, show, words }: Press): Promise<void> {
  const { atHeadquarters } = await activeStaff(context);
  const link = atHeadquarters ? undefined : await deps.counterLink?.(context);
  await show(link ? tillModal(words, `${link}&do=till`) : noticeModal(words, words.till.headquarters));
}

/** 元に戻す: opens the list of the newest merges. */
export async function openUndoList({ context, show, words }: Press): Promise<void> {
  await show(edgeListModal(await listEdges(context, 'undo'), words));
}

/** 会員数: persons, accounts, and how many are left until the cap. */
export async function showCount({ context, say, words }: Press): Promise<void> {
  const { persons, accounts, cap } = await countMembers(context.db);
  const left = cap === null ? [] : [words.command.countCap(cap, cap - persons)];
  await say([words.command.count(persons, accounts), ...left].join('\n'));
}
