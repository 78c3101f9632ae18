import { randomUUID } from 'node:crypto';
import type { Context, StaffActor } from '../../core/context.ts';
import { seal } from '../seal.ts';

/** How long a link from Slack may lie before it is opened. */
export const linkMinutes = 10;

/** The address of the counter page for one member of staff: it opens once, within ten minutes. */
export function counterLink(publicUrl: string, { secret, now, actor }: Context<StaffActor>): string {
  const endsAt = new Date(now.getTime() + linkMinutes * 60_000);
  const token = seal(secret, 'counter-link', { staff: actor.staffId, once: randomUUID() }, endsAt);
  return `${publicUrl}/counter/?t=${token}`;
}
