type Cause = { code?: string; constraint?: string; constraint_name?: string };

/** The name of the constraint that a failed statement ran into, whichever driver reports it; undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  const cause = ((error as { cause?: unknown }).cause ?? error) as Cause;
  return cause.code?.startsWith('23') ? (cause.constraint_name ?? cause.constraint) : undefined;
}
