import { seeded } from './seeded.ts';

/** One way in which LINE's API can let a caller down. `after` means: the effect took place, the answer did not arrive. */
export type ApiFault =
  | { kind: 'rate-limited'; retryAfterSeconds?: number }
  | { kind: 'error-before' | 'error-after'; status?: 500 | 502 | 503 | 504 }
  | { kind: 'timeout-before' | 'timeout-after' }
  | { kind: 'reset-before' | 'reset-after' }
  | { kind: 'slow'; ms: number }
  | { kind: 'token-expired' };

/** Which calls a fault is meant for: paths beginning so, `times` calls (all when left out). */
export type FaultPlan = { fault: ApiFault; path?: string; times?: number };
export type FaultStorm = { rate: number; seed: number; faults: ApiFault[]; path?: string };

export type ApiFaults = {
  plan: (plan: FaultPlan) => void;
  storm: (storm: FaultStorm) => void;
  clear: () => void;
  next: (path: string) => ApiFault | undefined;
};

/** Holds the failure scripts of the API and hands out the fault for each call. */
export function createApiFaults(): ApiFaults {
  let plans: FaultPlan[] = [];
  let storm: (FaultStorm & { random: () => number }) | undefined;

  return {
    plan: (plan) => plans.push({ ...plan }),
    storm: (wanted) => {
      storm = { ...wanted, random: seeded(wanted.seed) };
    },
    clear: () => {
      plans = [];
      storm = undefined;
    },
    next: (path) => {
      const plan = plans.find((candidate) => path.startsWith(candidate.path ?? '/'));
      if (plan) {
        if (plan.times !== undefined && --plan.times <= 0) plans = plans.filter((other) => other !== plan);
        return plan.fault;
      }
      if (!storm || !path.startsWith(storm.path ?? '/') || storm.random() >= storm.rate) return undefined;
      return storm.faults[Math.floor(storm.random() * storm.faults.length)];
    },
  };
}
