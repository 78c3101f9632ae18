import { type Context, Hono } from 'hono';
import { asFlag, asText, isItem, parseJson } from './fields.ts';
import { answerInteraction } from './hooks.ts';
import { storeBytes } from './methods/files.ts';
import { type Method, refuse } from './methods/method.ts';
import { methods, tokenless } from './methods/table.ts';
import { spendRate } from './rates.ts';
import type { Failure, Item } from './types.ts';
import { changed, mintId, type World } from './world.ts';

type Spoken = {
  status: 200 | 429 | 500 | 501;
  answer: Item;
  headers?: Record<string, string>;
  hang?: boolean;
  scripted?: string;
};

/** slack.com/api, the response_url host and the upload host, as one app. */
export function slackApi(world: World): Hono {
  const app = new Hono();
  app.all('/api/:method', async (c) => callMethod(world, c, c.req.param('method')));
  app.post('/:kind{actions|commands}/:team/:token', async (c) => {
    const body = parseJson(await c.req.text());
    const { status, answer } = answerInteraction(world, c.req.param('token'), isItem(body) ? body : {});
    return c.json(answer, status);
  });
  app.post('/upload/v1/:id', async (c) => {
    const stored = storeBytes(world, c.req.param('id'), await bytesOf(c));
    return stored ? c.text('OK - uploaded') : c.text('not found', 404);
  });
  app.get('/files-pri/:file/:name', (c) => privateFile(world, c));
  return app;
}

async function callMethod(world: World, c: Context, name: string): Promise<Response> {
  const { token, ...args } = await argsOf(c);
  const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? asText(token);
  const spoken = speak(world, name, args, bearer);
  world.state.apiCalls.push({
    id: mintId(world, 'call-'),
    at: world.now().toISOString(),
    method: name,
    args,
    status: spoken.status,
    answer: spoken.answer,
    ...(spoken.scripted ? { scripted: spoken.scripted } : {}),
  });
  changed(world);
  if (spoken.hang) await untilGivenUp(c.req.raw.signal);
  return c.json(spoken.answer, spoken.status, { ...scopeHeaders(world), ...spoken.headers });
}

function speak(world: World, name: string, args: Item, token: string | undefined): Spoken {
  const method = methods[name];
  if (!method) return { status: 501, answer: refuse('unknown_method', { req_method: name }) };
  const failure = nextFailure(world, name, args);
  if (failure && !afterEffect.includes(failure.kind)) return fail(failure);
  const answer = authorised(world, name, method, args, token) ?? run(world, name, method, args);
  if ('retryAfter' in answer) return tooMany(Number(answer.retryAfter));
  return failure ? fail(failure) : { status: 200, answer };
}

function run(world: World, name: string, method: Method, args: Item): Item {
  const retryAfter = spendRate(world, name, method, args);
  return retryAfter === undefined ? method.run(world, args) : { retryAfter };
}

function authorised(
  world: World,
  name: string,
  method: Method,
  args: Item,
  token: string | undefined,
): Item | undefined {
  if (tokenless.includes(name)) return undefined;
  if (!token) return refuse('not_authed');
  if (token !== world.identity.botToken) return refuse('invalid_auth');
  if (world.state.tokenRevoked) return refuse('token_revoked');
  const needed = typeof method.scope === 'function' ? method.scope(world, args) : method.scope;
  if (!needed || world.state.scopes.includes(needed)) return undefined;
  return refuse('missing_scope', { needed, provided: world.state.scopes.join(',') });
}

const afterEffect: Failure['kind'][] = ['http_500_after', 'timeout_after', 'error_after'];

function nextFailure(world: World, name: string, args: Item): Failure | undefined {
  const { failures } = world.state;
  const failure = failures.find(
    (one) => (one.method === name || one.method === '*') && (one.channel === undefined || one.channel === args.channel),
  );
  if (!failure) return undefined;
  failure.times -= 1;
  if (failure.times < 1) failures.splice(failures.indexOf(failure), 1);
  return failure;
}

function fail(failure: Failure): Spoken {
  const scripted = failure.kind;
  if (failure.kind === 'ratelimited') return { ...tooMany(failure.retryAfterSec ?? 1), scripted };
  if (failure.kind.startsWith('timeout')) return { status: 500, answer: refuse('timeout'), hang: true, scripted };
  if (failure.kind.startsWith('http_500')) return { status: 500, answer: refuse('internal_error'), scripted };
  return { status: 200, answer: refuse(failure.error ?? 'fatal_error', failure.facts), scripted };
}

function tooMany(seconds: number): Spoken {
  return { status: 429, answer: refuse('ratelimited'), headers: { 'retry-after': String(seconds) } };
}

function scopeHeaders(world: World): Record<string, string> {
  return { 'x-oauth-scopes': world.state.scopes.join(','), 'x-slack-req-id': mintId(world, 'req-') };
}

/** A form's fields that hold JSON, which the SDK sends as text. */
const jsonFields = ['blocks', 'attachments', 'metadata', 'view', 'files', 'message'];

async function argsOf(c: Context): Promise<Item> {
  const type = c.req.header('content-type') ?? '';
  const query = c.req.query();
  if (type.includes('application/json')) {
    const body = parseJson(await c.req.text());
    return isItem(body) ? { ...query, ...body } : query;
  }
  const form: Item = c.req.method === 'GET' ? query : { ...query, ...(await c.req.parseBody()) };
  for (const field of jsonFields) {
    const text = form[field];
    if (typeof text === 'string') form[field] = parseJson(text) ?? text;
  }
  return form;
}

async function bytesOf(c: Context): Promise<Uint8Array> {
  if (!(c.req.header('content-type') ?? '').includes('multipart/form-data'))
    return new Uint8Array(await c.req.arrayBuffer());
  const parts = Object.values(await c.req.parseBody());
  const file = parts.find((part) => part instanceof File);
  return file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(String(parts[0] ?? ''));
}

function privateFile(world: World, c: Context): Response {
  const id = c.req.param('file')?.split('-').at(-1) ?? '';
  const file = world.state.files[id];
  const authorised = c.req.header('authorization') === `Bearer ${world.identity.botToken}`;
  if (!authorised || !file?.base64 || asFlag(world.state.tokenRevoked)) return c.text('not found', 404);
  return new Response(Buffer.from(file.base64, 'base64'), { headers: { 'content-type': file.mimetype } });
}

/** Keeps the caller waiting until he hangs up; a minute at most, so that nothing leaks. */
function untilGivenUp(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 60_000);
    timer.unref();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
