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
 * shows one card to the other, and the store is told. Twice is once. Refuses not_found for a link that is not ours.
 */
export async function notMe(
  context: Context,
  { token }: { token: string },
): Promise<{ frozen: 'request' | 'edge' | 'none' }> {
  const subject = readNotMeToken(context.secret, token);
  if (!subject) throw new Refusal('not_found');
  return inTransaction(context, async (inside) => {
    const edge = await edgeOfSubject(inside, subject);
    const requestId = edge?.requestId ?? ('requestId' in subject ? subject.requestId : undefined);
    if (requestId === undefined) throw new Refusal('not_found');
    const frozen = edge ? await freezeEdge(inside, edge.id) : await freezeRequest(inside, requestId);
    await audit(inside, { action: 'request.not_me', subject: `request:${requestId}`, facts: { frozen } });
    const message = { show: 'not_me', requestId, ...(edge && { edgeId: edge.id }) } as const;
    await tell(inside, { topic: 'slack', message }, `not_me:${requestId}:${edge?.id ?? ''}`);
    return { frozen };
  });
}

async function edgeOfSubject({ db }: Context, subject: NotMeSubject) {
  const which = 'edgeId' in subject ? eq(mergeEdges.id, subject.edgeId) : eq(mergeEdges.requestId, subject.requestId);
  const [edge] = await db.select({ id: mergeEdges.id, requestId: mergeEdges.requestId }).from(mergeEdges).where(which);
  return edge;
}

async function freezeEdge({ db, now }: Context, edgeId: EdgeId): Promise<'edge' | 'none'> {
  const frozen = await db
    .update(mergeEdges)
    .set({ frozenAt: now })
    .where(and(eq(mergeEdges.id, edgeId), isNull(mergeEdges.frozenAt)))
    .returning({ id: mergeEdges.id });
  return frozen.length > 0 ? 'edge' : 'none';
}

async function freezeRequest({ db, now }: Context, requestId: RequestId): Promise<'request' | 'none'> {
  const open = inArray(mergeRequests.state, ['proving', 'waiting']);
  const frozen = await db
    .update(mergeRequests)
    .set({ frozenAt: now })
    .where(and(eq(mergeRequests.id, requestId), open, isNull(mergeRequests.frozenAt)))
    .returning({ id: mergeRequests.id });
  return frozen.length > 0 ? 'request' : 'none';
}
