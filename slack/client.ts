import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackDeps } from './deps.ts';

const timeoutMs = 8_000;

/**
 * How every call to Slack is made. It is tried once: the SDK would repeat a post whose answer got lost, and post twice.
 * What must arrive is tried again from the outbox, which knows how to look first.
 */
export function clientOptions({ config, fetch }: SlackDeps): WebClientOptions {
  return {
    ...(config.apiUrl ? { slackApiUrl: config.apiUrl } : {}),
    fetch: withoutRedirects(fetch) as NonNullable<WebClientOptions['fetch']>,
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logLevel: LogLevel.ERROR,
  };
}

/** The Web API as our bot. */
export function slackClient(deps: SlackDeps): WebClient {
  return new WebClient(deps.config.botToken, clientOptions(deps));
}

/**
 * The SDK asks that a redirect be an error, in a word that Workers do not know (`redirect: 'error'`). This keeps the same
 * promise everywhere: a redirect is not followed, and fails.
 */
function withoutRedirects(send: typeof fetch): typeof fetch {
  return async (to, init) => {
    const answer = await send(to, { ...init, redirect: 'manual' });
    if (answer.type === 'opaqueredirect' || (answer.status >= 300 && answer.status < 400))
      throw new TypeError('redirected');
    return answer;
  };
}
