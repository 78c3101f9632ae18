import { judgePairs } from './find.ts';
import type { Link } from './groups.ts';
import type { Model } from './model.ts';
import type { Table } from './table.ts';
import { type Thresholds, type Zone, zonesIn } from './zones.ts';

/** A link with the zone that it falls into by what its values say. */
export type Zoned = Link & { zone: Zone };

/** Every link with its zone; there may be very many, so that they are marked where they are. Whether a machine may act on one is asked elsewhere. */
export function zonedLinks(table: Table, model: Model, links: Link[], thresholds: Thresholds): Zoned[] {
  const [judge, zone] = [judgePairs(table, model), zonesIn(table.features, thresholds)];
  return links.map((link) => {
    const { one, other, same } = link;
    return Object.assign(link, { zone: zone(one, other, { same, household: judge(one, other).household }) });
  });
}
