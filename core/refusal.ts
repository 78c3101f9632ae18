/** Every way the rules say no. Each channel has a sentence for each code, or it does not compile. */
export type RefusalCode =
  | 'not_yours'
  | 'not_staff'
  | 'not_found'
  | 'already_member'
  | 'bad_input'
  | 'rate_limited'
  | 'request_open'
  | 'request_closed'
  | 'request_stale'
  | 'request_frozen'
  | 'request_unproved'
  | 'wrong_code'
  | 'code_expired'
  | 'same_account'
  | 'already_one'
  | 'cannot_link'
  | 'reason_needed'
  | 'already_proposed'
  | 'component_full'
  | 'household_full'
  | 'in_household'
  | 'own_invitation'
  | 'invitation_over'
  | 'offer_over'
  | 'minor_unconfirmed'
  | 'about_yourself'
  | 'second_needed'
  | 'edge_not_active'
  | 'still_joined'
  | 'edge_not_void'
  | 'preview_stale'
  | 'choice_needed'
  | 'not_enough_points'
  | 'key_reused'
  | 'link_used';

export type RefusalFacts = Record<string, string | number | boolean | number[] | undefined>;

/** Thrown when the rules say no: it rolls back the transaction, and a channel turns `code` and `facts` into words. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly facts: RefusalFacts;
  constructor(code: RefusalCode, facts: RefusalFacts = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
  }
}
