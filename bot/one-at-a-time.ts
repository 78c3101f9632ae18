/**
 * Lets `work` run once at a time. A call while it runs makes it run once more afterwards, because what the caller saw may have
 * come too late for the run under way; every caller's promise ends with a run that began after its call.
 */
export function oneAtATime(work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;
  const run = async () => {
    try {
      await work();
    } finally {
      running = undefined;
    }
  };
  return () => {
    if (!running) {
      running = run();
      return running;
    }
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        running = run();
        return running;
      });
    return waiting;
  };
}
