import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

/** A loopback server that listens. */
export type Listening = { port: number; origin: string; close: () => Promise<void> };

/** Serves on 127.0.0.1; `port` 0 takes a free one. Rejects with `EADDRINUSE` when the port is taken. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<Listening> {
  const server = createServer(getRequestListener(fetch));
  const bound = await bind(server, port);
  return { port: bound, origin: `http://127.0.0.1:${bound}`, close: () => shut(server) };
}

/** Below the ports that systems give to whoever names none: what is free there is still free when the product takes it. */
const [lowest, above] = [20_000, 32_000];

/** The wanted port when nobody listens there, else one that nobody is given by chance. */
export async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  for (let port = wanted || randomInt(lowest, above); ; port = randomInt(lowest, above)) {
    const bound = await bind(probe, port).catch(() => undefined);
    if (bound === undefined) continue;
    await shut(probe);
    return bound;
  }
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections(); // event streams never end by themselves
  });
}
