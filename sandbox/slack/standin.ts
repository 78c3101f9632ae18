/**
 * The Slack stand-in: it plays Slack towards the app (`api`) and lets people and tests act in the workspace.
 *
 * Verbs, all as a person of the workspace; those that reach the app resolve with the Delivery:
 *   command(user, channel, '/name', text, knobs?)      press(user, place, actionId, gesture?)   select = press with a choice
 *   submitView(user, viewId, values, knobs?)           closeView(user, viewId, all?, knobs?)    openHome(user, tab?, knobs?)
 *   say(user, channel, text, threadTs?)                type = say, escaped as people type       mention(user, channel, text)
 *   dm(user, text)                                     read(user, channel)                      dismiss(user, channel, ts)
 *   leave(user, channel)                               uninstall()
 * Looking: messagesIn, ephemeralFor, openViewOf, viewsOf, homeOf, dmOf, apiCalls, deliveries, unread, viewFor.
 * Knobs: rules, failNext, calm, replay, verifyUrl, sendEvent, tick (retries that are due), setUser, setChannel,
 *   setScopes, snapshot, restore, onChange.
 * Waiting: until(predicate), idle().
 */
import { EventEmitter } from 'node:events';
import { slackApi } from './api.ts';
import { controlRoutes } from './control.ts';
import { lookingVerbs } from './looking.ts';
import { peopleVerbs } from './people.ts';
import { type Rules, usualRules } from './rules.ts';
import { type ChannelSeed, seeded, steeringVerbs } from './steering.ts';
import type { User } from './types.ts';
import { freshState, type World } from './world.ts';

/** What a stand-in is made of. Addresses may be functions, since ports are often known late. */
export type SlackStandInOptions = {
  now: () => Date;
  signingSecret: string;
  botToken: string;
  teamId: string;
  appId: string;
  botUserId: string;
  botId?: string;
  appName?: string;
  workspaceName: string;
  teamDomain?: string;
  /** Where events, interactions and commands go, all of them. */
  eventsUrl: string | (() => string);
  /** Origin under which `api` is served; response_url and upload addresses start with it. */
  apiOrigin?: string | (() => string);
  fetch?: typeof fetch;
  users: User[];
  channels: ChannelSeed[];
  usergroups?: Record<string, string[]>;
  commands?: { command: string; usage?: string; description?: string }[];
  scopes?: string[];
  botEvents?: string[];
  rules?: Partial<Rules>;
};

/** What the manifest of a staff bot asks for. [PLATFORM 27.1, and history to find one's own posts again, 24] */
export const usualScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'usergroups:read',
  'users:read',
];

/** The events such a bot subscribes to. [PLATFORM 27.1] */
export const usualBotEvents = [
  'app_home_opened',
  'app_mention',
  'message.im',
  'app_uninstalled',
  'tokens_revoked',
  'member_left_channel',
];

export type SlackStandIn = ReturnType<typeof createSlackStandIn>;

/** Makes a workspace with these people and channels in it, empty of messages, in memory. */
export function createSlackStandIn(options: SlackStandInOptions) {
  const world = makeWorld(options);
  const verbs = { ...peopleVerbs(world), ...lookingVerbs(world), ...steeringVerbs(world) };
  return { ...verbs, api: slackApi(world), control: controlRoutes(world, verbs) };
}

function makeWorld(options: SlackStandInOptions): World {
  const { users, channels, botUserId } = options;
  const bus = new EventEmitter();
  bus.setMaxListeners(0);
  const state = freshState(
    users,
    channels.map((channel) => seeded(channel, botUserId)),
    options.scopes ?? usualScopes,
  );
  state.usergroups = options.usergroups ?? {};
  return {
    identity: {
      signingSecret: options.signingSecret,
      botToken: options.botToken,
      teamId: options.teamId,
      teamDomain: options.teamDomain ?? 'sandbox',
      appId: options.appId,
      botUserId,
      botId: options.botId ?? `B${botUserId.slice(1)}`,
      workspaceName: options.workspaceName,
      appName: options.appName ?? 'app',
      commands: options.commands ?? [],
      botEvents: options.botEvents ?? usualBotEvents,
      eventsUrl: late(options.eventsUrl),
      apiOrigin: late(options.apiOrigin ?? 'https://slack.com'),
    },
    rules: { ...usualRules, ...options.rules },
    state,
    now: options.now,
    fetch: options.fetch ?? fetch,
    bus,
    inFlight: new Set(),
  };
}

function late(address: string | (() => string)): () => string {
  return typeof address === 'function' ? address : () => address;
}
