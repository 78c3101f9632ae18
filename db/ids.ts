/** A number that is an id of one kind only: an `AccountId` cannot be passed where a `StoreId` is meant. */
type Id<Kind extends string> = number & { readonly kind: Kind };

export type AccountId = Id<'account'>;
/** A person is named by the smallest account id of its component. */
export type PersonId = AccountId;
export type IdentityId = Id<'identity'>;
export type StoreId = Id<'store'>;
export type StaffId = Id<'staff'>;
export type ChannelId = Id<'channel'>;
export type ProductId = Id<'product'>;
export type PurchaseId = Id<'purchase'>;
export type LotId = Id<'lot'>;
export type SpendId = Id<'spend'>;
export type RequestId = Id<'request'>;
export type ProposalId = Id<'proposal'>;
export type EdgeId = Id<'edge'>;
export type VoidId = Id<'void'>;
export type EnrolmentId = Id<'enrolment'>;
export type ErasureId = Id<'erasure'>;
export type ExportId = Id<'export'>;
export type HouseholdId = Id<'household'>;
export type MembershipId = Id<'membership'>;
export type InvitationId = Id<'invitation'>;
export type OutboxId = Id<'outbox'>;
export type InboxId = Id<'inbox'>;
export type ReturnId = Id<'return'>;
export type AdjustmentId = Id<'adjustment'>;
export type NoticeId = Id<'notice'>;
export type PosKeyId = Id<'posKey'>;
export type ReattributionId = Id<'reattribution'>;
export type AlertId = Id<'alert'>;
export type DetectRunId = Id<'detectRun'>;
export type PairId = Id<'pair'>;
export type CapAlertId = Id<'capAlert'>;
