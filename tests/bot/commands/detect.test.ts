import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { detectEn } from '../../../bot/words/detect.en.ts';
import { detectJa } from '../../../bot/words/detect.ja.ts';
import { duplicateSettings } from '../../../core/duplicates/settings.ts';
import { detectRuns } from '../../../db/schema/duplicates.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { crowd, secondCard } from '../../core/duplicates/base.ts';
import { at, openHouse } from '../../core/house.ts';
import { onServer } from '../../setup.ts';
import { musubi, typed } from './cli.ts';

const { test } = onServer;
const usual = { nightly: true, hour: 3, merges: true, target: 0.995, cardsMax: 20 };

describe('detect', () => {
  test('looks over the base, says how far it is, and merges; before that, what it would find', async ({ db, url }) => {
    const house = await openHouse(db);
    await crowd(house, 40);
    await secondCard(house, 0);
    const dry = await typed(['detect', '--dry-run', '--language', 'ja'], { DATABASE_URL: url }, at());
    expect(dry).toMatchObject({ status: 0, err: '' });
    expect(dry.out).toContain(detectJa.step({ step: 'reading', accounts: 41 }));
    expect(dry.out).toMatch(/会員証 41枚、.*確かな組: 1組。.*何も変えていません。/);
    expect(await db.select().from(detectRuns)).toEqual([]);
    const done = await typed(['detect'], { DATABASE_URL: url }, at());
    expect(done.out).toMatch(/41 cards, .* Merged: 1\./);
    expect(await db.select().from(detectRuns)).toMatchObject([{ merged: 1, step: 'done' }]);
  });

  test('sets what headquarters can set, and says all of it; nothing is looked at by that', async ({ db, url }) => {
    const set = ['--nightly', 'off', '--hour', '23', '--merges', 'off', '--target', '0.999', '--cards-max', '4'];
    const wanted = { nightly: false, hour: 23, merges: false, target: 0.999, cardsMax: 4 };
    const told = await typed(['detect', ...set], { DATABASE_URL: url });
    expect(told).toMatchObject({ status: 0, out: `${detectEn.settings(wanted).join('\n')}\n` });
    expect(await duplicateSettings(db)).toEqual(wanted);
    const shown = await typed(['detect', '--settings', '--language', 'ja'], { DATABASE_URL: url });
    expect(shown.out).toBe(`${detectJa.settings(wanted).join('\n')}\n`);
    expect(shown.out).toContain('99.9%');
    await typed(['detect', '--nightly', 'on'], { DATABASE_URL: url });
    expect(await duplicateSettings(db)).toEqual({ ...wanted, nightly: true });
    const changes = await db.select().from(auditEntries).where(eq(auditEntries.action, 'duplicates.settings'));
    expect(changes.map(({ actor }) => actor)).toEqual(['system:command', 'system:command']);
    expect(await db.select().from(detectRuns)).toEqual([]);
  });

  test.for([
    ['hour', '--hour', '24'],
    ['hour', '--hour', '3.5'],
    ['hour', '--hour', ''],
    ['target', '--target', '99.5'],
    ['target', '--target', '0.95'],
    ['target', '--target', 'most'],
    ['cardsMax', '--cards-max', '1'],
    ['cardsMax', '--cards-max', '21'],
  ] as const)('says of %s what it may be, and keeps none of it: %s %s', async ([field, option, value], { db, url }) => {
    for (const [language, words] of [['ja', detectJa] as const, ['en', detectEn] as const]) {
      const typing = ['detect', '--merges', 'off', option, value, '--language', language];
      const { status, out, err } = await typed(typing, { DATABASE_URL: url });
      expect({ status, out, err }).toEqual({ status: 1, out: '', err: `${words.wrong[field]}\n` });
    }
    expect(await duplicateSettings(db)).toEqual(usual);
  });

  test('takes no setting beside a look that changes nothing', async ({ url }) => {
    const { status, err } = await musubi(['detect', '--dry-run', '--merges', 'off'], { DATABASE_URL: url });
    expect(status).toBe(1);
    expect(err).toContain('--dry-run');
  });
});
