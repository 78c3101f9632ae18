import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { LiffConfig } from './deps.ts';

const issuer = 'https://access.line.me';
const fetchMs = 5_000;

/** Reads an ID token: the LINE userId it proves and when LINE signed it, `refused` for a token that proves nothing, `unavailable` without LINE's keys. */
export type ReadIdToken = (
  token: string,
  now: Date,
) => Promise<{ userId: string; issuedAt: Date } | { failure: 'refused' | 'unavailable' }>;

/**
 * Verifies ID tokens of our own channel here, against LINE's published keys: only ES256, only our `aud`, only before `exp`.
 * Without the keys nobody is let in.
 */
export function idTokenReader(config: Pick<LiffConfig, 'loginChannelId' | 'jwksUrl'>): ReadIdToken {
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), { timeoutDuration: fetchMs });
  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        issuer,
        audience: config.loginChannelId,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: now,
      });
      const issuedAt = new Date((payload.iat ?? 0) * 1000);
      return lineUserId.test(payload.sub ?? '') ? { userId: String(payload.sub), issuedAt } : { failure: 'refused' };
    } catch (error) {
      return { failure: isTokensFault(error) ? 'refused' : 'unavailable' };
    }
  };
}

const lineUserId = /^U[0-9a-f]{32}$/;

const tokensFaults = new Set([
  'ERR_JWT_EXPIRED',
  'ERR_JWT_INVALID',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
]);

/** Anything that is not plainly the token's fault (no keys, no network, broken answer) is ours. */
function isTokensFault(error: unknown): boolean {
  return error instanceof errors.JOSEError && tokensFaults.has(error.code);
}
