import { desc, eq, sql } from 'drizzle-orm';
import type { Context, MemberActor, StaffActor } from '../../core/context.ts';
import { continueSearch } from '../../core/erasure/search.ts';
import { type ProfileInput, recordProfile } from '../../core/members/profile.ts';
import { codeFor } from '../../core/merges/proof.ts';
import { requestMerge } from '../../core/merges/requestMerge.ts';
import { earn } from '../../core/points/earn.ts';
import type { AccountId, IdentityId, RequestId, StaffId, StoreId } from '../../db/ids.ts';
import { type Database, rowsOf } from '../../db/open.ts';
import type { Hit } from '../../db/schema/erasure.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { mergeRequests } from '../../db/schema/merges.ts';
import { auditEntries, outbox } from '../../db/schema/plumbing.ts';
import { lots } from '../../db/schema/points.ts';
import { channels, staff, stores } from '../../db/schema/shop.ts';

/** Two stores, headquarters, and who works there; members are added by `join`. */
export type House = {
  db: Database;
  stores: { kichijoji: StoreId; kamakura: StoreId; hq: StoreId };
  staff: { sayaka: StaffId; mariko: StaffId; jun: StaffId; takeshi: StaffId };
};

export type Guest = { accountId: AccountId; identityId: IdentityId; memberNumber: string; lineUserId: string };

export const secret = 'a-secret-of-the-tests';

/** Saturday, 21 November 2026, 14:00 in Tokyo, plus minutes. */
export function at(minutes = 0): Date {
  return new Date(Date.parse('2026-11-21T05:00:00Z') + minutes * 60_000);
}

/** Opens the shop in an empty database. */
export async function openHouse(db: Database): Promise<House> {
  const opened = await db
    .insert(stores)
    .values([
      { code: 'kichijoji', name: '吉祥寺店', slackChannel: 'C1', hours: '11:00-19:00' },
      { code: 'kamakura', name: '鎌倉店', slackChannel: 'C2' },
      { code: 'hq', name: '本部', slackChannel: 'C9', isHeadquarters: true },
    ])
    .returning({ id: stores.id });
  const [kichijoji, kamakura, hq] = opened.map(({ id }) => id) as [StoreId, StoreId, StoreId];
  const hired = await db
    .insert(staff)
    .values([
      { slackUserId: 'U1', name: '森下 さやか', role: 'clerk', storeId: kichijoji },
      { slackUserId: 'U2', name: '山口 真理子', role: 'manager', storeId: kichijoji },
      { slackUserId: 'U3', name: '藤沢 潤', role: 'clerk', storeId: kamakura },
      { slackUserId: 'U4', name: '大久保 健', role: 'headquarters', storeId: hq },
    ])
    .returning({ id: staff.id });
  const [sayaka, mariko, jun, takeshi] = hired.map(({ id }) => id) as [StaffId, StaffId, StaffId, StaffId];
  await db.insert(channels).values({ code: 'line', name: 'LINE', role: 'app' });
  return { db, stores: { kichijoji, kamakura, hq }, staff: { sayaka, mariko, jun, takeshi } };
}

/** Adds a member with a LINE of its own. */
export async function join(
  house: House,
  profile: ProfileInput,
  { store, points = 0 }: { store?: StoreId; points?: number } = {},
): Promise<Guest> {
  const { db } = house;
  const [next] = await rowsOf<{ id: AccountId }>(
    db,
    sql`select nextval(pg_get_serial_sequence('accounts', 'id'))::int as id`,
  );
  const { id } = next!;
  const memberNumber = String(20480000 + id);
  await db.insert(accounts).values({ id, personId: id, memberNumber, homeStoreId: store, registeredAt: at(-9999) });
  const context = { db, now: at(-9999), secret, actor: { kind: 'system', job: 'test' } } as const;
  await recordProfile(context, id, profile, 'import');
  if (points > 0) {
    await earn(context, {
      accountId: id,
      amount: points,
      origin: 'import',
      source: 'test',
      key: `${id}`,
      expiresAt: at(999_999),
    });
  }
  const lineUserId = `U${String(id).padStart(32, '0')}`;
  const [identity] = await db
    .insert(identities)
    .values({ accountId: id, kind: 'line', value: lineUserId, linkedAt: at(-9999) })
    .returning({ id: identities.id });
  return { accountId: id, identityId: identity!.id, memberNumber, lineUserId };
}

/** A member speaking at `now`. */
export function member({ db }: House, { accountId, identityId }: Guest, now = at()): Context<MemberActor> {
  return { db, now, secret, actor: { kind: 'member', accountId, identityId } };
}

/** Somebody of the shop acting at `now`. */
export function clerk(house: House, who: keyof House['staff'], now = at()): Context<StaffActor> {
  const storeId = {
    sayaka: house.stores.kichijoji,
    mariko: house.stores.kichijoji,
    jun: house.stores.kamakura,
    takeshi: house.stores.hq,
  }[who];
  const role = ({ sayaka: 'clerk', mariko: 'manager', jun: 'clerk', takeshi: 'headquarters' } as const)[who];
  return { db: house.db, now, secret, actor: { kind: 'staff', staffId: house.staff[who], storeId, role } };
}

/** The tick at `now`. */
export function tick({ db }: House, now = at()): Context {
  return { db, now, secret, actor: { kind: 'system', job: 'tick' } };
}

/** A message on its way out, whichever way it goes. */
export type Told = {
  requestId?: RequestId;
  topic: string;
  template?: string;
  show?: string;
  to?: IdentityId;
  profileValueId?: number;
  figures?: unknown;
};

/** What was left to be delivered, oldest first. */
export async function told(db: Database): Promise<Told[]> {
  const rows = await db.select().from(outbox).orderBy(outbox.id);
  return rows.map(({ topic, message }) => ({ topic, ...(message as Omit<Told, 'topic'>) }));
}

/** The code in the newest message that carries one, as its receiver would read it. */
export async function codeSent(db: Database): Promise<string> {
  const rows = await db.select({ message: outbox.message }).from(outbox).orderBy(desc(outbox.id));
  const newest = rows
    .map(({ message }) => message as { template?: string; proofId?: number })
    .find(({ template }) => template === 'proof_code');
  return codeFor(secret, newest!.proofId!);
}

export const yuko = { familyName: '齋藤', givenName: '優子', familyKana: 'サイトウ', givenKana: 'ユウコ' };

/** Yuko's card of today and her older one, in Kamakura, with its mail and phone. */
export async function twoCards(house: House): Promise<{ today: Guest; older: Guest }> {
  const today = await join(
    house,
    { ...yuko, birthDate: '1985-03-14', mail: 'yuko.saito@example.jp', phone: '090-1111-2271' },
    { store: house.stores.kichijoji, points: 1840 },
  );
  const older = await join(
    house,
    { ...yuko, familyName: '斎藤', birthDate: '1985-03-14', mail: 'yuko.saito@example.jp', phone: '0467-22-3326' },
    { store: house.stores.kamakura, points: 2360 },
  );
  return { today, older };
}

/** A request of Yuko for her older card, still to be proved. */
export function askByMail(house: House, today: Guest, now = at()) {
  return requestMerge(member(house, today, now), {
    soughtKind: 'mail',
    sought: 'yuko.saito@example.jp',
    name: '斎藤優子',
  });
}

/** The state of a request. */
export async function stateOf(db: Database, requestId: RequestId): Promise<string | undefined> {
  const [request] = await db
    .select({ state: mergeRequests.state })
    .from(mergeRequests)
    .where(eq(mergeRequests.id, requestId));
  return request?.state;
}

/** How many points an account was ever given as a welcome. */
export async function welcomeOf(db: Database, accountId: AccountId): Promise<number> {
  const rows = await db.select().from(lots).where(eq(lots.accountId, accountId));
  return rows.filter(({ origin }) => origin === 'welcome').reduce((sum, { amount }) => sum + amount, 0);
}

/** The search that follows an erasure, to its end: what it found, and how much it left out because others have it as well. */
export async function searched(house: House, minutes = 0): Promise<{ hits: Hit[]; shared: number; cells: number }> {
  while (await continueSearch(tick(house, at(minutes))));
  const done = eq(auditEntries.action, 'account.searched');
  const [row] = await house.db.select().from(auditEntries).where(done).orderBy(desc(auditEntries.id)).limit(1);
  const facts = row?.facts as { hits: Hit[]; searched: { shared: number; cells: number } };
  return { hits: facts.hits, shared: facts.searched.shared, cells: facts.searched.cells };
}
