/** What time it is. The one place, beside the entries, that asks the machine. */
export type Clock = { now: () => Date; stop: () => void };

const followEveryMs = 500;
const askMsMax = 2_000;

/** The machine's own clock. */
export function realClock(): Clock {
  return { now: () => new Date(), stop: () => {} };
}

/**
 * Follows a clock that can be moved, at `url` (`GET` answers `{"now": ISO}`): asked twice a second, and in between it runs like
 * the machine's own. Resolves once the first answer is there.
 */
export async function followClock(url: string): Promise<Clock> {
  let aheadMs = await askAhead(url);
  let asking = false;
  const timer = setInterval(async () => {
    if (asking) return;
    asking = true;
    try {
      aheadMs = await askAhead(url);
    } catch {
      // It is told again in half a second; until then the last difference holds.
    } finally {
      asking = false;
    }
  }, followEveryMs);
  timer.unref();
  return { now: () => new Date(Date.now() + aheadMs), stop: () => clearInterval(timer) };
}

async function askAhead(url: string): Promise<number> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(askMsMax) });
  const { now } = (await answer.json()) as { now?: unknown };
  const told = typeof now === 'string' ? Date.parse(now) : Number.NaN;
  if (!answer.ok || Number.isNaN(told)) throw new Error(`the clock at ${url} does not tell the time`);
  return told - Date.now();
}
