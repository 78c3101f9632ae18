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

/** The calls to LINE that the bot makes, each with an end: the SDK itself would wait for ever. */
export type LineClient = {
  push: (to: string, messages: Message[], retryKey: string) => Promise<SendResult>;
  reply: (replyToken: string, messages: Message[]) => Promise<SendResult>;
  /** Undefined when LINE does not tell: unknown, blocked, not consenting, or not answering in time. */
  profile: (lineUserId: string) => Promise<LineProfile | undefined>;
};

const sendMsMax = 10_000;
const profileMsMax = 2_500;

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
  };
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
