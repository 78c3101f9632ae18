import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { AccountId, ChannelId, IdentityId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, identities } from '../../db/schema/members.ts';
import { channels, stores } from '../../db/schema/shop.ts';
import { recordActivity } from '../activities/record.ts';
import { audit } from '../audit.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { countAttempt, keyedHash } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { nextAccountId } from './accountId.ts';
import { readingToLink } from './language.ts';
import { cleanText } from './normalise.ts';
import { normaliseField, type ProfileInput, recordProfile } from './profile.ts';
import { awaitWelcome, issuePendingWelcome } from './welcome.ts';

type Registrar = Extract<Actor, { kind: 'stranger' | 'staff' }>;

export type Registration = {
  /** The LINE user who registers; only for a stranger, and then the acting one. */
  lineUserId?: string;
  profile: ProfileInput & { familyName: string; givenName: string };
  storeCode?: string;
  channelCode: string;
};

export type Registered = { accountId: AccountId; identityId?: IdentityId; memberNumber: string };

const nameMax = 60;
/** Somebody who leaves and comes again, more than once; each time is one more card, and one more member. */
const registering = { windowMinutes: 24 * 60, max: 5 };

/**
 * Registers a member: a new account, whoever else may have the same phone or mail, and whatever the cap. The answer and the rows
 * are the same whether such others exist; who they are comes up only after a contact is proved. Welcome points wait for that
 * proof or for the first purchase, unless nothing was given that could be somebody's already. Refuses bad_input {field},
 * already_member, not_staff, and rate_limited for a LINE that has registered five times within a day.
 */
export async function register(context: Context<Registrar>, input: Registration): Promise<Registered> {
  const profile = readProfile(input.profile);
  const lineUserId = await lineUserOf(context, input.lineUserId);
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const [storeId, channelId] = [await storeOf(db, input.storeCode), await channelOf(db, input.channelCode)];
    const { accountId, memberNumber } = await openAccount(inside, storeId, channelId);
    const identityId = lineUserId === undefined ? undefined : await linkLine(inside, accountId, lineUserId);
    if (lineUserId !== undefined) await countRegistration(inside, lineUserId);
    await recordProfile(inside, accountId, profile, inside.actor.kind === 'staff' ? 'store' : 'self');
    await awaitWelcome(inside, accountId);
    if (isAnonymous(profile)) await issuePendingWelcome(inside, accountId);
    await recordActivity(inside, {
      ...{ accountId, identityId, kind: 'registered', occurredAt: now, source: 'musubi' },
      sourceId: `registered:${accountId}`,
      ...(storeId && { storeId }),
      ...(channelId && { channelId }),
    });
    await audit(inside, { action: 'member.registered', subject: `account:${accountId}`, accountId });
    return { accountId, memberNumber, ...(identityId && { identityId }) };
  });
}

async function countRegistration(context: Context, lineUserId: string): Promise<void> {
  await countAttempt(context, `register:by:${keyedHash(context.secret, 'line', lineUserId)}`, registering);
}

/** Nothing that could be another member's as well: then nobody learns anything from points that are given at once. */
function isAnonymous({ phone, mail, birthDate }: ProfileInput): boolean {
  return !phone && !mail && !birthDate;
}

function readProfile(input: Registration['profile']): ProfileInput {
  const given = Object.entries(input).map(([field, text]) => [field, cleanText(text ?? '')] as const);
  const profile = Object.fromEntries(given.filter(([, text]) => text !== '')) as ProfileInput;
  for (const field of ['familyName', 'givenName', 'familyKana', 'givenKana'] as const) {
    if ((profile[field]?.length ?? 0) > nameMax) throw new Refusal('bad_input', { field });
  }
  for (const field of ['familyName', 'givenName'] as const) {
    if (!profile[field]) throw new Refusal('bad_input', { field });
  }
  for (const field of ['phone', 'mail', 'birthDate'] as const) {
    const text = profile[field];
    if (text && !normaliseField(field, text)) throw new Refusal('bad_input', { field });
  }
  return profile;
}

async function lineUserOf(context: Context<Registrar>, claimed: string | undefined): Promise<string | undefined> {
  const { actor } = context;
  if (actor.kind === 'stranger') {
    if (claimed !== undefined && claimed !== actor.lineUserId) throw new Refusal('not_yours');
    return actor.lineUserId;
  }
  await activeStaff({ ...context, actor });
  // Only its owner can bring a LINE: a verified token or a signed webhook says who that is.
  if (claimed !== undefined) throw new Refusal('bad_input', { field: 'lineUserId' });
  return undefined;
}

async function openAccount({ db, now }: Context, storeId: StoreId | null, channelId: ChannelId | null) {
  const accountId = await nextAccountId(db);
  const row = { id: accountId, personId: accountId, homeStoreId: storeId, channelId, registeredAt: now };
  for (;;) {
    // Numbers are drawn, not counted: a card number says nothing about how many there are or who came when.
    const memberNumber = String(randomInt(10_000_000, 100_000_000));
    const opened = await db
      .insert(accounts)
      .values({ ...row, memberNumber })
      .onConflictDoNothing({ target: accounts.memberNumber })
      .returning({ id: accounts.id });
    if (opened.length > 0) return { accountId, memberNumber };
  }
}

async function linkLine({ db, now }: Context, accountId: AccountId, lineUserId: string): Promise<IdentityId> {
  const [identity] = await db
    .insert(identities)
    .values({ accountId, kind: 'line', value: lineUserId, linkedAt: now, ...(await readingToLink(db, lineUserId)) })
    .onConflictDoNothing()
    .returning({ id: identities.id });
  if (!identity) throw new Refusal('already_member');
  return identity.id;
}

async function storeOf(db: Database, code: string | undefined): Promise<StoreId | null> {
  if (code === undefined) return null;
  const [store] = await db.select({ id: stores.id }).from(stores).where(eq(stores.code, code));
  if (!store) throw new Refusal('bad_input', { field: 'storeCode' });
  return store.id;
}

async function channelOf(db: Database, code: string): Promise<ChannelId | null> {
  const [channel] = await db.select({ id: channels.id }).from(channels).where(eq(channels.code, code));
  return channel?.id ?? null;
}
