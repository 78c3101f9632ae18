import { expect, test } from 'vitest';
import { readCast } from '../../sandbox/cast.ts';
import { readManifest } from '../../sandbox/manifest.ts';

test('the Slack of the sandbox installs the app from the same manifest as a real one', () => {
  const app = readManifest();
  expect(app.commands.map(({ command }) => command)).toContain('/musubi');
  expect(app.scopes).toContain('chat:write');
  expect(app.botEvents).toContain('app_home_opened');
});

test('the cast is whole: every store has a channel and somebody who works there, and nobody appears twice', () => {
  const cast = readCast();
  const stores = new Set(cast.slack.map((person) => person.storeCode));
  for (const store of stores) expect(cast.channels.map((channel) => channel.storeCode)).toContain(store);
  const ids = [...cast.line.map((person) => person.userId), ...cast.slack.map((person) => person.id)];
  expect(new Set(ids).size).toBe(ids.length);
  expect(cast.line.some((person) => !person.follows)).toBe(true);
});
