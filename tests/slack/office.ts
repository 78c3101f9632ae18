import { and, asc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import type { Context, MemberActor, StaffActor } from '../../core/context.ts';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { type ProfileInput, recordProfile } from '../../core/members/profile.ts';
import { codeFor, proveRequest } from '../../core/merges/proof.ts';
import { requestMerge } from '../../core/merges/requestMerge.ts';
import type { StaffMessage } from '../../core/outbox.ts';
import { earn } from '../../core/points/earn.ts';
import { defaultRules } from '../../core/points/programme.ts';
import type { AccountId, IdentityId, OutboxId, RequestId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import { outbox } from '../../db/schema/plumbing.ts';
import { programmeVersions } from '../../db/schema/points.ts';
import { staff, stores } from '../../db/schema/shop.ts';
import { createSlackStandIn, type SlackStandInOptions } from '../../sandbox/slack/standin.ts';
import type { Block, Message } from '../../sandbox/slack/types.ts';
import { slackHandler } from '../../slack/app.ts';
import { deliverToSlack, type SlackDelivery } from '../../slack/deliver.ts';
import type { SlackDoorDeps } from '../../slack/deps.ts';

export const secret = 'a secret of the shop';
export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
const { teamId, appId, botUserId, name } = cast.workspace;
const botToken = 'xoxb-office';

export const people = {
  morishita: 'U0MORISHITA',
  yamaguchi: 'U0YAMAGUCHI',
  okubo: 'U0OKUBOKEN1',
  hayama: 'U0HAYAMAMIO',
};
export const rooms = { kichijoji: 'C0KICHIJOJI1', kamakura: 'C0KAMAKURA01', headquarters: 'C0HONBUMEM01' };

export type Office = Awaited<ReturnType<typeof openOffice>>;

/** The shop's staff and stores in the database, their Slack beside it, and our handler between them, each behind its own door. */
export async function openOffice(db: Database, options: Partial<SlackStandInOptions> = {}) {
  let time = Date.parse('2026-11-21T14:05:00+09:00');
  const now = () => new Date(time);
  await seedShop(db);
  const door = new Hono();
  const slack = createSlackStandIn({
    now,
    signingSecret,
    botToken,
    teamId,
    appId,
    botUserId,
    workspaceName: name,
    appName: cast.workspace.botName,
    eventsUrl: 'http://app.test/slack/events',
    apiOrigin: 'http://slack.test',
    fetch: (url, init) => Promise.resolve(door.request(new Request(url, init))),
    users: [
      ...cast.slack.map(({ id, name, realName }) => ({ id, name, realName })),
      { id: 'U0GUEST', name: 'guest', realName: '客', isRestricted: true },
      { id: 'U0OTHERTEAM', name: 'stranger', realName: '他社の人', teamId: 'T9OTHER' },
      { id: 'U0GONE', name: 'gone', realName: '辞めた人', deleted: true },
      { id: 'U0NOBODY', name: 'nobody', realName: '登録のない人' },
    ],
    channels: cast.channels.map(({ id, name }) => ({ id, name, members: everybody })),
    rules: { tiers: false, postsPerChannel: false },
    ...options,
  });
  const slackFetch: typeof fetch = async (url, init) => {
    const answer = await slack.api.request(new Request(url as string, init));
    init?.signal?.throwIfAborted();
    return answer;
  };
  const working = new Set<Promise<unknown>>();
  const failures: unknown[] = [];
  const deps: SlackDoorDeps = {
    db,
    now,
    secret,
    fetch: slackFetch,
    config: {
      signingSecret,
      botToken,
      teamId,
      appId,
      apiUrl: 'http://slack.test/api/',
      publicUrl: 'https://fukuro.example',
    },
    background: (work) => {
      const kept = work.finally(() => working.delete(kept));
      working.add(kept);
    },
    counterLink: () => 'https://fukuro.example/counter/once',
    capIdsLink: () => 'https://fukuro.example/cap-ids/once',
    failed: (_, reason) => failures.push(reason),
  };
  door.post('/slack/events', slackHandler(deps));
  /** Waits until everything that was acknowledged is done. */
  const settled = async () => {
    await slack.idle();
    while (working.size > 0) await Promise.allSettled(working);
    await slack.idle();
  };
  return { db, slack, deps, door, now, failures, settled, pass: (ms: number) => (time += ms) };
}

const everybody = [...cast.slack.map(({ id }) => id), 'U0GUEST', 'U0OTHERTEAM', 'U0GONE', 'U0NOBODY'];

async function seedShop(db: Database): Promise<void> {
  for (const { code, name } of cast.stores) {
    const slackChannel = cast.channels.find(({ storeCode }) => storeCode === code)?.id ?? null;
    await db.insert(stores).values({ code, name, slackChannel, isHeadquarters: code === 'hq' });
  }
  const byCode = new Map((await db.select().from(stores)).map(({ code, id }) => [code, id]));
  const rows = cast.slack.map(({ id, realName, role, storeCode }) => ({
    slackUserId: id,
    name: realName,
    role: role as 'clerk' | 'manager' | 'headquarters',
    storeId: byCode.get(storeCode)!,
  }));
  const others = ['U0GUEST', 'U0OTHERTEAM', 'U0GONE'].map((slackUserId) => ({
    ...{ slackUserId, name: slackUserId, role: 'manager' as const, storeId: byCode.get('kichijoji')! },
  }));
  await db.insert(staff).values([...rows, ...others]);
  const effectiveAt = new Date('2020-01-01T00:00:00Z');
  await db.insert(programmeVersions).values({ version: 1, effectiveAt, rules: defaultRules });
}

/** A context in which a job of the shop itself acts. */
export function asSystem({ db, now }: Pick<Office, 'db' | 'now'>): Context {
  return { db, now: now(), secret, actor: { kind: 'system', job: 'test' } };
}

/** A context in which a member of staff acts. */
export async function asStaff(office: Office, slackUserId: string): Promise<Context<StaffActor>> {
  const [row] = await office.db.select().from(staff).where(eq(staff.slackUserId, slackUserId));
  const { id: staffId, storeId, role } = row!;
  return { ...asSystem(office), actor: { kind: 'staff', staffId, storeId, role } };
}

export type Card = { accountId: AccountId; identityId: IdentityId; memberNumber: string };

/** A registered member of a store with this profile, points and, unless `line` is false, LINE. */
export async function member(
  office: Office,
  memberNumber: string,
  profile: ProfileInput,
  { storeCode = 'kichijoji', points = 0, line = true } = {},
): Promise<Card> {
  const { db } = office;
  const context = asSystem(office);
  const [store] = await db.select().from(stores).where(eq(stores.code, storeCode));
  const registeredAt = new Date('2024-04-10T03:00:00Z');
  const accountId = await nextAccountId(db);
  await db
    .insert(accounts)
    .values({ id: accountId, personId: accountId, memberNumber, homeStoreId: store!.id, registeredAt });
  await recordProfile(context, accountId, profile, 'store');
  const value = line ? `Uline${memberNumber}` : memberNumber;
  const [identity] = await db
    .insert(identities)
    .values({ accountId, kind: line ? 'line' : 'card', value, linkedAt: registeredAt })
    .returning();
  if (points > 0) {
    await earn(context, { accountId, amount: points, origin: 'adjustment', source: 'test', key: `p${memberNumber}` });
  }
  return { accountId, identityId: identity!.id, memberNumber };
}

async function nextAccountId(db: Database): Promise<AccountId> {
  const rows = await db.select({ id: accounts.id }).from(accounts);
  return (Math.max(0, ...rows.map(({ id }) => id)) + 1) as AccountId;
}

/** Yuko, and the older card of her years in Kamakura. */
export async function yuko(office: Office): Promise<{ now: Card; old: Card }> {
  const common = {
    familyKana: 'サイトウ',
    givenKana: 'ユウコ',
    birthDate: '1984-03-14',
    mail: 'yuko.saito@example.jp',
  };
  const now = await member(
    office,
    '20487153',
    { familyName: '齋藤', givenName: '優子', ...common, phone: '090-1234-5671' },
    { points: 1840 },
  );
  const old = await member(
    office,
    '20316624',
    { familyName: '斎藤', givenName: '優子', ...common, phone: '0467-22-3326', address: '鎌倉市雪ノ下1-2-3' },
    { points: 2360, storeCode: 'kamakura', line: false },
  );
  return { now, old };
}

/** A member asks for a merge with an older card and proves it by the code that was sent there. */
export async function provedRequest(office: Office, asking: Card, old: Card, name = '斎藤 優子'): Promise<RequestId> {
  const actor: MemberActor = { kind: 'member', accountId: asking.accountId, identityId: asking.identityId };
  const context = { ...asSystem(office), actor };
  const sought = { soughtKind: 'memberNumber' as const, sought: old.memberNumber, name };
  const { requestId } = await requestMerge(context, sought);
  const [proof] = await office.db.select().from(proofCodes).where(eq(proofCodes.requestId, requestId));
  await proveRequest(context, { requestId, code: codeFor(secret, proof!.id) });
  return requestId;
}

/** A request of Yuko's that waits in the channel of Kamakura, and where its card stands. */
export async function waitingRequest(office: Office) {
  const cards = await yuko(office);
  const requestId = await provedRequest(office, cards.now, cards.old);
  await deliverAll(office);
  return { ...cards, requestId, place: { channel: rooms.kamakura, ts: onlyCard(office, rooms.kamakura).ts } };
}

/** The same, approved by a press in Kamakura. */
export async function approvedRequest(office: Office) {
  const waiting = await waitingRequest(office);
  await office.slack.press(people.hayama, waiting.place, 'request_approve');
  await office.settled();
  return waiting;
}

/** Delivers everything that waits for Slack, as the outbox worker does; answers what came of each. */
export async function deliverAll(office: Office): Promise<SlackDelivery[]> {
  const { db, deps } = office;
  const waiting = and(eq(outbox.topic, 'slack'), eq(outbox.state, 'pending'));
  const rows = await db.select().from(outbox).where(waiting).orderBy(asc(outbox.id));
  const outcomes: SlackDelivery[] = [];
  for (const row of rows) {
    const outcome = await deliverToSlack(deps, row.message as StaffMessage, row.id as OutboxId);
    outcomes.push(outcome);
    const sent = outcome.kind === 'accepted' && {
      state: 'sent' as const,
      receipt: outcome.receipt,
      settledAt: office.now(),
    };
    if (sent) await db.update(outbox).set(sent).where(eq(outbox.id, row.id));
  }
  return outcomes;
}

/** What somebody reads of a message or view, a text a line. */
export function textOf(shown: { text?: string; blocks?: Block[]; attachments?: unknown[] }): string {
  return stringsIn([shown.text, shown.blocks, shown.attachments], ['text', 'alt_text', 'fallback']).join('\n');
}

/** Every string in a value, or only those under some keys. */
export function stringsIn(value: unknown, keys?: string[], key = 'text'): string[] {
  if (typeof value === 'string') return !keys || keys.includes(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => stringsIn(one, keys, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => stringsIn(one, keys, name));
}

/** The only card of ours in a channel. */
export function onlyCard(office: Office, channel: string): Message {
  const cards = office.slack.messagesIn(channel).filter(({ threadTs }) => !threadTs);
  if (cards.length !== 1) throw new Error(`${cards.length} cards in ${channel}`);
  return cards[0]!;
}
