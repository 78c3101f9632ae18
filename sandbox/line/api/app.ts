import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { ApiFault } from '../faults.ts';
import { newRequestId } from '../ids.ts';
import type { IdTokens } from '../liff/id-token.ts';
import { liffRoutes } from '../liff/routes.ts';
import { type LineWorld, record } from '../world.ts';
import { accountLinkRoutes } from './account-link.ts';
import { chatRoutes } from './chat.ts';
import { contentRoutes } from './content.ts';
import { createRateLimiter } from './limits.ts';
import { messageRoutes } from './messages.ts';
import { oauthRoutes } from './oauth.ts';
import { ConnectionLost, LineRefusal } from './refusal.ts';
import { richMenuRoutes } from './richmenus.ts';
import { settingsRoutes } from './settings.ts';
import { userRoutes } from './users.ts';

export type ApiEnv = { Variables: { requestId: string; fault?: string } };

/** What the platform's own origins answer: api.line.me, api-data.line.me and access.line.me in one. */
export function createApi(world: LineWorld, idTokens: IdTokens): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.use(logged(world));
  api.use(faulty(world));
  api.use('/v2/bot/*', authorized(world), limited(world));
  api.onError((error, c) => {
    if (error instanceof ConnectionLost) throw error;
    if (!(error instanceof LineRefusal)) throw error;
    for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
    return c.json(error.body, error.status);
  });
  api.route('/', messageRoutes(world));
  api.route('/', userRoutes(world));
  api.route('/', chatRoutes(world));
  api.route('/', contentRoutes(world));
  api.route('/', richMenuRoutes(world));
  api.route('/', settingsRoutes(world));
  api.route('/', oauthRoutes(world, idTokens));
  api.route('/', accountLinkRoutes(world));
  api.route('/', liffRoutes(world, idTokens));
  api.notFound((c) => c.json({ message: 'The sandbox does not play this call' }, 501));
  return api;
}

function logged(world: LineWorld): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const requestId = newRequestId();
    c.set('requestId', requestId);
    c.header('x-line-request-id', requestId);
    const request = await readable(c.req.raw.clone());
    const log = (status: number, response?: unknown) => {
      const { path, method } = c.req;
      const call = { at: world.now(), requestId, method, path, status, request, response, fault: c.get('fault') };
      record(world.apiCalls, call);
      world.tell({ kind: 'apiCall', call });
    };
    try {
      await next();
    } catch (lost) {
      log(0);
      throw lost;
    }
    const wasSilent = c.res === RESPONSE_ALREADY_SENT;
    log(wasSilent ? 0 : c.res.status, wasSilent ? undefined : await readable(c.res.clone()));
  };
}

/** The JSON of a body for the log; binary bodies, forms with tokens and long texts stay out of it. */
async function readable(part: Request | Response): Promise<unknown> {
  if (!(part.headers.get('content-type') ?? '').startsWith('application/json')) return undefined;
  const text = await part.text();
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 200);
  }
}

function faulty(world: LineWorld): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const fault = world.faults.next(c.req.path);
    if (!fault) return next();
    c.set('fault', fault.kind);
    if (fault.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    else if (!fault.kind.endsWith('-after')) return answerWith(world, c, fault);
    await next();
    if (fault.kind === 'slow') return;
    c.res = undefined;
    c.res = await answerWith(world, c, fault);
  };
}

async function answerWith(world: LineWorld, c: Context<ApiEnv>, fault: ApiFault): Promise<Response> {
  switch (fault.kind) {
    case 'rate-limited':
      if (fault.retryAfterSeconds !== undefined) c.header('retry-after', String(fault.retryAfterSeconds));
      return c.json({ message: 'The API rate limit has been exceeded. Try again later.' }, 429);
    case 'error-before':
    case 'error-after':
      return c.json({ message: 'Internal Server Error' }, fault.status ?? 500);
    case 'token-expired':
      return unauthorized(c);
    case 'timeout-before':
    case 'timeout-after':
      await callerGone(c.req.raw.signal, world.closed);
      return silence(c);
    default:
      return silence(c);
  }
}

function callerGone(...signals: AbortSignal[]): Promise<void> {
  const either = AbortSignal.any(signals);
  return new Promise((resolve) => {
    if (either.aborted) resolve();
    else either.addEventListener('abort', () => resolve(), { once: true });
  });
}

type NodeBindings = { incoming?: { socket?: { resetAndDestroy: () => void } } };

/** On a real socket the connection is reset; called in process, the call itself throws as `fetch` would. */
function silence(c: Context): Response {
  const socket = (c.env as NodeBindings | undefined)?.incoming?.socket;
  if (!socket) throw new ConnectionLost('connection reset');
  socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

function authorized(world: LineWorld): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const token = (c.req.header('authorization') ?? '').replace(/^Bearer /, '');
    const issued = world.state.channelTokens[token];
    const isGood =
      token === world.options.channelAccessToken || (issued !== undefined && issued.expiresAt > world.now());
    return isGood ? next() : unauthorized(c);
  };
}

function unauthorized(c: Context): Response {
  return c.json(
    { message: 'Authentication failed. Confirm that the access token in the authorization header is valid.' },
    401,
  );
}

function limited(world: LineWorld): MiddlewareHandler<ApiEnv> {
  const allows = createRateLimiter();
  return async (c, next) => {
    if (world.options.rateLimits === false || allows(c.req.method, c.req.path, world.now())) return next();
    return c.json({ message: 'The API rate limit has been exceeded. Try again later.' }, 429);
  };
}
