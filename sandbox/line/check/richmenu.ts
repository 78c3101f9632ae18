import { checkAction } from './actions.ts';
import { checkFields, clusters, isThing, list, must, type Thing, thing, truth, whole } from './fields.ts';
import { createFindings, type Findings, type LineError, type Path } from './findings.ts';
import { bodyError } from './messages.ts';
import type { RuleId } from './rules.ts';

const areasMax = 20;
const ratioMin = 1.45;

/** Checks a rich menu object (PLATFORM 7). */
export function checkRichMenu(menu: unknown, off: ReadonlySet<RuleId> = new Set()): LineError | undefined {
  const found = createFindings(off);
  if (!isThing(menu)) return { message: 'The request body could not be parsed as JSON' };
  const fields = {
    size: must('richMenu.size', thing),
    selected: must('body.shape', truth),
    name: must('richMenu.text', clusters(300)),
    chatBarText: must('richMenu.text', clusters(14)),
    areas: must('richMenu.areas', list),
  };
  checkFields(found, menu, fields, [], 'message.unknown');
  if (isThing(menu.size)) checkSize(found, menu.size);
  if (Array.isArray(menu.areas)) checkAreas(found, menu.areas, isThing(menu.size) ? menu.size : {});
  return bodyError(found.list());
}

function checkSize(found: Findings, size: Thing): void {
  checkFields(
    found,
    size,
    { width: must('richMenu.size', whole(800, 2_500)), height: must('richMenu.size', whole(250)) },
    ['size'],
    'message.unknown',
  );
  if (Number(size.width) / Number(size.height) < ratioMin) {
    found.add('richMenu.size', 'invalid property', ['size']);
  }
}

function checkAreas(found: Findings, areas: unknown[], size: Thing): void {
  if (areas.length > areasMax) found.add('richMenu.areas', `Size must be between 0 and ${areasMax}`, ['areas']);
  for (const [i, area] of areas.entries()) {
    if (!isThing(area)) {
      found.add('body.shape', 'must be specified', ['areas', i]);
      continue;
    }
    checkFields(
      found,
      area,
      { bounds: must('richMenu.areas', thing), action: must('action.type', thing) },
      ['areas', i],
      'message.unknown',
    );
    if (isThing(area.bounds)) checkBounds(found, area.bounds, size, ['areas', i, 'bounds']);
    if (area.action !== undefined)
      checkAction(found, area.action, 'richMenu', ['areas', i, 'action'], 'message.unknown');
  }
}

function checkBounds(found: Findings, bounds: Thing, size: Thing, path: Path): void {
  const side = must('richMenu.areas', whole(0));
  checkFields(found, bounds, { x: side, y: side, width: side, height: side }, path, 'message.unknown');
  const overflows =
    Number(bounds.x) + Number(bounds.width) > Number(size.width) ||
    Number(bounds.y) + Number(bounds.height) > Number(size.height);
  if (overflows) found.add('richMenu.areas', 'invalid property', path);
}
