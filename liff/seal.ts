import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is sealed for: a seal of one kind never opens as another. */
export type SealKind = 'member' | 'stranger' | 'counter-link' | 'counter' | 'till-pick' | 'cap-ids';

export type Facts = Record<string, string | number>;

/** Signs `facts` with an end in time into a short url-safe token that only this shop's secret can make. */
export function seal(secret: string, kind: SealKind, facts: Facts, endsAt: Date): string {
  const body = Buffer.from(JSON.stringify({ ...facts, end: endsAt.getTime() })).toString('base64url');
  return `${body}.${signature(secret, kind, body).toString('base64url')}`;
}

/** The facts of a token of this kind that is ours and has not ended; otherwise nothing, whatever is wrong with it. */
export function unseal(secret: string, kind: SealKind, token: string, now: Date): Facts | undefined {
  const [body, mark, rest] = token.split('.');
  if (!body || !mark || rest !== undefined) return undefined;
  const given = Buffer.from(mark, 'base64url');
  const right = signature(secret, kind, body);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const facts: Facts = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  return Number(facts.end) > now.getTime() ? facts : undefined;
}

function signature(secret: string, kind: SealKind, body: string): Buffer {
  return createHmac('sha256', secret).update(`liff:${kind}:${body}`).digest();
}
