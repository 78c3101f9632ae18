import type { Item } from '../types.ts';
import { checkLength, checkList, complain, demand, type Report } from './report.ts';

const sections = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote'];
const inline = ['text', 'link', 'user', 'channel', 'usergroup', 'emoji', 'broadcast', 'color', 'date'];

/** Checks a rich_text block or table cell: known sections, known inline elements, links with an address. [TYPES] */
export function checkRichText(report: Report, block: Item, at: string): void {
  checkList(report, block, at, 'elements', 500).forEach((section, index) => {
    checkSection(report, section, `${at}/elements/${index}`);
  });
}

/** Checks a table: 100 rows, 20 cells, known cells, settings for at most 20 columns. [TYPES TableBlock] */
export function checkTable(report: Report, block: Item, at: string): void {
  if (!demand(report, block, at, 'rows') || !Array.isArray(block.rows)) return;
  if (block.rows.length > 100) complain(report, `${at}/rows`, 'too_many', 'no more than 100 items allowed');
  if (block.rows.length < 1) complain(report, `${at}/rows`, 'too_few', 'no fewer than 1 items allowed');
  block.rows.forEach((row, index) => {
    const cells = checkList(report, { [index]: row }, `${at}/rows`, String(index), 20);
    cells.forEach((cell, column) => {
      checkCell(report, cell, `${at}/rows/${index}/${column}`);
    });
  });
  if (block.column_settings !== undefined) checkList(report, block, at, 'column_settings', 20, 0);
}

function checkCell(report: Report, cell: Item, at: string) {
  if (cell.type === 'rich_text') return checkRichText(report, cell, at);
  if (cell.type === 'raw_text' || cell.type === 'raw_number') {
    if (typeof cell.text !== 'string') return complain(report, at, 'missing_field', 'missing required field: text');
    checkLength(report, cell.text, `${at}/text`, 3_000);
    return;
  }
  complain(report, `${at}/type`, 'unsupported_type', `unsupported type: ${String(cell.type)}`);
}

function checkSection(report: Report, section: Item, at: string) {
  if (!sections.includes(String(section.type))) {
    return complain(report, `${at}/type`, 'unsupported_type', `unsupported type: ${String(section.type)}`);
  }
  checkList(report, section, at, 'elements', 500, 0).forEach((element, index) => {
    const pointer = `${at}/elements/${index}`;
    if (section.type === 'rich_text_list') checkSection(report, element, pointer);
    else checkInline(report, element, pointer);
  });
}

function checkInline(report: Report, element: Item, at: string) {
  const kind = String(element.type);
  if (!inline.includes(kind)) return complain(report, `${at}/type`, 'unsupported_type', `unsupported type: ${kind}`);
  if (kind === 'text' && element.text === '')
    complain(report, `${at}/text`, 'too_short', 'must be more than 0 characters');
  if (kind === 'text') demand(report, element, at, 'text');
  if (kind === 'link') demand(report, element, at, 'url');
  if (kind === 'user') demand(report, element, at, 'user_id');
}
