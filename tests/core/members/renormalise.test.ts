import { createHash } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { describe, expect, test as plain } from 'vitest';
import { findMembers } from '../../../core/members/find.ts';
import { normaliseField } from '../../../core/members/profile.ts';
import { normalisation, renormalise } from '../../../core/members/renormalise.ts';
import { profileValues } from '../../../db/schema/members.ts';
import { settings } from '../../../db/schema/plumbing.ts';
import { databases, onServer } from '../../setup.ts';
import { crowd } from '../duplicates/base.ts';
import { at, clerk, openHouse, tick } from '../house.ts';

describe.each(databases)('stored forms of names, phones and dates, on $name,', ({ test }) => {
  test('follow the rules of today, and what was written stays', async ({ db }) => {
    const house = await openHouse(db);
    const [first] = await crowd(house, 3);
    const rowsNow = () => db.select().from(profileValues).orderBy(asc(profileValues.id));
    const before = await rowsNow();
    await db.update(profileValues).set({ normalised: 'of old' }).where(eq(profileValues.field, 'familyName'));
    const search = () => findMembers(clerk(house, 'sayaka'), { text: '佐藤' });
    expect(await search()).toEqual([]);

    expect(await renormalise(tick(house))).toBe(before.length);
    expect(await rowsNow()).toEqual(before);
    expect((await search()).map(({ accountId }) => accountId)).toEqual([first!.accountId]);
    expect(await renormalise(tick(house))).toBe(0);
  });

  test('follow again when the rules change, a piece at a time, and go on where they were cut off', async ({ db }) => {
    const house = await openHouse(db);
    await crowd(house, 1);
    const { accountId, recordedAt } = (await db.select().from(profileValues))[0]!;
    const old = Array.from({ length: 12_000 }, (_, n) => ({ value: `髙橋${n}`, normalised: 'of old' }));
    for (let from = 0; from < old.length; from += 3_000) {
      const rows = old.slice(from, from + 3_000).map((row) => ({ ...row, accountId, recordedAt }));
      await db
        .insert(profileValues)
        .values(rows.map((row) => ({ ...row, field: 'familyName', source: 'store' }) as const));
    }
    await db
      .insert(settings)
      .values({ key: 'normalisation', value: { version: normalisation - 1, upTo: null }, changedAt: at() });
    const stale = () => db.$count(profileValues, eq(profileValues.normalised, 'of old'));
    expect(await renormalise(tick(house))).toBe(10_000);
    expect(await stale()).toBeGreaterThan(1_900);
    expect(await renormalise(tick(house))).toBeLessThan(2_100);
    expect(await stale()).toBe(0);
  });
});

onServer.test('two processes bring everything up together, and nothing twice', async ({ db }) => {
  const house = await openHouse(db);
  const guests = await crowd(house, 3);
  await db.update(profileValues).set({ normalised: 'of old' });
  await Promise.all([renormalise(tick(house)), renormalise(tick(house))]);
  await renormalise(tick(house));
  expect(guests).toHaveLength(3);
  expect(await db.$count(profileValues, eq(profileValues.normalised, 'of old'))).toBe(0);
});

plain('the rules have the number they had when they were last changed', () => {
  const samples = [
    ['phone', '+81(0)90-1234-5678', '03-1234-5678 内線12', '467223326', '000-0000-0000', '+1 415 555 2671', '12/34'],
    ['mail', 'Ｙｕｋｏ＠Ｅｘａｍｐｌｅ．ｊｐ', 'y.u.k.o+shop@gmail.com', 'nobody', 'a@b.example'],
    ['birthDate', '昭和58年7月23日', 'S58.7.23', '85/3/14', '3/4/1985', '1900-01-01', '平成元年1月8日', '19850314'],
    ['address', '東京都武蔵野市吉祥寺本町１丁目２番３号', '吉祥寺本町1の2の3', '1ー2ー3　コーポ佐藤２０１'],
    ['postalCode', '〒１８０－０００４', '1800004'],
    ['familyName', 'エ藤', '齋藤', '斎藤', 'O’Brien', '佐々木', 'ﾀﾅｶ', '渡邉', '渡邊'],
    ['givenKana', 'ゆうこ', 'ﾕｳｺ', 'ユーコ'],
  ] as const;
  const forms = samples.flatMap(([field, ...texts]) => texts.map((text) => normaliseField(field, text) ?? ''));
  for (const [from, to] of [
    [0x20, 0x2ff],
    [0x2000, 0x9fff],
    [0xf900, 0xffef],
    [0x1f100, 0x1f2ff],
    [0x20000, 0x323af],
  ] as const)
    for (let code = from; code <= to; code++)
      forms.push(normaliseField('familyName', `佐${String.fromCodePoint(code)}`) ?? '');
  const digest = createHash('sha256').update(forms.join('\n')).digest('hex').slice(0, 16);
  // Another digest is another set of rules: raise `normalisation` and write both down here.
  expect({ normalisation, digest }).toEqual({ normalisation: 1, digest: '72ad794ef6288f37' });
});
