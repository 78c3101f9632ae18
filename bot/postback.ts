import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a button of ours asks for. `id` names the thing it is about; whether the presser may is decided in core. */
export type Press = { verb: string; id: string };

const macBytes = 12;

/**
 * The data of a postback button: `v1.verb.id.expiry.mac`, at most 300 characters, with `expiry` in seconds base 36 or empty.
 * Whoever reads it in a message learns nothing but an id, and cannot make another one.
 */
export function postbackData(secret: string, { verb, id }: Press, expiresAt?: Date): string {
  const until = expiresAt ? Math.floor(expiresAt.getTime() / 1000).toString(36) : '';
  const said = `v1.${verb}.${id}.${until}`;
  const data = `${said}.${macOf(secret, said)}`;
  if (data.length > 300 || said.split('.').length !== 4) throw new Error(`a postback cannot carry ${verb}`);
  return data;
}

/** What a postback says, or why it must not be followed. */
export function readPostback(secret: string, data: string, now: Date): Press | 'forged' | 'expired' {
  const parts = data.split('.');
  const [version, verb, id, until, mac] = parts;
  if (parts.length !== 5 || version !== 'v1' || !verb || id === undefined || until === undefined || !mac)
    return 'forged';
  if (!isSame(mac, macOf(secret, `v1.${verb}.${id}.${until}`))) return 'forged';
  if (until && Number.parseInt(until, 36) * 1000 < now.getTime()) return 'expired';
  return { verb, id };
}

function macOf(secret: string, said: string): string {
  return createHmac('sha256', secret).update(`postback:${said}`).digest().subarray(0, macBytes).toString('base64url');
}

function isSame(given: string, right: string): boolean {
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
}
