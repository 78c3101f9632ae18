import type { InputBlock, InputBlockElement, PlainTextOption } from '@slack/types';
import { plain } from './text.ts';

/** A field of a form, by one name for block and action. */
export function field(id: string, label: string, element: InputBlockElement): InputBlock {
  return { type: 'input', block_id: id, label: plain(label, 2_000), element };
}

/** Something to choose, by what a form carries and what people read. */
export function option(value: string, label: string): PlainTextOption {
  return { value, text: plain(label, 75) };
}

/** A whole number within bounds. */
export function whole(
  id: string,
  label: string,
  value?: number,
  bounds: { least?: number; most?: number } = {},
): InputBlock {
  const { least = 0, most } = bounds;
  return field(id, label, {
    type: 'number_input',
    action_id: id,
    is_decimal_allowed: false,
    min_value: String(least),
    ...(most === undefined ? {} : { max_value: String(most) }),
    ...(value === undefined ? {} : { initial_value: String(value) }),
  });
}

/** One of a few, all in sight. */
export function radio(id: string, options: PlainTextOption[], chosen: string): InputBlockElement {
  return { type: 'radio_buttons', action_id: id, options, ...chosenOf(options, chosen) };
}

/** One of several, in a list. */
export function select(id: string, options: PlainTextOption[], chosen: string): InputBlockElement {
  return { type: 'static_select', action_id: id, options, ...chosenOf(options, chosen) };
}

function chosenOf(options: PlainTextOption[], chosen: string): { initial_option?: PlainTextOption } {
  const initial = options.find(({ value }) => value === chosen);
  return initial ? { initial_option: initial } : {};
}
