import type { KnownBlock, ModalView } from '@slack/types';
import { isRunning } from '../../core/points/earning.ts';
import type { ProgrammeVersion } from '../../core/points/programme.ts';
import type { Campaign, ProgrammeRules } from '../../core/points/rules.ts';
import type { Places, Programme } from '../programme.ts';
import { civilDay, dayBefore } from '../words/dates.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, heading, paragraph, plain, present, smallPrint } from './text.ts';

const divider: KnownBlock = { type: 'divider' };

/** All of the programme in words, with what headquarters can do about it. `said` is what was just done. */
export function programmeModal(programme: Programme, places: Places, words: Words, said?: string): ModalView {
  const { programme: w } = words;
  const { now, later, draft } = programme;
  const since = now.effectiveAt ? words.day(now.effectiveAt, { year: true }) : null;
  const edited = draft ?? later.at(-1) ?? now;
  return {
    type: 'modal',
    callback_id: 'programme',
    title: plain(w.title, 24),
    close: plain(words.close, 24),
    blocks: present(
      said ? paragraph(said) : false,
      rulesBlocks(w.now(now.version, since), now.rules, places, words),
      later.flatMap((version) => [
        divider,
        ...rulesBlocks(
          w.later(version.version, words.day(version.effectiveAt as Date, { year: true })),
          version.rules,
          places,
          words,
        ),
      ]),
      draft ? [divider, ...rulesBlocks(w.draft(draft.version), draft.rules, places, words)] : false,
      divider,
      edited.rules.campaigns.map((campaign) => campaignRow(campaign, words)),
      {
        type: 'actions',
        elements: [
          button('programme_basics', w.editBasics, 'basics'),
          button('programme_rates', w.editRates, 'rates'),
          button('programme_tiers', w.editTiers, 'tiers'),
          button('programme_campaign', w.addCampaign, 'new'),
        ],
      },
      draft ? draftButtons(draft, words) : false,
    ),
  };
}

/** What everybody in the shop sees on the Home tab: what runs, and when something changes. */
export function programmeHome(
  { now, later }: Programme,
  at: Date,
  isHeadquarters: boolean,
  words: Words,
): KnownBlock[] {
  const { home } = words.programme;
  const running = now.rules.campaigns.filter((campaign) => isRunning(campaign, at));
  const [next] = later;
  if (running.length === 0 && !next && !isHeadquarters) return [];
  return present(
    heading(home.title),
    paragraph(
      running.map(({ name, until }) => home.running(escaped(name), words.day(dayBefore(until)))).join('\n') ||
        home.noRunning,
    ),
    next?.effectiveAt ? smallPrint(home.next(words.day(next.effectiveAt, { year: true }))) : false,
    isHeadquarters ? { type: 'actions', elements: [button('programme_open', home.open, 'open')] } : false,
  );
}

/** The conditions and the effect of a campaign in one line. */
export function campaignLine(
  { name, from, until, when, gives }: Campaign,
  places: Places | undefined,
  words: Words,
): string {
  const { programme: w } = words;
  const named = (codes: string[], rows: { code: string; name: string }[] = []) =>
    codes.map((code) => rows.find((row) => row.code === code)?.name ?? code);
  const conditions = [
    ...named(when.channels, places?.channels),
    ...named(when.stores, places?.stores),
    ...when.groups,
    ...when.tiers,
    ...(when.birthdayMonth ? [w.birthday] : []),
    ...(when.firstPurchase ? [w.first] : []),
    ...(when.minimumYen > 0 ? [w.minimum(when.minimumYen)] : []),
  ].map(escaped);
  const effect = gives.kind === 'multiplier' ? w.multiplier(gives.percent) : w.points(gives.points);
  const span = w.campaign(`*${escaped(name)}*`, words.day(civilDay(from)), words.day(dayBefore(until)));
  return [span, conditions.join('、') || w.everything, effect].join(w.dot);
}

function campaignRow(campaign: Campaign, words: Words): KnownBlock {
  return {
    type: 'actions',
    elements: [
      button('programme_campaign', `${campaign.name}: ${words.programme.editCampaign}`, campaign.code),
      button('programme_drop', `${campaign.name}: ${words.programme.dropCampaign}`, campaign.code),
    ],
  };
}

function draftButtons({ revision }: ProgrammeVersion, { programme: w }: Words): KnownBlock {
  const confirm = { title: w.discardTitle, text: w.discardText, yes: w.discard, no: w.keep };
  return {
    type: 'actions',
    elements: [
      button('programme_try', w.tryOut, String(revision)),
      button('programme_publish', w.publish, String(revision), { style: 'primary' }),
      button('programme_discard', w.discard, String(revision), { confirm }),
    ],
  };
}

function rulesBlocks(title: string, rules: ProgrammeRules, places: Places, words: Words): KnownBlock[] {
  const { programme: w } = words;
  const { expiry } = rules;
  const channelNames = new Map(places.channels.map(({ code, name }) => [code, name]));
  const rates = [
    ...rules.channelRates.map(({ channel, percent }) => w.rate(escaped(channelNames.get(channel) ?? channel), percent)),
    ...rules.groupRates.map(({ group, percent }) => w.rate(escaped(group), percent)),
  ];
  const tiers = rules.tiers.map(({ name, fromYen, percent }) => w.tier(escaped(name), fromYen, percent));
  const campaigns = rules.campaigns.map((campaign) => campaignLine(campaign, places, words));
  const kinds = expiry.model === 'rolling' ? expiry.kinds.map((kind) => w.kinds[kind]).join('、') : '';
  const list = (name: string, items: string[]) => (items.length > 0 ? `*${name}*\n${items.join('\n')}` : '');
  return [
    paragraph(`${title}\n${w.base(rules.yenPerPoint, rules.yenOfPoint)}`),
    ...[
      rates.join(w.dot),
      list(w.tiers, tiers),
      list(w.campaigns, campaigns.length > 1 ? [...campaigns, w.stacking[rules.stacking]] : campaigns),
    ].flatMap((text) => (text === '' ? [] : [paragraph(text)])),
    smallPrint(
      [
        expiry.model === 'lot' ? w.expiryLot(rules.expiryMonths) : w.expiryRolling(rules.expiryMonths, kinds),
        w.pending(rules.pendingDays),
      ].join(' '),
    ),
  ];
}
