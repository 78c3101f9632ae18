import { randomBytes, randomUUID } from 'node:crypto';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID for the given time, as LINE uses for `webhookEventId`: 10 characters of time, 16 of chance. */
export function ulid(atMs: number): string {
  let time = '';
  for (let rest = atMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = crockford[rest % 32] + time;
  const chance = [...randomBytes(16)].map((byte) => crockford[byte % 32]).join('');
  return time + chance;
}

/** A LINE user id: `U` and 32 hexadecimal digits. */
export function newUserId(): string {
  return `U${randomBytes(16).toString('hex')}`;
}

/** Whether the value has the form of a user id (PLATFORM 2). */
export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && /^U[0-9a-f]{32}$/.test(value);
}

/** A message id: 18 digits that rise with time and never repeat. */
export function createMessageIds(): (atMs: number) => string {
  let last = 0n;
  return (atMs) => {
    const next = 500_000_000_000_000_000n + BigInt(atMs) * 8_192n;
    last = next > last ? next : last + 1n;
    return last.toString();
  };
}

/** The value of `x-line-request-id`. */
export function newRequestId(): string {
  return randomUUID();
}

/** An opaque token of the given number of random bytes, in URL-safe Base64. */
export function newToken(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}
