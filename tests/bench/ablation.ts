import { parseArgs } from 'node:util';
import { reasonsOf } from '../../core/duplicates/evidence.ts';
import { judgePairs } from '../../core/duplicates/find.ts';
import type { Model } from '../../core/duplicates/model.ts';
import type { Table } from '../../core/duplicates/table.ts';
import { type Decided, learnFrom } from '../../core/duplicates/tuning.ts';
import { foldVariants } from '../../core/members/variants.ts';
import { type JudgedLink, keyOf, type Run, run, syntheticSet, zonesOf } from './linkage-runs.ts';
import { type LabelledSet, qualityOf, readSet, tableOfSet } from './linkage-sets.ts';
import { createRandom } from './synthetic.ts';
import { report } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '80000' },
    decisions: { type: 'string', default: '200' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const folder = positionals[0];
if (options.help || !folder) {
  console.log(
    'npm run bench -- ablation FOLDER [--people 80000] [--decisions 200] [--only NAME,…]\nWhat each idea of the matcher brings: the same files without it. Made files hold so many people; so many decisions of staff are learned from.',
  );
  process.exit(options.help ? 0 : 2);
}

const never = 1e-15;
const made = `synthetic ${Number(options.people) / 1_000} k`;
const names = options.only?.split(',') ?? ['jp_members_dev', 'febrl3', 'historical_50k', made];
const small = sharesOf(look(syntheticSet(folder, 7_700)).model);

const variants: Record<string, (set: LabelledSet) => Run> = {
  everything: look,
  'no frequencies': (set) => run(set, withoutShares(tableOfSet(set))),
  'no household kind': (set) => run(set, tableOfSet(set), { held: { householdShare: never } }),
  'no namesakes': (set) => run(set, tableOfSet(set), { held: { namesakeShare: never } }),
  'no kanji folding': (set) => run(set, tableOfSet(withoutFolding(set))),
  'shares of a file of 10 k': (set) => run(set, tableOfSet(set), { held: small }),
  'nobody moves': (set) => run(set, tableOfSet(set), { held: { sameMoved: never, householdMoved: never } }),
};

const figures = names.flatMap((name) => {
  const set = name === made ? syntheticSet(folder, Number(options.people)) : readSet(folder, name);
  const rows = Object.entries(variants).map(([variant, looked]) => {
    console.error(`${name}: ${variant}`);
    return figuresOf(name, variant, looked(set));
  });
  return [...rows, ...learning(name, set, Number(options.decisions))];
});
report(
  'What each idea brings',
  figures.map(({ file, variant, quality, family, automatic, automaticWrong }) => ({
    ...{ file, variant, F1: share(quality.f1), precision: share(quality.precision), recall: share(quality.recall) },
    ...{ 'best F1': share(quality.bestF1), 'recall at P 0.995': share(quality.recallAtPrecision) },
    ...{ 'family pairs at 0.5': family ?? '', automatic: automatic ?? '', 'of them wrong': automaticWrong ?? '' },
  })),
  { bench: 'ablation', figures },
);

function look(set: LabelledSet): Run {
  return run(set, tableOfSet(set));
}

function sharesOf({ sameShare, householdShare, namesakeShare }: Model): Partial<Model> {
  return { sameShare, householdShare, namesakeShare };
}

function withoutShares(table: Table): Table {
  return { ...table, features: table.features.map((feature) => ({ ...feature, share: () => 0 })) };
}

/** Each variant of a character as a character of its own that nothing folds. */
function withoutFolding(set: LabelledSet): LabelledSet {
  const others = new Map<string, string>();
  const apart = (character: string): string => {
    if (foldVariants(character) === character || foldVariants(character) === '') return character;
    const known = others.get(character) ?? String.fromCodePoint(0x2a000 + others.size);
    others.set(character, known);
    return known;
  };
  return { ...set, rows: set.rows.map((row) => row.map((text) => [...text].map(apart).join(''))) };
}

/** Before and after learning from so many decisions on pairs that staff would be shown; both on all other pairs. */
function learning(file: string, set: LabelledSet, count: number) {
  const table = tableOfSet(set);
  const before = run(set, table);
  const { threshold } = zonesOf(before);
  const shown = inAnyOrder(before.links.filter(({ same }) => same >= 0.3 && same < threshold));
  const decided = new Set(shown.slice(0, count).map(keyOf));
  const decisions = decide(table, before.model, shown.slice(0, count));
  const tuning = learnFrom(decisions);
  const after = run(set, table, { model: { ...before.model, tuning } });
  const rest = (looked: Run): Run => {
    const links = looked.links.filter((link) => !decided.has(keyOf(link)));
    const truePairs = looked.quality.truePairs - decisions.filter(({ same }) => same).length;
    return { ...looked, links, quality: qualityOf(links, truePairs) };
  };
  return [
    figuresOf(file, `before ${decisions.length} decisions, the rest`, rest(before)),
    { ...figuresOf(file, 'after them, the rest', rest(after)), tuning },
  ];
}

/** What decisions are learned from: the evidence of each feature, that of the place as one, and the rest of the odds. */
function decide(table: Table, model: Model, links: JudgedLink[]): Decided[] {
  const judge = judgePairs(table, model);
  const places = new Set(table.features.filter(({ part }) => part === 'place').map(({ name }) => name));
  return links.map(({ one, other, right }) => {
    const reasons = reasonsOf(table, model, one, other).map((reason) => ({
      ...reason,
      odds: reason.weight * Math.LN2,
    }));
    const of = (wanted: (name: string) => boolean) =>
      reasons.filter(({ feature }) => wanted(feature)).reduce((sum, { odds }) => sum + odds, 0);
    const personal = table.features.map(({ name }) => (places.has(name) ? 0 : of((feature) => feature === name)));
    const evidence = [...personal, of((feature) => places.has(feature))];
    const prior = judge(one, other).weight - evidence.reduce((sum, odds) => sum + odds, 0);
    return { evidence, prior, same: right };
  });
}

function inAnyOrder<T>(list: T[]): T[] {
  const random = createRandom(7);
  return list
    .map((item) => ({ item, at: random() }))
    .sort((x, y) => x.at - y.at)
    .map(({ item }) => item);
}

function figuresOf(file: string, variant: string, looked: Run) {
  const { automatic, automaticWrong } = zonesOf(looked);
  const family = looked.links.filter((link) => link.family && link.same >= 0.5).length;
  return { file, variant, quality: looked.quality, family, automatic, automaticWrong };
}

function share(value: number): string {
  return value.toFixed(4);
}
