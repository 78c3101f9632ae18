import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifestShape = z.object({
  display_information: z.object({ name: z.string() }),
  features: z.object({
    slash_commands: z
      .array(z.object({ command: z.string(), description: z.string().default(''), usage_hint: z.string().default('') }))
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

/** What Slack learns about an app when it is installed from its manifest. */
export type InstalledApp = {
  appName: string;
  commands: { command: string; usage: string; description: string }[];
  scopes: string[];
  botEvents: string[];
};

const manifestFile = new URL('../slack/manifest.json', import.meta.url);

/**
 * Reads the app's manifest as Slack would when it installs it, so that here as there the app has exactly the scopes,
 * events and commands that the manifest asks for.
 */
export function readManifest(file: URL = manifestFile): InstalledApp {
  const { display_information, features, oauth_config, settings } = manifestShape.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  return {
    appName: display_information.name,
    commands: features.slash_commands.map(({ command, description, usage_hint }) => ({
      command,
      usage: usage_hint,
      description,
    })),
    scopes: oauth_config.scopes.bot,
    botEvents: settings.event_subscriptions.bot_events,
  };
}
