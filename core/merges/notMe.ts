import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { EdgeId, RequestId } from '../../db/ids.ts';
import { mergeEdges, mergeRequests } from '../../db/schema/merges.ts';
import { audit } from '../audit.ts';
import { type Context, inTransaction } from '../context.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';

/** What "this was not me" is about: a request, or the edge that came of one. */
export type NotMeSubject = { requestId: RequestId } | { edgeId: EdgeId };

/** The link that a message about somebody carries: it names its subject and cannot be made by anybody else. */
export function notMeToken(secret: string, subject: NotMeSubject): string {
  const plain = 'requestId' in subject ? `r${subject.requestId}` : `e${subject.edgeId}`;
  return `${plain}.${signature(secret, plain)}`;
}

/** Reads such a link; undefined when it is not one of ours. */
export function readNotMeToken(secret: string, token: string): NotMeSubject | undefined {
  const [, plain = '', kind, id, signed = ''] = /^(([re])(\d{1,15}))\.([\w-]{32})$/.exec(token) ?? [];
  const expected = Buffer.from(signature(secret, plain));
  if (signed.length !== expected.length || !timingSafeEqual(Buffer.from(signed), expected)) return undefined;
  return kind === 'r' ? { requestId: Number(id) as RequestId } : { edgeId: Number(id) as EdgeId };
}

function signature(secret: string, plain: string): string {
  return createHmac('sha256', secret).update(`not-me:${plain}`).digest('base64url').slice(0, 32);
}

/**
 * Somebody who was told of a request or a merge says it was not them: an open request can no longer be approved, a merge no longer
 * shows one card to the other, and the store is told. Twice is once, but after staff lifted the freeze, or a redo, it freezes and
 * is told anew. Refuses not_found for a link that is not ours.
 */
export async function notMe(context: Context, { token }: { token: string }): Promise<{ frozen: Frozen }> {
  const subject = readNotMeToken(context.secret, token);
  if (!subject) throw new Refusal('not_found');
  return inTransaction(context, async (inside) => {
    const [edge] = await inside.db
      .select(edgeKeys)
      .from(mergeEdges)
      .where('edgeId' in subject ? eq(mergeEdges.id, subject.edgeId) : eq(mergeEdges.requestId, subject.requestId));
    if (edge) return freeze(inside, edge);
    if ('edgeId' in subject) throw new Refusal('not_found');
    return freeze(inside, subject);
  });
}

type Frozen = 'request' | 'edge' | 'none';

const edgeKeys = { edgeId: mergeEdges.id, requestId: mergeEdges.requestId };

async function freeze(
  context: Context,
  { requestId, edgeId }: { requestId: RequestId; edgeId?: EdgeId },
): Promise<{ frozen: Frozen }> {
  const { now } = context;
  const frozen = edgeId ? await stopEdge(context, edgeId) : await stopRequest(context, requestId);
  await audit(context, { action: 'request.not_me', subject: `request:${requestId}`, facts: { frozen } });
  const about = { show: 'not_me', requestId, ...(edgeId && { edgeId }) } as const;
  const key = `not_me:${requestId}:${edgeId ?? ''}`;
  if (frozen !== 'none') {
    const message = { ...about, frozenAt: now.toISOString() };
    await tell(context, { topic: 'slack', message }, `${key}:${now.getTime()}`);
  } else if (!(await isStopped(context, requestId, edgeId))) {
    // Over already, whichever way: the store hears of it once all the same.
    await tell(context, { topic: 'slack', message: about }, key);
    if (!edgeId) await markOver(context, requestId);
  }
  return { frozen };
}

/** A request that was over before somebody said no to it: nothing is left to stop but a machine, which reads it here. */
async function markOver({ db, now }: Context, requestId: RequestId): Promise<void> {
  const over = and(eq(mergeRequests.id, requestId), inArray(mergeRequests.state, ['cancelled', 'expired']));
  await db.update(mergeRequests).set({ frozenAt: now }).where(over);
}

async function isStopped({ db }: Context, requestId: RequestId, edgeId?: EdgeId): Promise<boolean> {
  const [row] = edgeId
    ? await db.select({ at: mergeEdges.frozenAt }).from(mergeEdges).where(eq(mergeEdges.id, edgeId))
    : await db.select({ at: mergeRequests.frozenAt }).from(mergeRequests).where(eq(mergeRequests.id, requestId));
  return Boolean(row?.at);
}

async function stopEdge({ db, now }: Context, edgeId: EdgeId): Promise<Frozen> {
  const stopped = await db
    .update(mergeEdges)
    .set({ frozenAt: now })
    .where(and(eq(mergeEdges.id, edgeId), eq(mergeEdges.state, 'active'), isNull(mergeEdges.frozenAt)))
    .returning({ id: mergeEdges.id });
  return stopped.length > 0 ? 'edge' : 'none';
}

async function stopRequest({ db, now }: Context, requestId: RequestId): Promise<Frozen> {
  const open = inArray(mergeRequests.state, ['proving', 'waiting']);
  const stopped = await db
    .update(mergeRequests)
    .set({ frozenAt: now })
    .where(and(eq(mergeRequests.id, requestId), open, isNull(mergeRequests.frozenAt)))
    .returning({ id: mergeRequests.id });
  return stopped.length > 0 ? 'request' : 'none';
}
