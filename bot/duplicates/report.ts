import { html, raw } from 'hono/html';
import type { Role } from '../../core/duplicates/role.ts';
import type { DuplicatesWords } from '../words/duplicates.ja.ts';
import type { Band, Figures } from './figures.ts';
import type { Masked } from './masked.ts';
import type { Reasons } from './reasons.ts';
import { reportStyle } from './report-style.ts';

type Html = ReturnType<typeof html>;

/** Two cards as they are shown; `row` is where the pair stands in the list that was written, if it does. */
export type Example = { same: number; household: boolean; row?: number; one: Masked; other: Masked; reasons: Reasons };

export type Report = {
  file: string;
  day: string;
  figures: Figures;
  examples: Example[];
  compared: Role[];
  rows: { padded: number; skipped: number };
  costPerMember?: number | undefined;
};

/** What was found in a file, as one page that needs nothing else, can be printed, and holds nobody's data beyond masks. */
export function reportPage(words: DuplicatesWords, report: Report): Html {
  const { figures, examples, file, day } = report;
  const said = words.report;
  const found = figures.people > 0;
  const title = found ? said.title(figures.people) : said.nobody;
  const right = words.percent(figures.chosen.right / Math.max(1, figures.chosen.pairs));
  const ofOne = examples.filter(({ household }) => !household);
  const families = examples.filter(({ household }) => household);
  return html`<!doctype html>
<html lang="${words.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${raw(reportStyle)}</style>
</head>
<body><main>
<header>
<p class="eyebrow">${said.eyebrow(file, day)}</p>
<h1>${phrases(title)}</h1>
<p>${found ? said.lead(right) : said.leadNobody}</p>
</header>
${sumSection(words, figures)}
${found && report.costPerMember !== undefined ? costSection(words, figures, report.costPerMember) : ''}
${found ? certaintySection(words, figures) : ''}
${found || figures.zones.household > 0 ? zonesSection(words, figures) : ''}
${ofOne.length > 0 ? examplesSection(words, said.examples, said.examplesLead, ofOne) : ''}
${families.length > 0 ? examplesSection(words, said.families, said.familiesLead, families) : ''}
${found ? section(said.next, html`<ol>${said.steps.map((step) => html`<li>${step}</li>`)}</ol>`) : ''}
${howSection(words, report)}
</main></body>
</html>
`;
}

/** Nothing is shown as surer than this. */
const surest = 0.999;

function section(heading: string, body: Html, name = ''): Html {
  return html`<section class="${name}"><h2>${heading}</h2>${body}</section>`;
}

/** A sentence that breaks after its commas rather than within a phrase. */
function phrases(sentence: string): Html {
  const parts = sentence.split(/(?<=、)/);
  return parts.length < 2 ? html`${sentence}` : html`${parts.map((part) => html`<span class="phrase">${part}</span>`)}`;
}

function sumSection(words: DuplicatesWords, { cards, extra, persons, bySize }: Figures): Html {
  const { report: said, count } = words;
  const term = (name: string, number: number, unit: string, sign = 'first') => html`
<div class="${sign}"><dt>${name}</dt><dd>${count(number)}<small>${unit}</small></dd></div>`;
  const sum = html`<dl class="sum">
${term(said.cards, cards, said.unitCards)}
${term(said.extra, extra, said.unitCards, 'less')}
${term(said.persons, persons, said.unitPersons, 'makes')}
</dl>`;
  const sizes = bySize.map(
    ({ cards: held, more, people }) =>
      html`<li><span>${said.bySize(held, more)}</span><b>${count(people)}<small>${said.unitPersons}</small></b></li>`,
  );
  return section(said.sum, html`${sum}${bySize.length > 0 ? html`<ul class="lines">${sizes}</ul>` : ''}`);
}

function costSection(words: DuplicatesWords, { extra }: Figures, each: number): Html {
  const { report: said, count } = words;
  return section(
    said.cost,
    html`<p class="large">${said.costLine(count(extra), count(each), count(extra * each))}</p>
<p class="note">${said.costNote(count(each))}</p>`,
  );
}

function certaintySection(words: DuplicatesWords, figures: Figures): Html {
  const { report: said, count, percent } = words;
  const { chosen, bands, threshold } = figures;
  const most = Math.max(1, ...bands.map(({ pairs }) => pairs));
  const columns = said.histogramColumns;
  const row = (band: Band) => html`
<tr class="${band.least >= threshold ? 'chosen' : ''}">
<th scope="row">${said.between(percent(band.least), percent(band.most))}</th>
<td class="bar"><svg width="100%" height="14" aria-hidden="true"><rect width="${barWidth(band.pairs, most)}" height="14" rx="2"/></svg></td>
<td>${count(band.pairs)}</td><td>${count(Math.round(band.right))}</td>
</tr>`;
  return section(
    said.certainty,
    html`<p>${said.certaintyLead(count(chosen.pairs), count(Math.round(chosen.right)), percent(threshold))}</p>
<figure>
<figcaption>${said.histogram}</figcaption>
<table class="histogram"><thead><tr><th scope="col">${columns.range}</th><td></td>
<th scope="col">${columns.pairs}</th><th scope="col">${columns.right}</th></tr></thead>
<tbody>${bands.map(row)}</tbody></table>
<p class="quiet">${said.chosen}</p>
</figure>
<h3>${said.thresholds}</h3>
${linesTable(words, figures)}
<p class="note">${said.forecast}</p>`,
  );
}

function linesTable({ report: said, count, percent }: DuplicatesWords, { lines, threshold }: Figures): Html {
  const { least, pairs, right, wrong } = said.thresholdColumns;
  const row = (line: Band) => {
    const expected = Math.round(line.right);
    return html`<tr class="${line.least === threshold ? 'chosen' : ''}"><th scope="row">${said.from(percent(line.least))}</th>
<td>${count(line.pairs)}</td><td>${count(expected)}</td><td>${count(line.pairs - expected)}</td></tr>`;
  };
  return html`<table><thead><tr><th scope="col">${least}</th><th scope="col">${pairs}</th><th scope="col">${right}</th>
<th scope="col">${wrong}</th></tr></thead><tbody>${lines.map(row)}</tbody></table>`;
}

function barWidth(pairs: number, most: number): string {
  return pairs === 0 ? '0' : `${Math.max(1, (100 * pairs) / most).toFixed(1)}%`;
}

function zonesSection({ report: said, count }: DuplicatesWords, { zones }: Figures): Html {
  const item = (zone: keyof Figures['zones']) => html`
<li><div><h3>${said.zone[zone].name}</h3><p>${said.zone[zone].text}</p></div>
<b>${count(zones[zone])}<small>${said.unitPairs}</small></b></li>`;
  return section(said.zones, html`<ul class="zones">${item('automatic')}${item('review')}${item('household')}</ul>`);
}

function examplesSection(words: DuplicatesWords, heading: string, lead: string, examples: Example[]): Html {
  return section(
    heading,
    html`<p>${lead}</p><div class="examples">${examples.map((example) => exampleCard(words, example))}</div>`,
  );
}

function exampleCard(words: DuplicatesWords, { same, household, row, one, other, reasons }: Example): Html {
  const { report: said, percent } = words;
  const field = (name: string, of: (masked: Masked) => string) => html`
<tr><th scope="row">${name}</th><td>${of(one) || said.unknown}</td><td>${of(other) || said.unknown}</td></tr>`;
  const reason = (mark: string, meaning: string, text: string) =>
    html`<li><span aria-hidden="true">${mark}</span><span class="spoken">${meaning}</span> ${text}</li>`;
  return html`
<article>
<h3>${household ? said.household : said.likely(percent(Math.min(same, surest)))}${row ? html` <small>${said.rowInCsv(row)}</small>` : ''}</h3>
<table><tbody>
${field(said.field.name, ({ name }) => name)}
${field(said.field.birth, ({ birthYear }) => birthYear && said.year(birthYear))}
${field(said.field.phone, ({ phoneTail }) => phoneTail && said.tail(phoneTail))}
</tbody></table>
<ul class="reasons">${reasons.agree.map((text) => reason('●', said.agrees, text))}
${reasons.differ.map((text) => reason('▢', said.differs, text))}</ul>
</article>`;
}

function howSection(words: DuplicatesWords, { compared, rows, figures }: Report): Html {
  const { report: said, count, kinds } = words;
  const roles = [...new Set(compared)].map((role) => kinds[role]).join(words.code === 'ja' ? '、' : ', ');
  const odd = rows.padded + rows.skipped > 0 ? said.oddRows(count(rows.padded), count(rows.skipped)) : '';
  const paragraphs = [said.method, said.compared(roles), `${said.read(count(figures.cards))} ${odd}`, said.masked];
  return section(said.how, html`${paragraphs.map((text) => html`<p>${text}</p>`)}`, 'how');
}
