import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { changeDuplicateSettings, duplicateSettings } from '../../core/duplicates/settings.ts';
import { detectRuns, duplicatePairs } from '../../db/schema/duplicates.ts';
import { auditEntries } from '../../db/schema/plumbing.ts';
import { nightlyForm } from '../../slack/blocks/nightly.ts';
import { wordsIn } from '../../slack/words/words.ts';
import { onServer } from '../setup.ts';
import { looked } from './looked.ts';
import { asSystem, type Office, openOffice, people, rooms, stringsIn, textOf } from './office.ts';
import { signedForm, signedPress } from './signed.ts';

const { test } = onServer;
const usual = { nightly: true, hour: 3, merges: true, target: 0.995, cardsMax: 20 };

async function formOf(office: Office, text = 'nightly', user = people.okubo) {
  await office.slack.command(user, rooms.headquarters, '/musubi', text);
  await office.settled();
  expect(office.failures).toEqual([]);
  return office.slack.openViewOf(user)!;
}

async function choose(office: Office, field: string, choice: string) {
  const place = { viewId: office.slack.openViewOf(people.okubo)!.id };
  await office.slack.press(people.okubo, place, field, { choice, given: { [field]: choice } });
  await office.settled();
  expect(office.failures).toEqual([]);
  return textOf(office.slack.openViewOf(people.okubo)!);
}

const fields = (more: Record<string, string> = {}) => ({
  ...{
    nightly_on: 'on',
    nightly_hour: '22',
    nightly_merges: 'on',
    nightly_target: '0.999',
    nightly_cards: '4',
    ...more,
  },
});

describe('the settings of the nightly look', () => {
  test('are set by headquarters, from the Home tab and by command, and put on record', async ({ db }) => {
    const office = await openOffice(db);
    const { slack } = office;
    await slack.openHome(people.okubo);
    await office.settled();
    expect(textOf(slack.homeOf(people.okubo)!)).toContain('毎晩 3:30 に、会員証を見くらべます。');
    await slack.press(people.okubo, { viewId: slack.homeOf(people.okubo)!.id }, 'nightly_open');
    await office.settled();
    const form = slack.openViewOf(people.okubo)!;
    expect(textOf(form)).toContain('99.5%(違うのは 200組に1組まで)');
    expect(textOf(form)).toContain('次の点検が終わると、ここに出ます。');
    await slack.submitView(people.okubo, form.id, fields());
    await office.settled();
    expect(textOf(slack.openViewOf(people.okubo)!)).toContain('夜の点検の設定を変えました。');
    const wanted = { ...usual, hour: 22, target: 0.999, cardsMax: 4 };
    expect(await duplicateSettings(db)).toEqual(wanted);
    const changes = await db.select().from(auditEntries).where(eq(auditEntries.action, 'duplicates.settings'));
    expect(changes).toMatchObject([{ actor: expect.stringContaining('staff'), facts: wanted }]);
    const home = textOf(slack.homeOf(people.okubo)!);
    expect(home).toContain('毎晩 22:30 に');
    expect(home).toContain('目安 99.9%');
    for (const text of ['nightly', '夜の点検']) expect((await formOf(office, text)).callbackId).toBe('nightly_change');
  });

  test('sent as they are change nothing, and sent twice change once', async ({ db }) => {
    const office = await openOffice(db);
    const form = await formOf(office);
    await office.slack.submitView(people.okubo, form.id);
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('変わったところはありません。');
    const about = JSON.stringify(usual);
    const send = { callback_id: 'nightly_change', private_metadata: about, fields: fields() };
    for (const _ of [1, 2]) {
      office.pass(1_000);
      await signedForm(office, people.okubo, send);
    }
    const changes = await db.select().from(auditEntries).where(eq(auditEntries.action, 'duplicates.settings'));
    expect(changes).toHaveLength(1);
  });

  test('of two windows change by the first, and the second is told', async ({ db }) => {
    const office = await openOffice(db);
    const form = await formOf(office);
    await changeDuplicateSettings(asSystem(office), { merges: false });
    await office.slack.submitView(people.okubo, form.id, fields());
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('内容が変わりました');
    expect(await duplicateSettings(db)).toEqual({ ...usual, merges: false });
  });

  test('that cannot be are told under their field, whoever made the form', async ({ db }) => {
    const office = await openOffice(db);
    const send = (more: Record<string, string>, about = JSON.stringify(usual)) =>
      signedForm(office, people.okubo, {
        callback_id: 'nightly_change',
        private_metadata: about,
        fields: fields(more),
      });
    for (const cards of ['', '1', '21', 'many', '2.5'])
      expect(await send({ nightly_cards: cards })).toMatchObject({
        response_action: 'errors',
        errors: { nightly_cards: expect.stringContaining('2から20まで') },
      });
    const others: Record<string, string>[] = [
      { nightly_target: '0.5' },
      { nightly_target: 'NaN' },
      { nightly_hour: '99' },
      { nightly_hour: '3.5' },
    ];
    for (const more of others) expect(JSON.stringify(await send(more))).toContain('入れた内容を確かめて');
    for (const about of ['', '{}', 'null'])
      expect(JSON.stringify(await send({}, about))).toContain('入れた内容を確かめて');
    expect(await duplicateSettings(db)).toEqual(usual);
  });

  test('are nobody else’s to see or to set', async ({ db }) => {
    const office = await openOffice(db);
    await office.slack.openHome(people.morishita);
    await office.settled();
    expect(stringsIn(office.slack.homeOf(people.morishita)!, ['action_id'])).not.toContain('nightly_open');
    await office.slack.command(people.hayama, rooms.kamakura, '/musubi', 'nightly');
    await office.settled();
    expect(textOf(office.slack.ephemeralFor(people.hayama).at(-1)!)).toContain('本部の方です');
    await signedPress(office, people.hayama, 'nightly_open', 'open');
    const form = { callback_id: 'nightly_change', private_metadata: JSON.stringify(usual), fields: fields() };
    expect(JSON.stringify(await signedForm(office, people.hayama, form))).toContain('本部の方です');
    const refused = await db.select().from(auditEntries).where(eq(auditEntries.action, 'decision.refused'));
    expect(refused.map(({ subject }) => subject)).toEqual(Array(3).fill('duplicates.settings'));
    expect(await duplicateSettings(db)).toEqual(usual);
  });
});

describe('what the last look would have done', () => {
  test('is shown for whatever is chosen, before anything is saved', async ({ db }) => {
    const office = await looked(db, 4, { merges: true });
    const [run] = await db.select().from(detectRuns);
    const kept = await db.select().from(duplicatePairs);
    for (const [index, probability] of [0.99999, 0.9995, 0.9992, 0.996].entries())
      await db.update(duplicatePairs).set({ probability }).where(eq(duplicatePairs.id, kept[index]!.id));
    const ladder = run!.certainty!.ladder.map(([target]): [number, number] => [target, target]);
    await db.update(detectRuns).set({ certainty: { ...run!.certainty!, automatic: 0.995, ladder } });
    expect(textOf(await formOf(office))).toMatch(/11月21日.* の点検なら、自動は \*4組\* で、変わりません。/);
    expect(await choose(office, 'nightly_target', '0.999')).toContain('自動は 4組 → *3組* でした。');
    expect(await choose(office, 'nightly_target', '0.9999')).toContain('自動は 4組 → *1組* でした。');
    expect(await choose(office, 'nightly_merges', 'off')).toContain('確かだった *4組* も、確認にまわっていました。');
    expect(await duplicateSettings(db)).toEqual(usual);
  });

  test('is left out where it was not counted, or cannot be', () => {
    const last = { at: new Date('2026-11-21T03:30:00+09:00'), was: 2, would: [] };
    const said = (target: number, language: 'ja' | 'en' = 'ja') =>
      textOf(nightlyForm({ seen: usual, chosen: { ...usual, target }, last }, wordsIn(language)) as never);
    expect(said(0.99)).toContain('増える組が多いため、ここでは数えていません。');
    expect(said(0.99, 'en')).toContain('more pairs than are counted here');
    expect(said(0.9975)).not.toContain('11月21日');
    expect(said(0.9975)).not.toContain('組が多い');
  });

  test('keeps what else was chosen when it is drawn anew', async ({ db }) => {
    const office = await openOffice(db);
    const form = await formOf(office);
    const given = { nightly_hour: '5', nightly_cards: '7', nightly_on: 'off', nightly_target: '0.9999' };
    await office.slack.press(people.okubo, { viewId: form.id }, 'nightly_target', { choice: '0.9999', given });
    await office.settled();
    const drawn = JSON.stringify(office.slack.openViewOf(people.okubo)!.blocks);
    for (const said of ['"initial_value":"7"', '"value":"off"', '"value":"0.9999"']) expect(drawn).toContain(said);
    await office.slack.submitView(people.okubo, form.id, given);
    await office.settled();
    expect(await duplicateSettings(db)).toEqual({ nightly: false, hour: 5, merges: true, target: 0.9999, cardsMax: 7 });
  });

  test('is read in English by whose Slack is in English, whole', async ({ db }) => {
    const office = await looked(db, 1, { merges: true });
    office.slack.setLocale(people.okubo, 'en-GB');
    const shown = textOf(await formOf(office));
    expect(shown).toMatch(/In the look of .*21 November.*1 pair/);
    expect(shown).not.toMatch(/[ぁ-んァ-ン一-龠]/);
    await office.slack.submitView(people.okubo, office.slack.openViewOf(people.okubo)!.id, fields());
    await office.settled();
    expect(textOf(office.slack.openViewOf(people.okubo)!)).toContain('The nightly look is set.');
  });
});
