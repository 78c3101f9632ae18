import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cardRoutes } from './api/card.ts';
import { contactRoutes } from './api/contact.ts';
import { historyRoutes } from './api/history.ts';
import { householdRoutes } from './api/household.ts';
import { leaveRoutes } from './api/leave.ts';
import { mergeRoutes } from './api/merge.ts';
import { pointsRoutes } from './api/points.ts';
import { recallRoutes } from './api/recall.ts';
import { recommendRoutes } from './api/recommend.ts';
import { settingsRoutes } from './api/settings.ts';
import { visitRoutes } from './api/visit.ts';
import type { LiffDeps } from './deps.ts';
import { apiHeaders } from './headers.ts';
import { answerRefusal } from './refusals.ts';
import { wakeAfter } from './wake.ts';

const bodyBytesMax = 16 * 1024;

/** The mini-app's API, to be mounted at /liff/api. Whom a request is about comes from its session, never from its input. */
export function liffRoutes(deps: LiffDeps) {
  const app = new Hono();
  app.onError(answerRefusal);
  app.use(apiHeaders, bodyLimit({ maxSize: bodyBytesMax }), wakeAfter(deps));
  return app
    .route('/', visitRoutes(deps))
    .route('/', cardRoutes(deps))
    .route('/points', pointsRoutes(deps))
    .route('/history', historyRoutes(deps))
    .route('/merge', mergeRoutes(deps))
    .route('/recommend', recommendRoutes(deps))
    .route('/recall', recallRoutes(deps))
    .route('/contact', contactRoutes(deps))
    .route('/household', householdRoutes(deps))
    .route('/leave', leaveRoutes(deps))
    .route('/settings', settingsRoutes(deps));
}

/** The API's shape, for the page's typed client. */
export type LiffApi = ReturnType<typeof liffRoutes>;
