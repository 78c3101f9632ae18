import { isItem } from '../fields.ts';
import type { Item } from '../types.ts';
import { checkLength, checkList, checkString, checkWord, complain, demand, type Report } from './report.ts';

/** Longest texts of the composition objects. [TYPES composition-objects, PLATFORM 23] */
const confirmMax = { title: 100, text: 300, confirm: 30, deny: 30 } as const;

/** Checks a text object in a field: its kind, and its length in UTF-16 units. [TYPES] */
export function checkText(
  report: Report,
  item: Item,
  at: string,
  field: string,
  max: number,
  kinds: readonly string[] = ['plain_text'],
): void {
  const text = item[field];
  if (text === undefined || text === null) return;
  checkTextObject(report, text, `${at}/${field}`, max, kinds);
}

/** Checks a text object that is there. */
export function checkTextObject(report: Report, text: unknown, at: string, max: number, kinds: readonly string[]) {
  if (!isItem(text)) return complain(report, at, 'invalid_type', 'must provide an object');
  if (!kinds.includes(String(text.type)))
    complain(report, `${at}/type`, 'invalid_enum', `must be one of: ${kinds.join(', ')}`);
  if (typeof text.text !== 'string') return complain(report, at, 'missing_field', 'missing required field: text');
  checkLength(report, text.text, `${at}/text`, max);
  if (text.type === 'mrkdwn' && text.emoji !== undefined)
    complain(report, `${at}/emoji`, 'unexpected', 'invalid additional property: emoji');
}

/** Both kinds of text object. */
export const anyText = ['plain_text', 'mrkdwn'] as const;

/** Checks a confirm dialog: title 100, text 300, buttons 30. [TYPES] */
export function checkConfirm(report: Report, element: Item, at: string) {
  if (element.confirm === undefined) return;
  const pointer = `${at}/confirm`;
  if (!isItem(element.confirm)) return complain(report, pointer, 'invalid_type', 'must provide an object');
  for (const field of ['title', 'text', 'confirm', 'deny'] as const) {
    if (!demand(report, element.confirm, pointer, field)) continue;
    checkText(report, element.confirm, pointer, field, confirmMax[field], field === 'text' ? anyText : ['plain_text']);
  }
  checkWord(report, element.confirm, pointer, 'style', ['primary', 'danger']);
}

/** Checks one option: text 75, value by rule, description 75. [TYPES; PY says 150 for value] */
export function checkOption(report: Report, option: Item, at: string, valueMax: number, rich: boolean): void {
  const kinds = rich ? anyText : ['plain_text'];
  if (demand(report, option, at, 'text')) checkText(report, option, at, 'text', 75, kinds);
  if (demand(report, option, at, 'value')) checkString(report, option, at, 'value', valueMax);
  checkText(report, option, at, 'description', 75, kinds);
}

/** Checks a list of options; values must differ from one another. */
export function checkOptions(
  report: Report,
  item: Item,
  at: string,
  max: number,
  valueMax: number,
  rich = false,
): Item[] {
  const options = checkList(report, item, at, 'options', max);
  options.forEach((option, index) => {
    checkOption(report, option, `${at}/options/${index}`, valueMax, rich);
  });
  return options;
}

/** Checks that what is chosen at the beginning is one of the options, word for word. */
export function checkInitial(report: Report, item: Item, at: string, field: string, options: Item[]): void {
  const chosen = [item[field]].flat().filter((one) => one !== undefined);
  const known = options.map((option) => JSON.stringify(option));
  if (chosen.some((one) => !known.includes(JSON.stringify(one)))) {
    complain(report, `${at}/${field}`, 'invalid_initial', `${field} must match one of the provided options`);
  }
}
