import { startAtCounter } from '../../core/merges/counter.ts';
import { Refusal } from '../../core/refusal.ts';
import { noticeModal } from '../blocks/notice.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

/** Both numbers were typed: the request is made, proved by the customer's presence, and its card appears in the channel. */
export async function startMerge({ context, words }: Press, filled: Filled): Promise<FormAnswer> {
  const [presentNumber, oldNumber] = [digitsOf(filled.present), digitsOf(filled.old)];
  const errors = {
    ...(presentNumber ? {} : { present: words.counter.bad }),
    ...(oldNumber ? {} : { old: words.counter.bad }),
  };
  if (!presentNumber || !oldNumber) return { errors };
  try {
    const { requestId } = await startAtCounter(context, { presentNumber, oldNumber });
    return { view: noticeModal(words, words.counter.done(words.requestNumber(requestId))) };
  } catch (reason) {
    if (!(reason instanceof Refusal) || !(reason.code === 'not_found' || reason.code === 'same_account')) throw reason;
    const field = reason.facts.number === presentNumber.slice(-4) ? 'present' : 'old';
    return { errors: { [field]: words.refusal[reason.code](reason.facts) } };
  }
}

function digitsOf(typed: string | undefined): string | undefined {
  const digits = typed?.normalize('NFKC').replace(/[\s-]/g, '') ?? '';
  return /^\d{8}$/.test(digits) ? digits : undefined;
}
