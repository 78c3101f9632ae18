import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { discardDraft, draftVersion, earliestDay, headquarters, publishVersion } from '../../core/points/draft.ts';
import { dryRun, monthBefore } from '../../core/points/dryRun.ts';
import { draftOf } from '../../core/points/programme.ts';
import type { Campaign, ProgrammeRules } from '../../core/points/rules.ts';
import { Refusal } from '../../core/refusal.ts';
import { dryRunModal } from '../blocks/dry-run.ts';
import { noticeModal } from '../blocks/notice.ts';
import { programmeModal } from '../blocks/programme.ts';
import { basicsForm, campaignForm, publishForm, ratesForm, tiersForm } from '../blocks/programme-forms.ts';
import type { SlackDeps } from '../deps.ts';
import { pictureUrl } from '../pictures/link.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';
import { basisOf, type Places, placesOf, programmeAt } from '../programme.ts';
import { campaignIn, type Reading, rulesWithBasics, rulesWithRates, rulesWithTiers } from '../reading-rules.ts';
import { civilDay } from '../words/dates.ts';

/** What a form of the programme carries: the draft it was opened over, and the campaign it is about. */
const about = z.object({ revision: z.int().min(0), code: z.string().max(40).optional() });
type About = z.infer<typeof about>;

/** `/musubi programme`, and the button of the Home tab: the rules in words. */
export async function openProgramme(press: Press): Promise<void> {
  await turnTo(press, await overview(press));
}

/** A button that opens one of the forms over the rules as they are being written. */
export function openForm(which: 'basics' | 'rates' | 'tiers' | 'campaign') {
  return async (press: Press, value: string): Promise<void> => {
    const { rules, revision, places } = await editing(press);
    const code = which === 'campaign' && value !== 'new' ? value : undefined;
    const carried = JSON.stringify({ revision, ...(code && { code }) } satisfies About);
    const { words } = press;
    const forms: Record<typeof which, () => ModalView> = {
      basics: () => basicsForm(rules, carried, words),
      rates: () => ratesForm(rules, places, carried, words),
      tiers: () => tiersForm(rules, carried, words),
      campaign: () =>
        campaignForm(
          rules,
          rules.campaigns.find((one) => one.code === code),
          places,
          carried,
          words,
        ),
    };
    await turnTo(press, forms[which]());
  };
}

/** 基本 was filled in. */
export function saveBasics(press: Press, filled: Filled, carried: string): Promise<FormAnswer> {
  return save(press, carried, ({ rules }) => rulesWithBasics(rules, filled));
}

/** 場所と品物の率 was filled in. */
export function saveRates(press: Press, filled: Filled, carried: string): Promise<FormAnswer> {
  return save(press, carried, ({ rules, places }) => rulesWithRates(rules, places, filled));
}

/** ランク was filled in. */
export function saveTiers(press: Press, filled: Filled, carried: string): Promise<FormAnswer> {
  return save(press, carried, ({ rules }) => rulesWithTiers(rules, filled));
}

/** A campaign was filled in: it takes its own place, or stands at the end. */
export function saveCampaign(press: Press, filled: Filled, carried: string): Promise<FormAnswer> {
  return save(press, carried, ({ rules }, code) => {
    const read = campaignIn(filled, code ?? newCode(rules.campaigns, press.context.now));
    if ('errors' in read) return read;
    const others = rules.campaigns.map((one) => (one.code === code ? read.campaign : one));
    return { rules: { ...rules, campaigns: code ? others : [...others, read.campaign] } };
  });
}

/** 外す: takes a campaign out of the draft. */
export async function dropCampaign(press: Press, code: string): Promise<void> {
  const { context, words } = press;
  const { rules, revision } = await editing(press);
  const campaigns = rules.campaigns.filter((one) => one.code !== code);
  await draftVersion(context, { rules: { ...rules, campaigns }, revision });
  await turnTo(press, await overview(press, words.programme.saved));
}

/** 先月で試す: what the draft would have given for the month before this one. */
export async function tryDraft({ config, secret }: SlackDeps, press: Press): Promise<void> {
  const { context, words, staff } = press;
  await headquarters(context);
  const draft = await draftOf(context.db);
  if (!draft) throw new Refusal('preview_stale');
  const result = await dryRun(context.db, draft.rules, { month: monthBefore(context.now), now: context.now });
  const rows = result.byStore.map(({ name, did, would }): [string, number, number] => [
    (name || words.programme.dry.noStore).slice(0, 40),
    did,
    would,
  ]);
  const url = pictureUrl(config.publicUrl, secret, {
    ...{ kind: 'dry_run', month: `${result.month}-01`, total: [result.did, result.would], rows: rows.slice(0, 8) },
    language: staff.language,
  });
  const assumed = draft.rules.campaigns.filter(({ code }) => result.assumed.includes(code)).map(({ name }) => name);
  await turnTo(press, dryRunModal(result, assumed, url, words));
}

/** 決める: asks from which day on. */
export async function openPublish(press: Press): Promise<void> {
  const { context, words } = press;
  const { revision } = await editing(press);
  const earliest = earliestDay(context.now);
  const said = words.day(civilDay(earliest), { year: true });
  await turnTo(press, publishForm(earliest, said, JSON.stringify({ revision } satisfies About), words));
}

/** The day was chosen: the draft counts from its midnight. */
export async function publish(press: Press, filled: Filled, carried: string): Promise<FormAnswer> {
  const { context, words } = press;
  const { publishing } = words.programme;
  const { revision } = readAbout(carried);
  const from = filled.from ?? '';
  if (from < earliestDay(context.now)) {
    return { errors: { from: publishing.tooEarly(words.day(civilDay(earliestDay(context.now)))) } };
  }
  const { version, effectiveAt } = await publishVersion(context, { revision, from });
  return { view: noticeModal(words, publishing.done(version, words.day(effectiveAt, { year: true }))) };
}

/** 下書きを捨てる, after Slack has asked once more. */
export async function discard(press: Press, value: string): Promise<void> {
  await discardDraft(press.context, { revision: Number(value) || 0 });
  await turnTo(press, await overview(press));
}

async function overview({ context, words }: Press, said?: string): Promise<ModalView> {
  await headquarters(context);
  return programmeModal(await programmeAt(context.db, context.now), await placesOf(context.db), words, said);
}

async function editing({ context }: Press): Promise<{ rules: ProgrammeRules; revision: number; places: Places }> {
  await headquarters(context);
  const programme = await programmeAt(context.db, context.now);
  const { rules } = basisOf(programme);
  return { rules, revision: programme.draft?.revision ?? 0, places: await placesOf(context.db) };
}

/** Puts what a form says into the draft, unless somebody has saved another since the form was opened. */
async function save(
  press: Press,
  carried: string,
  change: (over: { rules: ProgrammeRules; places: Places }, code?: string) => Reading,
): Promise<FormAnswer> {
  const { revision, code } = readAbout(carried);
  const over = await editing(press);
  if (over.revision !== revision) throw new Refusal('preview_stale');
  const changed = change(over, code);
  if ('errors' in changed) {
    const { programme } = press.words;
    return { errors: Object.fromEntries(changed.errors.map((field) => [field, programme.wrong])) };
  }
  await draftVersion(press.context, { rules: changed.rules, revision });
  return { view: await overview(press, press.words.programme.saved) };
}

/** All of the programme happens in one modal whose content changes: Slack stacks no more than three. */
async function turnTo({ client, modalId, show }: Press, view: ModalView): Promise<void> {
  if (modalId) await client.views.update({ view_id: modalId, view });
  else await show(view);
}

function readAbout(carried: string): About {
  try {
    return about.parse(JSON.parse(carried));
  } catch {
    throw new Refusal('bad_input');
  }
}

function newCode(campaigns: Campaign[], now: Date): string {
  const taken = new Set(campaigns.map(({ code }) => code));
  const stem = `c${Math.floor(now.getTime() / 1000)}`;
  for (let next = 0; ; next++) if (!taken.has(`${stem}-${next}`)) return `${stem}-${next}`;
}
