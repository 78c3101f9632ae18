import type { WebClient } from '@slack/web-api';
import { and, eq } from 'drizzle-orm';
import { audit } from '../core/audit.ts';
import type { StaffActor } from '../core/context.ts';
import { staff, stores } from '../db/schema/shop.ts';
import type { SlackDeps } from './deps.ts';
import { languageOf, usualLanguage } from './language.ts';
import type { Language } from './words/words.ts';

/** A member of staff as Slack shows them to us: who acts, and in which language they read. */
export type StaffMember = {
  actor: StaffActor;
  slackUserId: string;
  name: string;
  storeName: string;
  language: Language;
};

/**
 * The member of staff behind a Slack user: on our list and active, and in Slack a full, living member of our own workspace.
 * Anybody else is undefined. Asked anew at every press, so that leaving takes effect at once.
 */
export async function staffOf(
  deps: SlackDeps,
  client: WebClient,
  slackUserId: string,
): Promise<StaffMember | undefined> {
  const listed = await listedStaff(deps, slackUserId);
  if (!listed) return undefined;
  const { user } = await client.users.info({ user: slackUserId, include_locale: true });
  const isOwn = user?.team_id === deps.config.teamId && !user.is_stranger;
  const isGuest = user?.is_restricted || user?.is_ultra_restricted;
  if (!isOwn || isGuest || user.deleted || user.is_bot) return undefined;
  const language = languageOf(user.locale) ?? usualLanguage(deps.config);
  const { staffId, storeId, role, name, storeName } = listed;
  return { actor: { kind: 'staff', staffId, storeId, role }, slackUserId, name, storeName, language };
}

/** Notes that somebody without a place on the list, or no longer in it, pressed something. */
export async function noteStranger(deps: SlackDeps, slackUserId: string, wanted: string): Promise<void> {
  const context = {
    db: deps.db,
    actor: { kind: 'system', job: 'slack' },
    now: deps.now(),
    secret: deps.secret,
  } as const;
  await audit(context, { action: 'staff_refused', subject: `slack:${slackUserId}`, facts: { wanted } });
}

async function listedStaff({ db }: SlackDeps, slackUserId: string) {
  const [row] = await db
    .select({ staffId: staff.id, storeId: staff.storeId, role: staff.role, name: staff.name, storeName: stores.name })
    .from(staff)
    .innerJoin(stores, eq(stores.id, staff.storeId))
    .where(and(eq(staff.slackUserId, slackUserId), eq(staff.active, true)));
  return row;
}
