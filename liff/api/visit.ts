import { Hono } from 'hono';
import { z } from 'zod';
import { relink, relinkableAccount } from '../../core/members/identity.ts';
import { type Language, learnLanguage, readingOf } from '../../core/members/language.ts';
import { memberByLine } from '../../core/members/member.ts';
import { register } from '../../core/members/register.ts';
import { body, typed } from '../body.ts';
import type { LiffDeps } from '../deps.ts';
import { idTokenReader } from '../idToken.ts';
import { ChannelRefusal } from '../refusals.ts';
import { openSession, type StrangerEnv, strangerOnly, type Visitor } from '../session.ts';
import { openStores } from '../shop.ts';
import { homeOf } from './card.ts';

const mailOrNothing = z.email().max(254).optional();

/** Coming in: what the page must know first, the exchange of an ID token for a session, and registration. */
export function visitRoutes(deps: LiffDeps) {
  const readIdToken = idTokenReader(deps.config);
  return new Hono<StrangerEnv>()
    .get('/config', (c) => c.json({ liffId: deps.config.liffId, sdkUrl: deps.config.liffSdkUrl ?? null }))
    .post('/session', async (c) => {
      const asked = exchange.safeParse(await c.req.json<unknown>().catch(() => undefined)).data;
      if (!asked) throw new ChannelRefusal('signed_out');
      const now = deps.now();
      const read = await readIdToken(asked.idToken, now);
      if ('failure' in read) throw new ChannelRefusal(read.failure === 'refused' ? 'signed_out' : 'unavailable');
      const { userId: lineUserId } = read;
      // The app of LINE itself says this: as good as asking LINE for the profile.
      if (asked.language) {
        await learnLanguage(strangerContext(deps, lineUserId), { lineUserId, language: asked.language });
      }
      return c.json(await welcome(deps, lineUserId, now, asked.first));
    })
    .post('/relink', strangerOnly(deps), body({}), async (c) => {
      const lineUserId = c.get('lineUserId');
      await relink(strangerContext(deps, lineUserId));
      return c.json(await welcome(deps, lineUserId, deps.now()));
    })
    .get('/stores', async (c) => c.json({ stores: await openStores(deps.db) }))
    .post(
      '/register',
      strangerOnly(deps),
      body({
        familyName: typed(60),
        givenName: typed(60),
        familyKana: typed(60).optional(),
        givenKana: typed(60).optional(),
        birthDate: z.iso.date().optional(),
        phone: typed(30).optional(),
        mail: mailOrNothing,
        storeCode: typed(40).optional(),
      }),
      async (c) => {
        const { storeCode, ...profile } = c.req.valid('json');
        const lineUserId = c.get('lineUserId');
        await register(strangerContext(deps, lineUserId), { lineUserId, profile, storeCode, channelCode: 'line' });
        return c.json(await welcome(deps, lineUserId, deps.now()));
      },
    );
}

/**
 * The body must be this and nothing more: a userId beside it is somebody trying. `language` is that of the LINE app;
 * `first` asks for the page that opens, so that a slow phone asks once.
 */
const exchange = z.strictObject({
  idToken: z.string().min(1).max(8192),
  language: z.enum(['ja', 'en']).optional(),
  first: z.literal('home').optional(),
});

/** Somebody who is no member yet, as the one who acts. */
export function strangerContext({ db, now, secret }: LiffDeps, lineUserId: string) {
  return { db, actor: { kind: 'stranger' as const, lineUserId }, now: now(), secret };
}

/** What the page is told when somebody has come in, or has become somebody else. */
export async function welcome({ db, secret }: LiffDeps, lineUserId: string, now: Date, first?: 'home') {
  const member = await memberByLine(db, lineUserId);
  const actor = member?.identityId
    ? { kind: 'member' as const, identityId: member.identityId, accountId: member.accountId }
    : undefined;
  const visitor: Visitor = actor ?? { kind: 'stranger', lineUserId };
  const { token, endsAt } = openSession(secret, visitor, now);
  const back = !member && (await relinkableAccount(db, lineUserId)) !== undefined;
  const reading = await readingOf(db, lineUserId);
  const chosen: Language | null = reading?.chosen ? reading.language : null;
  const home = first && member && actor ? await homeOf({ db, actor, now, secret }, member) : null;
  return { token, endsAt: endsAt.toISOString(), member: actor !== undefined, back, language: chosen, home };
}
