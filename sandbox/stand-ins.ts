import { join } from 'node:path';
import { liffId, lineBotUserId, loginChannelId, publicOrigin } from './addresses.ts';
import type { Cast } from './cast.ts';
import type { SandboxClock } from './clock.ts';
import type { SandboxKeys } from './keys.ts';
import { createLineStandIn, type LineStandIn } from './line/standin.ts';
import type { LineState } from './line/state.ts';
import { readManifest } from './manifest.ts';
import { type Listening, listen } from './ports.ts';
import { readSaved, type Saver, savedFiles, saveTo } from './saved.ts';
import { createSlackStandIn, type SlackStandIn } from './slack/standin.ts';
import type { State as SlackState } from './slack/types.ts';
import { tunnelTo } from './tunnel.ts';

/** What both stand-ins are made from. */
export type StandInOptions = {
  cast: Cast;
  clock: SandboxClock;
  keys: SandboxKeys;
  dataFolder: string;
  productOrigin: string;
};

/** A stand-in that listens, whose state follows it into the data folder. */
export type Running<StandIn> = { standIn: StandIn; origin: string; close: () => Promise<void> };

/** Starts LINE: its platform on a port of its own, the people of the cast with their phones. */
export async function startLine(options: StandInOptions): Promise<Running<LineStandIn>> {
  const { cast, clock, keys, dataFolder, productOrigin } = options;
  const file = join(dataFolder, savedFiles.line);
  const snapshot = readSaved<LineState>(file);
  const standIn = createLineStandIn({
    now: clock.now,
    channelSecret: keys.lineChannelSecret,
    channelAccessToken: keys.lineAccessToken,
    loginChannelId,
    liffId,
    liffEndpoint: `${publicOrigin}/liff/`,
    botUserId: lineBotUserId,
    webhookUrl: `${publicOrigin}/line/webhook`,
    fetch: tunnelTo(productOrigin),
    accountName: cast.shop.name,
    users: cast.line.map(({ userId, displayName, follows }) => ({ userId, displayName, friend: follows })),
    ...(snapshot ? { snapshot } : {}),
  });
  const saver = saveTo(file, standIn.snapshot);
  const stopWatching = standIn.watch(saver.changed);
  const server = await listen(standIn.api.fetch, 0);
  return running(standIn, server, saver, () => {
    stopWatching();
    standIn.close();
  });
}

/** Starts Slack: its Web API on a port of its own, the shop's workspace with its staff and channels. */
export async function startSlack(options: StandInOptions): Promise<Running<SlackStandIn>> {
  const { cast, clock, keys, dataFolder, productOrigin } = options;
  const { workspace } = cast;
  const file = join(dataFolder, savedFiles.slack);
  const app = readManifest();
  let origin = '';
  const everyone = cast.slack.map((person) => person.id);
  const standIn = createSlackStandIn({
    now: clock.now,
    signingSecret: keys.slackSigningSecret,
    botToken: keys.slackBotToken,
    teamId: workspace.teamId,
    appId: workspace.appId,
    botUserId: workspace.botUserId,
    botId: workspace.botId,
    ...app,
    workspaceName: workspace.name,
    teamDomain: workspace.domain,
    eventsUrl: `${publicOrigin}/slack/events`,
    fetch: tunnelTo(productOrigin),
    apiOrigin: () => origin,
    users: cast.slack.map(({ id, name, realName, title }) => ({ id, name, realName, title })),
    channels: cast.channels.map(({ id, name, purpose }) => ({ id, name, topic: purpose, members: everyone })),
  });
  const earlier = readSaved<SlackState>(file);
  if (earlier) standIn.restore(earlier);
  standIn.setScopes(app.scopes); // the manifest may have changed since the snapshot
  const server = await listen(standIn.api.fetch, 0);
  origin = server.origin;
  const saver = saveTo(file, standIn.snapshot);
  const stopWatching = standIn.onChange(saver.changed);
  const stopClock = clock.onAdvance(() => void standIn.tick());
  return running(standIn, server, saver, () => {
    stopWatching();
    stopClock();
  });
}

function running<StandIn>(standIn: StandIn, server: Listening, saver: Saver, stop: () => void): Running<StandIn> {
  return {
    standIn,
    origin: server.origin,
    close: async () => {
      stop();
      saver.flush();
      await server.close();
    },
  };
}
