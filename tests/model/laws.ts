import { expect } from 'vitest';
import type { AccountId, EdgeId, LotId } from '../../db/ids.ts';
import { accountIds, type Command, carryOut, minute, type Outcome, opening } from './commands.ts';
import { inWords, type Observed, type PureMachine, type SeenLot } from './machine.ts';

type Edge = { edgeId: EdgeId; a: AccountId; b: AccountId; active: boolean };

/** One command carried out: what was to be seen before and after, and the machine as it was before, to ask what if. */
export type Step = {
  command: Command;
  outcome: Outcome;
  at: number;
  before: Observed;
  after: Observed;
  previous: PureMachine;
  machine: PureMachine;
  edges: Edge[];
  edgesBefore: Edge[];
};

/** A promise of MERGING section 7 that is looked at after every command; it throws when it is broken. */
export type Law = { name: string; holds: (step: Step) => void };

/** Carries out the commands and holds every step against the laws. `seen` hears of every step, to count what was covered. */
export async function hold(
  machine: PureMachine,
  commands: Command[],
  laws: Law[],
  seen: (step: Step) => void = () => {},
): Promise<void> {
  const world = { machine, now: opening, edges: [] as { edgeId: EdgeId; a: AccountId; b: AccountId }[] };
  let edges: Edge[] = [];
  for (const command of commands) {
    const previous = machine.fork();
    // Seen at the moment of the command, so that the time that passes is not taken for its effect.
    const at = world.now + minute + (command.kind === 'wait' ? command.days * 1440 * minute : 0);
    const before = previous.fork().observe(at);
    const edgesBefore = edges;
    const outcome = await carryOut(world, command);
    edges = edgesAfter(edges, outcome, world.edges);
    const step = { command, outcome, at, before, after: machine.observe(at), previous, machine, edges, edgesBefore };
    seen(step);
    for (const law of laws) law.holds(step);
  }
}

function edgesAfter(edges: Edge[], outcome: Outcome, drawn: Omit<Edge, 'active'>[]): Edge[] {
  if (outcome.kind === 'merged') {
    const edge = drawn.find(({ edgeId }) => edgeId === outcome.edgeId) as Edge;
    return [...edges, { ...edge, active: true }];
  }
  if (outcome.kind !== 'undone' && outcome.kind !== 'redone') return edges;
  const turned = edges.find(({ edgeId }) => edgeId === outcome.edgeId) as Edge;
  const isPair = (edge: Edge) => [edge.a, edge.b].every((account) => account === turned.a || account === turned.b);
  return edges.map((edge) => {
    if (edge.edgeId === turned.edgeId) return { ...edge, active: outcome.kind === 'redone' };
    return outcome.kind === 'redone' && isPair(edge) ? { ...edge, active: false } : edge;
  });
}

/** The smallest account that can be reached from each, found by walking. */
function reachable(edges: Pick<Edge, 'a' | 'b'>[]): Map<AccountId, AccountId> {
  return new Map(
    accountIds.map((account) => {
      const found = new Set([account]);
      for (const here of found) {
        for (const { a, b } of edges) if (a === here || b === here) found.add(a === here ? b : a);
      }
      return [account, Math.min(...found) as AccountId];
    }),
  );
}

const active = (edges: Edge[]) => edges.filter((edge) => edge.active);
const countPersons = ({ persons }: Observed) => new Set(persons.values()).size;
const uncoveredIn = ({ spends }: Observed) => [...spends.values()].reduce((sum, spend) => sum + spend.uncovered, 0);
const takenOf = ({ spends }: Observed, lotId: LotId) =>
  [...spends.values()].reduce((sum, { taken }) => sum + (taken.get(lotId) ?? 0), 0);
const usersOf = ({ spends }: Observed, lotId: LotId) =>
  JSON.stringify([...spends].map(([spendId, { taken }]) => [spendId, taken.get(lotId) ?? 0]));
const without = <Key extends string>(seen: Observed, ...keys: Key[]) =>
  inWords({ ...seen, ...Object.fromEntries(keys.map((key) => [key, new Map()])) });

/** What each person could use if every purse were open and every cool-off over. */
function wealth(seen: Observed, at: number): Map<AccountId, number> {
  const sums = new Map<AccountId, number>();
  for (const lot of spendableLots(seen, at)) {
    const person = seen.persons.get(lot.accountId) as AccountId;
    sums.set(person, (sums.get(person) ?? 0) + lot.remaining);
  }
  return sums;
}

function spendableLots({ lots }: Observed, at: number): SeenLot[] {
  return [...lots.values()].filter((lot) => !lot.held && lot.remaining > 0 && lot.availableAt <= at);
}

/** The books without what a look at another moment may change: which lots are held, and what is available. */
function books({ lots, spends }: Observed): string {
  const plain = new Map([...lots].map(([id, lot]) => [id, { ...lot, held: false }]));
  return inWords({ persons: new Map(), lots: plain, spends, available: new Map() });
}

export const structureLaws: Law[] = [
  {
    name: 'S1 two accounts are one person if and only if active edges lead from one to the other',
    holds: ({ after, edges }) => expect(after.persons).toEqual(reachable(active(edges))),
  },
  {
    name: 'S2 a merge makes one person fewer or none, an undo one more or none, nothing else any',
    holds: ({ before, after, outcome }) => {
      const change = countPersons(after) - countPersons(before);
      const allowed = { merged: [0, -1], redone: [0, -1], undone: [0, 1] };
      expect(allowed[outcome.kind as keyof typeof allowed] ?? [0]).toContain(change);
    },
  },
  {
    name: 'S3 it does not matter which of two accounts is named first',
    holds: ({ command, outcome, previous, after, at }) => {
      if (command.kind !== 'merge' || outcome.kind !== 'merged') return;
      const other = previous.fork();
      other.merge(at, accountIds[command.b] as AccountId, accountIds[command.a] as AccountId, command.how);
      expect(inWords(other.observe(at))).toBe(inWords(after));
    },
  },
  {
    name: 'S4 a merge inside one person adds a reason and moves no point',
    holds: ({ outcome, before, after }) => {
      if (outcome.kind !== 'merged' || countPersons(before) !== countPersons(after)) return;
      expect(without(after, 'available')).toBe(without(before, 'available'));
    },
  },
  {
    name: 'S5 a merge and its undo are as if nothing had been',
    holds: ({ outcome, machine, before, at }) => {
      if (outcome.kind !== 'merged') return;
      const other = machine.fork();
      other.undo(at, outcome.edgeId);
      expect(inWords(other.observe(at))).toBe(inWords(before));
    },
  },
  {
    name: 'S6 an undo and its redo are as if nothing had been',
    holds: ({ outcome, machine, previous, at }) => {
      if (outcome.kind !== 'undone') return;
      const [other, later] = [machine.fork(), at + minute];
      other.redo(later, outcome.edgeId);
      expect(inWords(other.observe(later))).toBe(inWords(previous.fork().observe(later)));
    },
  },
  {
    name: 'S7 a set of edges can be undone in any order',
    holds: ({ outcome, machine, edges, at }) => {
      if (outcome.kind !== 'spent') return;
      const standing = active(edges);
      const orders = [standing, standing.toReversed(), standing.toSorted((x, y) => (x.edgeId % 3) - (y.edgeId % 3))];
      const ends = orders.map((order) => {
        const other = machine.fork();
        for (const { edgeId } of order) other.undo(at, edgeId);
        return inWords(other.observe(at));
      });
      expect(new Set(ends).size).toBe(1);
    },
  },
  {
    name: 'S8 an undo parts two persons if and only if its edge was the only way',
    holds: ({ outcome, edges }) => {
      if (outcome.kind !== 'undone') return;
      const { a, b } = edges.find(({ edgeId }) => edgeId === outcome.edgeId) as Edge;
      const left = reachable(active(edges));
      expect(outcome.changed).toBe(left.get(a) !== left.get(b));
    },
  },
  {
    name: 'S9 when every wrong edge is undone, the persons are those of the right edges',
    holds: ({ outcome, machine, edges, at }) => {
      if (outcome.kind !== 'merged') return;
      const isTrue = ({ a, b }: Edge) => a % 2 === b % 2;
      const other = machine.fork();
      for (const edge of active(edges)) if (!isTrue(edge)) other.undo(at, edge.edgeId);
      expect(other.observe(at).persons).toEqual(reachable(active(edges).filter(isTrue)));
    },
  },
  {
    name: 'S10 an undo touches nothing of other persons, a redo nothing of whom no edge ever led to from these',
    holds: ({ outcome, before, after, edges }) => {
      if (outcome.kind !== 'undone' && outcome.kind !== 'redone') return;
      const { a } = edges.find(({ edgeId }) => edgeId === outcome.edgeId) as Edge;
      const persons = outcome.kind === 'undone' ? before.persons : reachable(edges);
      const isOther = (account: AccountId) => persons.get(account) !== persons.get(a);
      const others = (seen: Observed): Observed => ({
        persons: new Map([...seen.persons].filter(([account]) => isOther(account))),
        lots: new Map([...seen.lots].filter(([, lot]) => isOther(lot.accountId))),
        spends: new Map([...seen.spends].filter(([, spend]) => isOther(spend.accountId))),
        available: new Map([...seen.available].filter(([account]) => isOther(account))),
      });
      expect(inWords(others(after))).toBe(inWords(others(before)));
    },
  },
  {
    name: 'S13 an undo twice is an undo once',
    holds: ({ outcome, machine, after, at }) => {
      if (outcome.kind !== 'undone') return;
      const other = machine.fork();
      expect(other.undo(at, outcome.edgeId)).toBe(undefined);
      expect(inWords(other.observe(at))).toBe(inWords(after));
    },
  },
];

export const ledgerLaws: Law[] = [
  {
    name: 'L1 a lot holds between nothing and all of it, and loses points only to spends and to its end',
    holds: ({ after, at }) => {
      for (const [lotId, lot] of after.lots) {
        const gone = lot.amount - lot.remaining - takenOf(after, lotId);
        expect([lot.remaining >= 0, gone >= 0, gone === 0 || lot.ownEnd <= at]).toEqual([true, true, true]);
      }
    },
  },
  {
    name: 'L2 a spend is covered by lots and by the shop to the point',
    holds: ({ after }) => {
      for (const { amount, taken, uncovered } of after.spends.values()) {
        expect([...taken.values()].reduce((sum, part) => sum + part, uncovered)).toBe(amount);
        expect(Math.min(uncovered, ...taken.values())).toBeGreaterThanOrEqual(0);
      }
    },
  },
  {
    name: 'L4 a merge moves no point and no lot',
    holds: ({ outcome, before, after }) => {
      if (outcome.kind === 'merged') expect(books(after)).toBe(books(before));
    },
  },
  {
    name: 'L5 a spend is accepted if and only if the points are there, and is then wholly covered',
    holds: ({ command, outcome, before, previous, at, after }) => {
      if (command.kind !== 'spend' || outcome.kind === 'nothing') return;
      const accountId = accountIds[command.account] as AccountId;
      const available = before.available.get(accountId) ?? 0;
      expect(outcome.kind).toBe(Math.ceil((available * command.share) / 100) <= available ? 'spent' : 'refused');
      expect(previous.fork().spend(at, accountId, available + 1)).toBe(undefined);
      if (outcome.kind === 'spent') expect([...after.spends.values()].at(-1)?.uncovered).toBe(0);
    },
  },
  {
    name: 'L6 no point crosses two persons',
    holds: ({ after }) => {
      for (const { accountId, taken } of after.spends.values()) {
        for (const lotId of taken.keys()) {
          const owner = after.lots.get(lotId)?.accountId as AccountId;
          expect(after.persons.get(owner)).toBe(after.persons.get(accountId));
        }
      }
    },
  },
  {
    name: 'L9 two persons never have more together than they had apart, and less only by a bonus that is now held',
    holds: ({ outcome, machine, previous, at }) => {
      if (outcome.kind !== 'merged') return;
      const later = at + 1;
      const sum = (seen: Observed) => [...wealth(seen, later).values()].reduce((total, points) => total + points, 0);
      const [apart, together] = [previous.fork().observe(later), machine.fork().observe(later)];
      const newlyHeld = [...together.lots]
        .filter(([lotId, lot]) => lot.held && !apart.lots.get(lotId)?.held && lot.availableAt <= later)
        .reduce((total, [, lot]) => total + lot.remaining, 0);
      expect(sum(together)).toBe(sum(apart) - newlyHeld);
    },
  },
  {
    name: 'L10 of one once-only benefit a person has at most one lot to spend',
    holds: ({ machine, at }) => {
      const seen = machine.observe(at + 1);
      const bonuses = spendableLots(seen, at + 1).filter((lot) => lot.once);
      const owners = bonuses.map((lot) => seen.persons.get(lot.accountId));
      expect(owners).toEqual([...new Set(owners)]);
    },
  },
  {
    name: 'L11 points go uncovered only at an undo, a redo or a return of points that are spent',
    holds: ({ outcome, before, after }) => {
      if (['undone', 'redone', 'reversed'].includes(outcome.kind)) return;
      expect(uncoveredIn(after)).toBeLessThanOrEqual(uncoveredIn(before));
    },
  },
  {
    name: 'L12 whoever did not spend is whole after an undo, and a cut that no point crossed, nor came back over, moves none',
    holds: ({ outcome, before, after, at, edges }) => {
      if (outcome.kind !== 'undone' || !outcome.changed) return;
      const { a } = edges.find(({ edgeId }) => edgeId === outcome.edgeId) as Edge;
      const crossed = [...before.spends.values()].some(
        ({ accountId, taken, refunded }) =>
          (refunded > 0 && before.persons.get(accountId) === before.persons.get(a)) ||
          [...taken.keys()].some((lotId) => {
            const owner = before.lots.get(lotId)?.accountId as AccountId;
            return after.persons.get(owner) !== after.persons.get(accountId);
          }),
      );
      const bonusOwners = [...before.lots.values()]
        .filter((lot) => lot.once)
        .map((lot) => after.persons.get(lot.accountId));
      if (!crossed && new Set(bonusOwners).size <= 1) expect(books(after)).toBe(books(before));
      const spenders = new Set([...before.spends.values()].map(({ accountId }) => after.persons.get(accountId)));
      for (const person of new Set(after.persons.values())) {
        if (spenders.has(person)) continue;
        const whole = [...after.lots.values()].filter(
          (lot) => after.persons.get(lot.accountId) === person && lot.ownEnd > at,
        );
        for (const lot of whole) expect(lot.remaining).toBe(lot.amount);
      }
    },
  },
  {
    name: 'L15 only points that came back live longer, and no lot ends sooner than it was to',
    holds: ({ before, after, outcome }) => {
      for (const [lotId, lot] of after.lots) {
        expect(lot.endsAt).toBeGreaterThanOrEqual(lot.ownEnd);
        const longer = lot.endsAt > (before.lots.get(lotId)?.endsAt ?? lot.ownEnd);
        if (!longer) continue;
        expect(outcome).toMatchObject({ kind: 'undone', changed: true });
        // What came back may have been used at once to cover what its own side lacked.
        expect(lot.once || usersOf(after, lotId) !== usersOf(before, lotId)).toBe(true);
      }
    },
  },
  {
    name: 'L16 own points never wait',
    holds: ({ machine, at }) => {
      const seen = machine.observe(at + 1);
      for (const account of accountIds) {
        const own = spendableLots(seen, at + 1).filter((lot) => lot.accountId === account);
        const sum = own.reduce((total, lot) => total + lot.remaining, 0);
        expect(seen.available.get(account)).toBeGreaterThanOrEqual(sum);
      }
    },
  },
  {
    name: 'L17 an undo that does not part changes no point, and nothing but a parting or a redo costs the shop',
    holds: ({ outcome, before, after, edges }) => {
      if (outcome.kind === 'undone' && !outcome.changed) expect(books(after)).toBe(books(before));
      if (outcome.kind === 'redone') {
        const inUse = [...before.lots.values()].filter((lot) => lot.endsAt > lot.ownEnd || lot.once);
        const most = inUse.reduce((sum, lot) => sum + lot.amount, 0);
        // Points that came back to a lot while it was apart may turn out to have come back after its end.
        const { a } = edges.find(({ edgeId }) => edgeId === outcome.edgeId) as Edge;
        const ever = reachable(edges);
        const near = [...before.spends.values()].filter(({ accountId }) => ever.get(accountId) === ever.get(a));
        const cameBack = near.reduce((sum, { refunded }) => sum + refunded, 0);
        expect(uncoveredIn(after) - uncoveredIn(before)).toBeLessThanOrEqual(most + cameBack);
      }
    },
  },
];
