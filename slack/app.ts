import { App, LogLevel } from '@slack/bolt';
import type { Context as HttpContext } from 'hono';
import { useOnce } from '../core/limits.ts';
import { registerActions } from './actions/register.ts';
import { clientOptions } from './client.ts';
import { registerCommand } from './commands/musubi.ts';
import type { SlackDoorDeps } from './deps.ts';
import { registerHome } from './home/opened.ts';
import { honoReceiver } from './receiver.ts';

/** How long a signature or an event id is remembered: longer than Slack would take either seriously. */
const rememberedMinutes = 15;

/**
 * The one route Slack calls, for events, buttons, forms and commands alike. Every request gets a Bolt app of its own: it costs a
 * fifth of a millisecond, and a shared one would hand work of one request to another, which Workers forbid.
 */
export function slackHandler(deps: SlackDoorDeps): (c: HttpContext) => Promise<Response> {
  return (c) => {
    const receiver = honoReceiver({
      ...deps.config,
      now: deps.now,
      background: deps.background,
      firstSight: (kind, token) => {
        const context = {
          db: deps.db,
          actor: { kind: 'system', job: 'slack' },
          now: deps.now(),
          secret: deps.secret,
        } as const;
        return useOnce(context, kind, token, rememberedMinutes);
      },
      failed: (reason) => deps.failed?.('slack.request_failed', reason),
    });
    registerAll(makeApp(deps, receiver), deps);
    return receiver.handle(c);
  };
}

function makeApp(deps: SlackDoorDeps, receiver: ReturnType<typeof honoReceiver>): App {
  return new App({
    receiver,
    // Bolt would ask Slack who we are before it acknowledges anything; the token is all our listeners need.
    authorize: async () => ({ botToken: deps.config.botToken }),
    ignoreSelf: false,
    convoStore: false,
    clientOptions: clientOptions(deps),
    logLevel: LogLevel.ERROR,
  });
}

function registerAll(app: App, deps: SlackDoorDeps): void {
  registerActions(app, deps);
  registerCommand(app, deps);
  registerHome(app, deps);
  app.error(async (reason) => deps.failed?.('slack.listener_failed', reason));
}
