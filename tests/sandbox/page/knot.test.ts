import { expect, test } from 'vitest';
import { knotPath } from '../../../sandbox/page/knot.ts';

test('the knot is one cord with eight crossings, each leaving one gap', () => {
  expect(knotPath().match(/M/g)).toHaveLength(9);
});
