import type { WebClient } from '@slack/web-api';
import { capOutlook } from '../../core/cap/outlook.ts';
import { deadLetters } from '../../core/deadLetters/letters.ts';
import { countWaiting } from '../../core/duplicates/queue.ts';
import { duplicateSettings } from '../../core/duplicates/settings.ts';
import { type HomeShown, homeView, strangerHome } from '../blocks/home.ts';
import type { SlackDeps } from '../deps.ts';
import { languageOfUser } from '../language.ts';
import { waitingFor } from '../pending.ts';
import { weekBarsOf } from '../pictures/home-figures.ts';
import { pictureUrl } from '../pictures/link.ts';
import { programmeAt } from '../programme.ts';
import { type StaffMember, staffOf } from '../staff.ts';
import { wordsIn } from '../words/words.ts';
import { monthFigures, weekFigures } from './figures.ts';

const waitingMax = 50;
const deadMax = 5;

/** Draws the Home tab of a Slack user anew, from what is true now. */
export async function publishHome(deps: SlackDeps, client: WebClient, slackUserId: string): Promise<void> {
  const staff = await staffOf(deps, client, slackUserId);
  const words = wordsIn(staff?.language ?? (await languageOfUser(deps, client, slackUserId)));
  const view = staff ? homeView(await shownTo(deps, staff), words) : strangerHome(words);
  await client.views.publish({ user_id: slackUserId, view });
}

async function shownTo(deps: SlackDeps, staff: StaffMember): Promise<HomeShown> {
  const { db, secret, config } = deps;
  const now = deps.now();
  const context = { db, actor: staff.actor, now, secret };
  const outlook = await capOutlook(db, now);
  const { persons, accounts, cap } = outlook.count;
  const figures = { kind: 'gauge', persons, accounts, cap: cap ?? 0, language: staff.language } as const;
  return {
    staff,
    now,
    outlook,
    waiting: await waitingFor(context, 'home', waitingMax),
    pairs: (await countWaiting(context)).waiting,
    month: await monthFigures(db, now),
    programme: await programmeAt(db, now),
    ...(await chartOf(deps, staff, now)),
    ...(staff.actor.role === 'clerk' ? {} : { dead: await deadLetters(db, now, deadMax) }),
    ...(staff.actor.role === 'headquarters' ? { nightly: await duplicateSettings(db) } : {}),
    ...(cap === null ? {} : { gaugeUrl: pictureUrl(config.publicUrl, secret, figures) }),
  };
}

/** The chart of the last weeks, while there is anything on it. */
async function chartOf(
  { db, secret, config }: SlackDeps,
  { language }: StaffMember,
  now: Date,
): Promise<Pick<HomeShown, 'weeks'>> {
  const weeks = (await weekFigures(db, now)).map(
    ({ monday, figures: { matcher, member, counter } }): [string, number, number, number] => [
      monday,
      matcher,
      member,
      counter,
    ],
  );
  if (weeks.every(([, ...parts]) => parts.every((part) => part === 0))) return {};
  const url = pictureUrl(config.publicUrl, secret, { kind: 'weeks', weeks, language });
  return { weeks: { url, alt: weekBarsOf(weeks, wordsIn(language)).alt } };
}
