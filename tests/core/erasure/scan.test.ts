import fc from 'fast-check';
import { describe, expect, test as plainTest } from 'vitest';
import { eraseAccount } from '../../../core/erasure/erase.ts';
import { betrays, folded, needlesFor, needlesOf, scanFor } from '../../../core/erasure/scan.ts';
import { inbox, settings } from '../../../db/schema/plumbing.ts';
import { databases } from '../../setup.ts';
import { at, join, openHouse, searched, tick } from '../house.ts';

const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
const spellings: ((text: string) => string)[] = [
  (text) => text,
  wide,
  (text) => text.normalize('NFD'),
  (text) => [...text].join(' '),
  (text) => text.replace(/(.{3})(?=.)/gu, '$1-'),
  (text) => text.toUpperCase(),
];

const phone = fc
  .tuple(fc.constantFrom('090', '080', '070'), fc.integer({ min: 10_000_000, max: 99_999_999 }))
  .map(([net, rest]) => `${net}${rest}`);
const name = fc.constantFrom('髙橋', '斎藤', 'がわ', 'ﾊﾞﾊﾞ', 'ゔぃ', 'Ångström', 'O’Brien', '𠮷田');

plainTest('a value is found however it is written, and a run of five of it is a betrayal', () => {
  fc.assert(
    fc.property(phone, fc.constantFrom(...spellings), fc.string({ maxLength: 8 }), (value, spelt, around) => {
      expect(folded(`${around}${spelt(value)}`)).toContain(folded(value));
      expect(betrays(`${around}|${spelt(value.slice(2, 7))}|`, [value])).toBe(true);
    }),
  );
  expect(betrays('•••71 y•••@•••.jp', ['09011112271', 'yuko@example.jp'])).toBe(false);
});

describe.each(databases)('the look through the database, on $name', ({ test }) => {
  test('P3 finds whatever somebody was called, in whatever letters it stands anywhere, before it is erased and not after', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const samples = fc.sample(fc.tuple(phone, name, name, fc.constantFrom(...spellings)), { numRuns: 12, seed: 7 });
    for (const [i, [number, familyName, givenName, spelt]] of samples.entries()) {
      const guest = await join(house, { familyName, givenName, phone: number });
      const text = `${spelt(familyName)}${givenName} ${spelt(number)}`;
      const body = { type: 'message', source: { type: 'user', userId: guest.lineUserId }, message: { text } };
      await db.insert(inbox).values({ source: 'line', eventId: `e${i}`, body, receivedAt: at(), dueAt: at() });
      const needles = await needlesOf(db, guest.accountId);
      const kinds = new Set(
        (await scanFor(db, needles)).hits.filter(({ table }) => table === 'inbox').map(({ kind }) => kind),
      );
      expect(kinds).toContain('phone');
      if (needles.some(({ kind, shared }) => kind === 'name' && !shared)) expect(kinds).toContain('name');
      await eraseAccount(tick(house, at(i)), guest.accountId);
      expect((await searched(house, i)).hits).toEqual([]);
      expect((await scanFor(db, needlesFor([number, guest.lineUserId]))).hits).toEqual([]);
    }
  });

  test('is not blind: what somebody left in a place of no table of ours is found and named, without being said', async ({
    db,
  }) => {
    const house = await openHouse(db);
    const guest = await join(house, { familyName: '斎藤', givenName: '優子', mail: 'yuko.saito@example.jp' });
    await db
      .insert(settings)
      .values({ key: 'note', value: { to: 'ＹＵＫＯ．ＳＡＩＴＯ＠example.jp' }, changedAt: at() });
    await eraseAccount(tick(house), guest.accountId);
    expect((await searched(house)).hits).toEqual([{ table: 'settings', column: 'value', kind: 'mail', rows: 1 }]);
  });
});
