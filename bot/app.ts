import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { Refusal } from '../core/refusal.ts';
import { counterRoutes } from '../liff/counter/routes.ts';
import { liffRoutes } from '../liff/routes.ts';
import { slackHandler } from '../slack/app.ts';
import { limitBody } from './body.ts';
import { capIdsRoutes } from './cap-ids.ts';
import { deliverOutbox } from './deliver.ts';
import type { Deps } from './deps.ts';
import { liffDeps, slackDoorDeps } from './doors.ts';
import { exportRoutes } from './export.ts';
import { guards } from './guards.ts';
import { healthRoutes } from './health.ts';
import { workInbox } from './inbox.ts';
import { errorFacts } from './log.ts';
import { mediaRoutes } from './media/routes.ts';
import { notMeRoutes } from './not-me.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { posRoutes } from './pos/routes.ts';
import { followLink } from './tracked-link.ts';
import { receiveWebhook } from './webhook.ts';

/** Every entrance of the product on one screen. The same for Node, Workers and tests: only `deps` differ. */
export function createApp(deps: Deps) {
  const work = oneAtATime(async () => {
    await workInbox(deps);
    await deliverOutbox(deps);
  });
  const wake = () => deps.background(work());

  const app = new Hono();
  // First and alone, without headers for browsers: LINE waits, and reads nothing but the status.
  const webhook = receiveWebhook(deps, wake);
  app.post('/line/webhook', limitBody, (c) => deps.pressure.during(() => webhook(c)));
  app.use(requestId({ headerName: '' }));
  app.use(guards(deps));
  app.use(limitBody);

  app.post('/slack/events', slackHandler(slackDoorDeps(deps, wake)));
  app.route('/liff/api', liffRoutes(liffDeps(deps, wake)));
  app.route('/counter/api', counterRoutes(liffDeps(deps, wake)));
  for (const page of ['liff', 'counter'] as const) {
    app.get(`/${page}`, (c) => c.redirect(`/${page}/${new URL(c.req.url).search}`, 301));
    app.get(`/${page}/*`, (c) => deps.pages({ page, path: c.req.path.slice(page.length + 2) }));
  }
  app.route('/pos', posRoutes(deps, wake));
  app.get('/r/:token', followLink(deps));
  app.route('/not-me', notMeRoutes(deps, wake));
  app.route('/export', exportRoutes(deps));
  app.route('/cap-ids', capIdsRoutes(deps));
  app.route('/media', mediaRoutes(deps));
  app.route('/health', healthRoutes(deps));

  app.notFound((c) => c.json({ error: 'not_found' }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof Refusal) return c.json({ error: error.code, facts: error.facts }, 409);
    deps.log('request.failed', { requestId: c.get('requestId'), method: c.req.method, ...errorFacts(error) });
    return c.json({ error: 'unexpected', requestId: c.get('requestId') }, 500);
  });
  return app;
}
