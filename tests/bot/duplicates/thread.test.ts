import { expect, test } from 'vitest';
import { finderInThread } from '../../../bot/duplicates/thread.ts';
import { finderHere } from '../../../core/duplicates/finder.ts';

const twice = { familyName: '九条', givenName: '蘭丸', birthDate: '1971-03-14', phone: '09088887777' };
const members = [twice, { familyName: '森', givenName: '空', phone: '08044441234' }, twice];
const task = { target: 0.995, decisions: [] };

test('a search in a thread of its own finds what one in the same thread finds, and says its steps', async () => {
  const [there, here] = [finderInThread(), finderHere()];
  const found = [];
  for (const finder of [there, here]) {
    const steps: string[] = [];
    await finder.add(members);
    const { pairs, ladder } = await finder.find(task, (step) => steps.push(step));
    found.push({ steps, ladder, pairs: await finder.pairs(0, pairs) });
    await finder.close();
  }
  expect(found[0]).toEqual(found[1]);
  expect(found[0]!.steps).toContain('judging');
});

test('whoever asks a thread that has died is told so, and waits for nothing', async () => {
  const finder = finderInThread();
  await finder.add(members);
  const asked = finder.find(task, () => {});
  await Promise.all([expect(asked).rejects.toThrow('ended'), finder.close()]);
  await expect(finder.pairs(0, 1)).rejects.toThrow('ended');
  await expect(finder.add(members)).rejects.toThrow('ended');
});

test('a question that the search refuses fails alone', async () => {
  const finder = finderInThread();
  await finder.add(members);
  await finder.find(task, () => {});
  await expect(finder.find(task, () => {})).rejects.toThrow('finds once');
  expect((await finder.pairs(0, 9)).length).toBeLessThanOrEqual(1);
  await finder.close();
});
