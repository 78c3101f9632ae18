import { type Child, useEffect, useState } from 'hono/jsx/dom';

const base = '/liff';

/** The path below /liff, such as `/points`. */
export function here(): string {
  const path = location.pathname.slice(base.length).replace(/\/+$/, '');
  return path || '/';
}

/** Goes to a page of the mini-app, as a link would. */
export function go(path: string, how: 'push' | 'replace' = 'push'): void {
  history[how === 'push' ? 'pushState' : 'replaceState']({ inside: true }, '', base + (path === '/' ? '/' : path));
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}

/** Goes back, or up to `fallback` when this page was the first one opened. */
export function goBack(fallback = '/'): void {
  if ((history.state as { inside?: boolean } | null)?.inside) history.back();
  else go(fallback, 'replace');
}

/** The page somebody is on, followed as it changes. */
export function usePath(): string {
  const [path, setPath] = useState(here());
  useEffect(() => {
    const follow = () => setPath(here());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  return path;
}

type LinkProps = { to: string; class?: string; current?: boolean; children?: Child };

/** A link inside the mini-app: a real address for whoever copies it, a change of page for whoever taps it. */
export function Link({ to, current, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={base + to} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}
