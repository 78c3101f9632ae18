import { and, eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { finderInThread } from '../../bot/duplicates/thread.ts';
import { countMembers } from '../../core/members/count.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { detectRuns, duplicatePairs } from '../../db/schema/duplicates.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { databases } from '../setup.ts';
import { stringsIn, textOf } from '../slack/office.ts';
import { openStory, type Story } from './house.ts';

const okubo = 'U0OKUBOKEN1';
const headquarters = 'C0HONBUMEM01';

async function pressCard({ slack, settled }: Story, action: string): Promise<void> {
  const card = slack.messagesIn(headquarters).findLast((one) => stringsIn(one, ['action_id']).includes(action))!;
  await slack.press(okubo, { channel: headquarters, ts: card.ts }, action);
  await settled();
}

async function pressView({ slack, settled }: Story, action: string): Promise<void> {
  await slack.press(okubo, { viewId: slack.openViewOf(okubo)!.id }, action);
  await settled();
}

/** The merges that nobody decided, as they stand. */
async function byItself({ db }: Story) {
  const rows = await db
    .select({ id: mergeEdges.id, state: mergeEdges.state })
    .from(mergeEdges)
    .innerJoin(mergeRequests, eq(mergeRequests.id, mergeEdges.requestId))
    .where(and(eq(mergeRequests.origin, 'matcher')))
    .orderBy(mergeEdges.id);
  return rows.map(({ state }) => state);
}

describe.each(databases)('a night in the demo shop, on $name', ({ test }) => {
  test('finds second cards, merges the sure ones, asks staff for the others, and never repeats what was undone', {
    timeout: 180_000,
  }, async ({ db }) => {
    const story = await openStory(db, { finder: finderInThread });
    const { slack } = story;
    const read = () => textOf(slack.openViewOf(okubo)!);
    expect(await countMembers(db)).toMatchObject({ persons: 287 });

    await story.forward({ days: 1 });
    expect(await byItself(story)).toEqual(['active']);
    expect(await countMembers(db)).toMatchObject({ persons: 286 });
    const card = slack.messagesIn(headquarters).map(textOf).join('\n');
    expect(card).toContain('自動でまとめました *1組*');
    expect(story.mails.some(({ text }) => text.includes('結ばれました'))).toBe(true);

    await pressCard(story, 'duplicates_open');
    const waiting = Number(/\*(\d+)組\* が確認をお待ちです/.exec(read())![1]);
    expect(card).toContain(`確認をお待ちです *${waiting}組*`);
    await pressView(story, 'pair_approve');
    expect(read()).toContain(`*${waiting - 1}組* が確認をお待ちです。`);
    expect(await countMembers(db)).toMatchObject({ persons: 285 });
    await pressView(story, 'pair_reject');
    expect(read()).toContain(`*${waiting - 2}組* が確認をお待ちです。`);

    await pressView(story, 'duplicates_merged');
    await pressView(story, 'undo_preview');
    expect(read()).toContain('夜の点検');
    await slack.submitView(okubo, slack.openViewOf(okubo)!.id, { reason: 'wrong_person' });
    await story.settled();
    expect(await countMembers(db)).toMatchObject({ persons: 286 });

    await story.forward({ days: 1 });
    expect(await byItself(story)).toEqual(['void', 'active']);
    expect(await countMembers(db)).toMatchObject({ persons: 286 });
    const states = (await db.select().from(duplicatePairs)).map(({ state }) => state);
    expect(states.filter((state) => state === 'undone')).toHaveLength(1);
    expect(states.filter((state) => state === 'rejected')).toHaveLength(1);
    expect(await db.select().from(detectRuns)).toHaveLength(3);
    const cards = slack.messagesIn(headquarters).filter((one) => textOf(one).includes('夜の点検が終わりました'));
    expect(cards).toHaveLength(1);
    expect(await verifyInvariants(db, story.now(), { deep: true })).toEqual([]);
    expect(story.failures).toEqual([]);
    await story.close();
  });
});
