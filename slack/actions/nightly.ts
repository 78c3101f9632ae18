import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { lastRun } from '../../core/duplicates/lastRun.ts';
import {
  type DuplicateSettings,
  duplicateSettings,
  maySetDuplicates,
  setDuplicates,
} from '../../core/duplicates/settings.ts';
import { componentSizeMax } from '../../core/merges/component.ts';
import { Refusal } from '../../core/refusal.ts';
import { nightlyForm } from '../blocks/nightly.ts';
import { noticeModal } from '../blocks/notice.ts';
import { oneOf } from '../blocks/values.ts';
import type { SlackDeps } from '../deps.ts';
import { publishHome } from '../home/publish.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

/** `/musubi nightly`, and the button of the Home tab: opens the form, for headquarters. */
export async function openNightly(press: Press): Promise<void> {
  await maySetDuplicates(press.context);
  const seen = await duplicateSettings(press.context.db);
  await press.show(await formView(press, seen, seen));
}

/** Another target was chosen, or whether sure pairs are merged: what the last look says to it. */
export async function redrawNightly(press: Press, filled: Filled, about: string): Promise<ModalView> {
  await maySetDuplicates(press.context);
  const seen = readSeen(about);
  return formView(press, seen, chosenIn(filled, seen));
}

/** The form was sent. */
export async function saveNightly(deps: SlackDeps, press: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const { nightly: w } = press.words;
  const seen = readSeen(about);
  const cards = filled.nightly_cards ?? '';
  if (!/^\d{1,2}$/.test(cards) || Number(cards) < 2 || Number(cards) > componentSizeMax)
    return { errors: { nightly_cards: w.cardsHint } };
  const { changed } = await setDuplicates(press.context, { seen, wanted: chosenIn(filled, seen) });
  await publishHome(deps, press.client, press.staff.slackUserId);
  return { view: noticeModal(press.words, changed ? w.done : w.same) };
}

async function formView(press: Press, seen: DuplicateSettings, chosen: DuplicateSettings): Promise<ModalView> {
  const { context, words } = press;
  return nightlyForm({ seen, chosen, last: await lastRun(context.db, context.now) }, words);
}

/** What is chosen by now; a field that says nothing stays as it was. */
function chosenIn(filled: Filled, seen: DuplicateSettings): DuplicateSettings {
  const onOff = (value: string | undefined, before: boolean) => {
    const said = oneOf(['on', 'off'], value);
    return said ? said === 'on' : before;
  };
  const numberIn = (value: string | undefined, before: number) => (value ? Number(value) : before);
  return {
    nightly: onOff(filled.nightly_on, seen.nightly),
    hour: numberIn(filled.nightly_hour, seen.hour),
    merges: onOff(filled.nightly_merges, seen.merges),
    target: numberIn(filled.nightly_target, seen.target),
    cardsMax: numberIn(filled.nightly_cards, seen.cardsMax),
  };
}

/** What the form was opened on; whether it may be is for core to say. */
const carried = z.strictObject({
  nightly: z.boolean(),
  hour: z.int(),
  merges: z.boolean(),
  target: z.number(),
  cardsMax: z.int(),
});

function readSeen(about: string): DuplicateSettings {
  try {
    return carried.parse(JSON.parse(about));
  } catch {
    throw new Refusal('bad_input');
  }
}
