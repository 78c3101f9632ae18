import type { KnownBlock, ModalView } from '@slack/types';
import type { Exposed, ExposureReport } from '../../core/exposure/report.ts';
import type { Words } from '../words/words.ts';
import { paragraph, plain, present, smallPrint } from './text.ts';

const linesMax = 30;

/** What either side saw of the other while they were one, and how to tell them. */
export function exposureModal(report: ExposureReport, words: Words): ModalView {
  const { exposure } = words.erasure;
  return {
    type: 'modal',
    title: plain(exposure.title, 24),
    close: plain(words.close, 24),
    blocks: exposureBlocks(report, words),
  };
}

/** The same as blocks. Tails and counts only: what was seen is not shown once more. */
export function exposureBlocks(report: ExposureReport, words: Words): KnownBlock[] {
  const { exposure } = words.erasure;
  const { requestId, from, until, parted, exposed } = report;
  const window = exposure.window(words.dayAndTime(from), words.dayAndTime(until));
  const head = [paragraph(exposure.heading(words.requestNumber(requestId))), smallPrint(window)];
  if (!parted) return [...head, paragraph(exposure.together)];
  if (exposed.length === 0) return [...head, paragraph(exposure.nothing)];
  const owners = [...Map.groupBy(exposed, ({ ofTail }) => ofTail)];
  return present(
    head,
    exposed.slice(0, linesMax).map((one) => paragraph(lineOf(one, words))),
    exposed.length > linesMax && smallPrint(`+${exposed.length - linesMax}`),
    { type: 'divider' },
    paragraph(exposure.tellTitle),
    owners.slice(0, 10).map(([tail, seen]) => {
      const what = [...new Set(seen.map((one) => exposure.what[one.what]))].join(exposure.and);
      return paragraph(`${exposure.tellTo(tail)}\n${exposure.tell(window, what)}`);
    }),
    smallPrint(exposure.duty),
  );
}

function lineOf({ toTail, ofTail, what, times, facts, lastAt }: Exposed, words: Words): string {
  const { exposure } = words.erasure;
  return exposure.line(toTail, ofTail, exposure.what[what], times, facts, words.dayAndTime(lastAt));
}
