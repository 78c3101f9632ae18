type Limit = { method: string; path: RegExp; calls: number; perSeconds: number };

const limit = (method: string, path: RegExp, calls: number, perSeconds: number): Limit => ({
  method,
  path,
  calls,
  perSeconds,
});

/** PLATFORM 5.1: calls a channel may make on an endpoint; the first line that fits counts. */
const limits: Limit[] = [
  limit('POST', /^\/v2\/bot\/message\/(narrowcast|broadcast)$/, 60, 3_600),
  limit('POST', /^\/v2\/bot\/channel\/webhook\/test$/, 60, 3_600),
  limit('PUT', /^\/v2\/bot\/channel\/webhook\/endpoint$/, 1_000, 60),
  limit('POST', /^\/v2\/bot\/message\/multicast$/, 200, 1),
  limit('POST', /^\/v2\/bot\/chat\/loading\/start$/, 100, 1),
  limit('POST', /^\/v2\/bot\/richmenu$/, 100, 3_600),
  limit('DELETE', /^\/v2\/bot\/richmenu\/[^/]+$/, 100, 3_600),
  limit('DELETE', /^\/v2\/bot\/richmenu\/alias\/[^/]+$/, 100, 3_600),
  limit('GET', /^\/v2\/bot\/richmenu\/list$/, 10, 1),
  limit('POST', /^\/v2\/bot\/richmenu\/batch$/, 3, 3_600),
  limit('*', /^\/v2\/bot\//, 2_000, 1),
];

export type RateLimiter = (method: string, path: string, now: number) => boolean;

/** A token bucket for each endpoint; answers whether the call may pass at this time (milliseconds). */
export function createRateLimiter(): RateLimiter {
  const buckets = new Map<string, { left: number; at: number }>();
  return (method, path, now) => {
    const limit = limits.find((each) => (each.method === '*' || each.method === method) && each.path.test(path));
    if (!limit) return true;
    const key = limit.method === '*' ? `${method} ${path.replace(/U[0-9a-f]{32}|\d{10,}/g, '*')}` : String(limit.path);
    const bucket = buckets.get(key) ?? { left: limit.calls, at: now };
    const refill = ((now - bucket.at) / 1_000) * (limit.calls / limit.perSeconds);
    const left = Math.min(limit.calls, bucket.left + Math.max(0, refill));
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1;
  };
}
