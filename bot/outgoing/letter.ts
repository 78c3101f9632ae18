import { eq } from 'drizzle-orm';
import { isStillAsked } from '../../core/duplicates/ask.ts';
import { type Language, languageOfAccount, languageOfEdge, languageOfRequester } from '../../core/members/language.ts';
import { codeFor } from '../../core/merges/proof.ts';
import type { ContactMessage } from '../../core/outbox.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { profileValues } from '../../db/schema/members.ts';
import { proofCodes } from '../../db/schema/merges.ts';
import type { ClaimedMessage, Delivery } from '../deliver.ts';
import type { Deps } from '../deps.ts';
import { notMeUrl } from '../messages/links.ts';
import type { Words } from '../words/ja.ts';
import { wordsIn } from '../words/words.ts';

const betweenLanguages = '\n\n――――――\n\n';

type Letter = { subject: string; text: string };

/**
 * Sends a letter to a mail address or phone on file. Who reads it may be no member any more, so it says little: in Japanese, and
 * once more in English when whoever it is about reads English in LINE.
 */
export async function deliverLetter(deps: Deps, row: ClaimedMessage): Promise<Delivery> {
  const message = row.message as { profileValueId: number } & ContactMessage;
  const send = sender(deps, row);
  if (!send) return { kind: 'dead', why: `no_${row.topic}_set_up` };
  const [contact] = await deps.db
    .select({ accountId: profileValues.accountId, value: profileValues.value, normalised: profileValues.normalised })
    .from(profileValues)
    .where(eq(profileValues.id, message.profileValueId));
  if (!contact) return { kind: 'dropped', why: 'contact_gone' };
  const letters: Letter[] = [];
  for (const language of await languagesOf(deps, message, contact.accountId)) {
    const letter = await letterOf(deps, wordsIn(language), row.topic === 'sms', message);
    if (!letter) return { kind: 'dropped', why: message.template === 'proof_code' ? 'code_over' : 'request_moved_on' };
    letters.push(letter);
  }
  await send(
    row.topic === 'sms' ? contact.normalised : contact.value,
    inOne(letters, row.topic === 'sms' ? '\n' : betweenLanguages),
  );
  return { kind: 'sent', receipt: row.retryKey };
}

function sender({ post }: Deps, { topic, retryKey }: ClaimedMessage) {
  const { mail, sms } = post;
  if (topic === 'mail' && mail) return (to: string, letter: Letter) => mail({ to, ...letter, id: retryKey });
  if (topic === 'sms' && sms) return (to: string, { text }: Letter) => sms({ to, text });
  return undefined;
}

/** Two languages of the same letter, one under the other. */
function inOne(letters: Letter[], between: string): Letter {
  return {
    subject: letters.map(({ subject }) => subject).join(' / '),
    text: letters.map(({ text }) => text).join(between),
  };
}

async function languagesOf({ db }: Deps, message: ContactMessage, accountId: AccountId): Promise<Language[]> {
  const language = await languageOfSubject(db, message, accountId);
  return language === 'en' ? ['ja', 'en'] : ['ja'];
}

async function languageOfSubject(db: Database, message: ContactMessage, accountId: AccountId): Promise<Language> {
  if (message.template === 'contact_changed' || message.template === 'number_recalled')
    return languageOfAccount(db, accountId);
  if (message.template === 'merged_about_you') return languageOfEdge(db, message.edgeId);
  if (message.template !== 'proof_code') return languageOfRequester(db, message.requestId);
  const [proof] = await db.select().from(proofCodes).where(eq(proofCodes.id, message.proofId));
  if (proof?.requestId) return languageOfRequester(db, proof.requestId);
  return proof?.accountId ? languageOfAccount(db, proof.accountId) : 'ja';
}

async function letterOf(
  deps: Deps,
  words: Words,
  short: boolean,
  message: ContactMessage,
): Promise<Letter | undefined> {
  const { config } = deps;
  switch (message.template) {
    case 'proof_code':
      return codeLetter(deps, words, short, message.proofId);
    case 'contact_changed':
      return { subject: words.mail.changedSubject, text: short ? words.sms.changed : words.mail.changed };
    case 'number_recalled':
      return { subject: words.mail.recalledSubject, text: short ? words.sms.recalled : words.recall.told };
    case 'request_about_you': {
      if (!(await isStillAsked(deps.db, message.requestId))) return undefined;
      const link = notMeUrl(config, { requestId: message.requestId });
      return {
        subject: words.mail.aboutYouSubject,
        text: short ? words.sms.aboutYou(link) : words.mail.aboutYou(link),
      };
    }
    case 'freeze_lifted': {
      const link = notMeUrl(config, message);
      return { subject: words.mail.liftedSubject, text: short ? words.sms.lifted(link) : words.mail.lifted(link) };
    }
    case 'merged_about_you': {
      const link = notMeUrl(config, { edgeId: message.edgeId });
      return { subject: words.mail.mergedSubject, text: short ? words.sms.merged(link) : words.mail.merged(link) };
    }
  }
}

/** The code is worked out here and kept nowhere. A code that has ended, or was used, is not sent any more. */
async function codeLetter(
  { db, config, now }: Deps,
  words: Words,
  short: boolean,
  proofId: number,
): Promise<Letter | undefined> {
  const [proof] = await db.select().from(proofCodes).where(eq(proofCodes.id, proofId));
  if (!proof || proof.usedAt || proof.expiresAt <= now()) return undefined;
  const code = codeFor(config.secret, proofId);
  const subject = words.mail.codeSubject;
  if (short) return { subject, text: words.sms.code(code) };
  const link = proof.requestId ? notMeUrl(config, { requestId: proof.requestId }) : undefined;
  return { subject, text: link ? words.mail.codeWithLink(code, link) : words.mail.code(code) };
}
