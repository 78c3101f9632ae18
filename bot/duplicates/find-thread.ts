import { parentPort } from 'node:worker_threads';
import { createSearch } from '../../core/duplicates/finder.ts';
import type { Asked, Said } from './thread.ts';

const search = createSearch();
const say = (said: Said) => parentPort?.postMessage(said);

/** The search in a thread of its own, so that nobody who writes to the shop waits for it. */
parentPort?.on('message', (asked: Asked) => {
  try {
    say({ id: asked.id, result: answer(asked) });
  } catch (error) {
    say({ id: asked.id, error: (error as Error).message });
  }
});

function answer(asked: Asked): unknown {
  switch (asked.call) {
    case 'add':
      return search.add(asked.members);
    case 'find':
      return search.find(asked.task, (step) => say({ id: asked.id, step }));
    case 'pairs':
      return search.pairs(asked.from, asked.count);
  }
}
