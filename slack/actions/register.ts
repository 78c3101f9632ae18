import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt';
import { ways } from '../../core/deadLetters/letters.ts';
import type { EdgeId } from '../../db/ids.ts';
import { retryAllAction } from '../blocks/dead-letters.ts';
import { stepAction } from '../blocks/duplicates.ts';
import { redrawing } from '../blocks/nightly.ts';
import { ownerField } from '../blocks/owners.ts';
import { markAction } from '../blocks/separate.ts';
import { idIn, undoIn } from '../blocks/values.ts';
import type { SlackDoorDeps } from '../deps.ts';
import { type Filled, type FormAnswer, onButton, onChoice, onForm, type Press } from '../press.ts';
import { acknowledge, openAcknowledge } from './abuse.ts';
import { confirmAdjust, decideAdjust, openAdjust, previewAdjust } from './adjust.ts';
import { confirmAnew } from './anew.ts';
import { openCap, openCapForm, saveCap } from './cap.ts';
import { confirmRedo, confirmUndo, openPreview, redrawUndo } from './change.ts';
import { startMerge } from './counter.ts';
import {
  confirmClose,
  confirmRetry,
  confirmRetryAll,
  openClose,
  openDeadList,
  openRetryAll,
  retryLetter,
} from './dead-letters.ts';
import { approve, ask, openAsk, openDetails, openReject, reject } from './decide.ts';
import {
  approvePair,
  chooseStep,
  confirmOrder,
  openMerged,
  openOrder,
  openQueue,
  postponeInQueue,
  rejectInQueue,
} from './duplicates.ts';
import { agree, askErase, openExposure, stop } from './erasure.ts';
import { confirmChild, hint } from './household.ts';
import { confirmLift, openLift } from './lift.ts';
import { findInForm, openFind, openMember } from './members.ts';
import { openNightly, redrawNightly, saveNightly } from './nightly.ts';
import {
  discard,
  dropCampaign,
  openForm,
  openProgramme,
  openPublish,
  publish,
  saveBasics,
  saveCampaign,
  saveRates,
  saveTiers,
  tryDraft,
} from './programme.ts';
import { openCounter, openTill, openUndoList, showCount } from './quick.ts';

type OnPress = (press: Press, value: string) => Promise<void>;
type OnForm = (press: Press, filled: Filled, about: string) => Promise<FormAnswer>;

/** Every button and every form of ours, on one screen. */
export function registerActions(app: App, deps: SlackDoorDeps): void {
  const buttons: Record<string, OnPress> = {
    request_approve: (press, value) => approve(deps, press, value),
    request_reject: openReject,
    request_ask: openAsk,
    request_details: openDetails,
    request_lift: openLift,
    household_hint: hint,
    household_minor: confirmChild,
    undo_preview: (press, value) => openPreview(deps, press, 'undo', ...undoIn(value)),
    redo_preview: (press, value) => openPreview(deps, press, 'redo', idIn<EdgeId>(value)),
    member_open: openMember,
    quick_find: openFind,
    quick_merge: (press) => openCounter(deps, press),
    quick_till: (press) => openTill(deps, press),
    quick_undo: openUndoList,
    quick_count: showCount,
    cap_open: (press) => openCap(deps, press),
    cap_change: openCapForm,
    dead_list: openDeadList,
    dead_retry: retryLetter,
    ...Object.fromEntries(ways.map((way) => [retryAllAction(way), openRetryAll])),
    dead_close: openClose,
    adjust_open: openAdjust,
    adjust_approve: decideAdjust(true),
    adjust_refuse: decideAdjust(false),
    abuse_open: openAcknowledge,
    programme_open: openProgramme,
    programme_back: openProgramme,
    programme_basics: openForm('basics'),
    programme_rates: openForm('rates'),
    programme_tiers: openForm('tiers'),
    programme_campaign: openForm('campaign'),
    programme_drop: dropCampaign,
    programme_try: (press) => tryDraft(deps, press),
    programme_publish: openPublish,
    programme_discard: discard,
    erasure_agree: agree,
    erasure_stop: stop,
    exposure_open: openExposure,
    duplicates_open: openQueue,
    duplicates_first: openQueue,
    duplicates_merged: openMerged,
    duplicates_all: openOrder,
    nightly_open: openNightly,
    pair_approve: (press, value) => approvePair(deps, press, value),
    pair_reject: (press, value) => rejectInQueue(deps, press, value),
    pair_later: (press, value) => postponeInQueue(deps, press, value),
  };
  const forms: Record<string, OnForm> = {
    confirm_reject: (press, filled, about) => reject(deps, press, filled, about),
    confirm_ask: ask,
    confirm_undo: (press, filled, about) => confirmUndo(deps, press, filled, about),
    confirm_anew: confirmAnew,
    confirm_redo: (press, filled, about) => confirmRedo(deps, press, filled, about),
    find_member: findInForm,
    counter_merge: startMerge,
    confirm_lift: confirmLift,
    confirm_retry: confirmRetry,
    confirm_retry_all: confirmRetryAll,
    confirm_close: confirmClose,
    adjust_form: previewAdjust,
    adjust_confirm: confirmAdjust,
    abuse_acknowledge: acknowledge,
    cap_change: saveCap,
    programme_basics: saveBasics,
    programme_rates: saveRates,
    programme_tiers: saveTiers,
    programme_campaign: saveCampaign,
    programme_publish: publish,
    erasure_ask: askErase,
    duplicates_all: confirmOrder,
    nightly_change: (press, filled, about) => saveNightly(deps, press, filled, about),
  };
  for (const [id, work] of Object.entries(buttons)) {
    app.action<BlockAction<ButtonAction>>({ type: 'block_actions', action_id: id }, onButton(deps, work));
  }
  for (const [id, work] of Object.entries(forms)) app.view<ViewSubmitAction>(id, onForm(deps, work));
  const redraw = onChoice(deps, (press, filled, about) => redrawUndo(deps, press, filled, about));
  for (const field of [markAction, ownerField])
    app.action<BlockAction>({ type: 'block_actions', action_id: field }, redraw);
  app.action<BlockAction>({ type: 'block_actions', action_id: stepAction }, onChoice(deps, chooseStep));
  for (const field of redrawing)
    app.action<BlockAction>({ type: 'block_actions', action_id: field }, onChoice(deps, redrawNightly));
  // A button that is a link opens its page by itself; Slack wants it acknowledged all the same.
  app.action('open_link', async ({ ack }) => ack());
}
