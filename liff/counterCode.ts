import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestId } from '../db/ids.ts';

const windowMs = 10 * 60_000;

/** What a member shows at the counter instead of a mailed code: `142-482913`, good until the end of this or the next window. */
export function counterCode(secret: string, requestId: RequestId, now: Date): { code: string; until: Date } {
  const window = Math.floor(now.getTime() / windowMs);
  return { code: `${requestId}-${digits(secret, requestId, window)}`, until: new Date((window + 1) * windowMs) };
}

/** The request a shown code belongs to; nothing when it is wrong or too old. The window before counts too: people queue. */
export function readCounterCode(secret: string, code: string, now: Date): RequestId | undefined {
  const [, id, shown = ''] = /^(\d{1,12})-(\d{6})$/.exec(code.normalize('NFKC').replace(/\s/g, '')) ?? [];
  if (!id) return undefined;
  const requestId = Number(id) as RequestId;
  const window = Math.floor(now.getTime() / windowMs);
  const matches = [window, window - 1].some((at) =>
    timingSafeEqual(Buffer.from(shown), Buffer.from(digits(secret, requestId, at))),
  );
  return matches ? requestId : undefined;
}

function digits(secret: string, requestId: RequestId, window: number): string {
  const digest = createHmac('sha256', secret).update(`liff:counter-code:${requestId}:${window}`).digest();
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}
