import { expect, test } from 'vitest';
import { readPlace, writePlace } from '../../../sandbox/page/place.ts';

test('every state of the page can be linked to and comes back the same', () => {
  const query = '?member=yuko&staff=morishita&room=C0KAMAKURA01&lang=en&tab=slack&mail=1&tour=0';
  expect(writePlace(readPlace(query))).toBe(query);
});

test('the beginning of the story needs no query', () => {
  expect(writePlace(readPlace(''))).toBe('');
});

test('a query that says nonsense is the beginning', () => {
  expect(readPlace('?lang=fr&tab=telegram&mail=yes')).toMatchObject({ lang: 'ja', tab: 'line', mail: false });
});
