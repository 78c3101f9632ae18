import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccountId, EdgeId, RequestId, StaffId, StoreId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { mergeEdges, mergeRequests, type RequestState } from '../../db/schema/merges.ts';
import { staff, stores } from '../../db/schema/shop.ts';
import { tailOf } from '../members/mask.ts';
import { nameOf, type Profile, profileOf } from '../members/profile.ts';
import { type MemberSummary, summariesOf } from '../members/summary.ts';
import { type MergeProposal, proposalFor } from './anew.ts';
import type { EvidenceRow } from './evidence.ts';
import { flagsOf, type RequestFlags } from './flags.ts';
import { latestProof, resendAfter } from './proof.ts';
import { channelsOf, epochsOf, joinedOf, plainFacts, provedContact, questionOf } from './requestFacts.ts';

export type ByStaff = { staffId: StaffId; name: string; at: Date };

/** Everything a card, its details and its decision are drawn from. Made anew at each reading; holds no raw personal values. */
export type RequestView = {
  requestId: RequestId;
  /** `M-142`: what people call it. */
  number: string;
  origin: 'member' | 'counter' | 'staff' | 'matcher';
  state: RequestState;
  requester: MemberSummary;
  /** Absent while nobody matches what was entered. */
  target?: MemberSummary;
  /** Both already are one person, by another edge. */
  alreadyOne: boolean;
  /** What joining makes: points that one of two once-only benefits holds back are left out of the sum. */
  joined?: { points: number; held: number; purchases: number; personsBefore: number; personsAfter: number };
  evidence: EvidenceRow[];
  flags: RequestFlags;
  /** Somebody wants two joined anew who were parted: whoever else approves this card carries it out. */
  proposal?: MergeProposal;
  /** The epochs that the evidence was drawn at; a button carries them back to `approveRequest`. */
  epochs?: { requester: number; target: number };
  /** One of the persons has changed since: approving will refuse, `refreshRequest` draws anew. */
  stale: boolean;
  store?: {
    storeId: StoreId;
    name: string;
    isHeadquarters: boolean;
    slackChannel: string | null;
    hours: string | null;
  };
  /** Where the card is shown: the deciding store's channel, and headquarters' once it is escalated or a second approver is asked for. */
  slackChannels: string[];
  proof: 'code' | 'counter' | 'line' | null;
  /** What the code was sent to. */
  proofContact: 'phone' | 'mail' | null;
  provedAt: Date | null;
  createdAt: Date;
  createdByStaff?: { staffId: StaffId; name: string };
  remindedAt: Date | null;
  escalatedAt: Date | null;
  expiresAt: Date;
  frozenAt: Date | null;
  question?: ByStaff & { text: string; answer?: { text: string; at: Date } };
  decided?: ByStaff & { reason: string | null };
  /** `frozenAt`: somebody said "this was not me" and staff have not lifted that. */
  edge?: { edgeId: EdgeId; active: boolean; frozenAt: Date | null };
};

const asker = alias(staff, 'asker');
const decider = alias(staff, 'decider');
const maker = alias(staff, 'maker');

/** What people call a request: `M-142`. */
export function requestNumber(requestId: RequestId): string {
  return `M-${requestId}`;
}

/** A request as staff see it at `now`; undefined when there is none, or when its requester's account is closed. */
export async function requestOf(db: Database, requestId: RequestId, now: Date): Promise<RequestView | undefined> {
  const [row] = await db
    .select({ request: mergeRequests, store: stores, asker, decider, maker, edge: mergeEdges })
    .from(mergeRequests)
    .leftJoin(stores, eq(stores.id, mergeRequests.storeId))
    .leftJoin(asker, eq(asker.id, mergeRequests.askedByStaffId))
    .leftJoin(decider, eq(decider.id, mergeRequests.decidedByStaffId))
    .leftJoin(maker, eq(maker.id, mergeRequests.createdByStaffId))
    .leftJoin(mergeEdges, eq(mergeEdges.requestId, mergeRequests.id))
    .where(eq(mergeRequests.id, requestId));
  if (!row) return undefined;
  const { request, store, edge } = row;
  const ids = [request.requesterAccountId, request.targetAccountId].filter((id) => id !== null);
  const summaries = await summariesOf(db, ids, now);
  const requester = summaries.get(request.requesterAccountId);
  if (!requester) return undefined;
  const proposal = request.state === 'waiting' ? await proposalFor(db, request) : undefined;
  const target = request.targetAccountId === null ? undefined : summaries.get(request.targetAccountId);
  return {
    ...plainFacts(request),
    number: requestNumber(requestId),
    requester,
    ...(target && { target, joined: await joinedOf(db, requester, target, now) }),
    alreadyOne: target?.personId === requester.personId,
    flags: await flagsOf(db, request, now),
    ...(proposal && { proposal }),
    ...(await epochsOf(db, request)),
    ...(store && {
      store: {
        ...{ storeId: store.id, name: store.name, isHeadquarters: store.isHeadquarters },
        ...{ slackChannel: store.slackChannel, hours: store.hours },
      },
    }),
    slackChannels: await channelsOf(db, request, store?.slackChannel ?? null, proposal !== undefined),
    proofContact: request.proof === 'code' ? await provedContact(db, requestId) : null,
    ...(row.maker && { createdByStaff: { staffId: row.maker.id, name: row.maker.name } }),
    ...questionOf(request, row.asker),
    ...(request.decidedAt &&
      row.decider && {
        decided: {
          staffId: row.decider.id,
          name: row.decider.name,
          at: request.decidedAt,
          reason: request.decisionReason,
        },
      }),
    ...(edge && { edge: { edgeId: edge.id, active: edge.state === 'active', frozenAt: edge.frozenAt } }),
  };
}

/** A card in one line of what waits. */
export type WaitingSide = { accountId: AccountId; name: string; tail: string };

/** One line of what waits. */
export type WaitingRequest = {
  requestId: RequestId;
  number: string;
  requester: WaitingSide;
  target: WaitingSide;
  storeName: string | null;
  provedAt: Date;
  frozen: boolean;
  escalated: boolean;
  /** A question of the shop is still open. */
  asked: boolean;
  answered: boolean;
};

type WaitingRow = Omit<WaitingRequest, 'number' | 'requester' | 'target' | 'provedAt'> & {
  requesterId: AccountId;
  requesterNumber: string;
  targetId: AccountId;
  targetNumber: string;
  provedAt: string | Date;
};

/** What waits for this staff member's store, or for everybody's when they work at headquarters; oldest first. */
export async function pendingRequests(
  db: Database,
  { storeId, atHeadquarters }: { storeId: StoreId; atHeadquarters: boolean },
  now: Date,
  limit = 20,
): Promise<WaitingRequest[]> {
  const rows = await rowsOf<WaitingRow>(
    db,
    sql`
    select r.id::int as "requestId", r.requester_account_id::int as "requesterId", r.target_account_id::int as "targetId",
      here.member_number as "requesterNumber", there.member_number as "targetNumber", s.name as "storeName", r.proved_at as "provedAt", r.frozen_at is not null as frozen, r.escalated_at is not null as escalated,
      r.question is not null and r.answer is null as asked, r.answer is not null as answered
    from merge_requests r left join stores s on s.id = r.store_id
      join accounts here on here.id = r.requester_account_id join accounts there on there.id = r.target_account_id
    where r.state = 'waiting' and r.expires_at > ${now.toISOString()}::timestamptz
      and (${atHeadquarters}::boolean or r.store_id = ${storeId}::bigint)
    order by r.proved_at, r.id limit ${limit}::int`,
  );
  const ids = rows.flatMap((row) => [row.requesterId, row.targetId]);
  const profiles = ids.length > 0 ? await profileOf(db, ids) : new Map<AccountId, Profile>();
  const label = (id: AccountId, number: string) => ({
    accountId: id,
    name: nameOf(profiles.get(id) ?? {}),
    tail: tailOf(number),
  });
  return rows.map(({ requesterId, requesterNumber, targetId, targetNumber, provedAt, ...row }) => ({
    ...row,
    number: requestNumber(row.requestId),
    requester: label(requesterId, requesterNumber),
    target: label(targetId, targetNumber),
    provedAt: new Date(provedAt),
  }));
}

/**
 * A request as its requester sees it. Says nothing of the other card: until the request is proved, two requests of which one
 * found a card and one did not look the same.
 */
export type MemberRequestView = {
  requestId: RequestId;
  number: string;
  state: RequestState;
  createdAt: Date;
  expiresAt: Date;
  /** Only while proving. */
  code?: { codeUntil: Date; resendAfter: Date; triesLeft: number };
  proof: 'code' | 'counter' | 'line' | null;
  provedAt: Date | null;
  /** Only once proved. */
  store?: { name: string; hours: string | null; phone: string | null };
  question?: { text: string; askedAt: Date; answer?: string };
  decidedAt: Date | null;
  edge?: { edgeId: EdgeId; active: boolean };
};

/** The open request of an account, if it has one. */
export async function openRequestOf(db: Database, accountId: AccountId): Promise<MemberRequestView | undefined> {
  return viewWhere(db, accountId, inArray(mergeRequests.state, ['proving', 'waiting']));
}

/** The newest request of an account, whatever became of it. */
export async function latestRequestOf(db: Database, accountId: AccountId): Promise<MemberRequestView | undefined> {
  return viewWhere(db, accountId);
}

async function viewWhere(db: Database, accountId: AccountId, which?: SQL): Promise<MemberRequestView | undefined> {
  const [row] = await db
    .select({ request: mergeRequests, store: stores, edge: mergeEdges })
    .from(mergeRequests)
    .leftJoin(stores, eq(stores.id, mergeRequests.storeId))
    .leftJoin(mergeEdges, eq(mergeEdges.requestId, mergeRequests.id))
    .where(and(eq(mergeRequests.requesterAccountId, accountId), which))
    .orderBy(desc(mergeRequests.id))
    .limit(1);
  if (!row) return undefined;
  const { request, store, edge } = row;
  const { id, state, createdAt, expiresAt, proof, provedAt, question, askedAt, answer, decidedAt } = request;
  const code = state === 'proving' ? await latestProof(db, id) : undefined;
  return {
    ...{ requestId: id, number: requestNumber(id), state, createdAt, expiresAt, proof, provedAt, decidedAt },
    ...(code && {
      code: { codeUntil: code.expiresAt, resendAfter: resendAfter(code.createdAt), triesLeft: code.triesLeft },
    }),
    ...(provedAt && store && { store: { name: store.name, hours: store.hours, phone: store.phone } }),
    ...(question && askedAt && { question: { text: question, askedAt, ...(answer && { answer }) } }),
    ...(edge && { edge: { edgeId: edge.id, active: edge.state === 'active' } }),
  };
}
