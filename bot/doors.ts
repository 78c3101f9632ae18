import { counterLink } from '../liff/counter/link.ts';
import type { LiffDeps } from '../liff/deps.ts';
import type { SlackDeps, SlackDoorDeps } from '../slack/deps.ts';
import { capIdsLink } from './cap-ids.ts';
import type { Deps } from './deps.ts';
import { errorFacts } from './log.ts';

/** What the mini-app and the counter page stand on. `wake` asks for the outbox to be looked at now. */
export function liffDeps({ config, db, now }: Deps, wake: () => void): LiffDeps {
  const { loginChannelId, jwksUrl, liffId, liffSdkUrl } = config.line;
  return { db, now, secret: config.secret, config: { loginChannelId, jwksUrl, liffId, liffSdkUrl }, wake };
}

/** What posting to Slack stands on. */
export function slackDeps({ config, db, now }: Deps): SlackDeps {
  return { db, now, secret: config.secret, config: { ...config.slack, publicUrl: config.publicUrl }, fetch };
}

/** What answering Slack stands on. `wake` asks for the outbox to be looked at now. */
export function slackDoorDeps(deps: Deps, wake: () => void): SlackDoorDeps {
  return {
    ...slackDeps(deps),
    background: deps.background,
    wake,
    counterLink: (context) => counterLink(deps.config.publicUrl, context),
    capIdsLink: (context) => capIdsLink(deps.config.publicUrl, context),
    failed: (event: string, reason: unknown) => deps.log(event, errorFacts(reason)),
  };
}
