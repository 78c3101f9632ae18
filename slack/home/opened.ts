import type { App } from '@slack/bolt';
import type { SlackDoorDeps } from '../deps.ts';
import { publishHome } from './publish.ts';

/** Somebody looks at the Home tab: it is drawn as things stand. */
export function registerHome(app: App, deps: SlackDoorDeps): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await publishHome(deps, client, event.user);
  });
}
