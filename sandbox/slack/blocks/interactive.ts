import type { Rules } from '../rules.ts';
import type { Item } from '../types.ts';
import { checkConfirm, checkInitial, checkOptions, checkText } from './objects.ts';
import { checkList, checkString, checkWord, complain, demand, type Report } from './report.ts';

type Check = (report: Report, element: Item, at: string, rules: Rules) => void;

/** Where an element may stand. [TYPES blocks, section/actions/input element unions] */
export type Slot = 'accessory' | 'actions' | 'input';

/** Checks an interactive element for the slot it stands in. */
export function checkElement(report: Report, element: Item, at: string, slot: Slot, rules: Rules) {
  const kind = kinds[String(element.type)];
  if (!kind?.slots.includes(slot)) {
    return complain(report, `${at}/type`, 'unsupported_type', `unsupported type: ${String(element.type)}`);
  }
  checkString(report, element, at, 'action_id', 255);
  checkText(report, element, at, 'placeholder', 150);
  checkConfirm(report, element, at);
  kind.check(report, element, at, rules);
}

const button: Check = (report, element, at) => {
  if (demand(report, element, at, 'text')) checkText(report, element, at, 'text', 75);
  checkString(report, element, at, 'value', 2_000);
  checkString(report, element, at, 'url', 3_000);
  checkString(report, element, at, 'accessibility_label', 75);
  checkWord(report, element, at, 'style', ['primary', 'danger']);
};

const staticSelect: Check = (report, element, at, rules) => {
  if (element.options !== undefined && element.option_groups !== undefined) {
    complain(report, at, 'conflict', 'options and option_groups cannot both be given');
  }
  const groups = element.option_groups === undefined ? [] : checkList(report, element, at, 'option_groups', 100);
  groups.forEach((group, index) => {
    if (demand(report, group, `${at}/option_groups/${index}`, 'label')) {
      checkText(report, group, `${at}/option_groups/${index}`, 'label', 75);
    }
  });
  const inGroups = groups.flatMap((group, index) =>
    checkOptions(report, group, `${at}/option_groups/${index}`, 100, rules.optionValueMax),
  );
  const alone = element.option_groups === undefined ? checkOptions(report, element, at, 100, rules.optionValueMax) : [];
  checkInitial(report, element, at, 'initial_option', [...alone, ...inGroups]);
  checkInitial(report, element, at, 'initial_options', [...alone, ...inGroups]);
};

const choices =
  (initial: 'initial_option' | 'initial_options'): Check =>
  (report, element, at, rules) => {
    const options = checkOptions(report, element, at, 10, rules.optionValueMax, true);
    checkInitial(report, element, at, initial, options);
  };

const overflow: Check = (report, element, at, rules) => {
  checkOptions(report, element, at, 5, rules.optionValueMax);
};

const textInput: Check = (report, element, at) => {
  checkString(report, element, at, 'initial_value', 3_000, 0);
  for (const field of ['min_length', 'max_length']) {
    const bound = element[field];
    if (bound !== undefined && (typeof bound !== 'number' || bound < 0 || bound > 3_000)) {
      complain(report, `${at}/${field}`, 'out_of_range', 'must be between 0 and 3000');
    }
  }
};

const pattern =
  (field: string, shape: RegExp, said: string): Check =>
  (report, element, at) => {
    const value = element[field];
    if (value !== undefined && !(typeof value === 'string' && shape.test(value))) {
      complain(report, `${at}/${field}`, 'invalid_format', `must be in the format ${said}`);
    }
  };

const number: Check = (report, element, at) => {
  if (typeof element.is_decimal_allowed !== 'boolean') demand(report, element, at, 'is_decimal_allowed');
};

const anything: Check = () => {};
const everywhere: Slot[] = ['accessory', 'actions', 'input'];
const onlyInput: Slot[] = ['input'];

const kinds: Record<string, { slots: Slot[]; check: Check }> = {
  button: { slots: ['accessory', 'actions'], check: button },
  overflow: { slots: ['accessory', 'actions'], check: overflow },
  static_select: { slots: everywhere, check: staticSelect },
  multi_static_select: { slots: everywhere, check: staticSelect },
  users_select: { slots: everywhere, check: anything },
  conversations_select: { slots: everywhere, check: anything },
  channels_select: { slots: everywhere, check: anything },
  radio_buttons: { slots: everywhere, check: choices('initial_option') },
  checkboxes: { slots: everywhere, check: choices('initial_options') },
  datepicker: { slots: everywhere, check: pattern('initial_date', /^\d{4}-\d\d-\d\d$/, 'YYYY-MM-DD') },
  timepicker: { slots: everywhere, check: pattern('initial_time', /^\d\d:\d\d$/, 'HH:mm') },
  plain_text_input: { slots: onlyInput, check: textInput },
  email_text_input: { slots: onlyInput, check: textInput },
  url_text_input: { slots: onlyInput, check: textInput },
  number_input: { slots: onlyInput, check: number },
};
