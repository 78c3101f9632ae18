import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { and, eq } from 'drizzle-orm';
import { staff, stores } from '../db/schema/shop.ts';
import type { SlackConfig, SlackDeps } from './deps.ts';
import type { Language } from './words/words.ts';

/** What a channel's cards are written in: one language for the shop, or what the store's own staff read. */
export type ChannelLanguage = Language | 'staff';

/** How many of a store's staff are asked: enough to tell, few enough to stay far below what Slack allows in a minute. */
const askedMax = 3;

/** What somebody reads of whom nothing is known. */
export function usualLanguage({ language }: Pick<SlackConfig, 'language'>): Language {
  return language === 'en' ? 'en' : 'ja';
}

/** The language that a locale of Slack (`ja-JP`, `en-GB`) stands for; undefined without one. */
export function languageOf(locale: string | undefined): Language | undefined {
  if (!locale) return undefined;
  return locale.startsWith('ja') ? 'ja' : 'en';
}

/** The language somebody has chosen for their own Slack; what is usual in this shop when Slack does not say. */
export async function languageOfUser(deps: SlackDeps, client: WebClient, slackUserId: string): Promise<Language> {
  try {
    const { user } = await client.users.info({ user: slackUserId, include_locale: true });
    return languageOf(user?.locale) ?? usualLanguage(deps.config);
  } catch (reason) {
    // Somebody Slack does not know, or no longer: no reason to say nothing at all.
    if (reason instanceof WebAPIPlatformError) return usualLanguage(deps.config);
    throw reason;
  }
}

/**
 * The language of a channel's cards. Slack has no setting for that; with `staff` it is English where most of those who were
 * asked of the store's staff have their own Slack in English.
 */
export async function languageOfChannel(deps: SlackDeps, client: WebClient, channel: string): Promise<Language> {
  if (deps.config.language !== 'staff') return usualLanguage(deps.config);
  const readers = await deps.db
    .select({ slackUserId: staff.slackUserId })
    .from(staff)
    .innerJoin(stores, eq(stores.id, staff.storeId))
    .where(and(eq(stores.slackChannel, channel), eq(staff.active, true)))
    .orderBy(staff.id)
    .limit(askedMax);
  const languages = await Promise.all(readers.map(({ slackUserId }) => languageOfUser(deps, client, slackUserId)));
  const english = languages.filter((language) => language === 'en').length;
  return english > languages.length / 2 ? 'en' : 'ja';
}
