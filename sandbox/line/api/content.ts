import { Hono } from 'hono';
import type { StoredContent } from '../state.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { LineRefusal } from './refusal.ts';

/** Media that people sent (PLATFORM 3.6). */
export function contentRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const stored = (messageId: string): StoredContent => {
    const content = world.state.contents[messageId];
    if (!content) throw new LineRefusal(404, 'Not found');
    if (content.goneAt !== undefined) throw new LineRefusal(410, 'The content is gone');
    return content;
  };

  for (const path of ['content', 'content/preview']) {
    routes.get(`/v2/bot/message/:messageId/${path}`, (c) => {
      const { type, base64 } = stored(c.req.param('messageId'));
      return c.body(new Uint8Array(Buffer.from(base64, 'base64')), 200, { 'content-type': type });
    });
  }
  routes.get('/v2/bot/message/:messageId/content/transcoding', (c) => {
    if (!/^(video|audio)\//.test(stored(c.req.param('messageId')).type)) {
      throw new LineRefusal(400, "Transcoding status doesn't support this type of content");
    }
    return c.json({ status: 'succeeded' });
  });
  return routes;
}
