import { createHmac } from 'node:crypto';

/** Slack's v0 signature of a raw body: `v0=` and the hex HMAC-SHA256 of `v0:{timestampSec}:{body}`. [BOLT verify-request] */
export function signV0(secret: string, timestampSec: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSec}:${body}`).digest('hex')}`;
}
