import { checkAction } from './actions.ts';
import {
  anything,
  checkFields,
  clusters,
  type Fields,
  https,
  isThing,
  list,
  matching,
  may,
  must,
  oneOf,
  type Thing,
  thing,
} from './fields.ts';
import type { Findings, Path } from './findings.ts';

const color = matching(/^#[0-9a-f]{6}$/i);
const picture: Fields = {
  thumbnailImageUrl: may('media.url', https()),
  imageBackgroundColor: may('message.required', color),
};
const frame: Fields = {
  imageAspectRatio: may('message.required', oneOf('rectangle', 'square')),
  imageSize: may('message.required', oneOf('cover', 'contain')),
};
const type = must('message.type', anything);
const title = may('template.text', clusters(40));
const actions = must('template.actions', list);
const defaultAction = may('action.type', thing);

const fields: Record<string, Fields> = {
  buttons: { type, ...picture, ...frame, title, text: must('template.text', clusters(160)), actions, defaultAction },
  confirm: { type, text: must('template.text', clusters(240)), actions },
  carousel: { type, ...frame, columns: must('template.columns', list) },
  image_carousel: { type, columns: must('template.columns', list) },
};
const column: Fields = { ...picture, title, text: must('template.text', clusters(120)), actions, defaultAction };
const imageColumn: Fields = { imageUrl: must('media.url', https()), action: must('action.type', thing) };

/** Checks the template of a template message. */
export function checkTemplate(found: Findings, template: Thing, path: Path): void {
  const table = fields[String(template.type)];
  if (!table) {
    found.add('message.type', `Must be one of the following values: [${Object.keys(fields).join(', ')}]`, [
      ...path,
      'type',
    ]);
    return;
  }
  checkFields(found, template, table, path, 'message.unknown');
  if (template.type === 'buttons') checkButtons(found, template, path, { text: 60, actionsMax: 4 });
  if (template.type === 'confirm') checkActions(found, template.actions, path, { min: 2, max: 2 });
  if (template.type === 'carousel') checkColumns(found, template.columns, path);
  if (template.type === 'image_carousel') checkImageColumns(found, template.columns, path);
}

function checkButtons(found: Findings, part: Thing, path: Path, limit: { text: number; actionsMax: number }): void {
  if (part.title !== undefined || part.thumbnailImageUrl !== undefined) {
    const complaint = clusters(limit.text)(part.text);
    if (complaint) found.add('template.text', complaint, [...path, 'text']);
  }
  checkActions(found, part.actions, path, { min: 1, max: limit.actionsMax });
  if (part.defaultAction !== undefined) {
    checkAction(found, part.defaultAction, 'flex', [...path, 'defaultAction'], 'message.unknown');
  }
}

function checkActions(found: Findings, actions: unknown, path: Path, size: { min: number; max: number }): void {
  if (!Array.isArray(actions)) return;
  if (actions.length < size.min || actions.length > size.max) {
    found.add('template.actions', `Size must be between ${size.min} and ${size.max}`, [...path, 'actions']);
  }
  for (const [i, action] of actions.entries()) {
    checkAction(found, action, 'template', [...path, 'actions', i], 'message.unknown');
  }
}

function checkColumns(found: Findings, columns: unknown, path: Path): void {
  const parts = sizedColumns(found, columns, path);
  for (const [i, part] of parts.entries()) {
    const at = [...path, 'columns', i];
    checkFields(found, part, column, at, 'message.unknown');
    checkButtons(found, part, at, { text: 60, actionsMax: 3 });
  }
  const counts = new Set(parts.map((part) => (Array.isArray(part.actions) ? part.actions.length : 0)));
  if (counts.size > 1) found.add('template.actions', 'the number of actions must be the same', [...path, 'columns']);
}

function checkImageColumns(found: Findings, columns: unknown, path: Path): void {
  for (const [i, part] of sizedColumns(found, columns, path).entries()) {
    const at = [...path, 'columns', i];
    checkFields(found, part, imageColumn, at, 'message.unknown');
    if (part.action !== undefined)
      checkAction(found, part.action, 'imageCarousel', [...at, 'action'], 'message.unknown');
  }
}

function sizedColumns(found: Findings, columns: unknown, path: Path): Thing[] {
  const parts = Array.isArray(columns) ? columns.filter(isThing) : [];
  if (parts.length < 1 || parts.length > 10) {
    found.add('template.columns', 'Size must be between 1 and 10', [...path, 'columns']);
  }
  return parts;
}
