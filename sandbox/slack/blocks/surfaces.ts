import { placedIn } from '../elements.ts';
import { asBlocks, asItems, asList, asText, isItem } from '../fields.ts';
import type { Block, Item } from '../types.ts';
import type { World } from '../world.ts';
import { checkBlock, type SurfaceKind } from './kinds.ts';
import { checkText } from './objects.ts';
import { checkString, checkWord, complain, demand, type Problem, type Report } from './report.ts';

/** Most blocks of a surface. [SKILL, TYPES views; PLATFORM 23] */
const blocksMax: Record<SurfaceKind, number> = { message: 50, modal: 100, home: 100 };

/** Checks what a message says; `error` is the code `chat.postMessage` refuses it with. [PLATFORM 23, 24] */
export function checkMessage(world: World, args: Item): { error?: string; problems: Problem[] } {
  const problems: Report = [];
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) return malformed('invalid_blocks_format', '/blocks');
  if (args.attachments !== undefined && !Array.isArray(args.attachments))
    return malformed('invalid_attachments', '/attachments');
  checkBlocks(problems, world, args.blocks, '/blocks', 'message');
  const attachments = asItems(args.attachments);
  if (attachments.length > 100) return malformed('too_many_attachments', '/attachments');
  attachments.forEach((attachment, index) => {
    checkBlocks(problems, world, attachment.blocks, `/attachments/${index}/blocks`, 'message');
  });
  const all = [...asBlocks(args.blocks), ...attachments.flatMap((one) => asBlocks(one.blocks))];
  checkUnique(problems, all, '/blocks');
  if (problems.length > 0) return { error: 'invalid_blocks', problems };
  if (all.filter((block) => block.type === 'table').length > 1) return malformed('only_one_table_allowed', '/blocks');
  const markdown = all.filter((block) => block.type === 'markdown').map((block) => asText(block.text) ?? '');
  const tooLong = JSON.stringify(all).length > world.rules.blocksTooLongAt || markdown.join('').length > 12_000;
  return tooLong ? malformed('msg_blocks_too_long', '/blocks') : { problems };
}

/** Checks a modal or Home tab: title and buttons 24, metadata 3,000, ids 255, submit beside inputs. [TYPES views] */
export function checkView(world: World, view: Item, expected?: 'modal' | 'home'): Problem[] {
  const problems: Report = [];
  checkWord(problems, { type: 'missing', ...view }, '/view', 'type', expected ? [expected] : ['modal', 'home']);
  const surface = view.type === 'home' ? 'home' : 'modal';
  if (demand(problems, view, '/view', 'blocks')) checkBlocks(problems, world, view.blocks, '/view/blocks', surface);
  checkUnique(problems, asBlocks(view.blocks), '/view/blocks');
  checkString(problems, view, '/view', 'private_metadata', 3_000, 0);
  checkString(problems, view, '/view', 'callback_id', 255, 0);
  checkString(problems, view, '/view', 'external_id', 255, 0);
  if (surface === 'home') return problems;
  if (demand(problems, view, '/view', 'title')) checkText(problems, view, '/view', 'title', 24);
  checkText(problems, view, '/view', 'submit', 24);
  checkText(problems, view, '/view', 'close', 24);
  const hasInput = asBlocks(view.blocks).some((block) => block.type === 'input');
  if (hasInput && view.submit === undefined)
    complain(problems, '/view', 'missing_field', 'missing required field: submit');
  return problems;
}

function checkBlocks(report: Report, world: World, blocks: unknown, at: string, surface: SurfaceKind) {
  if (blocks === undefined) return;
  if (!Array.isArray(blocks)) return complain(report, at, 'invalid_type', 'must provide an array');
  if (blocks.length > blocksMax[surface])
    complain(report, at, 'too_many', `no more than ${blocksMax[surface]} items allowed`);
  asList(blocks).forEach((block, index) => {
    const pointer = `${at}/${index}`;
    if (isItem(block)) checkBlock(report, block, pointer, { world, surface });
    else complain(report, pointer, 'invalid_type', 'must provide an object');
  });
}

/** block_id is unique in a surface, action_id within its block. [TYPES] */
function checkUnique(report: Report, blocks: Block[], at: string): void {
  for (const id of repeated(blocks.map((block) => block.block_id))) {
    complain(report, at, 'duplicate', `block_id already exists: ${id}`);
  }
  blocks.forEach((block, index) => {
    for (const id of repeated(placedIn([block]).map((one) => one.actionId))) {
      complain(report, `${at}/${index}`, 'duplicate', `action_id already exists: ${id}`);
    }
  });
}

function repeated(ids: (string | undefined)[]): string[] {
  const named = ids.filter((id): id is string => id !== undefined && id !== '');
  return [...new Set(named.filter((id, index) => named.indexOf(id) !== index))];
}

function malformed(error: string, pointer: string): { error: string; problems: Problem[] } {
  return { error, problems: [{ pointer, code: error, message: error.replaceAll('_', ' ') }] };
}
