import { and, asc, eq, or } from 'drizzle-orm';
import type { AccountId, StoreId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { accounts, type ProfileField, profileValues } from '../../db/schema/members.ts';
import { stores } from '../../db/schema/shop.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { earn } from '../points/earn.ts';
import { Refusal } from '../refusal.ts';
import { nextAccountId } from './accountId.ts';
import { cleanText } from './normalise.ts';
import { normaliseField, type ProfileInput, type ProfileValue, profileOfOne, recordProfile } from './profile.ts';

/** A member as another system's export describes it. */
export type ImportedMember = {
  /** Eight digits; the same number again is the same member. */
  memberNumber: string;
  profile: ProfileInput;
  storeCode?: string;
  registeredAt?: Date;
  /** Points brought along, as one lot; given once, however often the row comes. */
  points?: number;
};

/** The fields of a row that cannot be what they claim to be; empty when it can be taken in. Pure. */
export function problemsOf({ memberNumber, profile, points, registeredAt }: ImportedMember): string[] {
  const fields = (Object.entries(profile) as [keyof ProfileInput, string][]).filter(
    ([field, text]) => text && !normaliseField(field, text),
  );
  return [
    ...(/^[0-9]{8}$/.test(memberNumber) ? [] : ['memberNumber']),
    ...fields.map(([field]) => field),
    ...(points !== undefined && !(Number.isSafeInteger(points) && points >= 0) ? ['points'] : []),
    ...(registeredAt && Number.isNaN(registeredAt.getTime()) ? ['registeredAt'] : []),
  ];
}

/**
 * Takes in one member: a new account, or what a known one says now. The row again changes nothing. Call it inside the
 * transaction of the whole file. Refuses bad_input {field}, and key_reused when other opening points came before.
 */
export async function importMember(context: Context, member: ImportedMember): Promise<'new' | 'known'> {
  const { db, now } = context;
  const [problem] = problemsOf(member);
  if (problem) throw new Refusal('bad_input', { field: problem });
  const [known] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.memberNumber, member.memberNumber));
  const accountId = known?.id ?? (await openImported(context, member));
  const profile = known ? await newsIn(context, accountId, member.profile) : member.profile;
  await recordProfile(context, accountId, profile, 'import');
  if (member.points) {
    await earn(context, {
      accountId,
      amount: member.points,
      origin: 'import',
      earnedAt: now,
      source: 'import',
      key: `opening:${accountId}`,
    });
  }
  return known ? 'known' : 'new';
}

/**
 * What the row says that an earlier import did not: an old export must not take back what the member has said since. Nor does it make the shop's record of
 * what its owner merely said, which may have gone out to the other system and comes back in other letters.
 */
async function newsIn({ db }: Context, accountId: AccountId, profile: ProfileInput): Promise<ProfileInput> {
  const brought = await db
    .select({ field: profileValues.field, value: profileValues.value })
    .from(profileValues)
    .where(and(eq(profileValues.accountId, accountId), eq(profileValues.source, 'import')))
    .orderBy(asc(profileValues.id));
  const last = new Map(brought.map(({ field, value }) => [field, value]));
  const news = (Object.entries(profile) as [ProfileField, string | undefined][]).filter(([field, text]) => {
    const said = cleanText(text ?? '');
    return said !== '' && said !== last.get(field);
  });
  // Most rows of a file that comes again say nothing new.
  if (news.length === 0) return {};
  const known = await profileOfOne(db, accountId);
  return Object.fromEntries(news.filter(([field, text]) => !isOwnWord(known[field], field, text ?? '')));
}

/** Whether a value is one that the account's owner said of themselves and nobody else did. */
function isOwnWord(known: ProfileValue | undefined, field: ProfileField, text: string): boolean {
  if (!known) return false;
  const said = [known, ...known.former].find(({ normalised }) => normalised === normaliseField(field, text));
  return said?.known === 'self';
}

async function openImported(
  context: Context,
  { memberNumber, storeCode, registeredAt }: ImportedMember,
): Promise<AccountId> {
  const { db, now } = context;
  const [id, homeStoreId] = [await nextAccountId(db), await storeOf(db, storeCode)];
  await db.insert(accounts).values({ id, personId: id, memberNumber, homeStoreId, registeredAt: registeredAt ?? now });
  await audit(context, { action: 'member.imported', subject: `account:${id}`, accountId: id });
  return id;
}

/** A store by its code or its name, whichever the export uses. */
async function storeOf(db: Database, code: string | undefined): Promise<StoreId | null> {
  if (!code) return null;
  const [store] = await db
    .select({ id: stores.id })
    .from(stores)
    .where(or(eq(stores.code, code), eq(stores.name, code)));
  if (!store) throw new Refusal('bad_input', { field: 'storeCode' });
  return store.id;
}
