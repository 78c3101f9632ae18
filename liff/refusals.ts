import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Refusal, type RefusalCode, type RefusalFacts } from '../core/refusal.ts';

/** What the mini-app may be told instead of an answer: the rules' own codes, and two that belong to the door. */
export type LiffRefusalCode = RefusalCode | 'signed_out' | 'unavailable';

export type LiffRefusal = { refusal: LiffRefusalCode; facts: RefusalFacts };

/** The door itself says no: nobody is signed in, or LINE's keys are out of reach. */
export class ChannelRefusal extends Error {
  readonly code: 'signed_out' | 'unavailable';
  constructor(code: 'signed_out' | 'unavailable') {
    super(code);
    this.code = code;
  }
}

/** What is somebody else's and what does not exist answer alike, so that nothing can be found out by asking. */
export function answerRefusal(error: Error, c: Context): Response {
  if (error instanceof ChannelRefusal) return say(c, error.code, {}, error.code === 'signed_out' ? 401 : 503);
  if (error instanceof HTTPException && error.status < 500) return say(c, 'bad_input', {}, 400);
  if (!(error instanceof Refusal)) throw error;
  if (error.code === 'not_yours' || error.code === 'not_found') return say(c, 'not_found', {}, 404);
  return say(c, error.code, error.facts, statusOf(error.code));
}

function statusOf(code: RefusalCode): 400 | 409 | 429 {
  if (code === 'bad_input') return 400;
  return code === 'rate_limited' ? 429 : 409;
}

function say(c: Context, refusal: LiffRefusalCode, facts: RefusalFacts, status: 400 | 401 | 404 | 409 | 429 | 503) {
  return c.json<LiffRefusal>({ refusal, facts }, status);
}
