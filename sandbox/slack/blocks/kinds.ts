import { isItem } from '../fields.ts';
import type { Item } from '../types.ts';
import { slackFileId } from '../wire.ts';
import type { World } from '../world.ts';
import { checkElement } from './interactive.ts';
import { anyText, checkText, checkTextObject } from './objects.ts';
import { checkLength, checkList, checkString, complain, demand, type Report } from './report.ts';
import { checkRichText, checkTable } from './rich.ts';

/** Where blocks are shown. */
export type SurfaceKind = 'message' | 'modal' | 'home';

/** What a block is checked against: the world it points into and the surface it stands on. */
export type Setting = { world: World; surface: SurfaceKind };

type Check = (report: Report, block: Item, at: string, setting: Setting) => void;

/** Checks one block by its kind; kinds this stand-in does not show are refused. [TYPES blocks, PLATFORM 23] */
export function checkBlock(report: Report, block: Item, at: string, setting: Setting) {
  const kind = kinds[String(block.type)];
  if (!kind?.surfaces(setting).includes(setting.surface)) {
    return complain(report, `${at}/type`, 'unsupported_type', `unsupported type: ${String(block.type)}`);
  }
  checkString(report, block, at, 'block_id', 255);
  kind.check(report, block, at, setting);
}

const section: Check = (report, block, at, { world }) => {
  if (block.text === undefined && block.fields === undefined) {
    complain(report, at, 'missing_field', 'missing required field: text');
  }
  checkText(report, block, at, 'text', 3_000, anyText);
  if (block.fields !== undefined) {
    checkList(report, block, at, 'fields', 10).forEach((field, index) => {
      checkTextObject(report, field, `${at}/fields/${index}`, 2_000, anyText);
    });
  }
  if (!isItem(block.accessory)) return;
  if (block.accessory.type === 'image') checkImage(report, block.accessory, `${at}/accessory`, world);
  else checkElement(report, block.accessory, `${at}/accessory`, 'accessory', world.rules);
};

const header: Check = (report, block, at) => {
  if (demand(report, block, at, 'text')) checkText(report, block, at, 'text', 150);
};

const context: Check = (report, block, at, { world }) => {
  checkList(report, block, at, 'elements', 10).forEach((element, index) => {
    const pointer = `${at}/elements/${index}`;
    if (element.type === 'image') checkImage(report, element, pointer, world);
    else checkTextObject(report, element, pointer, 2_000, anyText);
  });
};

const actions: Check = (report, block, at, { world }) => {
  checkList(report, block, at, 'elements', 25).forEach((element, index) => {
    checkElement(report, element, `${at}/elements/${index}`, 'actions', world.rules);
  });
};

const image: Check = (report, block, at, { world }) => {
  checkImage(report, block, at, world);
  checkText(report, block, at, 'title', 2_000);
};

const input: Check = (report, block, at, { world }) => {
  if (demand(report, block, at, 'label')) checkText(report, block, at, 'label', 2_000);
  checkText(report, block, at, 'hint', 2_000);
  if (!demand(report, block, at, 'element') || !isItem(block.element)) return;
  checkElement(report, block.element, `${at}/element`, 'input', world.rules);
};

const markdown: Check = (report, block, at) => {
  if (demand(report, block, at, 'text')) checkLength(report, String(block.text), `${at}/text`, 12_000);
};

function checkImage(report: Report, item: Item, at: string, world: World) {
  if (demand(report, item, at, 'alt_text')) checkString(report, item, at, 'alt_text', 2_000);
  if (item.image_url === undefined && item.slack_file === undefined) {
    return complain(report, at, 'missing_field', 'missing required field: image_url');
  }
  checkString(report, item, at, 'image_url', 3_000);
  if (typeof item.image_url === 'string' && !/^https?:\/\//.test(item.image_url)) {
    complain(report, `${at}/image_url`, 'invalid_url', 'invalid image url');
  }
  if (item.slack_file === undefined) return;
  const file = world.state.files[slackFileId(item.slack_file) ?? ''];
  if (!file?.base64) complain(report, `${at}/slack_file`, 'invalid_slack_file', 'invalid slack file');
}

const everywhere = (): SurfaceKind[] => ['message', 'modal', 'home'];
const onMessages = (): SurfaceKind[] => ['message'];
const whereTablesMay = ({ world }: Setting): SurfaceKind[] => (world.rules.tablesInViews ? everywhere() : onMessages());

const kinds: Record<string, { surfaces: (setting: Setting) => SurfaceKind[]; check: Check }> = {
  section: { surfaces: everywhere, check: section },
  header: { surfaces: everywhere, check: header },
  context: { surfaces: everywhere, check: context },
  actions: { surfaces: everywhere, check: actions },
  divider: { surfaces: everywhere, check: () => {} },
  image: { surfaces: everywhere, check: image },
  input: { surfaces: everywhere, check: input },
  rich_text: { surfaces: everywhere, check: checkRichText },
  table: { surfaces: whereTablesMay, check: checkTable },
  markdown: { surfaces: onMessages, check: markdown },
};
