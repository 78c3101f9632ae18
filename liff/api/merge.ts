import { Hono } from 'hono';
import { z } from 'zod';
import { countPurchases } from '../../core/activities/history.ts';
import type { Context, MemberActor } from '../../core/context.ts';
import { answerQuestion, cancelRequest } from '../../core/merges/decide.ts';
import { notMe, notMeToken } from '../../core/merges/notMe.ts';
import { proveRequest, resendCode } from '../../core/merges/proof.ts';
import { requestMerge } from '../../core/merges/requestMerge.ts';
import { latestRequestOf, type MemberRequestView } from '../../core/merges/requests.ts';
import { sightOf } from '../../core/merges/visible.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { Refusal } from '../../core/refusal.ts';
import type { AccountId, RequestId } from '../../db/ids.ts';
import { qrSvg } from '../barcode.ts';
import { body, sixDigits, typed } from '../body.ts';
import { counterCode } from '../counterCode.ts';
import type { LiffDeps } from '../deps.ts';
import { type MemberEnv, memberOnly } from '../session.ts';
import { noteShown } from '../sight.ts';

/** Joining an older card. Every step is about the member's own newest request: no route takes the id of one. */
export function mergeRoutes(deps: LiffDeps) {
  const member = memberOnly(deps);
  return new Hono<MemberEnv>()
    .get('/', member, async (c) => c.json(await statusOf(c.get('context'))))
    .post(
      '/start',
      member,
      body({ soughtKind: z.enum(['memberNumber', 'phone', 'mail']), sought: typed(254), name: typed(100) }),
      async (c) => {
        const { codeUntil, resendAfter } = await requestMerge(c.get('context'), c.req.valid('json'));
        return c.json({ codeUntil: codeUntil.toISOString(), resendAfter: resendAfter.toISOString() });
      },
    )
    .post('/resend', member, body({}), async (c) => {
      const { codeUntil, resendAfter } = await resendCode(c.get('context'), await own(c.get('context')));
      return c.json({ codeUntil: codeUntil.toISOString(), resendAfter: resendAfter.toISOString() });
    })
    .post('/prove', member, body({ code: sixDigits }), async (c) =>
      c.json(await proveRequest(c.get('context'), { ...(await own(c.get('context'))), ...c.req.valid('json') })),
    )
    .get('/counter', member, async (c) => {
      const { requestId } = await own(c.get('context'));
      const { code, until } = counterCode(deps.secret, requestId, deps.now());
      return c.json({ now: deps.now().toISOString(), code, qr: qrSvg(code), until: until.toISOString() });
    })
    .post('/answer', member, body({ answer: typed(400) }), async (c) => {
      await answerQuestion(c.get('context'), { ...(await own(c.get('context'))), ...c.req.valid('json') });
      return c.json({ done: true });
    })
    .post('/cancel', member, body({}), async (c) => {
      await cancelRequest(c.get('context'), await own(c.get('context')));
      return c.json({ done: true });
    })
    .post('/not-me', member, body({}), async (c) => {
      const { edge } = await newest(c.get('context'));
      if (!edge) throw new Refusal('not_found');
      await notMe(c.get('context'), { token: notMeToken(deps.secret, { edgeId: edge.edgeId }) });
      return c.json({ done: true });
    });
}

async function newest({ db, actor }: Context<MemberActor>): Promise<MemberRequestView> {
  const request = await latestRequestOf(db, actor.accountId);
  if (!request) throw new Refusal('not_found');
  return request;
}

async function own(context: Context<MemberActor>): Promise<{ requestId: RequestId }> {
  return { requestId: (await newest(context)).requestId };
}

/** Where the newest request stands. Nothing of the other card is in it before the store has joined the two. */
async function statusOf(context: Context<MemberActor>) {
  const { db, actor } = context;
  const now = context.now.toISOString();
  const request = await latestRequestOf(db, actor.accountId);
  if (!request) return { now, request: null, joined: null };
  const sight = await sightOf(db, actor.identityId);
  const state = stateOf(request, context.now);
  const { number, code, proof, store, question } = request;
  return {
    now,
    request: {
      number,
      state: state === 'approved' && sight.frozen ? ('frozen' as const) : state,
      createdAt: request.createdAt.toISOString(),
      provedAt: request.provedAt?.toISOString() ?? null,
      proof,
      store: store ?? null,
      question: question ? { text: question.text, answered: question.answer !== undefined } : null,
      code: code
        ? {
            until: code.codeUntil.toISOString(),
            resendAfter: code.resendAfter.toISOString(),
            spent: code.triesLeft === 0,
          }
        : null,
    },
    joined: state === 'approved' ? await joinedFigures(context, sight.accountIds) : null,
  };
}

function stateOf({ state, edge, expiresAt }: MemberRequestView, now: Date) {
  if (edge) return edge.active ? ('approved' as const) : ('undone' as const);
  const open = state === 'proving' || state === 'waiting';
  return open && expiresAt <= now ? ('expired' as const) : state;
}

/** Two balances and their sum, as they are now: parts that a clerk can add up by eye. */
async function joinedFigures(context: Context<MemberActor>, visible: AccountId[]) {
  const { db, actor, now } = context;
  if (visible.length === 1) return null;
  const balance = await balanceOf(db, actor.accountId, now, visible);
  const counting = balance.lots.filter((lot) => !lot.held);
  await noteShown(context, 'balance', counting);
  const purchases = await countPurchases(db, visible);
  const side = (mine: boolean) => {
    const isMine = (accountId: AccountId) => (accountId === actor.accountId) === mine;
    return {
      points: sum(counting.filter((lot) => isMine(lot.accountId)).map((lot) => lot.remaining)),
      purchases: sum([...purchases].filter(([accountId]) => isMine(accountId)).map(([, count]) => count)),
    };
  };
  const waiting = counting.filter((lot) => lot.spendableFrom);
  const from = waiting[0]?.spendableFrom?.toISOString();
  return {
    own: side(true),
    other: side(false),
    total: balance.total,
    waits: from ? { points: sum(waiting.map((lot) => lot.remaining)), from } : null,
  };
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
