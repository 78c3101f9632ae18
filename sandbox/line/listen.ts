import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createLineStandIn, type LineStandIn } from './standin.ts';

type Options = Parameters<typeof createLineStandIn>[0];

export type ListeningLine = LineStandIn & { origin: string; stop: () => Promise<void> };

/** Starts a stand-in on a loopback port (a free one when none is given), the control surface under `/_sandbox/line`. */
export async function listenLineStandIn(options: Options, port = 0): Promise<ListeningLine> {
  const line = createLineStandIn(options);
  const app = new Hono();
  app.route('/_sandbox/line', line.control);
  app.mount('/', line.api.fetch);
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
      const stop = () =>
        new Promise<void>((done) => {
          line.close();
          server.close(() => done());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ ...line, origin: `http://127.0.0.1:${address.port}`, stop });
    });
  });
}
