import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { type Context, inTransaction, type StaffActor } from '../../core/context.ts';
import { countAttempt } from '../../core/limits.ts';
import { findMembers } from '../../core/members/find.ts';
import { recordLook } from '../../core/members/looks.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import { startAtCounter } from '../../core/merges/counter.ts';
import { approveRequest } from '../../core/merges/decide.ts';
import { proveAtCounter } from '../../core/merges/proof.ts';
import { type RequestView, requestOf } from '../../core/merges/requests.ts';
import { Refusal } from '../../core/refusal.ts';
import type { RequestId } from '../../db/ids.ts';
import { body, typed } from '../body.ts';
import { readCounterCode } from '../counterCode.ts';
import { apiHeaders } from '../headers.ts';
import { answerRefusal } from '../refusals.ts';
import { wakeAfter } from '../wake.ts';
import { memberNumber } from './customer.ts';
import { registrationRoutes } from './registration-routes.ts';
import { type CounterDeps, type CounterEnv, openCounter, staffOnly } from './session.ts';
import { tillRoutes } from './till-routes.ts';

const bodyBytesMax = 16 * 1024;
/** Codes shown by members are six digits: nobody gets to try many. */
const codeReading = { windowMinutes: 10, max: 20 };

/** What the counter page does, to be mounted at /counter/api: for the customer who is standing there. */
export function counterRoutes(deps: CounterDeps) {
  const app = new Hono();
  app.onError(answerRefusal);
  app.use(apiHeaders, bodyLimit({ maxSize: bodyBytesMax }), wakeAfter(deps));
  const staff = staffOnly(deps);
  return app.route(
    '/',
    new Hono<CounterEnv>()
      .post('/session', body({ token: typed(600) }), async (c) =>
        c.json(await openCounter(deps, c.req.valid('json').token)),
      )
      .post('/member', staff, body({ number: memberNumber }), async (c) => {
        const [found] = await findMembers(c.get('context'), { text: c.req.valid('json').number });
        if (!found) throw new Refusal('not_found');
        return c.json(sideOf(found));
      })
      .post('/start', staff, body({ presentNumber: memberNumber, oldNumber: memberNumber }), async (c) => {
        const { requestId } = await startAtCounter(c.get('context'), c.req.valid('json'));
        return c.json(await viewOf(c.get('context'), requestId));
      })
      .post('/prove', staff, body({ code: typed(30), oldNumber: memberNumber.optional() }), async (c) => {
        const context = c.get('context');
        const { code, oldNumber } = c.req.valid('json');
        const requestId = await readCode(context, code);
        await proveAtCounter(context, { requestId, memberNumber: oldNumber });
        return c.json(await viewOf(context, requestId));
      })
      .post(
        '/approve',
        staff,
        body({ requestId: z.int().positive(), epochs: z.strictObject({ requester: z.int(), target: z.int() }) }),
        async (c) => {
          const { requestId, epochs } = c.req.valid('json');
          await approveRequest(c.get('context'), { requestId: requestId as RequestId, epochs });
          return c.json(await viewOf(c.get('context'), requestId as RequestId));
        },
      )
      .use('/till/*', staff)
      .use('/registration/*', staff)
      .route('/registration', registrationRoutes())
      .route('/till', tillRoutes()),
  );
}

/** The counter API's shape, for the page's typed client. */
export type CounterApi = ReturnType<typeof counterRoutes>;

async function readCode(context: Context<StaffActor>, code: string): Promise<RequestId> {
  const { actor, secret, now } = context;
  await inTransaction(context, (inside) => countAttempt(inside, `counter-code:${actor.staffId}`, codeReading));
  const requestId = readCounterCode(secret, code, now);
  if (!requestId) throw new Refusal('wrong_code');
  return requestId;
}

/** One card as staff see it: a name, a tail, counts. */
function sideOf({ name, tail, storeName, points, purchases, registeredAt }: MemberSummary) {
  return { name, tail, storeName, points, purchases, since: registeredAt.toISOString() };
}

async function viewOf(context: Context<StaffActor>, requestId: RequestId) {
  const view = await requestOf(context.db, requestId, context.now);
  if (!view) throw new Refusal('not_found');
  const { requester, target } = view;
  await recordLook(context, 'counter', [requester.accountId, ...(target ? [target.accountId] : [])]);
  return toldToStaff(view);
}

function toldToStaff(view: RequestView) {
  const { requestId, number, state, requester, target, joined, evidence, flags, epochs, stale } = view;
  return {
    requestId: requestId as number,
    number,
    state,
    requester: sideOf(requester),
    target: target ? sideOf(target) : null,
    joined: joined ? { points: joined.points, held: joined.held } : null,
    evidence: evidence.map(({ field, result, hint }) => ({ field, result, hint })),
    flags: { welcomeTwice: flags.welcomeTwice, undone: flags.undone180Days, samePhone: flags.samePhoneMembers },
    epochs: epochs ?? null,
    stale,
  };
}
