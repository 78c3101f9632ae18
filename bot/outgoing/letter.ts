import { eq } from 'drizzle-orm';
import { codeFor } from '../../core/merges/proof.ts';
import type { ContactMessage } from '../../core/outbox.ts';
import { profileValues } from '../../db/schema/members.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import type { ClaimedMessage, Delivery } from '../deliver.ts';
import type { Deps } from '../deps.ts';
import { notMeUrl } from '../messages/links.ts';
import { ja } from '../words/ja.ts';

type Letter = { subject: string; text: string };

/** Sends a letter to a mail address or phone on file. Who reads it may be no member any more, so it says little, in Japanese. */
export async function deliverLetter(deps: Deps, row: ClaimedMessage): Promise<Delivery> {
  const message = row.message as { profileValueId: number } & ContactMessage;
  const send = sender(deps, row);
  if (!send) return { kind: 'dead', why: `no_${row.topic}_set_up` };
  const [contact] = await deps.db
    .select({ value: profileValues.value, normalised: profileValues.normalised })
    .from(profileValues)
    .where(eq(profileValues.id, message.profileValueId));
  if (!contact) return { kind: 'dropped', why: 'contact_gone' };
  const letter = await letterOf(deps, row.topic === 'sms', message);
  if (!letter) return { kind: 'dropped', why: 'code_over' };
  await send(row.topic === 'sms' ? contact.normalised : contact.value, letter);
  return { kind: 'sent', receipt: row.retryKey };
}

function sender({ post }: Deps, { topic, retryKey }: ClaimedMessage) {
  const { mail, sms } = post;
  if (topic === 'mail' && mail) return (to: string, letter: Letter) => mail({ to, ...letter, id: retryKey });
  if (topic === 'sms' && sms) return (to: string, { text }: Letter) => sms({ to, text });
  return undefined;
}

async function letterOf(deps: Deps, short: boolean, message: ContactMessage): Promise<Letter | undefined> {
  const { config } = deps;
  switch (message.template) {
    case 'proof_code':
      return codeLetter(deps, short, message.proofId);
    case 'contact_changed':
      return { subject: ja.mail.changedSubject, text: short ? ja.sms.changed : ja.mail.changed };
    case 'request_about_you': {
      const link = notMeUrl(config, { requestId: message.requestId });
      return { subject: ja.mail.aboutYouSubject, text: short ? ja.sms.aboutYou(link) : ja.mail.aboutYou(link) };
    }
    case 'freeze_lifted': {
      const link = notMeUrl(config, message);
      return { subject: ja.mail.liftedSubject, text: short ? ja.sms.lifted(link) : ja.mail.lifted(link) };
    }
    case 'merged_about_you': {
      const link = notMeUrl(config, { edgeId: message.edgeId });
      return { subject: ja.mail.mergedSubject, text: short ? ja.sms.merged(link) : ja.mail.merged(link) };
    }
  }
}

/** The code is worked out here and kept nowhere. A code that has ended, or was used, is not sent any more. */
async function codeLetter({ db, config, now }: Deps, short: boolean, proofId: number): Promise<Letter | undefined> {
  const [proof] = await db.select().from(proofCodes).where(eq(proofCodes.id, proofId));
  if (!proof || proof.usedAt || proof.expiresAt <= now()) return undefined;
  const code = codeFor(config.secret, proofId);
  const subject = ja.mail.codeSubject;
  if (short) return { subject, text: ja.sms.code(code) };
  const link = proof.requestId ? notMeUrl(config, { requestId: proof.requestId }) : undefined;
  return { subject, text: link ? ja.mail.codeWithLink(code, link) : ja.mail.code(code) };
}
