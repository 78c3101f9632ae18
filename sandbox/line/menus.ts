import type { StoredRichMenu } from './state.ts';
import type { LineWorld } from './world.ts';

/** The rich menu this person sees: their own, else the account's default (PLATFORM 7). Needs an image to be shown. */
export function richMenuOf(world: LineWorld, userId: string): StoredRichMenu | undefined {
  const { users, richMenus, defaultRichMenuId } = world.state;
  const ownId = users[userId]?.richMenuId;
  const own = ownId === undefined ? undefined : richMenus[ownId];
  const menu = own ?? (defaultRichMenuId === undefined ? undefined : richMenus[defaultRichMenuId]);
  return menu?.image ? menu : undefined;
}
