import { civil } from '../core/calendar.ts';
import type { ListedId } from '../core/cap/shopIds.ts';
import { capColumns } from './words/columns.ts';

/** The numbers that may be deleted, as a CSV that Excel and shop systems in Japan open: UTF-8 with its mark, lines ended by CRLF. */
export function capCsv(listed: ListedId[]): string {
  const lines = listed.map(({ memberNumber, keptNumber, joinedAt }) =>
    [memberNumber, keptNumber, civil(joinedAt).toPlainDate().toString()].join(','),
  );
  return `\uFEFF${[capColumns.join(','), ...lines].join('\r\n')}\r\n`;
}
