import { hintHousehold } from '../../core/households/hint.ts';
import { confirmMinor } from '../../core/households/minors.ts';
import type { InvitationId, RequestId } from '../../db/ids.ts';
import { idIn } from '../blocks/values.ts';
import type { Press } from '../press.ts';

/** ご家族として案内する: the member is told that families can be linked, and nothing of whom. */
export async function hint({ context, say, words }: Press, value: string): Promise<void> {
  await hintHousehold(context, { requestId: idIn<RequestId>(value) });
  await say(words.household.hinted);
}

/** 保護者と確認しました: the link for a child opens; its card says so to everybody. */
export async function confirmChild({ context }: Press, value: string): Promise<void> {
  await confirmMinor(context, { invitationId: idIn<InvitationId>(value) });
}
