import { Hono } from 'hono';
import { isUserId } from '../ids.ts';
import { type LineWorld, markRead } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { bodyFault, jsonBody, LineRefusal } from './refusal.ts';

/** The loading animation and the read mark (PLATFORM 5.6, 5.7). */
export function chatRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.post('/v2/bot/chat/loading/start', async (c) => {
    const { chatId, loadingSeconds = 20 } = await jsonBody(c);
    const seconds = Number(loadingSeconds);
    const details = [];
    if (!(seconds >= 5 && seconds <= 60))
      details.push({ message: 'Must be between 5 and 60', property: 'loadingSeconds' });
    if (seconds % 5 !== 0) details.push({ message: 'must be a multiple of five', property: 'loadingSeconds' });
    if (details.length > 0) {
      throw new LineRefusal(400, { message: `The request body has ${details.length} error(s)`, details });
    }
    if (!isUserId(chatId)) {
      throw bodyFault(
        'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.',
        'chatId',
      );
    }
    if (world.state.users[chatId] && !world.state.users[chatId].blocked) {
      world.state.loadingUntil[chatId] = world.now() + seconds * 1_000;
      const changed = () => world.tell({ kind: 'loading', userId: chatId });
      changed();
      setTimeout(changed, seconds * 1_000).unref();
    }
    return c.json({}, 202);
  });
  routes.post('/v2/bot/chat/markAsRead', async (c) => {
    const { markAsReadToken } = await jsonBody(c);
    const token = world.state.readTokens[String(markAsReadToken)];
    if (!token)
      throw new LineRefusal(
        400,
        'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.',
      );
    markRead(world, token.userId, token.messageId);
    return c.json({});
  });
  return routes;
}
