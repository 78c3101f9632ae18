/**
 * How every table that refers to an account behaves. `merge`: facts stay with their account, structure and caches are drawn
 * anew. `erase`: what a later erasure does with the row; a trigger that keeps a table append-only leaves it no choice but `keep`, so
 * such a table holds codes and ids and nothing that says who somebody is. Of an identity its value goes and the row stays, because
 * facts and disclosures refer to it. A table that is missing here, or asks what the database refuses, fails `tests/drift.test.ts`.
 */
export const accountPolicies: Record<string, { merge: 'stays' | 'redrawn'; erase: 'keep' | 'blank' | 'delete' }> = {
  accounts: { merge: 'redrawn', erase: 'blank' },
  staff: { merge: 'stays', erase: 'blank' },
  identities: { merge: 'stays', erase: 'blank' },
  profile_values: { merge: 'stays', erase: 'delete' },
  bonus_keys: { merge: 'stays', erase: 'keep' },
  merge_requests: { merge: 'stays', erase: 'blank' },
  proof_codes: { merge: 'stays', erase: 'delete' },
  merge_edges: { merge: 'stays', erase: 'keep' },
  together: { merge: 'redrawn', erase: 'keep' },
  purse_links: { merge: 'stays', erase: 'keep' },
  view_links: { merge: 'stays', erase: 'delete' },
  cannot_links: { merge: 'stays', erase: 'keep' },
  disclosures: { merge: 'stays', erase: 'keep' },
  lots: { merge: 'stays', erase: 'keep' },
  prolongations: { merge: 'stays', erase: 'keep' },
  spends: { merge: 'stays', erase: 'keep' },
  ledger_entries: { merge: 'stays', erase: 'keep' },
  activities: { merge: 'stays', erase: 'keep' },
  purchases: { merge: 'stays', erase: 'keep' },
  point_adjustments: { merge: 'stays', erase: 'blank' },
  point_notices: { merge: 'stays', erase: 'keep' },
  households: { merge: 'stays', erase: 'keep' },
  memberships: { merge: 'stays', erase: 'keep' },
  enrolments: { merge: 'stays', erase: 'keep' },
  audit_entries: { merge: 'stays', erase: 'keep' },
};
