import { Refusal } from '../core/refusal.ts';
import { violatedConstraint } from '../db/violation.ts';

type Facts = Record<string, string | number | boolean | undefined>;

/** Writes one line about what happened. Facts are ids, codes and figures; never what a person wrote or is called. */
export type Log = (event: string, facts?: Facts) => void;

/** A log of JSON lines, one object each, with the time in UTC. */
export function jsonLog(write: (line: string) => void, now: () => Date): Log {
  return (event, facts = {}) => write(`${JSON.stringify({ at: now().toISOString(), event, ...facts })}\n`);
}

/**
 * An error as facts for the log: its kind, codes and places. Never its message: a failed statement's message repeats the values
 * it was given, which are what people told us.
 */
export function errorFacts(error: unknown): Facts {
  if (error instanceof Refusal) return { error: 'Refusal', code: error.code };
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = (error.cause ?? error) as { code?: unknown; name?: string };
  return {
    error: error.name,
    cause: error.cause instanceof Error ? error.cause.name : undefined,
    code: typeof cause.code === 'string' ? cause.code : undefined,
    constraint: violatedConstraint(error),
    where: placesIn(error.stack ?? ''),
  };
}

/** The first places of a stack, in our own files where there are any. */
function placesIn(stack: string): string {
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const ours = places.filter((line) => !line.includes('node_modules') && !line.includes('node:'));
  return (ours.length > 0 ? ours : places)
    .slice(0, 4)
    .map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/file:\/\/\S*\/(?=[^/]+\/[^/]+\.ts)/, ''),
    )
    .join(' < ');
}
