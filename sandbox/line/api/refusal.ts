import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isThing, type Thing } from '../check/fields.ts';

/** A non-2xx answer of the platform, thrown from wherever it becomes known. */
export class LineRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: ContentfulStatusCode, body: unknown, headers: Record<string, string> = {}) {
    super(`LINE answers ${status}`);
    this.status = status;
    this.body = typeof body === 'string' ? { message: body } : body;
    this.headers = headers;
  }
}

/** The caller hears nothing: the connection ends. */
export class ConnectionLost extends Error {}

const bodyBytesMax = 2 * 1024 * 1024;

/** The JSON object of a request, or LINE's 400, 413 or 415 (PLATFORM 5.2). */
export async function jsonBody(c: Context): Promise<Thing> {
  if (!(c.req.header('content-type') ?? '').toLowerCase().startsWith('application/json')) {
    throw new LineRefusal(415, 'Unsupported media type');
  }
  const text = await c.req.text();
  if (Buffer.byteLength(text) > bodyBytesMax) throw new LineRefusal(413, 'Request exceeds the max size of 2MB');
  const value = parsed(text);
  if (!isThing(value)) throw new LineRefusal(400, 'The request body could not be parsed as JSON');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** LINE's sentence for a property of the wrong kind. */
export function invalidProperty(name: string): LineRefusal {
  return new LineRefusal(400, `The property, ${name}, in the request body is invalid (line: -, column: -)`);
}

/** LINE's shape for one fault in the body. */
export function bodyFault(message: string, property: string): LineRefusal {
  return new LineRefusal(400, { message: 'The request body has 1 error(s)', details: [{ message, property }] });
}
