import type { MinorInvitation } from '../../core/households/minors.ts';
import type { MemberSummary } from '../../core/members/summary.ts';
import type { Card } from '../post.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { accountLine, nameOf } from './request.ts';
import { escaped, heading, paragraph, present, smallPrint } from './text.ts';

/** A child is invited: the store talks with the parent and confirms. */
export function minorCard(
  { invitation, confirmedBy, parent }: MinorInvitation & { parent: MemberSummary },
  now: Date,
  words: Words,
): Card {
  const { household } = words;
  const { id, confirmedAt, state, expiresAt } = invitation;
  const isOver = state !== 'open' || expiresAt <= now;
  const confirm = {
    title: household.minorConfirm,
    text: household.minorConfirmText,
    yes: household.minorYes,
    no: household.minorBack,
  };
  const asked = !confirmedAt && !isOver;
  const outcome = confirmedAt
    ? household.minorDone(escaped(confirmedBy ?? ''), words.dayAndTime(confirmedAt))
    : household.minorOver;
  const press = button('household_minor', household.minorButton, String(id), { style: 'primary', confirm });
  return {
    text: household.minorNotification,
    blocks: present(
      heading(household.minorTitle),
      paragraph(household.minor(nameOf(parent, words), accountLine(parent, words))),
      asked ? { type: 'actions', elements: [press] } : smallPrint(outcome),
    ),
    bar: asked ? 'shu' : 'quiet',
  };
}
