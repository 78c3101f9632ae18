import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiFault } from '../../../sandbox/line/faults.ts';
import { failureOf, startLine, text } from './line.ts';

const push = '/v2/bot/message/push';

describe('a platform that lets its callers down', () => {
  test.each<[ApiFault, number, number]>([
    [{ kind: 'error-before' }, 500, 0],
    [{ kind: 'error-after', status: 503 }, 503, 1],
    [{ kind: 'rate-limited', retryAfterSeconds: 3 }, 429, 0],
    [{ kind: 'token-expired' }, 401, 0],
  ])('%o answers %i and shows %i message(s)', async (fault, status, shown) => {
    const { line, client, friend } = await startLine();
    const to = await friend();
    line.failCalls({ path: push, fault, times: 1 });
    const failure = await failureOf(client.pushMessage({ to, messages: [text('はい')] }));
    expect(failure.status).toBe(status);
    expect(failure.headers.get('x-line-request-id')).not.toBeNull();
    expect(failure.headers.get('retry-after')).toBe(fault.kind === 'rate-limited' ? '3' : null);
    expect(line.chatOf(to).messages).toHaveLength(shown);
    await client.pushMessage({ to, messages: [text('二度目')] });
  });

  test.each<[ApiFault['kind'], number]>([
    ['timeout-before', 0],
    ['timeout-after', 1],
    ['reset-before', 0],
    ['reset-after', 1],
  ])('%s leaves the caller without an answer, %i message(s) shown', async (kind, shown) => {
    const { line, call, friend } = await startLine();
    const to = await friend();
    line.failCalls({ path: push, fault: { kind } as ApiFault, times: 1 });
    const body = JSON.stringify({ to, messages: [text('はい')] });
    const headers = { 'content-type': 'application/json' };
    const signal = kind.startsWith('timeout') ? AbortSignal.timeout(100) : undefined;
    await expect(call(push, { method: 'POST', body, headers, signal })).rejects.toThrow();
    expect(line.chatOf(to).messages).toHaveLength(shown);
  });

  test('in process, a lost connection throws as fetch would', async () => {
    const { line } = await startLine();
    line.failCalls({ fault: { kind: 'reset-before' }, times: 1 });
    await expect(line.api.request('/v2/bot/info')).rejects.toThrow('connection reset');
  });

  test('in a storm, retrying with one key delivers every message exactly once', async () => {
    const { line, client, friend } = await startLine({ rateLimits: false });
    const to = await friend();
    const faults: ApiFault[] = [
      { kind: 'error-before' },
      { kind: 'error-after' },
      { kind: 'rate-limited' },
      { kind: 'reset-before' },
      { kind: 'reset-after' },
    ];
    line.failStorm({ rate: 0.5, seed: 3, faults, path: push });
    const deliver = async (words: string) => {
      const key = randomUUID();
      for (;;) {
        const done = await client.pushMessage({ to, messages: [text(words)] }, key).then(
          () => true,
          (error: { status?: number }) => error.status === 409,
        );
        if (done) return;
      }
    };
    const words = Array.from({ length: 60 }, (_, i) => `${i}`);
    await Promise.all(words.map(deliver));
    expect(
      line
        .chatOf(to)
        .messages.map(({ body }) => body.text)
        .sort(),
    ).toEqual(words.sort());
    expect(line.apiCalls().filter(({ fault }) => fault).length).toBeGreaterThan(10);
  });

  test('is well again when told so', async () => {
    const { line, client } = await startLine();
    line.failCalls({ fault: { kind: 'error-before' } });
    line.webhooks.knobs.duplicates = 3;
    line.healthy();
    await client.getBotInfo();
    expect(line.webhooks.knobs.duplicates).toBe(0);
  });
});
