import type { AlertFacts } from '../../db/schema/abuse.ts';
import type { pointsJa } from './points.ja.ts';

const number = new Intl.NumberFormat('en-GB');
const pt = (points: number) => `${number.format(points)}\u00a0pt`;
const signed = (points: number) => `${points > 0 ? '+' : '−'}${pt(Math.abs(points))}`;
const names = (facts: AlertFacts) => (Array.isArray(facts.staff) ? facts.staff : []).join(', ') || 'nobody on record';
const figure = (value: AlertFacts[string] | undefined) => number.format(Number(value ?? 0));

export const pointsEn: typeof pointsJa = {
  till: {
    button: 'Till',
    title: 'Till',
    intro: 'Opens the page for sales and returns. The link works once, within ten minutes; the page closes after 30.',
    open: 'Open the till',
    headquarters: 'Only staff of a store can use the till.',
  },

  adjust: {
    open: 'Correct points',
    title: 'Correct points',
    who: (name, account, points) => `*${name}* (${account}) · ${points} can be used now`,
    direction: 'Which way',
    give: 'Give',
    take: 'Take',
    amount: 'Points',
    amountHint: 'A number from 1 to 1,000,000.',
    reason: 'Reason',
    placeholder: 'Please choose',
    reasons: {
      points_missed: 'A purchase earned no points',
      wrong_amount: 'A purchase earned the wrong number',
      apology: 'As an apology',
      system_trouble: 'Trouble with a system',
      other: 'Something else (write a note)',
    },
    note: 'Note (kept on record)',
    noteHint: 'Please write no phone numbers or the like.',
    noteNeeded: 'For “something else”, please write the reason into the note.',
    next: 'Check',
    tooMany: (available) => `No more than ${pt(available)} can be taken now.`,
    previewTitle: 'Please check',
    preview: (amount, before, after) =>
      `*${signed(amount)}*\n${pt(before)} that can be used now become *${pt(after)}*.`,
    second: (limit) =>
      `Together this is more than ${pt(limit)} within 30 days, so somebody else has to approve it: the manager or headquarters. No points move before.`,
    ask: 'Ask for approval',
    confirm: 'Correct',
    done: (amount) => `${signed(amount)} recorded.`,
    asked: 'Approval asked for. It is decided on the card in the channel.',
    already: 'This has been taken already.',
    notification: (amount) => `A correction of points (${signed(amount)}) needs approval.`,
    card: (amount) => `*A correction of ${signed(amount)}* needs approval`,
    cardBy: (by, at, store) => `Asked by ${by} (${store}), ${at}.`,
    cardReason: (reason) => `Reason: ${reason}`,
    cardNote: (note) => `Note: ${note}`,
    cardNow: (points, after) => `${pt(points)} can be used now → ${pt(after)} once approved`,
    cardNext: 'The manager and headquarters decide, not the one who asked.',
    approve: 'Approve',
    refuse: 'Refuse',
    approved: (amount, by, at) => `*Correction of ${signed(amount)}* · approved by ${by}, ${at}.`,
    refused: (amount, by, at) => `*Correction of ${signed(amount)}* · refused by ${by}, ${at}. No points moved.`,
  },

  abuse: {
    notification: 'Something should be looked at.',
    title: {
      many_registrations: 'Many registrations in a short time',
      same_contact: 'Several cards with the same contact',
      many_requests: 'One member keeps asking for cards to be joined',
      spend_after_merge: 'Many points were used right after a merge',
      uncovered_merges: 'Undone merges that cost the shop, approved by the same person',
      same_few_cards: 'The same card is merged again and again',
      merge_spend_undo: 'Join, spend, undo: repeated with the same two cards',
      welcome_again: 'A welcome gift may have gone to somebody who had left',
    },
    reason: {
      many_registrations: (facts) =>
        `${facts.store ?? facts.staff}: ${figure(facts.count)} registrations in the hour from ${facts.hour} (usual limit ${figure(facts.limit)}).`,
      same_contact: (facts) =>
        `${figure(facts.count)} cards with the same ${facts.contact === 'phone' ? 'phone' : 'mail'} were made within 7 days (usual limit ${figure(facts.limit)}).`,
      many_requests: (facts) =>
        `${figure(facts.count)} requests from ••••${facts.tail} on ${facts.day} (usual limit ${figure(facts.limit)}).`,
      spend_after_merge: (facts) =>
        `With ••••${facts.tail}, ${figure(facts.points)}\u00a0pt of the newly joined ••••${facts.other} were used within a day after they could be${facts.store ? ` (${facts.store})` : ''}.`,
      uncovered_merges: (facts) =>
        `${figure(facts.count)} merges approved by ${facts.staff} were undone within 90 days; the shop bore ${figure(facts.points)}\u00a0pt.`,
      same_few_cards: (facts) =>
        `••••${facts.tail} was merged ${figure(facts.count)} times within 30 days (usual limit ${figure(facts.limit)}). By: ${names(facts)}`,
      merge_spend_undo: (facts) =>
        `••••${facts.tail} and ••••${facts.other}: ${figure(facts.count)} times within 180 days; the shop bore ${figure(facts.points)}\u00a0pt. By: ${names(facts)}`,
      welcome_again: (facts) =>
        `••••${facts.tail} was given ${figure(facts.points)}\u00a0pt for joining. It names a contact, not confirmed, that an erased card named as well.`,
    },
    todo: {
      many_registrations: 'Please ask the store whether there was an event or a registration day.',
      same_contact: 'It may be a family. Please compare the cards, and offer to join them if it is one person.',
      many_requests: 'Please have the store ask the member whether something is difficult.',
      spend_after_merge: 'Please compare the receipt with how the person was confirmed for the merge.',
      uncovered_merges: 'Please go through them one by one with the colleague: how was the person confirmed?',
      same_few_cards: 'Please check the device that was used to register, and talk with whoever served.',
      merge_spend_undo: 'Please ask the member about it; until then headquarters decides about new merges.',
      welcome_again:
        'It may be a stranger who typed the same contact. If it goes on, please talk with the member in the store.',
    },
    tails: (tails) => `Ends of the cards: ${tails}`,
    nothingDone: 'Nothing was stopped automatically. People decide.',
    acknowledge: 'Write down what came of it',
    formTitle: 'What came of it',
    formLabel: 'What did you find, and what did you do?',
    formHint: 'Please write no names and no phone numbers.',
    formSubmit: 'Keep',
    done: 'Kept.',
    already: 'Somebody has looked into it already.',
    acknowledged: (title, by, at) => `*${title}* · looked into by ${by}, ${at}.`,
    note: (note) => `Note: ${note}`,
  },
};
