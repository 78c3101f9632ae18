import type { Looking } from '../../core/duplicates/look.ts';
import type { PairId } from '../../db/ids.ts';

/** Carries out a merge of the night, once more where it fails; then `failed` hears why. */
export function twice(failed: (pairId: PairId, reason: unknown) => void): NonNullable<Looking['attempt']> {
  return async (pairId, merge) => {
    try {
      await merge().catch(merge);
      return true;
    } catch (reason) {
      failed(pairId, reason);
      return false;
    }
  };
}
