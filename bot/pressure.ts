/** How hard the door is pressed: what must be answered now goes first, what can wait a moment steps back. */
export type Pressure = {
  /** Runs something somebody waits for. */
  during: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Resolves when nobody has pressed for a moment, and in any case soon: work goes on under a flood, only slower. */
  ease: () => Promise<void>;
};

const quietMs = 20;
const easeMsMax = 1_000;

/** Makes the measure of one process; every entrance and every worker of it share one. */
export function createPressure(): Pressure {
  let inside = 0;
  let quiet = Promise.withResolvers<void>();
  let calming: ReturnType<typeof setTimeout> | undefined;
  quiet.resolve();
  const press = () => {
    clearTimeout(calming);
    if (inside === 0 && calming === undefined) quiet = Promise.withResolvers<void>();
    calming = undefined;
    inside++;
  };
  const leave = () => {
    inside--;
    if (inside > 0) return;
    calming = setTimeout(() => {
      calming = undefined;
      quiet.resolve();
    }, quietMs);
  };
  return {
    during: async (work) => {
      press();
      try {
        return await work();
      } finally {
        leave();
      }
    },
    ease: async () => {
      if (inside === 0 && calming === undefined) return;
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, easeMsMax);
      await Promise.race([quiet.promise, patience.promise]);
      clearTimeout(timer);
    },
  };
}
