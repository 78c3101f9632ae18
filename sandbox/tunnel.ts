import { publicOrigin } from './addresses.ts';

/** A `fetch` for which the pretend public origin is the product on this machine, as a tunnel would make it. */
export function tunnelTo(productOrigin: string): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const target = url.origin === publicOrigin ? new URL(url.pathname + url.search, productOrigin) : url;
    return fetch(input instanceof Request ? new Request(target, input) : target, init);
  };
}
