import type { Context as Call } from 'hono';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { civil } from '../core/calendar.ts';
import { openExport, readExportToken } from '../core/exports/export.ts';
import type { Gathered } from '../core/exports/gather.ts';
import { Refusal } from '../core/refusal.ts';
import { type Deps, systemContext } from './deps.ts';
import type { Words } from './words/ja.ts';
import { wordsIn } from './words/words.ts';

type Page = ReturnType<typeof html>;

/**
 * Where a member reads and saves everything that is held about it. Looking opens nothing, because messengers open links by
 * themselves; only the button does, once.
 */
export function exportRoutes(deps: Deps) {
  return new Hono()
    .get('/:token', (c) => {
      const words = wordsFor(c);
      const known = readExportToken(deps.config.secret, c.req.param('token')) !== undefined;
      return known ? askPage(c, words) : overPage(c, words);
    })
    .post('/:token', async (c) => {
      const words = wordsFor(c);
      const gathered = await opened(deps, c.req.param('token'));
      return gathered ? answer(c, exportPage(words, gathered, `${c.req.path}/file`)) : overPage(c, words);
    })
    .post('/:token/file', async (c) => {
      const gathered = await opened(deps, c.req.param('token'));
      if (!gathered) return overPage(c, wordsFor(c));
      c.header('Cache-Control', 'no-store');
      c.header('Content-Disposition', 'attachment; filename="musubi-export.json"');
      return c.json(gathered);
    });
}

/** Undefined for a link that is over, whatever the reason. */
async function opened(deps: Deps, token: string): Promise<Gathered | undefined> {
  try {
    const { at, accounts } = await openExport(systemContext(deps, 'export'), { token });
    return { at, accounts };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function wordsFor(c: Call): Words {
  return wordsIn(/^en\b/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'ja');
}

function askPage(c: Call, words: Words) {
  const { ask, askLead, open } = words.leaving.page;
  const form = html`<p>${askLead}</p><form method="post"><button type="submit">${open}</button></form>`;
  return answer(c, pageOf(words, html`<h1>${ask}</h1>${form}`));
}

function overPage(c: Call, words: Words) {
  const { title, over } = words.leaving.page;
  return answer(c, pageOf(words, html`<h1>${title}</h1><p>${over}</p>`), 404);
}

function answer(c: Call, page: Page, status: 200 | 404 = 200) {
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'Accept-Language');
  return c.html(page, status);
}

/** Everything, card by card and table by table, as a page that can be printed; `fileAt` is where the same is saved from. */
export function exportPage(words: Words, { at, accounts }: Gathered, fileAt?: string): Page {
  const { page, tables } = words.leaving;
  const cards = accounts.map(
    ({ memberNumber, told }) => html`
      <section>
        <h2>${page.card(memberNumber)}</h2>
        ${told.map(
          ({ table, columns, rows }) => html`
            <details open>
              <summary>${tables[table] ?? table} <span class="quiet">${rows.length}</span></summary>
              <div class="scroll"><table>
                <thead><tr>${columns.map((column) => html`<th scope="col">${columnName(words, column)}</th>`)}</tr></thead>
                <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cellText(words, cell)}</td>`)}</tr>`)}</tbody>
              </table></div>
            </details>`,
        )}
      </section>`,
  );
  const save = fileAt
    ? html`<form method="post" action="${fileAt}"><button type="submit">${page.save}</button></form>`
    : '';
  return pageOf(
    words,
    html`<h1>${page.title}</h1><p>${page.lead(instantText(at))}</p>${save}${cards}<p class="quiet">${page.notHeld}</p>`,
  );
}

function columnName({ leaving }: Words, column: string): string {
  return leaving.columns[column] ?? column;
}

function cellText(
  { leaving }: Words,
  cell: Gathered['accounts'][number]['told'][number]['rows'][number][number],
): string {
  if (cell === null || cell === '') return '–';
  if (typeof cell === 'boolean') return cell ? leaving.page.yes : leaving.page.no;
  if (typeof cell === 'number') return cell.toLocaleString('en-US');
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cell)) return instantText(cell);
  return leaving.codes[cell] ?? cell;
}

function instantText(iso: string): string {
  return civil(new Date(iso))
    .toString({ smallestUnit: 'minute', timeZoneName: 'never', offset: 'never' })
    .replace('T', ' ');
}

function pageOf(words: Words, body: Page): Page {
  return html`<!doctype html>
    <html lang="${words.code}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${words.leaving.page.title}</title>
        <style>${raw(style)}</style>
      </head>
      <body><main>${body}</main></body>
    </html>`;
}

const style = `
:root { color-scheme: light dark; --paper: #faf7f1; --sheet: #fff; --line: #e5ded2; --ink: #25221d; --ink-2: #565046; --shu: #c2391b; --on-shu: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #181613; --sheet: #221f1b; --line: #39342d; --ink: #f4efe6; --ink-2: #c9c0b1; --shu: #f0795c; --on-shu: #23100a; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.75 'Hiragino Sans', 'Noto Sans JP', sans-serif;
  line-break: strict; word-break: auto-phrase; text-wrap: pretty; }
main { max-width: 46em; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font: 600 24px/1.5 'Hiragino Mincho ProN', 'Shippori Mincho', serif; font-feature-settings: 'palt'; margin: 0 0 12px; }
h2 { font: 600 19px/1.5 'Hiragino Mincho ProN', 'Shippori Mincho', serif; margin: 36px 0 12px; font-variant-numeric: tabular-nums; }
button { width: 100%; min-height: 52px; border: 0; border-radius: 12px; background: var(--shu); color: var(--on-shu);
  font: inherit; font-weight: 700; cursor: pointer; }
button:focus-visible, summary:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
details { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 12px; }
summary { padding: 12px 16px; font-weight: 700; cursor: pointer; }
.scroll { overflow-x: auto; border-top: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.6; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 7px 16px 7px 0; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 16px; }
th { color: var(--ink-2); font-weight: 500; }
tbody tr { border-top: 1px solid var(--line); }
.quiet { color: var(--ink-2); font-weight: 400; }
@media print { button { display: none; } .scroll { overflow: visible; } td { white-space: normal; } }
`;
