import { hc } from 'hono/client';
import type { RefusalFacts } from '../../core/refusal.ts';
import type { LiffRefusalCode } from '../refusals.ts';
import type { LiffApi } from '../routes.ts';

let token = '';

/** From now on requests carry this session. It lives in this variable only and is gone with the page. */
export function carry(session: string): void {
  token = session;
}

/** The API, typed by the server's own routes. */
export const api = hc<LiffApi>('/liff/api', { headers: () => ({ authorization: `Bearer ${token}` }) });

/** The server said no, with a reason that has words; `null` when no answer came at all. */
export class Refused extends Error {
  readonly code: LiffRefusalCode | null;
  readonly facts: RefusalFacts;
  constructor(code: LiffRefusalCode | null, facts: RefusalFacts = {}) {
    super(code ?? 'no answer');
    this.code = code;
    this.facts = facts;
  }
}

type Answer<Body> = { ok: boolean; json: () => Promise<Body> };

/** The body of a good answer; anything else is thrown as `Refused`. */
export async function answerOf<Body>(request: Promise<Answer<Body>>): Promise<Body> {
  const answer = await request.catch(() => {
    throw new Refused(null);
  });
  const body = await answer.json().catch(() => {
    throw new Refused(null);
  });
  if (answer.ok) return body;
  const { refusal, facts } = body as { refusal?: LiffRefusalCode; facts?: RefusalFacts };
  throw new Refused(refusal ?? null, facts);
}

/** The reason in a caught error; a bug of the page itself counts as no answer. */
export function reasonOf(error: unknown): Refused {
  return error instanceof Refused ? error : new Refused(null);
}
