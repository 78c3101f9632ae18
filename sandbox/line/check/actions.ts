import { graphemes } from './counting.ts';
import {
  anything,
  checkFields,
  clusters,
  type Fields,
  isThing,
  matching,
  may,
  must,
  oneOf,
  type Thing,
  thing,
  units,
} from './fields.ts';
import type { Findings, Path } from './findings.ts';
import type { RuleId } from './rules.ts';

/** Where an action stands decides which kinds it may be and how long its label is (PLATFORM 6.2). */
export type Place = 'quickReply' | 'template' | 'imageCarousel' | 'flexButton' | 'flex' | 'richMenu';

const labels: Record<Place, { max: number; required: boolean }> = {
  quickReply: { max: 20, required: true },
  template: { max: 20, required: true },
  imageCarousel: { max: 12, required: false },
  flexButton: { max: 40, required: true },
  flex: { max: 40, required: false },
  richMenu: { max: 20, required: false },
};

const everywhere = ['postback', 'message', 'uri', 'datetimepicker', 'clipboard'];
const kinds: Record<Place, string[]> = {
  quickReply: [...everywhere, 'camera', 'cameraRoll', 'location'],
  template: everywhere,
  imageCarousel: everywhere,
  flexButton: everywhere,
  flex: everywhere,
  richMenu: [...everywhere, 'richmenuswitch'],
};

const uri = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return 'invalid uri';
  if (value.length > 1_000) return 'Length must be between 0 and 1000';
  if (!URL.canParse(value)) return 'invalid uri';
  return ['http:', 'https:', 'line:', 'tel:'].includes(new URL(value).protocol) ? undefined : 'invalid uri scheme';
};

const fields: Record<string, Fields> = {
  postback: {
    data: must('action.data', units(300)),
    displayText: may('action.text', clusters(300)),
    text: may('action.text', clusters(300)),
    inputOption: may('action.input', oneOf('closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice')),
    fillInText: may('action.text', clusters(300)),
  },
  message: { text: must('action.text', clusters(300)) },
  uri: { uri: must('action.uri', uri), altUri: may('action.uri', thing) },
  datetimepicker: {
    data: must('action.data', units(300)),
    mode: must('action.datetime', oneOf('date', 'time', 'datetime')),
    initial: may('action.datetime', anything),
    min: may('action.datetime', anything),
    max: may('action.datetime', anything),
  },
  camera: {},
  cameraRoll: {},
  location: {},
  richmenuswitch: {
    richMenuAliasId: must('action.type', matching(/^[a-z0-9_-]{1,32}$/)),
    data: must('action.data', units(300)),
  },
  clipboard: { clipboardText: must('action.clipboard', units(1_000)) },
};

/** Checks one action object in its place. */
export function checkAction(found: Findings, action: unknown, place: Place, path: Path, unknownRule: RuleId): void {
  if (!isThing(action)) {
    found.add('action.type', 'must be specified', path);
    return;
  }
  const type = String(action.type);
  if (!kinds[place].includes(type)) {
    found.add('action.type', 'invalid action type', [...path, 'type']);
    return;
  }

  const label = { type: must('action.type', anything), label: may('action.label', anything) };
  checkFields(found, action, { ...label, ...fields[type] }, path, unknownRule);
  checkLabel(found, action, place, path);
  if (type === 'postback') checkPostback(found, action, path);
  if (type === 'datetimepicker') checkDatetime(found, action, path);
  if (isThing(action.altUri)) {
    checkFields(found, action.altUri, { desktop: may('action.uri', uri) }, [...path, 'altUri'], unknownRule);
  }
}

function checkLabel(found: Findings, action: Thing, place: Place, path: Path): void {
  const { max, required } = labels[place];
  const label = action.label;
  if (label === undefined || label === '') {
    if (required) found.add('action.label', 'must be specified', [...path, 'label']);
  } else if (typeof label !== 'string') {
    found.add('action.label', 'invalid property', [...path, 'label']);
  } else if (graphemes(label) > max) {
    found.add('action.label', `size: must be less than or equal to ${max}`, [...path, 'label']);
  }
}

function checkPostback(found: Findings, action: Thing, path: Path): void {
  if (action.displayText !== undefined && action.text !== undefined) {
    found.add('action.text', 'Must not be specified', [...path, 'text']);
  }
  if (action.fillInText !== undefined && action.inputOption !== 'openKeyboard') {
    found.add('action.input', 'Must not be specified', [...path, 'fillInText']);
  }
}

const formats: Record<string, RegExp> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^([01]\d|2[0-3]):[0-5]\d$/,
  datetime: /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d$/,
};

/** Whether the value is a date or time the picker of this mode can return. */
export function isPickable(mode: string, value: unknown): value is string {
  if (typeof value !== 'string' || !formats[mode]?.test(value)) return false;
  if (mode === 'time') return true;
  const day = value.slice(0, 10);
  return day >= '1900-01-01' && day <= '2100-12-31' && isCalendarDay(day);
}

function isCalendarDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day;
}

function checkDatetime(found: Findings, action: Thing, path: Path): void {
  const mode = String(action.mode);
  for (const name of ['initial', 'min', 'max']) {
    const value = action[name];
    if (value !== undefined && !isPickable(mode, value)) {
      found.add('action.datetime', 'invalid property', [...path, name]);
    }
  }
  const { min, max } = action;
  if (typeof min === 'string' && typeof max === 'string' && min >= max) {
    found.add('action.datetime', 'invalid property', [...path, 'max']);
  }
}
