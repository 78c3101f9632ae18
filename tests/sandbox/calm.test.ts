import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { calmLine, calmly } from '../../sandbox/calm.ts';

const line = (facts: object) => JSON.stringify({ at: '2026-11-21T05:03:00.000Z', ...facts });

test('at a terminal, what goes well stays unsaid', () => {
  expect(calmLine(line({ event: 'request', method: 'GET', status: 200 }))).toBeNull();
  expect(calmLine(line({ event: 'request', method: 'GET', status: 404 }))).toBeNull();
  expect(calmLine(line({ event: 'webhook.stored', events: 1 }))).toBeNull();
});

test('at a terminal, what went wrong is one short line, and words are left as they are', () => {
  expect(calmLine(line({ event: 'request', status: 503, ms: 4 }))).toBe('05:03:00  request  status=503  ms=4');
  expect(calmLine(line({ event: 'background.failed', code: '57P01' }))).toBe('05:03:00  background.failed  code=57P01');
  for (const words of ['Open http://localhost:3000', '{ not a log', '{"a":1}', '']) expect(calmLine(words)).toBe(words);
});

test('lines arrive whole, however the pieces come', async () => {
  const out = new PassThrough();
  const said = text(out);
  const lines = calmly(out);
  const bad = line({ event: 'crash' });
  lines.write(`Op`);
  lines.write(`en it\n${bad.slice(0, 9)}`);
  await new Promise<void>((resolve) =>
    lines.end(`${bad.slice(9)}\n${line({ event: 'request', status: 200 })}\n`, resolve),
  );
  await new Promise((resolve) => setImmediate(resolve));
  out.end();
  expect(await said).toBe('Open it\n05:03:00  crash\n');
});
