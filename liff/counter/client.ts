import { hc } from 'hono/client';
import { answerOf } from '../page/client.ts';
import type { CounterApi } from './routes.ts';

/** Who serves where; `at` is when the page was opened, by the server's clock. */
export type Serving = { name: string; storeName: string; at: number };

let token = '';

/** The counter's API, typed by the server's own routes. */
export const api = hc<CounterApi>('/counter/api', { headers: () => ({ authorization: `Bearer ${token}` }) });

/** Exchanges the one-time link for a session that lives in this page only; answers who is serving where, since when. */
export async function open(link: string): Promise<Serving> {
  const opened = await answerOf(api.session.$post({ json: { token: link } }));
  token = opened.token;
  return opened;
}

export type Compared = Awaited<ReturnType<typeof start>>;

/** The customer shows both cards. */
export function start(presentNumber: string, oldNumber: string) {
  return answerOf(api.start.$post({ json: { presentNumber, oldNumber } }));
}

/** The customer shows the code of their request; `oldNumber` names the card when the request could not find it. */
export function prove(code: string, oldNumber?: string) {
  return answerOf(api.prove.$post({ json: { code, oldNumber } }));
}

/** Joins what was compared, as it was compared. */
export function approve({ requestId, epochs }: Pick<Compared, 'requestId' | 'epochs'>) {
  return answerOf(api.approve.$post({ json: { requestId, epochs: epochs ?? { requester: 0, target: 0 } } }));
}
