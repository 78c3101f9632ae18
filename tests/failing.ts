import type { PGlite } from '@electric-sql/pglite';
import { drizzle as onEngine } from 'drizzle-orm/pglite';
import { drizzle as onClient } from 'drizzle-orm/postgres-js';
import type { Sql } from 'postgres';
import { casing, type Database } from '../db/open.ts';

/** What is thrown in place of a statement's answer. */
export class Broken extends Error {}

/** Which statement fails, counted from 1; or the commit, before it is asked for or when it is done and its answer is lost. */
export type Breaking = { when: 'before' | 'after'; statement: number | 'commit' };

/** The texts that were sent, in order, and whether it came to the failure. */
export type Log = { statements: string[]; broke: boolean };

type Answer = { then: Promise<unknown>['then']; values?: () => Promise<unknown> };
type Work = (inner: object) => Promise<unknown>;
type Hooks = {
  sent: (text: string, run: () => PromiseLike<unknown>) => Promise<unknown>;
  commit: (when: Breaking['when']) => void;
};

/** The same database, whichever it is, but one statement of what runs on it fails. Without `breaking` it only keeps the log. */
export function failing(db: Database, breaking?: Breaking): { db: Database; log: Log } {
  const log: Log = { statements: [], broke: false };
  const pass = (when: Breaking['when'], statement: Breaking['statement']) => {
    if (breaking?.statement !== statement || breaking.when !== when) return;
    log.broke = true;
    throw new Broken();
  };
  const hooks: Hooks = {
    sent: async (text, run) => {
      const number = log.statements.push(text);
      pass('before', number);
      const answer = await run();
      pass('after', number);
      return answer;
    },
    commit: (when) => pass(when, 'commit'),
  };
  const { $client } = db as unknown as { $client: PGlite | Sql };
  const client = wrap($client, hooks);
  const broken = 'unsafe' in client ? onClient(client as Sql, { casing }) : onEngine(client as PGlite, { casing });
  return { db: broken as unknown as Database, log };
}

/** Stands before a client of either driver, and before the one it hands to a transaction. */
function wrap<Client extends object>(client: Client, hooks: Hooks): Client {
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = (...given: unknown[]) => value.apply(target, given);
      switch (name) {
        case 'unsafe':
          return (text: string, ...given: unknown[]) => lazily(hooks, text, () => call(text, ...given));
        case 'query':
          return (text: string, ...given: unknown[]) => hooks.sent(text, () => call(text, ...given));
        case 'savepoint':
          return (work: Work) => call((inner: object) => work(wrap(inner, hooks)));
        case 'begin':
        case 'transaction':
          return (...given: unknown[]) => transaction(given, call, hooks);
        default:
          return call;
      }
    },
  });
}

async function transaction(given: unknown[], call: (...given: unknown[]) => unknown, hooks: Hooks): Promise<unknown> {
  const [work, ...options] = given.toReversed() as [Work, ...unknown[]];
  const answer = await call(...options, async (inner: object) => {
    const result = await work(wrap(inner, hooks));
    hooks.commit('before');
    return result;
  });
  hooks.commit('after');
  return answer;
}

/** A statement of postgres.js is sent when somebody waits for it, and may be asked for plain rows before. */
function lazily(hooks: Hooks, text: string, run: () => Answer): Answer {
  return {
    // biome-ignore lint/suspicious/noThenProperty: it stands for a statement of postgres.js, which is waited for like this.
    then: (...reactions) => hooks.sent(text, run as () => PromiseLike<unknown>).then(...reactions),
    values: () => hooks.sent(text, () => (run() as Required<Answer>).values()),
  };
}
