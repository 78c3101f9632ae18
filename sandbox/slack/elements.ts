import { asBlocks, asItems, asText, isItem } from './fields.ts';
import type { Block, Content, Item } from './types.ts';

/** An interactive element and where it stands; `attachmentId` counts from 1, as Slack does. */
export type Placed = { element: Item; block: Block; blockId: string; actionId: string; attachmentId?: number };

/** What people put into inputs: by block id and action id, or by either id alone. */
export type Given = Record<string, unknown>;

/** Why Slack itself keeps a form from being sent. */
export type Complaint = 'required' | 'too_short' | 'too_long' | 'not_a_number' | 'not_an_address';

/** Every interactive element of these blocks, in reading order. */
export function placedIn(blocks: Block[], attachmentId?: number): Placed[] {
  return blocks.flatMap((block) =>
    elementsOf(block).map((element) => ({
      element,
      block,
      blockId: block.block_id ?? '',
      actionId: asText(element.action_id) ?? '',
      ...(attachmentId ? { attachmentId } : {}),
    })),
  );
}

/** Every interactive element of a message, those in its attachments included. */
export function placedInContent(content: Content): Placed[] {
  const attached = (content.attachments ?? []).flatMap((attachment, index) =>
    placedIn(asBlocks(attachment.blocks), index + 1),
  );
  return [...placedIn(content.blocks ?? []), ...attached];
}

/** Every block of a message, those in its attachments included. */
export function blocksOfContent(content: Content): Block[] {
  return [...(content.blocks ?? []), ...(content.attachments ?? []).flatMap((one) => asBlocks(one.blocks))];
}

/** `state.values` as payloads carry it: block id → action id → typed value. [PLATFORM 22] */
export function stateValues(placed: Placed[], given: Given = {}): Record<string, Item> {
  const values: Record<string, Item> = {};
  for (const one of placed) {
    const value = typedValue(one.element, givenFor(one, given));
    if (value) values[one.blockId] = { ...values[one.blockId], [one.actionId]: value };
  }
  return values;
}

/** What Slack checks before it sends a form at all: required, length, numbers, addresses; by block id. */
export function complaints(placed: Placed[], given: Given): Record<string, Complaint> {
  const found: Record<string, Complaint> = {};
  for (const one of placed.filter(({ block }) => block.type === 'input')) {
    const complaint = complaintAbout(one, typedValue(one.element, givenFor(one, given)));
    if (complaint) found[one.blockId] = complaint;
  }
  return found;
}

/** The typed value of one element after a person chose `raw`, or its initial value; undefined for buttons. */
export function typedValue(element: Item, raw?: unknown): Item | undefined {
  const type = asText(element.type) ?? '';
  if (isItem(raw) && raw.type === type) return raw;
  const shape = shapes[type];
  return shape ? { type, ...shape(element, raw) } : undefined;
}

/** The options of a select, radio or checkbox element, groups flattened. */
export function optionsOf(element: Item): Item[] {
  return [...asItems(element.options), ...asItems(element.option_groups).flatMap((group) => asItems(group.options))];
}

function elementsOf(block: Block): Item[] {
  if (block.type === 'section')
    return isItem(block.accessory) && 'action_id' in block.accessory ? [block.accessory] : [];
  if (block.type === 'input') return isItem(block.element) ? [block.element] : [];
  return block.type === 'actions' ? asItems(block.elements) : [];
}

function givenFor({ blockId, actionId }: Placed, given: Given): unknown {
  const inBlock = given[blockId];
  if (isItem(inBlock) && actionId in inBlock) return inBlock[actionId];
  return actionId in given ? given[actionId] : isItem(inBlock) ? undefined : inBlock;
}

type Shape = (element: Item, raw: unknown) => Item;

const typed: Shape = (element, raw) => ({ value: (raw ?? element.initial_value ?? null) || null });
const chosenOne: Shape = (element, raw) => ({
  selected_option: raw === undefined ? (element.initial_option ?? null) : optionNamed(element, raw),
});
const chosenMany: Shape = (element, raw) => ({
  selected_options:
    raw === undefined
      ? asItems(element.initial_options)
      : [raw].flat().flatMap((value) => optionNamed(element, value) ?? []),
});
const plain =
  (field: string, initial: string): Shape =>
  (element, raw) => ({ [field]: raw ?? element[initial] ?? null });

const shapes: Record<string, Shape> = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  static_select: chosenOne,
  radio_buttons: chosenOne,
  checkboxes: chosenMany,
  multi_static_select: chosenMany,
  datepicker: plain('selected_date', 'initial_date'),
  timepicker: plain('selected_time', 'initial_time'),
  users_select: plain('selected_user', 'initial_user'),
  conversations_select: plain('selected_conversation', 'initial_conversation'),
  channels_select: plain('selected_channel', 'initial_channel'),
};

function optionNamed(element: Item, value: unknown): Item | null {
  return optionsOf(element).find((option) => option.value === value) ?? null;
}

function complaintAbout({ block, element }: Placed, value: Item | undefined): Complaint | undefined {
  if (!value) return undefined;
  const { type, ...held } = value;
  const [content] = Object.values(held);
  const empty = content === null || content === '' || (Array.isArray(content) && content.length === 0);
  if (empty) return block.optional === true ? undefined : 'required';
  if (typeof content !== 'string') return undefined;
  if (typeof element.min_length === 'number' && content.length < element.min_length) return 'too_short';
  if (typeof element.max_length === 'number' && content.length > element.max_length) return 'too_long';
  if (type === 'number_input' && !Number.isFinite(Number(content))) return 'not_a_number';
  return type === 'email_text_input' && !/^\S+@\S+$/.test(content) ? 'not_an_address' : undefined;
}
