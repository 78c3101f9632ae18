import type { Button } from '@slack/types';
import type { RequestId } from '../../db/ids.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';

/** The button that has the member told, neutrally, that families can be linked. */
export function hintButton(requestId: RequestId, { household, card }: Words): Button {
  const confirm = { title: household.hintTitle, text: household.hintText, yes: household.hintYes, no: card.back };
  return button('household_hint', household.hint, String(requestId), { confirm });
}
