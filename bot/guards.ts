import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Deps } from './deps.ts';

const none = ["'none'"];
const self = "'self'";

/** Headers on every answer: what a page of ours may load and who may frame it, and one line in the log without personal data. */
export function guards({ config, log, now }: Deps): MiddlewareHandler {
  const sdk = config.line.liffSdkUrl ? [new URL(config.line.liffSdkUrl).origin] : [];
  const common = { xFrameOptions: false, strictTransportSecurity: true, referrerPolicy: 'no-referrer' } as const;
  const plain = secureHeaders({
    ...common,
    contentSecurityPolicy: {
      defaultSrc: none,
      styleSrc: [self, "'unsafe-inline'"],
      imgSrc: [self],
      formAction: [self],
      baseUri: none,
      frameAncestors: [config.frameAncestors],
    },
    // LINE's apps and the stand-in's page show these pictures from another origin.
    crossOriginResourcePolicy: 'cross-origin',
  });
  const page = secureHeaders({
    ...common,
    crossOriginResourcePolicy: 'same-site',
    crossOriginOpenerPolicy: false,
    permissionsPolicy: { camera: ['self'], geolocation: none, microphone: none },
    contentSecurityPolicy: {
      defaultSrc: none,
      scriptSrc: [self, "'wasm-unsafe-eval'", 'https://static.line-scdn.net', ...sdk],
      connectSrc: [self, 'https://api.line.me', 'https://liffsdk.line-scdn.net', 'https://access.line.me', ...sdk],
      styleSrc: [self, "'unsafe-inline'"],
      fontSrc: [self],
      imgSrc: [self, 'data:', 'blob:', 'https://profile.line-scdn.net'],
      mediaSrc: [self, 'blob:'],
      workerSrc: [self, 'blob:'],
      formAction: [self],
      baseUri: none,
      frameAncestors: [config.frameAncestors],
    },
  });
  return async (c, next) => {
    const began = now().getTime();
    const isPage = /^\/(liff|counter)(\/|$)/.test(c.req.path);
    await (isPage ? page : plain)(c, next);
    log('request', {
      requestId: c.get('requestId'),
      method: c.req.method,
      entrance: `/${c.req.path.split('/')[1] ?? ''}`,
      status: c.res.status,
      ms: now().getTime() - began,
    });
  };
}
