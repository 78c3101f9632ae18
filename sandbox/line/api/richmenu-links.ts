import { Hono } from 'hono';
import { isUserId } from '../ids.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { bodyFault, invalidProperty, jsonBody, LineRefusal } from './refusal.ts';

const bulkMax = 500;

/** Which menu whom is shown: the account's default and each person's own (PLATFORM 7). */
export function richMenuLinkRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const usable = (richMenuId: unknown): string => {
    const menu = typeof richMenuId === 'string' ? world.state.richMenus[richMenuId] : undefined;
    if (!menu) throw new LineRefusal(404, 'richmenu not found');
    if (!menu.image) throw new LineRefusal(400, 'must upload richmenu image before applying it to user');
    return menu.richMenuId;
  };
  const personId = (userId: string): string => {
    if (!isUserId(userId)) throw new LineRefusal(400, "The value for the 'userId' parameter is invalid");
    return userId;
  };
  const give = (userId: string, richMenuId: string | undefined) => {
    const user = world.state.users[userId];
    if (!user) return;
    user.richMenuId = richMenuId;
    world.tell({ kind: 'richMenu', userId });
  };
  const people = (userIds: unknown): string[] => {
    if (!Array.isArray(userIds) || userIds.length < 1 || userIds.length > bulkMax) {
      throw bodyFault(`Size must be between 1 and ${bulkMax}`, 'userIds');
    }
    const bad = userIds.findIndex((userId) => !isUserId(userId));
    if (bad >= 0) throw invalidProperty(`'userIds[${bad}]'`);
    return userIds as string[];
  };

  routes.get('/v2/bot/user/all/richmenu', (c) => {
    const richMenuId = world.state.defaultRichMenuId;
    if (richMenuId === undefined) throw new LineRefusal(404, 'no default richmenu');
    return c.json({ richMenuId });
  });
  routes.post('/v2/bot/user/all/richmenu/:richMenuId', (c) => {
    world.state.defaultRichMenuId = usable(c.req.param('richMenuId'));
    world.tell({ kind: 'richMenus' });
    return c.json({});
  });
  routes.delete('/v2/bot/user/all/richmenu', (c) => {
    world.state.defaultRichMenuId = undefined;
    world.tell({ kind: 'richMenus' });
    return c.json({});
  });
  routes.get('/v2/bot/user/:userId/richmenu', (c) => {
    const richMenuId = world.state.users[personId(c.req.param('userId'))]?.richMenuId;
    if (richMenuId === undefined) throw new LineRefusal(404, 'the user has no richmenu');
    return c.json({ richMenuId });
  });
  routes.post('/v2/bot/user/:userId/richmenu/:richMenuId', (c) => {
    give(personId(c.req.param('userId')), usable(c.req.param('richMenuId')));
    return c.json({});
  });
  routes.delete('/v2/bot/user/:userId/richmenu', (c) => {
    give(personId(c.req.param('userId')), undefined);
    return c.json({});
  });
  routes.post('/v2/bot/richmenu/bulk/link', async (c) => {
    const { richMenuId, userIds } = await jsonBody(c);
    const menuId = usable(richMenuId);
    for (const userId of people(userIds)) give(userId, menuId);
    return c.json({}, 202);
  });
  routes.post('/v2/bot/richmenu/bulk/unlink', async (c) => {
    for (const userId of people((await jsonBody(c)).userIds)) give(userId, undefined);
    return c.json({}, 202);
  });
  return routes;
}
