import { audit } from '../../core/audit.ts';
import { refusedOnRecord } from '../../core/merges/authority.ts';
import { activeStaff } from '../../core/staff.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { foundBlocks } from '../blocks/verify.ts';
import type { SlackDoorDeps } from '../deps.ts';
import type { Press } from '../press.ts';

/**
 * `/musubi verify`: everything is checked while other work goes on, and who asked hears when it begins and what came of it. For
 * headquarters. Refuses not_staff, not_yours.
 */
export async function startVerify(deps: SlackDoorDeps, { context, say, words }: Press): Promise<void> {
  const { atHeadquarters } = await activeStaff(context);
  if (!atHeadquarters) throw await refusedOnRecord(context, 'shop', 'not_yours');
  await audit(context, { action: 'shop.verified', subject: 'shop' });
  await say(words.verify.begun);
  const checking = async () => {
    const found = await verifyInvariants(deps.db, deps.now(), { deep: true });
    await say(found.length === 0 ? words.verify.holds : words.verify.broken(found.length), foundBlocks(found, words));
  };
  deps.background(
    checking().catch(async (reason: unknown) => {
      deps.failed?.('verify.failed', reason);
      await say(words.trouble);
    }),
  );
}
