import { z } from 'zod';
import { type Campaign, checkRules, type ProgrammeRules } from '../core/points/rules.ts';
import { tiersMax } from './blocks/programme-forms.ts';
import type { Filled } from './press.ts';
import type { Places } from './programme.ts';

/** Rules with what a form said of them, or the fields of the form that cannot be right. */
export type Reading = { rules: ProgrammeRules } | { errors: string[] };

const figures = ['yenPerPoint', 'yenOfPoint', 'welcomePoints', 'pendingDays', 'expiryMonths'] as const;

/** The rules with the figures of the first form. */
export function rulesWithBasics(rules: ProgrammeRules, filled: Filled): Reading {
  const said = Object.fromEntries(figures.map((name) => [name, wholeIn(filled[name])]));
  const kinds = linesIn(filled.kinds);
  if (filled.model === 'rolling' && kinds.length === 0) return { errors: ['kinds'] };
  const expiry = filled.model === 'rolling' ? { model: 'rolling', kinds } : { model: 'lot' };
  return checked({ ...rules, ...said, expiry, stacking: filled.stacking }, (part) => part);
}

/** The rules with one rate a place and group; the usual rate is no rate of its own. */
export function rulesWithRates(rules: ProgrammeRules, { channels, groups }: Places, filled: Filled): Reading {
  const wrong = Object.keys(filled).filter((id) => filled[id] !== undefined && wholeIn(filled[id]) === undefined);
  if (wrong.length > 0) return { errors: wrong };
  const rate = (id: string) => wholeIn(filled[id]) ?? 100;
  const named = <Row extends { percent: number }>(rows: Row[]) => rows.filter(({ percent }) => percent !== 100);
  const channelRates = named(channels.map(({ code }) => ({ channel: code, percent: rate(`channel:${code}`) })));
  const groupRates = named(groups.map((group, index) => ({ group, percent: rate(`group:${index}`) })));
  return checked({ ...rules, channelRates, groupRates }, (part, index) =>
    part === 'channelRates'
      ? `channel:${channelRates[index]?.channel}`
      : `group:${groups.indexOf(groupRates[index]?.group ?? '')}`,
  );
}

/** The rules with the tiers of the form. A tier keeps its code while it keeps its place, so campaigns for it stay. */
export function rulesWithTiers(rules: ProgrammeRules, filled: Filled): Reading {
  const rows = Array.from({ length: tiersMax }, (_, index) => ({
    index,
    name: (filled[`name:${index}`] ?? '').trim(),
    fromYen: index === 0 ? 0 : wholeIn(filled[`from:${index}`]),
    percent: wholeIn(filled[`percent:${index}`] ?? '100'),
  })).filter(({ name }) => name !== '');
  const tiers = rows.map(({ index, name, ...figuresOfTier }) => {
    const known = rules.tiers[index];
    const kept = known && { code: known.code, ...(known.name === name && known.nameEn && { nameEn: known.nameEn }) };
    return { ...figuresOfTier, name, ...(kept ?? { code: freshCode(rules, index) }) };
  });
  const fieldOf = (part: string | undefined) => (part === 'percent' ? 'percent' : part === 'name' ? 'name' : 'from');
  return checked({ ...rules, tiers }, (_, index, part) => {
    const row = rows[index]?.index ?? 0;
    return row === 0 && fieldOf(part) === 'from' ? 'name:0' : `${fieldOf(part)}:${row}`;
  });
}

/** The campaign that a form describes, under `code`. The last day is included, the rules name the day after it. */
export function campaignIn(filled: Filled, code: string): { campaign: Campaign } | { errors: string[] } {
  const amount = wholeIn(filled.amount);
  const last = z.iso.date().safeParse(filled.last);
  const only = linesIn(filled.only);
  if (!last.success) return { errors: ['last'] };
  const campaign = {
    ...{ code, name: (filled.name ?? '').trim(), from: filled.from, until: dayAfter(last.data) },
    when: {
      ...{ channels: linesIn(filled.channels), stores: linesIn(filled.stores) },
      ...{ groups: linesIn(filled.groups), tiers: linesIn(filled.tiers) },
      ...{ birthdayMonth: only.includes('birthday'), firstPurchase: only.includes('first') },
      minimumYen: filled.minimum === undefined ? 0 : wholeIn(filled.minimum),
    },
    gives: filled.gives === 'points' ? { kind: 'points', points: amount } : { kind: 'multiplier', percent: amount },
  };
  return checkCampaign(campaign);
}

function checkCampaign(campaign: { when: { tiers: string[] } }): { campaign: Campaign } | { errors: string[] } {
  // Tiers are checked with the whole rules; here only the campaign itself.
  const alone = { yenPerPoint: 1, expiryMonths: 1, pendingDays: 0, welcomePoints: 0, coolOffDays: 0, graceDays: 0 };
  const tiers = campaign.when.tiers.map((code, index) => ({ code, name: code, fromYen: index }));
  const result = checkRules({ ...alone, tiers, campaigns: [campaign] });
  if ('rules' in result) return { campaign: result.rules.campaigns[0] as Campaign };
  const [, , part = '', inner] = result.wrong.split('.');
  const fields: Record<string, string> = { name: 'name', from: 'from', until: 'last', gives: 'amount' };
  return { errors: [fields[part] ?? (inner === 'minimumYen' ? 'minimum' : 'name')] };
}

function checked(data: unknown, fieldOf: (part: string, index: number, inner?: string) => string): Reading {
  const result = checkRules(data);
  if ('rules' in result) return result;
  const [part = '', index, inner] = result.wrong.split('.');
  return { errors: [fieldOf(part, Number(index ?? 0), inner)] };
}

function wholeIn(text: string | undefined): number | undefined {
  return /^\d{1,10}$/.test(text ?? '') ? Number(text) : undefined;
}

function linesIn(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line !== '');
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function freshCode({ tiers }: ProgrammeRules, index: number): string {
  const taken = new Set(tiers.map(({ code }) => code));
  for (let next = index + 1; ; next++) if (!taken.has(`tier-${next}`)) return `tier-${next}`;
}
