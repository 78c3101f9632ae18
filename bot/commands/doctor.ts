import { HTTPFetchError, LineBotClient } from '@line/bot-sdk';
import { WebClient } from '@slack/web-api';
import { Command } from 'commander';
import { isNotNull } from 'drizzle-orm';
import { verifyInvariants } from '../../core/verify.ts';
import type { Database, OpenDatabase } from '../../db/open.ts';
import { stores } from '../../db/schema/shop.ts';
import { type Config, ConfigProblem, type Environment, readConfig } from '../config.ts';
import { TimedOut, within } from '../timeout.ts';
import { operatorWords } from '../words/operator.ts';
import { existingShopAt, type Now } from './shop-at.ts';
import { Plainly, sentencesOf } from './wrong.ts';

const words = operatorWords.doctor;
const askMsMax = 8_000;

type Finding = { about: string; ok: boolean; says: string };

/** `doctor`: looks at configuration, database, LINE and Slack as they are, and says of each what is missing and what to do. */
export function doctorCommand(environment: Environment, now: Now): Command {
  return new Command('doctor').description(words.description).action(async () => {
    const config = configOf(environment);
    const checks = [checkConfig(environment), checkShop(environment, now, config)];
    if (config) checks.push(checkLine(config), checkWebhook(config), checkRichMenu(config), checkSlack(config));
    let sick = 0;
    for (const check of checks) {
      for (const { about, ok, says } of await check) {
        console.log(`${ok ? words.good : words.bad}  ${about.padEnd(14)}${says}`);
        if (!ok) sick++;
      }
    }
    console.log(sick === 0 ? words.healthy : words.sick(sick));
    process.exitCode = sick === 0 ? 0 : 1;
  });
}

function configOf(environment: Environment): Config | undefined {
  try {
    return readConfig(environment);
  } catch {
    return undefined;
  }
}

async function checkConfig(environment: Environment): Promise<Finding[]> {
  try {
    const { mail, sms } = readConfig(environment);
    const post: Finding = {
      about: 'letters',
      ok: Boolean(mail || sms),
      says: words.letters(Boolean(mail), Boolean(sms)),
    };
    return [{ about: 'configuration', ok: true, says: words.complete }, post];
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    return error.problems.map((says) => ({ about: 'configuration', ok: false, says }));
  }
}

/** One opening for both: the embedded database lets nobody in twice. */
async function checkShop(environment: Environment, now: Now, config: Config | undefined): Promise<Finding[]> {
  let shop: OpenDatabase;
  try {
    shop = await existingShopAt(environment);
  } catch (error) {
    return [{ about: 'database', ok: false, says: sentencesOf(error).join(' ') }];
  }
  try {
    const database = await checkDatabase(shop, now);
    const readable = database.every(({ ok }) => ok);
    return [...database, ...(config && readable ? await checkSlackChannels(config, shop.db) : [])];
  } finally {
    await shop.close();
  }
}

function checkDatabase({ db, kind }: OpenDatabase, now: Now): Promise<Finding[]> {
  return finding('database', async () => {
    const violations = await within(askMsMax, verifyInvariants(db, now()));
    if (violations.length > 0) throw new Plainly(operatorWords.verify.broken(violations.length));
    return words.database(kind);
  });
}

function lineOf({ line }: Config) {
  return LineBotClient.fromChannelAccessToken({
    channelAccessToken: line.channelAccessToken,
    apiBaseURL: line.apiUrl,
    dataApiBaseURL: line.dataApiUrl,
  });
}

function checkLine(config: Config): Promise<Finding[]> {
  return finding('LINE', async () => {
    const client = lineOf(config);
    const { displayName } = await within(askMsMax, client.getBotInfo());
    const quota = await within(askMsMax, client.getMessageQuota());
    const used = await within(askMsMax, client.getMessageQuotaConsumption());
    return words.line(displayName, used.totalUsage, quota.value);
  });
}

function checkWebhook(config: Config): Promise<Finding[]> {
  return finding('LINE webhook', async () => {
    const asked = lineOf(config).getWebhookEndpoint().catch(plainlyWhenAbsent(words.noWebhook));
    const { endpoint, active } = await within(askMsMax, asked);
    const ours = `${config.publicUrl}/line/webhook`;
    if (endpoint !== ours) throw new Plainly(words.otherWebhook(endpoint, ours));
    if (!active) throw new Plainly(words.webhookOff);
    return endpoint;
  });
}

function checkRichMenu(config: Config): Promise<Finding[]> {
  return finding('rich menu', async () => {
    const asked = lineOf(config).getDefaultRichMenuId().catch(plainlyWhenAbsent(words.noRichMenu));
    const { richMenuId } = await within(askMsMax, asked);
    return words.richMenu(richMenuId);
  });
}

function slackOf({ slack }: Config): WebClient {
  return new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, timeout: askMsMax, retryConfig: { retries: 0 } });
}

function checkSlack(config: Config): Promise<Finding[]> {
  return finding('Slack', async () => {
    const { team, team_id, user } = await slackOf(config).auth.test();
    if (team_id !== config.slack.teamId) throw new Plainly(words.otherTeam(team_id ?? '', config.slack.teamId));
    return words.slack(team ?? '', user ?? '');
  });
}

async function checkSlackChannels(config: Config, db: Database): Promise<Finding[]> {
  const rows = await db
    .select({ name: stores.name, channel: stores.slackChannel })
    .from(stores)
    .where(isNotNull(stores.slackChannel));
  if (rows.length === 0) return [{ about: 'Slack channel', ok: false, says: words.noChannels }];
  return (await Promise.all(rows.map(({ name, channel }) => checkChannel(config, name, channel ?? '')))).flat();
}

function checkChannel(config: Config, store: string, channel: string): Promise<Finding[]> {
  return finding('Slack channel', async () => {
    const { channel: found } = await slackOf(config).conversations.info({ channel });
    if (!found?.is_member) throw new Plainly(words.notInChannel(store, found?.name ?? channel));
    return words.channel(store, found.name ?? channel);
  });
}

function plainlyWhenAbsent(sentence: string) {
  return (error: unknown): never => {
    throw error instanceof HTTPFetchError && error.status === 404 ? new Plainly(sentence) : error;
  };
}

async function finding(about: string, look: () => Promise<string>): Promise<Finding[]> {
  try {
    return [{ about, ok: true, says: await look() }];
  } catch (error) {
    return [{ about, ok: false, says: saysOf(error) }];
  }
}

function saysOf(error: unknown): string {
  const { data, original } = error as { data?: { error?: unknown }; original?: unknown };
  if (typeof data?.error === 'string') return words.slackSays(data.error);
  return error instanceof TimedOut ? error.message : sentencesOf(original ?? error).join(' ');
}
