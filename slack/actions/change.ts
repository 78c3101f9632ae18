import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { audit } from '../../core/audit.ts';
import { summariesOf } from '../../core/members/summary.ts';
import { mayDecideOnRecord } from '../../core/merges/authority.ts';
import { stillAsked } from '../../core/merges/inferred.ts';
import { mayUndoOnRecord, type UndoChoices } from '../../core/merges/plan.ts';
import { previewRedo, previewUndo } from '../../core/merges/preview.ts';
import { redoMerge } from '../../core/merges/redo.ts';
import { proposedDecisions, proposeUndo, standingProposal } from '../../core/merges/second.ts';
import { undoMerge } from '../../core/merges/undo.ts';
import { Refusal } from '../../core/refusal.ts';
import type { EdgeId } from '../../db/ids.ts';
import { undoReasons } from '../../db/schema/merges.ts';
import { button } from '../blocks/button.ts';
import { doerOf } from '../blocks/edges.ts';
import { decisionsIn } from '../blocks/owners.ts';
import { marksIn } from '../blocks/separate.ts';
import { paragraph, plain } from '../blocks/text.ts';
import { bearers, type ChangeShown, noteMax, type Redrawn, redoModal, undoModal } from '../blocks/undo.ts';
import { oneOf, writtenIn } from '../blocks/values.ts';
import type { SlackDeps } from '../deps.ts';
import { type EdgeStory, edgeStory } from '../edges.ts';
import { pictureUrl } from '../pictures/link.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

type Change = 'undo' | 'redo';

const pictureMinutes = 15;
const id = z.int().positive();
const confirmed = z.object({ edgeId: id, digest: z.string().max(64), further: z.array(id).max(40).optional() });

/** Opens the preview of an undo or redo; with an undo, of `further` ones that join the same two, filled as somebody else proposed it. */
export async function openPreview(
  deps: SlackDeps,
  press: Press,
  change: Change,
  edgeId: EdgeId,
  ...further: EdgeId[]
): Promise<void> {
  const decisions = change === 'undo' ? await proposedDecisions(press.context.db, edgeId, further) : [];
  const separating = further.length > 0;
  await press.show(await previewModal(deps, press, change, { edgeId, further, decisions }, { separating }));
}

/** A box was ticked or cleared, or an owner chosen: the form shows what undoing just so would do. */
export async function redrawUndo(deps: SlackDeps, press: Press, filled: Filled, about: string): Promise<ModalView> {
  const subject = subjectIn(filled, confirmedOf(about));
  return previewModal(deps, press, 'undo', subject, { separating: subject.further !== undefined, filled });
}

/** 元に戻す was confirmed. If anything has changed since the preview, nothing happens and it is drawn again. */
export async function confirmUndo(deps: SlackDeps, press: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const { edgeId, digest, further } = confirmedOf(about);
  const { context, words } = press;
  const reason = oneOf(undoReasons, filled.reason);
  const note = writtenIn(filled.note, noteMax);
  if (!reason) return { errors: { reason: words.undo.reasonPlaceholder } };
  if (note === undefined) return { errors: { note: words.refusal.bad_input({}) } };
  const subject = subjectIn(filled, { edgeId, ...(further && { further }) });
  const { decisions } = subject;
  const undoing = { edgeId, ...(further && { further }), decisions, reason, digest, ...(note ? { note } : {}) };
  const uncovered = oneOf(bearers, filled.bearer) ?? 'absorb';
  return orRedrawn(deps, press, 'undo', subject, filled, async () => {
    if (!isSame(subject.further, further)) throw new Refusal('preview_stale');
    const done = await orProposed(context, undoing, () => undoMerge(context, { ...undoing, uncovered }));
    const no = await numberOf(context.db, [edgeId, ...(further ?? [])], press);
    if (!done) return proposedModal(press, no);
    const { splits, settledBy } = done;
    const first = further?.length ? words.undo.separate.redoFirst(await numberOf(context.db, [settledBy], press)) : '';
    const next = first || words.undo.doneNext;
    const redo = { action: 'redo_preview', label: words.details.redo, edgeId: settledBy };
    return resultModal(words.undo.done(no), [splits ? words.undo.doneSplit : words.undo.doneWhole, next], press, redo);
  });
}

/** やり直す was confirmed. */
export async function confirmRedo(deps: SlackDeps, press: Press, _filled: Filled, about: string): Promise<FormAnswer> {
  const { edgeId, digest } = confirmedOf(about);
  const { context, words } = press;
  return orRedrawn(deps, press, 'redo', { edgeId }, {}, async () => {
    await redoMerge(context, { edgeId, digest });
    const no = await numberOf(context.db, [edgeId], press);
    const undo = { action: 'undo_preview', label: words.details.undo, edgeId };
    return resultModal(words.redo.done(no), [words.redo.doneNext], press, undo);
  });
}

/** An undo that needs a second approver is proposed instead; undefined says so. */
async function orProposed<Result>(
  context: Press['context'],
  undoing: Parameters<typeof proposeUndo>[1],
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (reason) {
    if (!(reason instanceof Refusal) || reason.code !== 'second_needed') throw reason;
    await proposeUndo(context, undoing);
    return undefined;
  }
}

function proposedModal({ words }: Press, no: string): ModalView {
  const { undo, appName, close } = words;
  const blocks = [paragraph(`*${undo.proposed(no)}*\n${undo.proposedNext}`)];
  return { type: 'modal', title: plain(appName, 24), close: plain(close, 24), blocks };
}

async function orRedrawn(
  deps: SlackDeps,
  press: Press,
  change: Change,
  subject: Subject,
  filled: Filled,
  work: () => Promise<ModalView>,
): Promise<FormAnswer> {
  try {
    return { view: await work() };
  } catch (reason) {
    if (!(reason instanceof Refusal) || (reason.code !== 'preview_stale' && reason.code !== 'still_joined'))
      throw reason;
    const stale = reason.code === 'preview_stale';
    const separating = !stale || subject.further !== undefined;
    return { view: await previewModal(deps, press, change, subject, { stale, separating, filled }) };
  }
}

/** Which edge, and what is chosen with it; in a form that separates two, `further` is there. */
type Subject = UndoChoices & { edgeId: EdgeId };

/** What a form holds now; what it was drawn with counts where it has no boxes. */
function subjectIn(filled: Filled, { edgeId, further }: Pick<Subject, 'edgeId' | 'further'>): Subject {
  const marked = marksIn(filled) ?? further;
  return { edgeId, ...(marked && { further: marked }), decisions: decisionsIn(filled) };
}

function isSame(one: EdgeId[] = [], other: EdgeId[] = []): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

/** Reads what would happen, live and with the rights of whoever asks; looking is kept on record. */
async function previewModal(
  deps: SlackDeps,
  { context, words }: Press,
  change: Change,
  subject: Subject,
  options: Redrawn = {},
): Promise<ModalView> {
  const { db, now, secret } = context;
  const { edgeId } = subject;
  const story = await edgeStory(db, edgeId);
  if (!story) throw new Refusal('not_found');
  const preview = await (change === 'undo' ? previewWith(db, now, subject) : previewRedo(db, now, edgeId));
  const accountIds = preview.graph.accounts.map(({ accountId }) => accountId);
  await mayUndoOnRecord(context, edgeId, preview.further);
  await mayDecideOnRecord(context, `edge:${edgeId}`, story.storeId, accountIds);
  await audit(context, { action: `merge.${change}_previewed`, subject: `edge:${edgeId}`, facts: { accountIds } });
  const proposed = change === 'undo' ? await standingProposal(context, preview) : undefined;
  const shown: ChangeShown = {
    preview,
    ...(proposed && { proposed }),
    members: await summariesOf(db, accountIds, now),
    before: beforeOf(story, change, words),
    pictureUrl: pictureUrl(deps.config.publicUrl, secret, {
      kind: 'graph',
      change,
      edgeId,
      ...(preview.further.length > 0 && { further: preview.further }),
      digest: preview.digest,
      language: words.language,
      end: now.getTime() + pictureMinutes * 60_000,
    }),
  };
  return (change === 'undo' ? undoModal : redoModal)(shown, words, options);
}

/** The preview of an undo with what was chosen, as far as it is still asked. */
async function previewWith(db: SlackDeps['db'], now: Date, { edgeId, further, decisions = [] }: Subject) {
  const preview = await previewUndo(db, now, edgeId, { further });
  const asked = stillAsked(preview.inferred, decisions);
  return asked.length > 0 ? previewUndo(db, now, edgeId, { further, decisions: asked }) : preview;
}

function beforeOf({ merged, undone, origin }: EdgeStory, change: Change, words: Press['words']): string {
  const deed = change === 'redo' && undone ? undone : merged;
  const at = words.dayAndTime(deed.at);
  if (change === 'undo' && origin === 'matcher' && !deed.by) return words.undo.mergedAlone(at);
  return change === 'undo'
    ? words.undo.merged(at, doerOf(deed, origin, words), words.origin[origin])
    : words.redo.undone(at, doerOf(deed, 'staff', words));
}

type Next = { action: string; label: string; edgeId: EdgeId };

function resultModal(title: string, lines: string[], { words }: Press, next: Next): ModalView {
  return {
    type: 'modal',
    title: plain(words.appName, 24),
    close: plain(words.close, 24),
    blocks: [
      paragraph(`*${title}*\n${lines.join('\n')}`),
      { type: 'actions', elements: [button(next.action, next.label, String(next.edgeId))] },
    ],
  };
}

async function numberOf(db: SlackDeps['db'], edgeIds: EdgeId[], { words }: Press): Promise<string> {
  const stories = await Promise.all(edgeIds.map((edgeId) => edgeStory(db, edgeId)));
  return words.home.list(stories.flatMap((story) => (story ? [words.requestNumber(story.requestId)] : [])));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function confirmedOf(about: string): Subject & { digest: string } {
  const read = confirmed.safeParse(parsed(about));
  if (!read.success) throw new Refusal('bad_input');
  return read.data as Subject & { digest: string };
}
