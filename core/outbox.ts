import { randomUUID } from 'node:crypto';
import type {
  AdjustmentId,
  AlertId,
  CapAlertId,
  DetectRunId,
  EdgeId,
  EnrolmentId,
  ErasureId,
  ExportId,
  IdentityId,
  InvitationId,
  MembershipId,
  NoticeId,
  ProposalId,
  RequestId,
} from '../db/ids.ts';
import { type OutboxTopic, outbox } from '../db/schema/plumbing.ts';
import type { Context } from './context.ts';

/** Figures of a merge as they were at that moment. Tails are the last four digits of member numbers. */
export type MergeFigures = {
  here: { tail: string; points: number; purchases: number };
  there: { tail: string; points: number; purchases: number };
  /** ISO instant from which the other account's points can be spent; absent when there is nothing to wait for. */
  spendableFrom?: string;
};

/** What a member is told in LINE: a code and facts. The bot finds the words. */
export type MemberMessage =
  | { template: 'request_waiting'; requestId: RequestId; storeName: string }
  | { template: 'request_question'; requestId: RequestId; question: string; staffName: string }
  | { template: 'request_rejected'; requestId: RequestId }
  | { template: 'request_expired'; requestId: RequestId }
  | { template: 'merged'; edgeId: EdgeId; figures: MergeFigures }
  | { template: 'unmerged'; edgeId: EdgeId; points: number }
  | { template: 'remerged'; edgeId: EdgeId; points: number }
  | { template: 'household_joined'; membershipId: MembershipId }
  | { template: 'household_left' | 'household_closed' | 'household_removed' | 'household_linked' }
  /** To whom a household is offered, and to the relative whom they ask. */
  | { template: 'household_offer' | 'household_asked'; invitationId: InvitationId }
  /** Neutral: it names nobody and follows from nothing the reader can see. */
  | { template: 'household_hint' }
  | { template: 'scenario'; enrolmentId: EnrolmentId }
  /** The card with this tail will be erased at `dueAt` (ISO) if it is not taken back. */
  | { template: 'erasure_waiting'; dueAt: string; tail: string }
  | { template: 'erasure_taken_back' }
  | { template: 'export_ready'; exportId: ExportId }
  | { template: 'points_ending'; noticeId: NoticeId }
  /** Somebody who reads a contact of the card had its number told. */
  | { template: 'number_recalled' }
  | ConcernedMessage;

/** What is told to whoever can be reached over a card, in LINE or by letter, always with the way to say "this was not me". */
export type ConcernedMessage =
  | { template: 'request_about_you'; requestId: RequestId }
  | { template: 'merged_about_you'; edgeId: EdgeId }
  | { template: 'freeze_lifted'; requestId: RequestId; edgeId?: EdgeId };

/** What goes to a mail address or phone on file; it is looked up at delivery by the id of its profile value. */
export type ContactMessage =
  | { template: 'proof_code'; proofId: number }
  | { template: 'contact_changed' }
  | { template: 'number_recalled' }
  | ConcernedMessage;

/** What Slack must show or draw again. The words are made from the state at delivery, so order and repeats do no harm. */
export type StaffMessage =
  | { show: 'request'; requestId: RequestId }
  | { show: 'answer'; requestId: RequestId }
  /** `frozenAt` (ISO) is the freeze that came of it; absent where there was nothing left to freeze. */
  | { show: 'not_me'; requestId: RequestId; edgeId?: EdgeId; frozenAt?: string }
  | { show: 'household_minor'; invitationId: InvitationId }
  | { show: 'erasure'; erasureId: ErasureId }
  | { show: 'dead_letter'; box: 'inbox' | 'outbox'; rowId: number }
  | { show: 'adjustment'; adjustmentId: AdjustmentId }
  | { show: 'undo_proposal'; proposalId: ProposalId }
  | { show: 'abuse'; alertId: AlertId }
  /** What a look over the whole base came to. */
  | { show: 'duplicates'; runId: DetectRunId }
  | { show: 'cap'; capAlertId: CapAlertId }
  /** Something that must always hold did not, on this day (YYYY-MM-DD). */
  | { show: 'unsound'; day: string };

export type Outgoing =
  | { topic: 'line'; message: { to: IdentityId } & MemberMessage }
  | { topic: 'mail' | 'sms'; message: { profileValueId: number } & ContactMessage }
  | { topic: 'slack'; message: StaffMessage };

/**
 * Leaves a message to be delivered after the caller's transaction commits. `key` makes it once: a second call with the same
 * key writes nothing.
 */
export async function tell({ db, now }: Context, outgoing: Outgoing, key: string, dueAt: Date = now): Promise<void> {
  const row = { topic: outgoing.topic satisfies OutboxTopic, message: outgoing.message, key, retryKey: randomUUID() };
  await db
    .insert(outbox)
    .values({ ...row, createdAt: now, dueAt })
    .onConflictDoNothing();
}
