import type { TableBlock } from '@slack/types';
import type { EvidenceRow } from '../../core/merges/evidence.ts';
import type { RequestView } from '../../core/merges/requests.ts';
import type { Words } from '../words/words.ts';
import { escaped, tidy } from './text.ts';

/** The comparison as a table: field, result, hint. Results are told by sign and word, never by colour. */
export function evidenceTable(view: RequestView, words: Words): TableBlock {
  const { columns, fields, results } = words.card;
  const rows = view.evidence.map((row) => [fields[row.field], results[row.result], hintOf(row, view, words)]);
  const cell = (text: string) => ({ type: 'raw_text' as const, text: tidy(text) || '–' });
  return {
    type: 'table',
    rows: [[columns.field, columns.result, columns.hint], ...rows].map((row) => row.map(cell)),
    column_settings: [{ align: 'left' }, { align: 'left' }, { align: 'left', is_wrapped: true }],
  };
}

/** The same as lines of mrkdwn, where a table may not stand, and of each value how it is known on either side. */
export function evidenceLines(view: RequestView, words: Words): string {
  const { fields, results } = words.card;
  return view.evidence
    .map((row) =>
      [results[row.result], `*${fields[row.field]}*`, escaped(saidOf(row, view, words)), ...knownOf(row, words)].join(
        words.card.dot,
      ),
    )
    .join('\n');
}

function hintOf(row: EvidenceRow, view: RequestView, words: Words): string {
  const { card } = words;
  const proved = view.proof === 'code' && view.proofContact === row.field ? card.proved : undefined;
  const claimed = row.result === 'claimed' ? card.known.self : undefined;
  return [saidOf(row, view, words), proved, claimed].filter(Boolean).join(card.dot);
}

function knownOf({ known }: EvidenceRow, { card }: Words): string[] {
  return known ? [card.knownBy(card.known[known[0]], card.known[known[1]])] : [];
}

/** What may be shown of the values themselves: readings and writings of names, two digits of a phone, a masked mail. */
function saidOf(
  { field, result, hint, detail = [] }: EvidenceRow,
  { requester, target }: RequestView,
  words: Words,
): string {
  const { card } = words;
  if (result === 'unknown') return card.hints[hint];
  if (field === 'phone' && detail.length > 0) return card.tails(detail);
  if (field === 'mail' && detail.length > 0) return card.both(detail);
  if (field === 'nameReading' && hint === 'same') return inHiragana(requester.reading);
  if (field === 'nameWriting' && hint === 'variant' && target)
    return card.variant(card.both([requester.name, target.name]));
  if (field === 'birthDate' && hint === 'same') return card.hidden;
  return card.hints[hint];
}

/** Readings are kept in katakana and read more easily in hiragana. */
export function inHiragana(reading: string): string {
  return reading.replace(/[\u30A1-\u30F6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}
