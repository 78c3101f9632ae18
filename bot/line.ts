import { HTTPFetchError, LineBotClient, type messagingApi } from '@line/bot-sdk';
import type { Config } from './config.ts';
import { within } from './timeout.ts';

export type Message = messagingApi.Message;

/**
 * What came of a send. `refused`: LINE will never take this. `later`: certainly not sent, worth another try. `unknown`: it may
 * have been sent, so only a call with a retry key may be repeated.
 */
export type SendResult =
  | { kind: 'accepted'; requestId: string }
  | { kind: 'refused'; why: string }
  | { kind: 'later'; why: string; afterMs?: number }
  | { kind: 'over_limit' }
  | { kind: 'unknown'; why: string };

export type LineProfile = { language: string | undefined };

/** The rich menu that is not the account's default, and who is to be shown it. */
export type OtherMenu = { language: 'ja' | 'en'; richMenuId: string };

/** The alias under which `setup` leaves the menu of a language. */
export const menuAlias = (language: 'ja' | 'en') => `musubi-${language}`;

/** The calls to LINE that the bot makes, each with an end: the SDK itself would wait for ever. */
export type LineClient = {
  push: (to: string, messages: Message[], retryKey: string) => Promise<SendResult>;
  reply: (replyToken: string, messages: Message[]) => Promise<SendResult>;
  /** Undefined when LINE does not tell: unknown, blocked, not consenting, or not answering in time. */
  profile: (lineUserId: string) => Promise<LineProfile | undefined>;
  /** The menu beside the default one, as LINE has it now; asked for again after a minute, sooner while there is none. Undefined without both, or without an answer. */
  otherMenu: (now: Date) => Promise<OtherMenu | undefined>;
  /** Shows a user this menu of their own, or with null the account's again. The same twice is once, so every doubt may be tried again. */
  showMenu: (lineUserId: string, richMenuId: string | null) => Promise<MenuResult>;
};

/** What came of showing a menu; `later` also when nobody knows. */
export type MenuResult = { kind: 'shown' } | { kind: 'refused'; why: string } | { kind: 'later' };

const sendMsMax = 10_000;
const profileMsMax = 2_500;
const menusMsMax = 2_500;
const menusKeptMs = 60_000;
const nothingKeptMs = 5_000;

/** The LINE client of one channel, over LINE's own SDK. */
export function lineClient({ line }: Pick<Config, 'line'>, { sendTimeoutMs = sendMsMax } = {}): LineClient {
  const sdk = LineBotClient.fromChannelAccessToken({
    channelAccessToken: line.channelAccessToken,
    apiBaseURL: line.apiUrl,
    dataApiBaseURL: line.dataApiUrl,
  });
  return {
    push: (to, messages, retryKey) =>
      resultOf(within(sendTimeoutMs, sdk.pushMessageWithHttpInfo({ to, messages }, retryKey))),
    reply: (replyToken, messages) =>
      resultOf(within(sendTimeoutMs, sdk.replyMessageWithHttpInfo({ replyToken, messages }))),
    profile: async (lineUserId) => {
      try {
        const { language } = await within(profileMsMax, sdk.getProfile(lineUserId));
        return { language };
      } catch {
        return undefined;
      }
    },
    otherMenu: keptFor(menusKeptMs, () => otherMenuOf(sdk).catch(() => undefined)),
    showMenu: (lineUserId, richMenuId) =>
      menuResultOf(
        within(
          menusMsMax,
          richMenuId === null
            ? sdk.unlinkRichMenuIdFromUser(lineUserId)
            : sdk.linkRichMenuIdToUser(lineUserId, richMenuId),
        ),
      ),
  };
}

/** Asks again once an answer is `keptMs` old; sooner when there was none, as before `setup` and in an outage. */
function keptFor<Answer>(
  keptMs: number,
  ask: () => Promise<Answer | undefined>,
): (now: Date) => Promise<Answer | undefined> {
  let kept: { answer: Answer | undefined; at: number } | undefined;
  return async (now) => {
    const ageMs = kept ? Math.abs(now.getTime() - kept.at) : Number.POSITIVE_INFINITY;
    if (ageMs >= (kept?.answer ? keptMs : nothingKeptMs)) kept = { answer: await ask(), at: now.getTime() };
    return kept?.answer;
  };
}

async function otherMenuOf(sdk: LineBotClient): Promise<OtherMenu | undefined> {
  const [usual, ja, en] = await within(
    menusMsMax,
    Promise.all([
      sdk.getDefaultRichMenuId(),
      sdk.getRichMenuAlias(menuAlias('ja')),
      sdk.getRichMenuAlias(menuAlias('en')),
    ]),
  );
  if (usual.richMenuId === ja.richMenuId) return { language: 'en', richMenuId: en.richMenuId };
  return usual.richMenuId === en.richMenuId ? { language: 'ja', richMenuId: ja.richMenuId } : undefined;
}

async function menuResultOf(call: Promise<unknown>): Promise<MenuResult> {
  try {
    await call;
    return { kind: 'shown' };
  } catch (error) {
    if (!(error instanceof HTTPFetchError)) return { kind: 'later' };
    const { kind } = resultOfStatus(error);
    // A menu that is gone (404) is a setup under way: the next look finds the new one.
    return kind === 'refused' && error.status !== 404 ? { kind, why: `line_${error.status}` } : { kind: 'later' };
  }
}

async function resultOf(call: Promise<{ httpResponse: Response }>): Promise<SendResult> {
  try {
    const { httpResponse } = await call;
    return { kind: 'accepted', requestId: httpResponse.headers.get('x-line-request-id') ?? '' };
  } catch (error) {
    return error instanceof HTTPFetchError ? resultOfStatus(error) : { kind: 'unknown', why: nameOf(error) };
  }
}

/** LINE's answers, read by their status code alone; only the monthly limit is told from the rate limit by its text. */
function resultOfStatus({ status, headers, body }: HTTPFetchError): SendResult {
  const acceptedBefore = headers.get('x-line-accepted-request-id');
  if (status === 409 && acceptedBefore) return { kind: 'accepted', requestId: acceptedBefore };
  if (status === 429) {
    if (/monthly limit/i.test(body)) return { kind: 'over_limit' };
    const seconds = Number(headers.get('retry-after'));
    return { kind: 'later', why: 'line_429', afterMs: seconds > 0 ? seconds * 1000 : undefined };
  }
  if (status === 401) return { kind: 'later', why: 'line_401' };
  if (status >= 500) return { kind: 'unknown', why: `line_${status}` };
  return { kind: 'refused', why: `line_${status}` };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
