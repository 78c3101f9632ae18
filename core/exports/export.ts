import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, asc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { AccountId, ExportId, IdentityId } from '../../db/ids.ts';
import { dataExports } from '../../db/schema/erasure.ts';
import { audit } from '../audit.ts';
import { daysLater } from '../calendar.ts';
import { type Context, inTransaction, type MemberActor, type StaffActor } from '../context.ts';
import { countAttempt } from '../limits.ts';
import { memberByIdentity, memberByNumber } from '../members/member.ts';
import { recordDisclosure, visibleAccounts } from '../merges/visible.ts';
import { tell } from '../outbox.ts';
import { Refusal } from '../refusal.ts';
import { activeStaff } from '../staff.ts';
import { factCounts, type Gathered, gather } from './gather.ts';

const linkDays = 1;
/** How long after its first opening the same link still gives the file. */
const openMinutes = 30;
const batchMax = 20;
const asksPerDay = { windowMinutes: 24 * 60, max: 3 };

/** The member asks for everything that is held about them; a link comes by LINE. Refuses rate_limited after three a day. */
export async function askExport(context: Context<MemberActor>): Promise<{ exportId: ExportId }> {
  return inTransaction(context, async (inside) => {
    const { db, actor, now } = inside;
    const { accountId, identityId } = actor;
    await countAttempt(inside, `export:${identityId}`, asksPerDay);
    const [row] = await db
      .insert(dataExports)
      .values({ accountId, identityId, askedAt: now })
      .returning({ id: dataExports.id });
    const exportId = (row as { id: ExportId }).id;
    await audit(inside, { action: 'export.asked', subject: `export:${exportId}`, accountId });
    return { exportId };
  });
}

/** Makes the links that were asked for and leaves them to be sent. The answer itself is put together when a link is opened. */
export async function prepareExports(context: Context): Promise<number> {
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const waiting = db
      .select({ id: dataExports.id })
      .from(dataExports)
      .where(isNull(dataExports.readyAt))
      .orderBy(asc(dataExports.id))
      .limit(batchMax)
      .for('update', { skipLocked: true });
    const ready = await db
      .update(dataExports)
      .set({ readyAt: now, expiresAt: daysLater(now, linkDays) })
      .where(inArray(dataExports.id, waiting))
      .returning({ id: dataExports.id, to: dataExports.identityId });
    for (const { id: exportId, to } of ready)
      await tell(inside, { topic: 'line', message: { to, template: 'export_ready', exportId } }, `export:${exportId}`);
    return ready.length;
  });
}

/** The secret part of a link: made from the row's id, kept nowhere. */
export function exportToken(secret: string, exportId: ExportId): string {
  return `${exportId}.${signature(secret, String(exportId))}`;
}

/** Which export a link is of; undefined when it is not one of ours. */
export function readExportToken(secret: string, token: string): ExportId | undefined {
  const [, id = '', signed = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(token) ?? [];
  const right = Buffer.from(signature(secret, id));
  return signed.length === right.length && timingSafeEqual(Buffer.from(signed), right)
    ? (Number(id) as ExportId)
    : undefined;
}

function signature(secret: string, id: string): string {
  return createHmac('sha256', secret).update(`export:${id}`).digest('base64url');
}

/**
 * Opens a link: once, within a day, and for half an hour from then on. What is read is what this LINE may see at that moment: the
 * cards that an undo has parted, or whose owner took the joined view back, are not in it. Refuses link_used for all that is over, and
 * not_found when this LINE is no longer linked.
 */
export async function openExport(
  context: Context,
  { token }: { token: string },
): Promise<Gathered & { identityId: IdentityId }> {
  const exportId = readExportToken(context.secret, token);
  if (exportId === undefined) throw new Refusal('not_found');
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const since = new Date(now.getTime() - openMinutes * 60_000);
    const [opened] = await db
      .select()
      .from(dataExports)
      .where(
        and(
          ...[eq(dataExports.id, exportId), gt(dataExports.expiresAt, now)],
          or(isNull(dataExports.openedAt), gt(dataExports.openedAt, since)),
        ),
      )
      .for('update');
    if (!opened) throw new Refusal('link_used');
    const member = await memberByIdentity(db, opened.identityId);
    if (!member) throw new Refusal('not_found');
    if (!opened.openedAt) await db.update(dataExports).set({ openedAt: now }).where(eq(dataExports.id, exportId));
    const { identityId, accountId } = opened;
    const accountIds = await visibleAccounts(db, identityId);
    const gathered = await gather(db, now, accountIds);
    const others = [...factCounts(accountIds, gathered)].filter(([id]) => id !== accountId);
    await recordDisclosure(inside, identityId, 'history', new Map(others));
    await audit(inside, { action: 'export.opened', subject: `export:${exportId}`, accountId, facts: { accountIds } });
    return { ...gathered, identityId };
  });
}

/**
 * The same of one account for headquarters, when somebody asks on paper; on record. Refuses not_staff, not_yours and not_found.
 */
export async function exportByStaff(context: Context<StaffActor>, memberNumber: string): Promise<Gathered> {
  if (!(await activeStaff(context)).atHeadquarters) throw new Refusal('not_yours');
  return exportOf(context, memberNumber);
}

/** The same for whoever holds the machine; on record. Refuses not_found. */
export async function exportOf(context: Context, memberNumber: string): Promise<Gathered> {
  return inTransaction(context, async (inside) => {
    const account = await memberByNumber(inside.db, memberNumber);
    if (!account) throw new Refusal('not_found');
    const accountId: AccountId = account.accountId;
    await audit(inside, { action: 'export.by_shop', subject: `account:${accountId}`, accountId });
    return gather(inside.db, inside.now, [accountId]);
  });
}
