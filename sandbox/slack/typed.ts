import type { World } from './world.ts';

/** Escapes the three characters Slack escapes in everything people type. [PLATFORM 23] */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What a person typed, as Slack's client sends it: escaped, with `@name` of the app or a person made a mention. */
export function asTyped(world: World, text: string): string {
  const { botUserId, appName } = world.identity;
  const people = Object.values(world.state.users).map(({ id, realName }) => ({ id, name: realName }));
  const named = [{ id: botUserId, name: appName }, ...people].sort((a, b) => b.name.length - a.name.length);
  return named.reduce((sent, { id, name }) => sent.replaceAll(`@${escapeText(name)}`, `<@${id}>`), escapeText(text));
}
