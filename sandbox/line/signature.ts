import { createHmac } from 'node:crypto';

/** LINE's webhook signature: Base64 of HMAC-SHA256 over the raw body bytes (PLATFORM 3.1). */
export function signBody(body: string | Uint8Array, channelSecret: string): string {
  return createHmac('sha256', channelSecret).update(body).digest('base64');
}
