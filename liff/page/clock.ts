import { useEffect, useState } from 'hono/jsx/dom';

/** Whole seconds from the server's `now` until `until`, counted down here by a clock that nobody can set. */
export function useSecondsUntil(until: string | null, now: string): number {
  const [began, setBegan] = useState(() => performance.now());
  const [, tick] = useState(0);
  useEffect(() => setBegan(performance.now()), [now]);
  const left = until ? Math.ceil((Date.parse(until) - Date.parse(now) - (performance.now() - began)) / 1000) : 0;
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => tick((count) => count + 1), 1000);
    return () => clearTimeout(timer);
  });
  return Math.max(0, left);
}

/** Calls `look` every few seconds while somebody is looking at the page, and whenever they come back to it. */
export function useLiveness(look: () => void, seconds = 5): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && look(), seconds * 1000);
    const back = () => document.visibilityState === 'visible' && look();
    document.addEventListener('visibilitychange', back);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', back);
    };
  }, [look]);
}
