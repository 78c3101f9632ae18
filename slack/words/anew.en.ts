import type { anewJa } from './anew.ja.ts';

/** The same in English. */
export const anewEn: typeof anewJa = {
  title: 'Before joining anew',
  parted: 'These two were parted before.',
  cannotLink: 'These two are on record as different people.',
  redo: (no) => `If you redo ${no}, its undo never happened, and the points that went short then are whole again.`,
  redoButton: (no) => `Redo ${no}`,
  orElse: 'Join them anew',
  cost: 'They are one from now on. The points that went short before stay so, and each further round costs the shop again. It takes a reason and a second approver.',
  senior: (store) =>
    `This takes them off the record as different people, so the proposer or the approver has to be ${store ? `the manager of ${store} or ` : ''}of headquarters.`,
  label: 'Reason (kept on record)',
  placeholder: 'e.g. the undo was a mistake of the store',
  hint: 'The card shows it. Please write no phone numbers or the like.',
  bad: 'Please give a reason of up to 500 characters.',
  submit: 'Propose',
  proposed: (no) =>
    `*You proposed to join ${no}.*\nThey are joined when somebody else presses “Approve” on the card, which headquarters sees too. Until then nothing changes.`,
  card: (name, at, reason) => `*${name} proposed on ${at} to join them anew*\nReason: ${reason}`,
  cardNext: 'Somebody else than the proposer has to approve. If anything changes, it has to be proposed again.',
  confirmText: (name) => `Joins the two accounts as ${name} proposed. It can be undone.`,
};
