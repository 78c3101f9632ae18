import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { LastRun } from '../../core/duplicates/lastRun.ts';
import type { DuplicateSettings } from '../../core/duplicates/settings.ts';
import { targets } from '../../core/duplicates/zones.ts';
import { componentSizeMax } from '../../core/merges/component.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { field, option, radio, select, whole } from './fields.ts';
import { heading, paragraph, plain, smallPrint } from './text.ts';

/** The fields whose choice draws the form anew, because what the last look would have done follows from them. */
export const redrawing = ['nightly_merges', 'nightly_target'] as const;
/** At half past these the look may begin: when stores are closed and members asleep. */
export const hours = [22, 23, 0, 1, 2, 3, 4, 5];

/** What the form is opened on, what is chosen in it by now, and what the last look says to that. */
export type NightlyShown = { seen: DuplicateSettings; chosen: DuplicateSettings; last: LastRun | undefined };

/** The form in which headquarters set the nightly look. It carries what it was opened on. */
export function nightlyForm({ seen, chosen, last }: NightlyShown, words: Words): ModalView {
  const { nightly: w } = words;
  const yesNo = (yes: string, no: string) => [option('on', yes), option('off', no)];
  const said = (on: boolean) => (on ? 'on' : 'off');
  const [merges, target] = redrawing;
  return {
    type: 'modal',
    callback_id: 'nightly_change',
    private_metadata: JSON.stringify(seen),
    title: plain(w.title, 24),
    submit: plain(w.submit, 24),
    close: plain(words.cancel, 24),
    blocks: [
      paragraph(w.intro),
      field('nightly_on', w.on, radio('nightly_on', yesNo(w.onYes, w.onNo), said(chosen.nightly))),
      hinted(
        field('nightly_hour', w.hour, select('nightly_hour', hourOptions(seen, words), String(chosen.hour))),
        w.hourHint,
      ),
      drawing(field(merges, w.merges, radio(merges, yesNo(w.mergesYes, w.mergesNo), said(chosen.merges)))),
      drawing(
        hinted(
          field(target, w.target, select(target, targetOptions(seen, words), String(chosen.target))),
          w.targetHint,
        ),
      ),
      ...lastBlocks(last, chosen, words),
      hinted(whole('nightly_cards', w.cards, chosen.cardsMax, { least: 2, most: componentSizeMax }), w.cardsHint),
    ],
  };
}

const offered: Set<number> = new Set(targets);
const hinted = (block: InputBlock, hint: string): InputBlock => ({ ...block, hint: plain(hint) });
const drawing = (block: InputBlock): InputBlock => ({ ...block, dispatch_action: true });

/** What is set now stands among the choices, whatever it is. */
function hourOptions({ hour }: DuplicateSettings, { nightly: w }: Words): PlainTextOption[] {
  const choices = hours.includes(hour) ? hours : [...hours, hour];
  return choices.map((one) => option(String(one), w.at(one)));
}

function targetOptions({ target }: DuplicateSettings, { nightly: w }: Words): PlainTextOption[] {
  return [...new Set([...targets, target])]
    .sort((x, y) => x - y)
    .map((one) => option(String(one), w.targetStep(percentOf(one), Math.round(1 / (1 - one)))));
}

/** What the last look would have joined by itself: with this target, or none. */
function lastBlocks(last: LastRun | undefined, { merges, target }: DuplicateSettings, words: Words): KnownBlock[] {
  const { last: w } = words.nightly;
  if (!last) return [smallPrint(w.none)];
  const { was } = last;
  const at = words.day(last.at);
  if (!merges) return [paragraph(w.off(at, was))];
  const sure = last.would.find((one) => one.target === target)?.sure;
  // A target of none of ours is not asked of the last look.
  if (!offered.has(target)) return [];
  if (sure === undefined) return [paragraph(w.many(at))];
  return [paragraph(sure === was ? w.same(at, was) : w.would(at, was, sure)), smallPrint(w.hint)];
}

/** On the Home tab of headquarters: how the nightly look is set, and the way to change it. */
export function nightlyHome({ nightly, hour, merges, target }: DuplicateSettings, { nightly: w }: Words): KnownBlock[] {
  const how = merges ? w.homeMerges(percentOf(target)) : w.homeNoMerges;
  return [
    heading(w.home),
    paragraph(nightly ? `${w.homeOn(w.at(hour))}\n${how}` : w.homeOff),
    { type: 'actions', elements: [button('nightly_open', w.button, 'open')] },
  ];
}

function percentOf(share: number): string {
  return String(Math.round(share * 10_000) / 100);
}
