/** What the page must know to follow a link as a phone would. */
export type LinkWorld = { publicOrigin: string; productOrigin: string; liffId: string };

/** Where a link leads: into the mini-app, to the staff's counter page, through a counted link, or out of the sandbox. */
export type Destination =
  | { kind: 'mini-app'; uri: string }
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
  if (isMiniApp(world, target)) return { kind: 'mini-app', uri: url };
  if (target.origin === world.publicOrigin || target.origin === world.productOrigin) return ownPage(world, target);
  return target.protocol === 'https:' ? { kind: 'page', url } : { kind: 'none' };
}

function ownPage(world: LinkWorld, target: URL): Destination {
  const url = mapUrl(world, target.href);
  if (target.pathname.startsWith('/counter')) return { kind: 'counter', url };
  if (target.pathname.startsWith('/r/')) return { kind: 'counted', url: target.href };
  return { kind: 'page', url };
}

/** The mini-app's link as LINE gives it out, or the address it leads to. */
function isMiniApp(world: LinkWorld, target: URL): boolean {
  const [, first = ''] = target.pathname.split('/');
  if (target.origin === world.publicOrigin) return first === 'liff';
  return ['https://liff.line.me', 'https://miniapp.line.me'].includes(target.origin) && first === world.liffId;
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
