import type { Context as Call } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Refusal, type RefusalCode, type RefusalFacts } from '../../core/refusal.ts';

type Status = 400 | 401 | 404 | 409 | 413 | 429;

/** A call that cannot be answered: a code for the program, a sentence for whoever reads its log. */
export class PosTrouble extends Error {
  readonly status: Status;
  readonly code: string;
  readonly facts: RefusalFacts;
  constructor(status: Status, code: string, message: string, facts: RefusalFacts = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

type Said = { status: Status; message: (facts: RefusalFacts) => string };

/** The refusals a till can meet, in its terms. */
const said: { [code in RefusalCode]?: Said } = {
  not_found: {
    status: 404,
    message: ({ field }) =>
      field === 'purchaseKey' ? 'No purchase of this system has this key.' : 'No member has this number.',
  },
  bad_input: {
    status: 400,
    message: ({ field, code, max }) =>
      [
        `${field}: not possible`,
        code === undefined ? '' : `for product ${code}`,
        max === undefined ? '' : `(at most ${max})`,
      ]
        .filter(Boolean)
        .join(' '),
  },
  not_enough_points: { status: 409, message: ({ available }) => `Only ${available} points can be used now.` },
  key_reused: { status: 409, message: () => 'This Idempotency-Key is on record with another booking.' },
  rate_limited: {
    status: 429,
    message: ({ retryAfterSeconds }) => `Too many calls. Try again in ${retryAfterSeconds} seconds.`,
  },
};

/** Turns whatever was thrown into an answer; what is nobody's mistake but ours goes on to the one place that logs it. */
export function answerTrouble(error: Error, c: Call): Response {
  if (error instanceof PosTrouble) return say(c, error.status, error.code, error.message, error.facts);
  if (error instanceof HTTPException) return error.getResponse();
  if (!(error instanceof Refusal)) throw error;
  const { status = 409, message } = said[error.code] ?? {};
  if (error.code === 'rate_limited') c.header('Retry-After', String(error.facts.retryAfterSeconds));
  return say(c, status, error.code, message?.(error.facts) ?? 'This is not possible now.', error.facts);
}

function say(c: Call, status: Status, error: string, message: string, facts: RefusalFacts): Response {
  return c.json({ error, message, facts }, status);
}
