import { eq } from 'drizzle-orm';
import { civil } from '../../core/calendar.ts';
import { askContactProof } from '../../core/members/contact.ts';
import { relinkableAccount } from '../../core/members/identity.ts';
import { type Member, memberByLine } from '../../core/members/member.ts';
import { register } from '../../core/members/register.ts';
import { Refusal } from '../../core/refusal.ts';
import { registrations } from '../../db/schema/members.ts';
import { contextOf, type Deps } from '../deps.ts';
import { steering } from '../words/keywords.ts';
import type { Answer } from './answers.ts';
import { after, before, type Draft, type Step, skip, steps, take } from './steps.ts';

/** What can be pressed during a registration. `anew`: although an earlier card could be linked again. `edit_…`: one answer. */
export const presses = [
  'start', 'anew', 'back', 'stop', 'skip', 'date', 'confirm', 'edit_name', 'edit_kana', 'edit_birthday', 'edit_contact',
] as const; // biome-ignore format: one list, one line
export type Press = (typeof presses)[number];

type Begun = { step: Step | 'offered'; draft: Draft };

/** The registration a LINE user has begun; undefined when there is none. Locked until the transaction ends. */
async function begunBy({ db }: Deps, lineUserId: string): Promise<Begun | undefined> {
  const [row] = await db.select().from(registrations).where(eq(registrations.lineUserId, lineUserId)).for('update');
  if (!row) return undefined;
  return { step: row.step as Begun['step'], draft: JSON.parse(row.answers) as Draft };
}

/** The question that stands open in a LINE user's registration; undefined when none does. */
export async function stepOf(deps: Deps, lineUserId: string): Promise<Step | undefined> {
  const begun = await begunBy(deps, lineUserId);
  return begun && begun.step !== 'offered' ? begun.step : undefined;
}

/** What was answered so far, for the summary. */
export async function draftOf({ db }: Pick<Deps, 'db'>, lineUserId: string): Promise<Draft> {
  const [row] = await db
    .select({ answers: registrations.answers })
    .from(registrations)
    .where(eq(registrations.lineUserId, lineUserId));
  return row ? (JSON.parse(row.answers) as Draft) : {};
}

/** Proposes to register. A registration under way stays where it is. */
export async function offerRegistration(deps: Deps, lineUserId: string): Promise<void> {
  const begun = await begunBy(deps, lineUserId);
  if (!begun) await keep(deps, lineUserId, { step: 'offered', draft: {} });
}

/** Somebody who is no member pressed a button of the registration. */
export async function pressed(deps: Deps, lineUserId: string, press: Press, date?: string): Promise<Answer> {
  const begun = await begunBy(deps, lineUserId);
  if (press === 'start' && (await relinkableAccount(deps.db, lineUserId))) return { say: 'offer_relink' };
  if (press === 'start' || press === 'anew') return ask(deps, lineUserId, begun, firstOpen(begun));
  if (!begun || begun.step === 'offered') return { say: 'register_first' };
  const { step, draft } = begun;
  switch (press) {
    case 'stop':
      return stop(deps, lineUserId);
    case 'back':
      return ask(deps, lineUserId, { ...begun, draft: { ...draft, editing: undefined } }, before(step, draft));
    case 'skip':
      return onward(deps, lineUserId, { ...begun, step }, skip(step, draft));
    case 'date':
      return step === 'birthday' && date
        ? onward(deps, lineUserId, { ...begun, step }, take(step, draft, date, today(deps)))
        : { say: 'ask', step };
    case 'confirm':
      return step === 'confirm' ? finish(deps, lineUserId, begun) : { say: 'ask', step };
    default:
      return edit(deps, lineUserId, begun, press);
  }
}

/** Somebody wrote while a registration is under way; undefined when none is. */
export async function wrote(deps: Deps, lineUserId: string, text: string): Promise<Answer | undefined> {
  const begun = await begunBy(deps, lineUserId);
  if (!begun || begun.step === 'offered') return undefined;
  const { step, draft } = begun;
  const plain = text.normalize('NFKC').trim().toLowerCase();
  const steered = steering.find(({ words }) => words.includes(plain));
  if (steered) return pressed(deps, lineUserId, steered.press);
  return onward(deps, lineUserId, { ...begun, step }, take(step, draft, text, today(deps)));
}

async function onward(
  deps: Deps,
  lineUserId: string,
  begun: Begun & { step: Step },
  taken: ReturnType<typeof take>,
): Promise<Answer> {
  if ('problem' in taken) return { say: 'ask', step: begun.step, problem: taken.problem };
  const next = after(begun.step, taken.draft);
  const draft = next === 'confirm' ? { ...taken.draft, editing: undefined } : taken.draft;
  return ask(deps, lineUserId, { ...begun, draft }, next);
}

async function edit(deps: Deps, lineUserId: string, begun: Begun, press: Press): Promise<Answer> {
  const step = steps.find((each) => press === `edit_${each}`);
  if (!step || begun.step !== 'confirm') return { say: 'ask', step: begun.step === 'offered' ? 'name' : begun.step };
  return ask(deps, lineUserId, { ...begun, draft: { ...begun.draft, editing: true } }, step);
}

async function ask(deps: Deps, lineUserId: string, begun: Begun | undefined, step: Step): Promise<Answer> {
  await keep(deps, lineUserId, { draft: {}, ...begun, step });
  return { say: 'ask', step };
}

async function stop(deps: Deps, lineUserId: string): Promise<Answer> {
  await keep(deps, lineUserId, { step: 'offered', draft: {} });
  return { say: 'registration_stopped' };
}

/** Registers with what was answered. A given phone or mail gets a code: only its owner learns anything from it. */
async function finish(deps: Deps, lineUserId: string, { draft }: Begun): Promise<Answer> {
  const { familyName, givenName, familyKana, givenKana, birthDate, phone, mail } = draft;
  if (!familyName || !givenName) return ask(deps, lineUserId, { step: 'name', draft }, 'name');
  await register(contextOf(deps, { kind: 'stranger', lineUserId }), {
    lineUserId,
    profile: { familyName, givenName, familyKana, givenKana, birthDate, phone, mail },
    channelCode: 'line',
  });
  await deps.db.delete(registrations).where(eq(registrations.lineUserId, lineUserId));
  const kind = phone ? 'phone' : mail ? 'mail' : undefined;
  const value = phone ?? mail;
  const member = await memberByLine(deps.db, lineUserId);
  if (!kind || !value || !member) return { say: 'registered' };
  return (await sendCode(deps, member, { kind, value }))
    ? { say: 'registered', codeSentTo: kind }
    : { say: 'registered' };
}

/** The card is made whether or not a code can be sent: too many were asked for that contact today, perhaps. */
async function sendCode(
  deps: Deps,
  { identityId, accountId }: Member,
  contact: { kind: 'phone' | 'mail'; value: string },
): Promise<boolean> {
  try {
    await askContactProof(contextOf(deps, { kind: 'member', identityId, accountId }), contact);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function firstOpen(begun: Begun | undefined): Step {
  return !begun || begun.step === 'offered' ? 'name' : begun.step;
}

async function keep({ db, now }: Deps, lineUserId: string, { step, draft }: Begun): Promise<void> {
  const at = now();
  const answers = JSON.stringify(draft);
  await db
    .insert(registrations)
    .values({ lineUserId, step, answers, startedAt: at, updatedAt: at })
    .onConflictDoUpdate({ target: registrations.lineUserId, set: { step, answers, updatedAt: at } });
}

function today({ now }: Deps): string {
  return civil(now()).toPlainDate().toString();
}
