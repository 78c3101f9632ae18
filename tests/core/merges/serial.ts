import type { AccountId, EdgeId, LotId, SpendId } from '../../../db/ids.ts';
import type { PureMachine } from '../../model/machine.ts';
import type { Deed, Ending } from './life.ts';

/** The model and what its lots, spends and edges are called: its ids are not the database's. */
export type Named = {
  model: PureMachine;
  lots: Map<LotId, string>;
  spends: Map<SpendId, string>;
  /** The model's edge of each edge of the database. */
  edges: Map<EdgeId, EdgeId>;
};

export type Done = { deed: Deed; ending: Ending };

const dayMs = 86_400_000;
/** Refusals that say "look again" or "not alone": nothing happened, at whatever place in the order. */
const noEffect = new Set(['preview_stale', 'request_stale', 'request_closed', 'reason_needed']);

/**
 * Looks for an order in which the model, doing one deed after the other, comes to the same endings and to `words`. Each is
 * done at the time the books give it, one that was refused at `at` or when the one before it was done. Answers the model as it is then; undefined when there is no such order.
 */
export function serialOrder(named: Named, at: number, done: Done[], words: string, seenAt: number): Named | undefined {
  const effective = done.filter(({ ending }) => ending.kind !== 'refused' || !noEffect.has(ending.code));
  if (effective.length === 0) return modelInWords(named, seenAt) === words ? named : undefined;
  for (const next of effective) {
    const copy = copyOf(named);
    const then = next.ending.kind === 'refused' ? at : next.ending.at;
    if (!follows(copy, then, next)) continue;
    const rest = effective.filter((other) => other !== next);
    const found = serialOrder(copy, Math.max(at, then), rest, words, seenAt);
    if (found) return found;
  }
  return undefined;
}

function copyOf({ model, lots, spends, edges }: Named): Named {
  return { model: model.fork(), lots: new Map(lots), spends: new Map(spends), edges: new Map(edges) };
}

/** Does one deed in the model, and tells whether it ended as it did in the database. */
function follows({ model, lots, spends, edges }: Named, at: number, { deed, ending }: Done): boolean {
  const refused = ending.kind === 'refused';
  switch (deed.kind) {
    case 'earn': {
      const { accountId, amount, once } = deed;
      lots.set(model.earn(at, { accountId, amount, once, availableAt: at, endsAt: at + deed.days * dayMs }), deed.key);
      return ending.kind === 'earned';
    }
    case 'spend': {
      const spendId = model.spend(at, deed.accountId, deed.amount);
      if (spendId !== undefined) spends.set(spendId, deed.key);
      return (
        (spendId === undefined) === refused && (refused || (ending.kind === 'spent' && ending.taken === deed.amount))
      );
    }
    case 'merge':
    case 'approve': {
      const { a, b } = deed.kind === 'merge' ? deed : deed.asked;
      const edgeId = model.merge(at, a, b, 'counter');
      if (edgeId !== undefined && ending.kind === 'joined') edges.set(ending.edgeId, edgeId);
      return (edgeId === undefined) === refused;
    }
    case 'undo':
    case 'redo':
      return (model[deed.kind](at, edges.get(deed.edgeId) as EdgeId) === undefined) === refused;
  }
}

/** The model in the words of `stateInWords`. */
export function modelInWords({ model, lots: lotKeys, spends: spendKeys }: Named, at: number): string {
  const seen = model.observe(at);
  const byNumber = ([x]: [AccountId, unknown], [y]: [AccountId, unknown]) => x - y;
  const persons = [...seen.persons].sort(byNumber).map(([id, person]) => ({ id, person }));
  const lots = [...seen.lots].map(([lotId, { remaining }]) => ({ key: lotKeys.get(lotId) as string, remaining }));
  const taken = [...seen.spends].flatMap(([spendId, spend]) => {
    const key = spendKeys.get(spendId) as string;
    const parts = [...spend.taken].map(([lotId, amount]) => ({
      spend: key,
      lot: lotKeys.get(lotId) as string,
      amount: -amount,
    }));
    const left = spend.uncovered > 0 ? [{ spend: key, lot: null, amount: spend.uncovered }] : [];
    return [...parts, ...left];
  });
  const byKey = (x: { key: string }, y: { key: string }) => compare(x.key, y.key);
  const bySpend = (x: (typeof taken)[number], y: (typeof taken)[number]) =>
    compare(x.spend, y.spend) || (x.lot === null ? 1 : y.lot === null ? -1 : compare(x.lot, y.lot));
  const available = [...seen.available].sort(byNumber).map(([, amount]) => amount);
  return JSON.stringify({ persons, lots: lots.sort(byKey), taken: taken.sort(bySpend), available });
}

function compare(x: string, y: string): number {
  return x === y ? 0 : x < y ? -1 : 1;
}
