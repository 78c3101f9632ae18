/** What the page must know to follow a link as a phone would. */
export type LinkWorld = { publicOrigin: string; productOrigin: string; liffId: string };

/** Where a link leads: into the mini-app, to the staff's counter page, through a counted link, or out of the sandbox. */
export type Destination =
  | { kind: 'mini-app'; path: string }
  | { kind: 'counter'; url: string }
  | { kind: 'counted'; url: string }
  | { kind: 'page'; url: string }
  | { kind: 'none' };

/** The address a browser on this machine can load: the pretend public origin becomes the product's own, all else stays. */
export function mapUrl(world: LinkWorld, url: string): string {
  const target = parse(url);
  if (!target || target.origin !== world.publicOrigin) return url;
  return world.productOrigin + target.pathname + target.search + target.hash;
}

/** Decides what a tap on a link does; only https links lead anywhere. */
export function destinationOf(world: LinkWorld, url: string): Destination {
  const target = parse(url);
  if (!target) return { kind: 'none' };
  const path = miniAppPath(world, target);
  if (path !== null) return { kind: 'mini-app', path };
  if (target.origin === world.publicOrigin || target.origin === world.productOrigin) return ownPage(world, target);
  return target.protocol === 'https:' ? { kind: 'page', url } : { kind: 'none' };
}

/** The mini-app's first address as LINE opens it: the endpoint with the rest of the link in `liff.state`. */
export function miniAppUrl(world: LinkWorld, path: string, launch: Record<string, string> = {}): string {
  const url = new URL('/liff/', world.productOrigin);
  if (path && path !== '/') url.searchParams.set('liff.state', path);
  for (const [name, value] of Object.entries(launch)) url.searchParams.set(name, value);
  return url.href;
}

function ownPage(world: LinkWorld, target: URL): Destination {
  const url = mapUrl(world, target.href);
  if (target.pathname.startsWith('/counter')) return { kind: 'counter', url };
  if (target.pathname.startsWith('/r/')) return { kind: 'counted', url: target.href };
  return { kind: 'page', url };
}

function miniAppPath(world: LinkWorld, target: URL): string | null {
  if (target.origin !== 'https://liff.line.me' && target.origin !== 'https://miniapp.line.me') return null;
  const [, id, ...rest] = target.pathname.split('/');
  if (id !== world.liffId) return null;
  return `/${rest.join('/')}${target.search}${target.hash}`;
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
