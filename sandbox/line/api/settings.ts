import { Hono } from 'hono';
import type { Delivery } from '../webhook.ts';
import type { LineWorld } from '../world.ts';
import type { ApiEnv } from './app.ts';
import { jsonBody, LineRefusal } from './refusal.ts';

/** Webhook settings and the account's own facts (PLATFORM 3.7, 10). */
export function settingsRoutes(world: LineWorld): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get('/v2/bot/channel/webhook/endpoint', (c) => {
    return c.json({ endpoint: world.state.webhookUrl, active: world.state.webhookActive });
  });
  routes.put('/v2/bot/channel/webhook/endpoint', async (c) => {
    const { endpoint } = await jsonBody(c);
    const isGood = typeof endpoint === 'string' && endpoint.length <= 500 && isHttps(endpoint);
    if (!isGood) throw new LineRefusal(400, 'Invalid webhook endpoint URL');
    world.state.webhookUrl = endpoint;
    return c.json({});
  });
  routes.post('/v2/bot/channel/webhook/test', async (c) => {
    const [delivery] = await world.webhooks.send([]);
    if (!delivery) throw new LineRefusal(404, 'Webhook endpoint not found');
    return c.json({ timestamp: new Date(world.now()).toISOString(), ...testResult(delivery) });
  });
  routes.get('/v2/bot/info', (c) => {
    const { botUserId, accountName, accountIconUrl, basicId = '@fukuro', markAsRead = 'auto' } = world.options;
    return c.json({
      userId: botUserId,
      basicId,
      displayName: accountName,
      pictureUrl: accountIconUrl,
      chatMode: markAsRead === 'auto' ? 'bot' : 'chat',
      markAsReadMode: markAsRead,
    });
  });
  return routes;
}

/** A loopback URL may stay http: there the sandbox itself is the tunnel. */
function isHttps(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}

function testResult({ outcome, status = 0 }: Delivery): {
  success: boolean;
  statusCode: number;
  reason: string;
  detail: string;
} {
  const reasons: Record<Delivery['outcome'], string> = {
    ok: 'OK',
    error_status_code: 'ERROR_STATUS_CODE',
    request_timeout: 'REQUEST_TIMEOUT',
    could_not_connect: 'COULD_NOT_CONNECT',
    dropped: 'UNCLASSIFIED',
  };
  return { success: outcome === 'ok', statusCode: status, reason: reasons[outcome], detail: String(status) };
}
