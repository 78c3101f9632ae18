import { type FindOptions, findDuplicates } from '../../core/duplicates/find.ts';
import type { Link } from '../../core/duplicates/groups.ts';
import type { Model } from '../../core/duplicates/model.ts';
import type { Column, Role } from '../../core/duplicates/role.ts';
import type { Table } from '../../core/duplicates/table.ts';
import { zonedLinks } from '../../core/duplicates/zoned.ts';
import { thresholdsFor } from '../../core/duplicates/zones.ts';
import { type LabelledSet, type Quality, qualityOf, truePairsOf } from './linkage-sets.ts';
import { syntheticHeader, syntheticMembers } from './synthetic.ts';

/** A link and what is true of it. */
export type JudgedLink = Link & { right: boolean; family: boolean };

/** A look over a labelled table, and how well it met the truth. */
export type Run = { table: Table; model: Model; links: JudgedLink[]; compared: number; quality: Quality };

/** Looks over a labelled table. */
export function run(set: LabelledSet, table: Table, options: FindOptions = {}): Run {
  const { source, person, household } = set;
  const fits = source && ((one: number, other: number) => source[one] !== source[other]);
  const { links, compared, model } = findDuplicates(table, { ...options, ...(fits && { fits }) });
  const judged = links
    .filter(({ one, other }) => !fits || fits(one, other))
    .map((link) => {
      const right = person[link.one] === person[link.other];
      return {
        ...link,
        right,
        family: !right && household !== undefined && household[link.one] === household[link.other],
      };
    });
  return { table, model, links: judged, compared, quality: qualityOf(judged, truePairsOf(set)) };
}

export type ZoneFigures = {
  threshold: number;
  automatic: number;
  automaticWrong: number;
  automaticFamily: number;
  automaticRecall: number;
  review: number;
  reviewRight: number;
};

/** How many pairs fall to the machine and to staff, and how many of them are right. */
export function zonesOf({ table, model, links, quality }: Run): ZoneFigures {
  const thresholds = thresholdsFor(links);
  const truth = new Map(links.map((link) => [keyOf(link), link]));
  const of = Map.groupBy(zonedLinks(table, model, links, thresholds), ({ zone }) => zone);
  const judged = (zone: 'automatic' | 'review') => (of.get(zone) ?? []).flatMap((link) => truth.get(keyOf(link)) ?? []);
  const [automatic, review] = [judged('automatic'), judged('review')];
  const right = (some: JudgedLink[]) => some.filter((link) => link.right).length;
  return {
    threshold: thresholds.automatic,
    automatic: automatic.length,
    automaticWrong: automatic.length - right(automatic),
    automaticFamily: automatic.filter(({ family }) => family).length,
    automaticRecall: right(automatic) / quality.truePairs,
    review: review.length,
    reviewRight: right(review),
  };
}

/** A pair by its rows. */
export function keyOf({ one, other }: Link): string {
  return `${one} ${other}`;
}

/** One of ten equal parts of the scale of probabilities. */
export type Bin = { from: number; pairs: number; predicted: number; found: number };

/** What was predicted of pairs, and how many of them were right, in ten parts. */
export function calibrationOf(links: JudgedLink[]): Bin[] {
  const groups = Map.groupBy(links, ({ same }) => Math.min(9, Math.floor(same * 10)));
  return [...groups]
    .sort(([x], [y]) => x - y)
    .map(([part, of]) => ({
      from: part / 10,
      pairs: of.length,
      predicted: of.reduce((sum, { same }) => sum + same, 0) / of.length,
      found: of.filter(({ right }) => right).length / of.length,
    }));
}

const syntheticRoles: (Role | undefined)[] = [
  ...[undefined, 'familyName', 'givenName', 'familyKana', 'givenKana', 'birthDate', 'gender', 'phone', 'mail'],
  ...['postalCode', 'address'],
] as (Role | undefined)[];

/** The columns of a synthetic file. */
export const syntheticColumns: Column[] = syntheticRoles.flatMap((role, index) =>
  role ? [{ name: role, role, index }] : [],
);

/** A synthetic file of so many people as a labelled set. */
export function syntheticSet(folder: string, people: number): LabelledSet {
  const members = [...syntheticMembers(folder, { people })];
  return {
    ...{ name: `synthetic ${people / 1000} k`, header: syntheticHeader, columns: syntheticColumns },
    rows: members.map(({ id, values }) => [id, ...values]),
    person: members.map(({ person }) => String(person)),
    household: members.map(({ household }) => String(household)),
    source: undefined,
  };
}
