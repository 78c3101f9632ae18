import { isValidSlackRequest } from '@slack/bolt';

/** What a request says about who sent it: the two headers as they came, and the body byte for byte. */
export type SignedText = { timestamp: string | undefined; signature: string | undefined; raw: string };

const apartSecMax = 300;

/**
 * Whether Slack signed this body within five minutes of `now`, in either direction. Bolt's own check lets the future
 * through, so the distance is measured here.
 */
export function isSignedBySlack(signingSecret: string, { timestamp, signature, raw }: SignedText, now: Date): boolean {
  if (!signingSecret || !signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  const nowMilliseconds = now.getTime();
  if (Math.abs(nowMilliseconds / 1000 - Number(timestamp)) > apartSecMax) return false;
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) };
  return isValidSlackRequest({ signingSecret, body: raw, headers, nowMilliseconds });
}
