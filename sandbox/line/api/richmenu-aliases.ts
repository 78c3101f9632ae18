import { Hono } from 'hono';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { bodyFault, jsonBody, LineRefusal } from './refusal.ts';

const aliasesMax = 1_000;

/** Names for menus, so that tabs can switch to one another (PLATFORM 7). */
export function aliasRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { richMenuAliases } = world.state;
  const wantedMenu = (richMenuId: unknown): string => {
    if (typeof richMenuId !== 'string' || !world.state.richMenus[richMenuId])
      throw new LineRefusal(400, 'richmenu not found');
    return richMenuId;
  };
  const aliasOf = (richMenuAliasId: string) => {
    const richMenuId = richMenuAliases[richMenuAliasId];
    if (richMenuId === undefined) throw new LineRefusal(404, 'richmenu alias not found');
    return { richMenuAliasId, richMenuId };
  };

  routes.post('/v2/bot/richmenu/alias', async (c) => {
    const { richMenuAliasId, richMenuId } = await jsonBody(c);
    if (typeof richMenuAliasId !== 'string' || !/^[a-z0-9_-]{1,32}$/.test(richMenuAliasId)) {
      throw bodyFault('invalid property', 'richMenuAliasId');
    }
    if (richMenuAliases[richMenuAliasId] !== undefined) throw new LineRefusal(400, 'conflict richmenu alias id');
    if (Object.keys(richMenuAliases).length >= aliasesMax) throw new LineRefusal(400, 'richmenu alias limit exceeded');
    richMenuAliases[richMenuAliasId] = wantedMenu(richMenuId);
    return c.json({});
  });
  routes.get('/v2/bot/richmenu/alias/list', (c) => {
    const aliases = Object.entries(richMenuAliases).map(([richMenuAliasId, richMenuId]) => ({
      richMenuAliasId,
      richMenuId,
    }));
    return c.json({ aliases });
  });
  routes.get('/v2/bot/richmenu/alias/:aliasId', (c) => c.json(aliasOf(c.req.param('aliasId'))));
  routes.post('/v2/bot/richmenu/alias/:aliasId', async (c) => {
    const { richMenuAliasId } = aliasOf(c.req.param('aliasId'));
    richMenuAliases[richMenuAliasId] = wantedMenu((await jsonBody(c)).richMenuId);
    return c.json({});
  });
  routes.delete('/v2/bot/richmenu/alias/:aliasId', (c) => {
    delete richMenuAliases[aliasOf(c.req.param('aliasId')).richMenuAliasId];
    return c.json({});
  });
  return routes;
}
