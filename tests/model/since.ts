import type { Facts } from '../../core/points/replay.ts';
import { type Recorded, takenByLot } from '../../core/points/settlement.ts';
import { startOfReplay, type Unsettled } from '../../core/points/start.ts';
import type { LotId } from '../../db/ids.ts';

const always = Number.POSITIVE_INFINITY;

/** From when facts have to be played again if nothing changed before `from`, as `replayStart` works it out of the tables. */
export function startIn(facts: Facts, recorded: Recorded, from: number): number {
  const { spends, refunds, carries, graces, lots } = facts;
  const spentAt = new Map(spends.map((spend) => [spend.spendId, spend.spentAt]));
  const ends = new Map(lots.map((lot) => [lot.lotId, lot.expiresAt ?? always]));
  const graced = new Set(graces.flatMap((grace) => ('lotId' in grace ? [grace.lotId] : [])));
  const revived = spends.filter((spend) =>
    [...(recorded.taken.get(spend.spendId)?.keys() ?? [])].some(
      (lotId) => graced.has(lotId) && spend.spentAt >= (ends.get(lotId) ?? always),
    ),
  );
  const open = [
    ...recorded.uncovered.keys(),
    ...carries.map(({ spendId }) => spendId),
    ...revived.map((s) => s.spendId),
  ];
  return startOfReplay(from, [
    ...refunds.map(({ spendId, at }): Unsettled => ({ spentAt: spentAt.get(spendId) ?? at, until: at })),
    ...open.map((spendId): Unsettled => ({ spentAt: spentAt.get(spendId) ?? always, until: always })),
  ]);
}

/** The facts cut to what happened since `start`, as `factsOf` reads them from the tables; `lastRow` is when a lot was last booked on. */
export function since(
  facts: Facts,
  recorded: Recorded,
  start: number,
  lastRow: Map<LotId, number>,
): { facts: Facts; recorded: Recorded } {
  const isEarlier = ({ spentAt }: { spentAt: number }) => spentAt < start;
  const [earlier, spends] = [facts.spends.filter(isEarlier), facts.spends.filter((spend) => !isEarlier(spend))];
  const firstUse = new Map<LotId, number>();
  const before: Recorded['taken'] = new Map();
  for (const { spendId, spentAt } of earlier) {
    const taken = recorded.taken.get(spendId) ?? new Map<LotId, number>();
    before.set(spendId, taken);
    for (const lotId of taken.keys()) firstUse.set(lotId, Math.min(spentAt, firstUse.get(lotId) ?? always));
  }
  const used = takenByLot({ taken: before, uncovered: new Map() }, facts.opening);
  const played = new Set(spends.map(({ spendId }) => spendId));
  const taken = new Map([...recorded.taken].filter(([spendId]) => played.has(spendId)));
  const graced = new Set(facts.graces.flatMap((grace) => ('lotId' in grace ? [grace.lotId] : [])));
  const isTouched = (lotId: LotId) => graced.has(lotId) || (lastRow.get(lotId) ?? 0) >= start;
  const left = (lotId: LotId, amount: number) => amount - (used.get(lotId) ?? 0) - (recorded.lapsed.get(lotId) ?? 0);
  const lots = facts.lots.filter(
    ({ lotId, amount, onceKey }) => onceKey !== null || isTouched(lotId) || left(lotId, amount) > 0,
  );
  const refunds = facts.refunds.filter(({ spendId }) => played.has(spendId));
  return {
    facts: { ...facts, lots, spends, refunds, opening: { used, firstUse } },
    recorded: { ...recorded, taken },
  };
}
