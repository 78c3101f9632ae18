import { useEffect, useState } from 'hono/jsx/dom';
import type { Live } from './world.ts';

/** Follows the server's live state; `away` is true while the connection is lost (the browser reconnects by itself). */
export function useLive(): { live: Live | null; away: boolean } {
  const [live, setLive] = useState<Live | null>(null);
  const [away, setAway] = useState(false);
  useEffect(() => {
    const source = new EventSource('live');
    source.onmessage = (event) => {
      setLive(JSON.parse(event.data) as Live);
      setAway(false);
    };
    source.onerror = () => setAway(true);
    return () => source.close();
  }, []);
  return { live, away };
}

/** Sends one JSON request to the sandbox's own server. */
export async function post(path: string, body: unknown = {}): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
