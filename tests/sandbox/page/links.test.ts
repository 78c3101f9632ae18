import { expect, test } from 'vitest';
import { destinationOf, mapUrl } from '../../../sandbox/page/links.ts';

const world = {
  publicOrigin: 'https://fukuro.example',
  productOrigin: 'http://localhost:3001',
  liffId: '2001234567-Musubi01',
};

test('an address of the pretend public origin is loaded from the product on this machine', () => {
  expect(mapUrl(world, 'https://fukuro.example/media/goods/kumo.png?w=2#x')).toBe(
    'http://localhost:3001/media/goods/kumo.png?w=2#x',
  );
});

test.each(['https://example.com/a', 'https://fukuro.example.evil.test/', 'not an address'])(
  'any other address stays as it is: %s',
  (url) => expect(mapUrl(world, url)).toBe(url),
);

test.each([
  'https://liff.line.me/2001234567-Musubi01',
  'https://liff.line.me/2001234567-Musubi01/points?from=chat#lots',
  'https://miniapp.line.me/2001234567-Musubi01/points',
  'https://fukuro.example/liff/points',
])('a link to the mini-app opens it inside the phone: %s', (uri) => {
  expect(destinationOf(world, uri)).toEqual({ kind: 'mini-app', uri });
});

test("another account's mini-app is a page like any other", () => {
  expect(destinationOf(world, 'https://liff.line.me/1234567890-Abcdefgh/x').kind).toBe('page');
});

test('a counter link opens the staff device, a counted link is counted first, everything else of the shop is a page', () => {
  expect(destinationOf(world, 'https://fukuro.example/counter/abc')).toEqual({
    kind: 'counter',
    url: 'http://localhost:3001/counter/abc',
  });
  expect(destinationOf(world, 'https://fukuro.example/r/abc')).toEqual({
    kind: 'counted',
    url: 'https://fukuro.example/r/abc',
  });
  expect(destinationOf(world, 'https://fukuro.example/not-me/abc')).toEqual({
    kind: 'page',
    url: 'http://localhost:3001/not-me/abc',
  });
});

test.each(['javascript:alert(1)', 'http://example.com/', 'data:text/html,x', 'file:///etc/passwd', ''])(
  'what is not https leads nowhere: %s',
  (url) => expect(destinationOf(world, url)).toEqual({ kind: 'none' }),
);
