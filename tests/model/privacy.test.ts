import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { errorFacts, jsonLog } from '../../bot/log.ts';
import { normaliseField, type ProfileInput } from '../../core/members/profile.ts';
import { summariesOf } from '../../core/members/summary.ts';
import { startAtCounter } from '../../core/merges/counter.ts';
import { rejectRequest } from '../../core/merges/decide.ts';
import { type RequestView, requestOf } from '../../core/merges/requests.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Database } from '../../db/open.ts';
import { type ProfileField, profileValues } from '../../db/schema/members.ts';
import { auditEntries, outbox } from '../../db/schema/plumbing.ts';
import { decidedCard } from '../../slack/blocks/decided.ts';
import { detailsModal } from '../../slack/blocks/details.ts';
import { foundBlocks } from '../../slack/blocks/members.ts';
import { requestCard } from '../../slack/blocks/request.ts';
import { wordsIn } from '../../slack/words/words.ts';
import { at, clerk, join, openHouse, yuko } from '../core/house.ts';
import { scaled } from '../scale.ts';
import { empty, onEmbedded } from '../setup.ts';

/** Letters nobody would call the same, and everybody reads as the same: wide ones, and marks that stand alone behind their letter. */
const written = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.constantFrom('as it is', 'wide', 'apart', 'spaced')).map(([plain, how]) => {
    if (how === 'wide') return plain.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
    return how === 'apart' ? plain.normalize('NFD') : how === 'spaced' ? plain.replace(/(?<=.{3})(?=.)/, ' ') : plain;
  });

const anything = fc.string({ unit: 'grapheme', minLength: 5, maxLength: 60 });
/** Months that no time of the shop falls into, or a date of the shop would be taken for a date of birth. */
const birthDate = fc
  .tuple(fc.integer({ min: 1930, max: 2009 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 28 }))
  .chain(([year, month, day]) => {
    const era = year > 1988 ? `平成${year - 1988}` : `昭和${year - 1925}`;
    return fc.constantFrom(`${year}-0${month}-${day}`, `${year}0${month}${day}`, `${era}年${month}月${day}日`);
  });
const profile = fc.record<ProfileInput>({
  phone: fc.oneof(
    { weight: 4, arbitrary: written(fc.stringMatching(/^(0[789]0|\+81 ?[789]0|0467)-?[1-9]{3,4}-?[1-9]{4}$/)) },
    anything,
  ),
  mail: fc.oneof(
    {
      weight: 4,
      arbitrary: written(
        fc.stringMatching(
          /^([a-z]{6}[a-zA-Z0-9._+]{0,12}|[a-zA-Zがぎé0-9._+]{1,20})@[a-z0-9]{2,15}\.(jp|com|co\.jp|museum)$/,
        ),
      ),
    },
    anything,
  ),
  address: fc.oneof(
    written(fc.stringMatching(/^[東西南北本町区市村がぱ]{3,12}[1-9]{1,3}-[1-9]{1,3}-[1-9]{5,6}$/)),
    anything,
  ),
  birthDate: fc.oneof({ weight: 4, arbitrary: written(birthDate) }, anything),
});

const runLength = 5;
const plainly = (text: string) => text.normalize('NFKC').toLowerCase();

/** The first five letters in a row of a value that can be read in what is shown, and do not stand there `anyway`. */
function leaked(shown: string, raw: string, anyway: string): string | undefined {
  const letters = [...plainly(raw)];
  return letters
    .map((_, index) => letters.slice(index, index + runLength).join(''))
    .find(
      (run) =>
        [...run].length === runLength && /[\p{L}\p{N}]/u.test(run) && shown.includes(run) && !anyway.includes(run),
    );
}

type Shown = { views: RequestView[]; text: string };

/** All that staff, the audit, the outbox and the log ever get to see of two members and of a request that waits and is rejected. */
async function shownOf(db: Database, one: ProfileInput, other: ProfileInput, values: string[]): Promise<Shown> {
  await empty(db);
  const house = await openHouse(db);
  const here = await join(house, { ...yuko, ...one }, { store: house.stores.kichijoji, points: 40 });
  const there = await join(house, { ...yuko, ...other }, { store: house.stores.kamakura, points: 30 });
  const numbers = { presentNumber: here.memberNumber, oldNumber: there.memberNumber };
  const { requestId } = await startAtCounter(clerk(house, 'sayaka', at(1)), numbers);
  const waiting = (await requestOf(db, requestId, at(2)))!;
  await rejectRequest(clerk(house, 'takeshi', at(2)), { requestId, reason: '別の方です' });
  const views = [waiting, (await requestOf(db, requestId, at(2)))!];
  const summaries = [...(await summariesOf(db, [here.accountId, there.accountId], at(2))).values()];
  const cards = (['ja', 'en'] as const)
    .map(wordsIn)
    .map((words) => [
      ...views.map((view) => [requestCard(view, words), decidedCard(view, undefined, words)]),
      ...views.map((view) => detailsModal(view, undefined, words)),
      foundBlocks(summaries, words),
    ]);
  const said = [await db.select({ message: outbox.message }).from(outbox), await db.select().from(auditEntries)];
  const text = plainly(JSON.stringify([views, summaries, cards, said, await logOf(db, values)]));
  return { views, text };
}

/** The log of statements that fail while they hold these values. */
async function logOf(db: Database, values: string[]): Promise<string[]> {
  const lines: string[] = [];
  const log = jsonLog(
    (line) => lines.push(line),
    () => at(),
  );
  for (const value of values) {
    const nobody = {
      accountId: 999_999 as AccountId,
      field: 'phone',
      value,
      normalised: value,
      source: 'self',
    } as const;
    const failed = db.insert(profileValues).values({ ...nobody, recordedAt: at() });
    const reason = await failed.then(
      () => undefined,
      (error) => error,
    );
    expect(reason).toBeInstanceOf(Error);
    log('test.failed', errorFacts(reason));
  }
  return lines;
}

describe('what is shown of a person', () => {
  const covered = { phoneTails: 0, mailMasks: 0, birthDates: 0, unreadable: 0, matches: 0 };

  onEmbedded.test(
    'P3 no card and no log holds five letters in a row of a phone, mail, address or birth date, whatever was typed',
    {
      timeout: 900_000,
    },
    async ({ db }) => {
      const runs = scaled(25);
      const { text: anyway } = await shownOf(db, {}, {}, ['']);
      const property = fc.asyncProperty(profile, profile, fc.boolean(), async (one, another, same) => {
        const other = same ? one : another;
        const raw = [one, other].flatMap((given) => Object.entries(given) as [ProfileField, string][]);
        const spelled = raw.flatMap(([field, value]) => [value, normaliseField(field, value) ?? '']);
        const values = [...new Set(spelled)].filter((value) => value !== '');
        const { views, text } = await shownOf(db, one, other, values);
        for (const value of values) expect(leaked(text, value, anyway), value).toBeUndefined();
        for (const view of views) note(view);
      });
      await fc.assert(property, { numRuns: runs, endOnFailure: true });
      for (const [what, times] of Object.entries(covered)) expect(times, what).toBeGreaterThan(runs / 10);
    },
  );

  function note({ requester: { phoneTail, mailMasked }, evidence }: RequestView): void {
    const has = (field: string, not: string) => evidence.some((row) => row.field === field && row.result !== not);
    covered[phoneTail ? 'phoneTails' : 'unreadable']++;
    if (mailMasked?.includes('@')) covered.mailMasks++;
    if (has('birthDate', 'unknown')) covered.birthDates++;
    if (has('mail', 'mismatch')) covered.matches++;
  }
});
