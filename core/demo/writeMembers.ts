import { eq } from 'drizzle-orm';
import type { AccountId, IdentityId } from '../../db/ids.ts';
import { accounts, bonusKeys, identities, type ProfileField, profileValues } from '../../db/schema/members.ts';
import { staff } from '../../db/schema/shop.ts';
import type { Context } from '../context.ts';
import { keyedHash } from '../limits.ts';
import { normaliseField, type ProfileInput } from '../members/profile.ts';
import { continueIds, insertAll } from './insert.ts';
import type { PlannedAccount } from './plan.ts';
import type { WrittenShop } from './writeShop.ts';

/** A planned account with its ids. `welcomed`: it has its welcome points. */
export type WrittenAccount = PlannedAccount & { accountId: AccountId; identityId?: IdentityId; welcomed: boolean };

export type WrittenMembers = { accounts: WrittenAccount[]; of: (key: string) => WrittenAccount };

const benefit = 'welcome';
/** Whose own cards these are: about themselves they never decide. */
const staffCards = { morishita: 'staff-morishita', kitamura: 'staff-kitamura' };

/** Writes accounts in the order of their registration, their LINE, their profiles, and who has claimed the welcome points. */
export async function writeMembers(
  context: Context,
  shop: WrittenShop,
  planned: PlannedAccount[],
): Promise<WrittenMembers> {
  const { db } = context;
  let identity = 0;
  const keys = new Set<string>();
  const bonusRows: (typeof bonusKeys.$inferInsert)[] = [];
  const written = planned.map((account, index): WrittenAccount => {
    const accountId = (index + 1) as AccountId;
    const claimed = claimOf(context, account, accountId, keys);
    bonusRows.push(...claimed.rows);
    return {
      ...account,
      accountId,
      welcomed: account.welcome === 'given' && claimed.first,
      ...(account.line && { identityId: ++identity as IdentityId }),
    };
  });
  await insertAll(
    db,
    accounts,
    written.map(({ accountId, memberNumber, store, channel, staff: inCharge, registeredAt }) => ({
      ...{ id: accountId, personId: accountId, memberNumber, registeredAt },
      ...{ homeStoreId: shop.store(store), channelId: shop.channel(channel) },
      staffId: inCharge === undefined ? null : shop.staff(inCharge).staffId,
    })),
  );
  await insertAll(db, identities, written.flatMap(identityRow));
  await insertAll(db, profileValues, written.flatMap(profileRows));
  await insertAll(db, bonusKeys, bonusRows);
  for (const table of [accounts, identities]) await continueIds(db, table);
  const members = { accounts: written, of: finder(written) };
  for (const [slackName, key] of Object.entries(staffCards)) {
    const { accountId } = members.of(key);
    await db
      .update(staff)
      .set({ accountId })
      .where(eq(staff.id, shop.staff(slackName).staffId));
  }
  return members;
}

function finder(written: WrittenAccount[]): WrittenMembers['of'] {
  const found = new Map(written.map((account) => [account.key, account]));
  return (key) => {
    const account = found.get(key);
    if (!account) throw new Error(`nobody in the demo shop is called ${key}`);
    return account;
  };
}

/** The hashed keys by which the welcome points were claimed; `first` unless somebody else's LINE or phone was among them. */
function claimOf({ secret }: Context, account: PlannedAccount, accountId: AccountId, taken: Set<string>) {
  const { welcome, registeredAt, line, profile, former } = account;
  if (welcome === 'none') return { rows: [], first: false };
  const given = welcome === 'given';
  const phones = [profile.phone, former?.values.phone].flatMap(
    (phone) => (phone && normaliseField('phone', phone)) || [],
  );
  const claims = [
    ...(line ? [['line', line.userId] as const] : []),
    ...phones.map((phone) => ['phone', phone] as const),
  ];
  const hashes = given ? claims.map(([kind, value]) => keyedHash(secret, kind, value)) : [];
  const fresh = hashes.filter((hash) => !taken.has(hash));
  for (const hash of fresh) taken.add(hash);
  const rows = [keyedHash(secret, 'account', String(accountId)), ...fresh].map((keyHash) => ({
    ...{ benefit, keyHash, accountId, recordedAt: registeredAt },
    issuedAt: given ? registeredAt : null,
  }));
  return { rows, first: fresh.length === hashes.length };
}

function identityRow({ accountId, identityId, line, registeredAt }: WrittenAccount) {
  if (!line || identityId === undefined) return [];
  return [
    {
      ...{ id: identityId, accountId, kind: 'line' as const, value: line.userId, linkedAt: registeredAt },
      ...{ blockedAt: line.blocked ? registeredAt : null, followChangedAt: registeredAt },
    },
  ];
}

function profileRows({ accountId, channel, profile, former, registeredAt, welcomed }: WrittenAccount) {
  const source = channel === 'line' ? ('self' as const) : ('store' as const);
  const rowsOf = (values: ProfileInput, recordedAt: Date) =>
    (Object.entries(values) as [ProfileField, string][])
      .filter(([, value]) => value !== '')
      .map(([field, value]) => {
        const proved = field === 'phone' && welcomed;
        return {
          ...{ accountId, field, value, normalised: normaliseField(field, value) ?? '', recordedAt },
          ...(proved ? { source: 'proof' as const, verifiedAt: recordedAt } : { source }),
        };
      });
  const changed = (field: string) => former !== undefined && field in former.values;
  const [first, later] = [false, true].map((late) =>
    Object.fromEntries(Object.entries(profile).filter(([field]) => changed(field) === late)),
  ) as [ProfileInput, ProfileInput];
  return [...rowsOf({ ...first, ...former?.values }, registeredAt), ...(former ? rowsOf(later, former.changedAt) : [])];
}
