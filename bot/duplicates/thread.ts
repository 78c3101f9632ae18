import { Worker } from 'node:worker_threads';
import type { Step } from '../../core/duplicates/find.ts';
import type { Finder, FindTask, Found, FoundPair } from '../../core/duplicates/finder.ts';
import type { MemberValues } from '../../core/duplicates/members.ts';

/** What the thread is asked, and what it says; every question has a number. */
export type Asked = { id: number } & (
  | { call: 'add'; members: MemberValues[] }
  | { call: 'find'; task: FindTask }
  | { call: 'pairs'; from: number; count: number }
);
export type Said = { id: number } & ({ result: unknown } | { error: string } | { step: Step });

type Question = Asked extends infer One ? (One extends Asked ? Omit<One, 'id'> : never) : never;
type Waiting = { done: (result: unknown) => void; fail: (error: Error) => void; progress?: (step: Step) => void };

/** Room for ten million members; and where there is a bound, garbage is collected sooner. */
const heapMegabytes = 2_000;
/** Most of what is read is kept: with more room for what is young it is copied less often. */
const youngMegabytes = 96;

/** A search in a thread of its own, on Node. When the thread dies, so does every question, also a later one, and the run is taken up again. */
export function finderInThread(): Finder {
  const thread = new Worker(new URL('./find-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
  });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  thread.on('message', (said: Said) => {
    const asker = waiting.get(said.id);
    if ('step' in said) return asker?.progress?.(said.step);
    waiting.delete(said.id);
    if ('error' in said) asker?.fail(new Error(said.error));
    else asker?.done(said.result);
  });
  let ended: Error | undefined;
  const failAll = (error: Error) => {
    ended ??= error;
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };
  thread.on('error', failAll);
  thread.on('exit', () => failAll(new Error('the search has ended')));
  const ask = <Result>(question: Question, progress?: (step: Step) => void): Promise<Result> =>
    new Promise((done, fail) => {
      // Nobody would ever answer, and whoever asked would wait for good.
      if (ended) return fail(ended);
      const id = ++last;
      waiting.set(id, { done: (result) => done(result as Result), fail, ...(progress && { progress }) });
      thread.postMessage({ id, ...question });
    });
  return {
    add: (members) => ask<void>({ call: 'add', members }),
    find: (task, progress) => ask<Found>({ call: 'find', task }, progress),
    pairs: (from, count) => ask<FoundPair[]>({ call: 'pairs', from, count }),
    close: async () => void (await thread.terminate()),
  };
}
