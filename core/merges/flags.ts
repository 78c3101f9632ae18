import { sql } from 'drizzle-orm';
import type { EdgeId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import { daysLater } from '../calendar.ts';
import { profileOfOne } from '../members/profile.ts';
import { isTrusted } from './target.ts';
import type { MergeRequest } from './waiting.ts';

/** What staff should know beside the comparison; each counts over the whole persons. */
export type RequestFlags = {
  /** Both sides hold a benefit that is given once per person. */
  welcomeTwice: boolean;
  /** Undos that touched either side in the last 180 days. */
  undone180Days: number;
  /** Other members whose present phone is that of either side. */
  samePhoneMembers: number;
  /** Somebody said that these two are not one person. */
  cannotLink: boolean;
  /** The contact by which the other card was found was neither proved by its owner nor recorded by the shop: whoever typed it may be anybody. */
  ownWord: boolean;
  /** These two were joined before and parted: redoing this edge keeps the books whole, a new merge does not. */
  partedEdgeId: EdgeId | null;
};

const undoWindowDays = 180;
const none: RequestFlags = {
  welcomeTwice: false,
  undone180Days: 0,
  samePhoneMembers: 0,
  cannotLink: false,
  ownWord: false,
  partedEdgeId: null,
};

/** The flags of a request at `now`; none of them while nobody matches what was entered. */
export async function flagsOf(db: Database, request: MergeRequest, now: Date): Promise<RequestFlags> {
  if (request.targetAccountId === null) return none;
  const [row] = await rowsOf<Omit<RequestFlags, 'ownWord'>>(
    db,
    sql`
    with here as (select id from accounts where person_id = (select person_id from accounts where id = ${request.requesterAccountId})),
    there as (select id from accounts where person_id = (select person_id from accounts where id = ${request.targetAccountId})
      and id not in (select id from here)),
    both_sides as (select id from here union all select id from there),
    phones as (select distinct on (account_id) account_id, normalised from profile_values
      where field = 'phone' and normalised in (select normalised from profile_values where field = 'phone' and normalised <> ''
        and account_id in (select id from both_sides)) or field = 'phone' and account_id in (select id from both_sides)
      order by account_id, recorded_at desc, id desc)
    select
      exists (select 1 from lots x join lots y on y.once_key = x.once_key where x.account_id in (select id from here)
        and y.account_id in (select id from there)) as "welcomeTwice",
      (select count(*)::int from merge_voids v join merge_edges e on e.id = v.edge_id
        where v.voided_at > ${daysLater(now, -undoWindowDays).toISOString()}::timestamptz
          and (e.a in (select id from both_sides) or e.b in (select id from both_sides))) as "undone180Days",
      (select count(distinct a.person_id)::int from phones p join accounts a on a.id = p.account_id
        where a.closed_at is null and a.id not in (select id from both_sides)
          and p.normalised in (select o.normalised from phones o where o.account_id in (select id from both_sides))) as "samePhoneMembers",
      exists (select 1 from cannot_links c where c.lifted_at is null
        and ((c.a in (select id from here) and c.b in (select id from there))
          or (c.b in (select id from here) and c.a in (select id from there)))) as "cannotLink",
      (select e.id::int from merge_edges e join merge_voids v on v.edge_id = e.id and v.withdrawn_at is null
        where (e.a in (select id from here) and e.b in (select id from there))
          or (e.b in (select id from here) and e.a in (select id from there))
        order by v.voided_at desc, v.id desc limit 1) as "partedEdgeId"`,
  );
  return row ? { ...row, ownWord: await restsOnOwnWord(db, request) } : none;
}

/** Staff who saw the customer need no contact to know who it is. */
async function restsOnOwnWord(db: Database, { targetAccountId, soughtKind, proof }: MergeRequest): Promise<boolean> {
  if (targetAccountId === null || soughtKind === null || proof === 'counter') return false;
  return !isTrusted(await profileOfOne(db, targetAccountId), soughtKind);
}
