/** The other side said nothing for too long: what it did with our call is unknown. */
export class TimedOut extends Error {
  constructor(afterMs: number) {
    super(`no answer for ${afterMs} ms`);
    this.name = 'TimedOut';
  }
}

/** The result of `work`, or a `TimedOut` after `afterMs`. For clients that take no signal; the call itself is left to end alone. */
export async function within<Result>(afterMs: number, work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimedOut(afterMs)), afterMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
