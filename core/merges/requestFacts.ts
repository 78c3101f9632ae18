import { and, desc, eq, inArray, isNotNull } from 'drizzle-orm';
import type { RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts } from '../../db/schema/members.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { type staff, stores } from '../../db/schema/shop.ts';
import { countMembers } from '../members/count.ts';
import type { MemberSummary } from '../members/summary.ts';
import type { EvidenceRow } from './evidence.ts';
import { pointsHeldByJoining } from './held.ts';
import type { RequestView } from './requests.ts';
import type { MergeRequest } from './waiting.ts';

/** What a request row says by itself. */
export function plainFacts(request: MergeRequest) {
  const { id, origin, state, proof, provedAt, createdAt, remindedAt, escalatedAt, expiresAt, frozenAt } = request;
  const times = { provedAt, createdAt, remindedAt, escalatedAt, expiresAt, frozenAt };
  const evidence = (request.evidence ?? []) as EvidenceRow[];
  return { requestId: id, origin, state, proof, evidence, ...times };
}

/** What joining two members would make at `now`. */
export async function joinedOf(
  db: Database,
  requester: MemberSummary,
  target: MemberSummary,
  now: Date,
): Promise<NonNullable<RequestView['joined']>> {
  const { persons } = await countMembers(db);
  if (requester.personId === target.personId) {
    const { points, purchases } = requester;
    return { points, held: 0, purchases, personsBefore: persons, personsAfter: persons };
  }
  const held = await pointsHeldByJoining(db, requester.accountId, target.accountId, now);
  return {
    points: requester.points + target.points - held,
    held,
    purchases: requester.purchases + target.purchases,
    personsBefore: persons,
    personsAfter: persons - 1,
  };
}

/** The epochs a card was drawn at, and whether a person has changed since. */
export async function epochsOf(db: Database, request: MergeRequest): Promise<Pick<RequestView, 'epochs' | 'stale'>> {
  const { requesterAccountId, targetAccountId, requesterEpoch, targetEpoch } = request;
  if (requesterEpoch === null || targetEpoch === null || targetAccountId === null) return { stale: false };
  const rows = await db
    .select({ id: accounts.id, epoch: accounts.epoch })
    .from(accounts)
    .where(inArray(accounts.id, [requesterAccountId, targetAccountId]));
  const now = new Map(rows.map(({ id, epoch }) => [id, epoch]));
  const stale = now.get(requesterAccountId) !== requesterEpoch || now.get(targetAccountId) !== targetEpoch;
  return {
    epochs: { requester: requesterEpoch, target: targetEpoch },
    stale: stale && (request.state === 'waiting' || request.state === 'proving'),
  };
}

/** The Slack channels in which the card is shown. */
export async function channelsOf(
  db: Database,
  request: MergeRequest,
  own: string | null,
  isProposed: boolean,
): Promise<string[]> {
  const isForHeadquarters = request.escalatedAt !== null || isProposed;
  const rows = isForHeadquarters
    ? await db.select({ channel: stores.slackChannel }).from(stores).where(eq(stores.isHeadquarters, true))
    : [];
  return [...new Set([own, ...rows.map((row) => row.channel)].filter((channel) => channel !== null))];
}

/** What the code was sent to that proved the request; null while none has. */
export async function provedContact(db: Database, requestId: RequestId): Promise<'phone' | 'mail' | null> {
  const [proof] = await db
    .select({ kind: proofCodes.contactKind })
    .from(proofCodes)
    .where(and(eq(proofCodes.requestId, requestId), isNotNull(proofCodes.usedAt)))
    .orderBy(desc(proofCodes.id))
    .limit(1);
  return proof?.kind ?? null;
}

/** The question of the shop and its answer. */
export function questionOf(request: MergeRequest, by: typeof staff.$inferSelect | null): Pick<RequestView, 'question'> {
  const { question, askedAt, answer, answeredAt } = request;
  if (!question || !askedAt || !by) return {};
  const answered = answer && answeredAt ? { answer: { text: answer, at: answeredAt } } : {};
  return { question: { staffId: by.id, name: by.name, at: askedAt, text: question, ...answered } };
}
