import { Hono } from 'hono';
import { imageFacts } from '../check/image.ts';
import { checkRichMenu } from '../check/richmenu.ts';
import { newToken } from '../ids.ts';
import type { RichMenu } from '../shapes.ts';
import type { StoredRichMenu } from '../state.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { jsonBody, LineRefusal } from './refusal.ts';
import { aliasRoutes } from './richmenu-aliases.ts';
import { richMenuLinkRoutes } from './richmenu-links.ts';

const menusMax = 1_000;
const imageBytesMax = 1024 * 1024;

/** Rich menus, their images, aliases and links (PLATFORM 7). */
export function richMenuRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post('/v2/bot/richmenu/validate', async (c) => {
    refuseFaulty(world, await jsonBody(c));
    return c.json({});
  });
  routes.post('/v2/bot/richmenu', async (c) => {
    const menu = await jsonBody(c);
    refuseFaulty(world, menu);
    if (Object.keys(world.state.richMenus).length >= menusMax) throw new LineRefusal(400, 'richmenu limit exceeded');
    const richMenuId = `richmenu-${newToken(16)}`;
    world.state.richMenus[richMenuId] = { ...(menu as unknown as RichMenu), richMenuId };
    return c.json({ richMenuId });
  });
  routes.get('/v2/bot/richmenu/list', (c) => {
    return c.json({ richmenus: Object.values(world.state.richMenus).map(withoutImage) });
  });
  routes.route('/', aliasRoutes(world));
  routes.route('/', richMenuLinkRoutes(world));
  routes.get('/v2/bot/richmenu/:richMenuId', (c) => c.json(withoutImage(menuOf(world, c.req.param('richMenuId')))));
  routes.delete('/v2/bot/richmenu/:richMenuId', (c) => {
    const { richMenuId } = menuOf(world, c.req.param('richMenuId'));
    delete world.state.richMenus[richMenuId];
    if (world.state.defaultRichMenuId === richMenuId) world.state.defaultRichMenuId = undefined;
    for (const user of Object.values(world.state.users))
      if (user.richMenuId === richMenuId) user.richMenuId = undefined;
    world.tell({ kind: 'richMenus' });
    return c.json({});
  });
  routes.post('/v2/bot/richmenu/:richMenuId/content', async (c) => {
    const menu = menuOf(world, c.req.param('richMenuId'));
    const type = c.req.header('content-type') ?? '';
    if (type !== 'image/png' && type !== 'image/jpeg') throw new LineRefusal(415, 'Unsupported media type');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (menu.image) throw new LineRefusal(400, 'An image has already been uploaded to the richmenu');
    if (!isAllowedImage(bytes)) throw new LineRefusal(400, 'The image size is not allowed for richmenu');
    menu.image = { type, base64: Buffer.from(bytes).toString('base64') };
    world.tell({ kind: 'richMenus' });
    return c.json({});
  });
  routes.get('/v2/bot/richmenu/:richMenuId/content', (c) => {
    const { image } = menuOf(world, c.req.param('richMenuId'));
    if (!image) throw new LineRefusal(404, 'Not found');
    return c.body(new Uint8Array(Buffer.from(image.base64, 'base64')), 200, { 'content-type': image.type });
  });
  return routes;
}

function refuseFaulty(world: LineWorld, menu: unknown): void {
  const fault = checkRichMenu(menu, world.rulesOff);
  if (fault) throw new LineRefusal(400, fault);
}

/** The menu with this id, or LINE's 404. */
export function menuOf(world: LineWorld, richMenuId: string): StoredRichMenu {
  const menu = world.state.richMenus[richMenuId];
  if (!menu) throw new LineRefusal(404, 'richmenu not found');
  return menu;
}

function withoutImage({ image: _, ...menu }: StoredRichMenu): Omit<StoredRichMenu, 'image'> {
  return menu;
}

function isAllowedImage(bytes: Uint8Array): boolean {
  const facts = imageFacts(bytes);
  if (!facts || bytes.length > imageBytesMax) return false;
  const { width, height } = facts;
  return width >= 800 && width <= 2_500 && height >= 250 && width / height >= 1.45;
}
