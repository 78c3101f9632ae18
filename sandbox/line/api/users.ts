import { Hono } from 'hono';
import { newToken } from '../ids.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { LineRefusal } from './refusal.ts';

const linkTokenMs = 10 * 60_000;

/** Profiles, followers and link tokens (PLATFORM 9, 10). */
export function userRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const known = (userId: string) => {
    const user = world.state.users[userId];
    if (!user || user.blocked || !(user.friend || user.wroteAt !== undefined)) throw new LineRefusal(404, 'Not found');
    return user;
  };

  routes.get('/v2/bot/profile/:userId', (c) => {
    const { userId, displayName, language, pictureUrl, statusMessage } = known(c.req.param('userId'));
    return c.json({ userId, displayName, language, pictureUrl, statusMessage });
  });
  routes.get('/v2/bot/followers/ids', (c) => {
    const limit = Number(c.req.query('limit') ?? 300);
    const start = Number(c.req.query('start') ?? 0);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
      throw new LineRefusal(400, "The value for the 'limit' parameter is invalid");
    }
    if (!Number.isInteger(start) || start < 0) throw new LineRefusal(400, 'Invalid start param');
    const friends = Object.values(world.state.users).filter((user) => user.friend && !user.blocked);
    const userIds = friends.slice(start, start + limit).map((user) => user.userId);
    const next = start + limit < friends.length ? String(start + limit) : undefined;
    return c.json({ userIds, next });
  });
  routes.post('/v2/bot/user/:userId/linkToken', (c) => {
    const { userId } = known(c.req.param('userId'));
    const linkToken = newToken();
    world.state.linkTokens[linkToken] = { userId, expiresAt: world.now() + linkTokenMs };
    return c.json({ linkToken });
  });
  return routes;
}
