/** Ways of the network and of mail servers to say no before anything of a letter was taken. */
const refusedEarly = new Set(['EAUTH', 'EENVELOPE', 'EDNS', 'ENOTFOUND', 'ECONNREFUSED']);
const beforeAnything = new Set(['connect', 'getaddrinfo']);

type Facts = { code?: unknown; syscall?: unknown; responseCode?: unknown; cause?: unknown };

/**
 * What a thrown error says about a letter: a code for staff, and whether it may have left all the same. Only a refusal in words, or
 * a connection that never was, is certain; a silence is not.
 */
export function whatWasThrown(error: unknown): { why: string; unsure: boolean } {
  const facts = (typeof error === 'object' && error !== null ? error : {}) as Facts;
  const cause = (typeof facts.cause === 'object' && facts.cause !== null ? facts.cause : {}) as Facts;
  const refused = [facts, cause].some(
    ({ code, syscall, responseCode }) =>
      Number(responseCode) >= 400 || refusedEarly.has(String(code)) || beforeAnything.has(String(syscall)),
  );
  const code = facts.responseCode ?? facts.code ?? cause.code ?? (error instanceof Error ? error.name : typeof error);
  return { why: String(code), unsure: !refused };
}
