import { useEffect, useRef, useState } from 'hono/jsx/dom';
import type { Tab } from './place.ts';
import type { Live } from './world.ts';

/** Which of the two tabs got something new while the visitor looked at the other one. */
export function useNews(live: Live | null, tab: Tab, memberId: string): Record<Tab, boolean> {
  const seen = useRef<{ member: string; line: number; slack: number } | null>(null);
  const [news, setNews] = useState<Record<Tab, boolean>>({ line: false, slack: false });
  const line = live?.line[memberId] ?? 0;
  const slack = live?.slack ?? 0;

  useEffect(() => {
    if (!live) return;
    const before =
      seen.current?.member === memberId
        ? seen.current
        : { member: memberId, line, slack: seen.current?.slack ?? slack };
    const next = { line: tab !== 'line' && line > before.line, slack: tab !== 'slack' && slack > before.slack };
    seen.current = {
      member: memberId,
      line: tab === 'line' ? line : before.line,
      slack: tab === 'slack' ? slack : before.slack,
    };
    setNews(next);
  }, [live !== null, line, slack, tab, memberId]);

  return news;
}
