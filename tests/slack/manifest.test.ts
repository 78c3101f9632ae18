import { describe, expect, test } from 'vitest';
import manifest from '../../slack/manifest.json' with { type: 'json' };

const { display_information: display, features, oauth_config, settings } = manifest;

describe('the Slack manifest', () => {
  test('keeps within what Slack takes', () => {
    expect(display.name.length).toBeLessThanOrEqual(35);
    expect(display.description.length).toBeLessThanOrEqual(140);
    expect(display.background_color).toMatch(/^#[0-9A-F]{6}$/);
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint } of features.slash_commands) {
      expect(command).toMatch(/^\/[a-z][a-z0-9_-]{0,30}$/);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect(usage_hint.length).toBeLessThanOrEqual(1000);
    }
    expect(settings.event_subscriptions.bot_events.length).toBeLessThanOrEqual(100);
    expect(oauth_config.scopes.bot.length).toBeLessThanOrEqual(255);
  });

  test('asks for no more than is used', () => {
    expect(oauth_config.scopes.bot.toSorted()).toEqual([
      'channels:history',
      'chat:write',
      'commands',
      'groups:history',
      'users:read',
    ]);
    expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened']);
  });

  test('sends everything to the one door, by https', () => {
    const urls = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
    ];
    expect(new Set(urls.map((url) => new URL(url).pathname))).toEqual(new Set(['/slack/events']));
    expect(urls.every((url) => url.startsWith('https://'))).toBe(true);
    expect(settings.interactivity.is_enabled).toBe(true);
  });
});
