import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Campaign, ProgrammeRules } from '../../core/points/rules.ts';
import type { Places } from '../programme.ts';
import { dayBefore } from '../words/dates.ts';
import type { Words } from '../words/words.ts';
import { field, option, radio, whole } from './fields.ts';
import { paragraph, plain } from './text.ts';

/** As many tiers as the form offers. */
export const tiersMax = 4;
export const rollingKinds = ['purchase', 'spend', 'visit'] as const;

/** The base rate, the end of points and the rest that is one figure each. */
export function basicsForm(rules: ProgrammeRules, about: string, words: Words): ModalView {
  const { basics, kinds, save, editBasics } = words.programme;
  const { expiry } = rules;
  return form('programme_basics', about, editBasics, save, words, [
    whole('yenPerPoint', basics.yenPerPoint, rules.yenPerPoint),
    whole('yenOfPoint', basics.yenOfPoint, rules.yenOfPoint),
    whole('welcomePoints', basics.welcomePoints, rules.welcomePoints),
    whole('pendingDays', basics.pendingDays, rules.pendingDays),
    whole('expiryMonths', basics.expiryMonths, rules.expiryMonths),
    field(
      'model',
      basics.model,
      radio('model', [option('lot', basics.lot), option('rolling', basics.rolling)], expiry.model),
    ),
    many(
      'kinds',
      basics.kinds,
      rollingKinds.map((kind) => option(kind, kinds[kind])),
      expiry.model === 'rolling' ? expiry.kinds : [],
    ),
    field(
      'stacking',
      basics.stacking,
      radio('stacking', [option('add', basics.add), option('best', basics.best)], rules.stacking),
    ),
  ]);
}

/** One rate for each place and each group of goods. */
export function ratesForm(rules: ProgrammeRules, places: Places, about: string, words: Words): ModalView {
  const { percentHint, channels, groups, save, editRates } = words.programme;
  const rate = (id: string, name: string, percent: number | undefined) => ({
    ...whole(id, name, percent ?? 100),
    optional: true,
  });
  return form('programme_rates', about, editRates, save, words, [
    paragraph(`*${channels}*\n${percentHint}`),
    ...places.channels.map(({ code, name }) =>
      rate(`channel:${code}`, name, rules.channelRates.find(({ channel }) => channel === code)?.percent),
    ),
    paragraph(`*${groups}*`),
    ...places.groups.map((group, index) =>
      rate(`group:${index}`, group, rules.groupRates.find((one) => one.group === group)?.percent),
    ),
  ]);
}

/** Up to four tiers: name, from how much, what rate. */
export function tiersForm({ tiers }: ProgrammeRules, about: string, words: Words): ModalView {
  const { tierName, tierFrom, tierPercent, tierHint, editTiers, save } = words.programme;
  const rows = Array.from({ length: tiersMax }, (_, index): InputBlock[] => {
    const tier = tiers[index];
    return [
      { ...written(`name:${index}`, tierName(index + 1), tier?.name), optional: true },
      ...(index === 0 ? [] : [{ ...whole(`from:${index}`, tierFrom(index + 1), tier?.fromYen), optional: true }]),
      { ...whole(`percent:${index}`, tierPercent(index + 1), tier?.percent), optional: true },
    ];
  });
  return form('programme_tiers', about, editTiers, save, words, [paragraph(tierHint), ...rows.flat()]);
}

/** A campaign, new or one that is there: name, days, effect, conditions. */
export function campaignForm(
  rules: ProgrammeRules,
  campaign: Campaign | undefined,
  places: Places,
  about: string,
  words: Words,
): ModalView {
  const { form: w, addCampaign, save, birthday, first } = words.programme;
  const when = campaign?.when;
  const gives = campaign?.gives;
  const amount = gives?.kind === 'points' ? gives.points : gives?.percent;
  const only = [...(when?.birthdayMonth ? ['birthday'] : []), ...(when?.firstPurchase ? ['first'] : [])];
  const effects = [option('multiplier', w.multiplier), option('points', w.points)];
  return form('programme_campaign', about, campaign?.name ?? addCampaign, save, words, [
    written('name', w.name, campaign?.name),
    date('from', w.from, campaign?.from),
    date('last', w.last, campaign && civil(dayBefore(campaign.until))),
    field('gives', w.gives, radio('gives', effects, gives?.kind ?? 'multiplier')),
    { ...whole('amount', w.amount, amount), hint: plain(w.amountHint) },
    ...several(
      'channels',
      w.channels,
      places.channels.map(({ code, name }) => option(code, name)),
      when?.channels,
      w.choose,
    ),
    ...several(
      'stores',
      w.stores,
      places.stores.map(({ code, name }) => option(code, name)),
      when?.stores,
      w.choose,
    ),
    ...several(
      'groups',
      w.groups,
      places.groups.map((group) => option(group, group)),
      when?.groups,
      w.choose,
    ),
    ...several(
      'tiers',
      w.tiers,
      rules.tiers.map(({ code, name }) => option(code, name)),
      when?.tiers,
      w.choose,
    ),
    many('only', w.only, [option('birthday', birthday), option('first', first)], only),
    { ...whole('minimum', w.minimum, when?.minimumYen || undefined), optional: true },
  ]);
}

/** The last step: from which day the draft counts. */
export function publishForm(earliest: string, earliestSaid: string, about: string, words: Words): ModalView {
  const { publishing } = words.programme;
  return form('programme_publish', about, publishing.title, publishing.submit, words, [
    { ...date('from', publishing.label, earliest), hint: plain(publishing.hint(earliestSaid)) },
  ]);
}

function form(
  callback_id: string,
  about: string,
  title: string,
  submit: string,
  words: Words,
  blocks: KnownBlock[],
): ModalView {
  return {
    ...{ type: 'modal', callback_id, private_metadata: about, title: plain(title, 24), submit: plain(submit, 24) },
    ...{ close: plain(words.cancel, 24), blocks },
  };
}

function written(id: string, label: string, value?: string): InputBlock {
  return field(id, label, {
    type: 'plain_text_input',
    action_id: id,
    max_length: 40,
    ...(value && { initial_value: value }),
  });
}

function date(id: string, label: string, value?: string): InputBlock {
  return field(id, label, { type: 'datepicker', action_id: id, ...(value && { initial_date: value }) });
}

function many(id: string, label: string, options: PlainTextOption[], chosen: string[]): InputBlock {
  const initial = options.filter(({ value }) => value !== undefined && chosen.includes(value));
  const element = { type: 'checkboxes' as const, action_id: id, options };
  return {
    ...field(id, label, { ...element, ...(initial.length > 0 && { initial_options: initial }) }),
    optional: true,
  };
}

/** Nothing to choose from is no field: Slack refuses an empty list. */
function several(
  id: string,
  label: string,
  options: PlainTextOption[],
  chosen: string[] = [],
  placeholder: string,
): InputBlock[] {
  if (options.length === 0) return [];
  const initial = options.filter(({ value }) => value !== undefined && chosen.includes(value));
  const element = {
    type: 'multi_static_select' as const,
    action_id: id,
    options,
    placeholder: plain(placeholder, 150),
  };
  return [
    { ...field(id, label, { ...element, ...(initial.length > 0 && { initial_options: initial }) }), optional: true },
  ];
}

function civil(at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(at);
}
