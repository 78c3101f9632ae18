import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { groundedAmong, groundsOf } from '../../../core/duplicates/grounds.ts';
import { profileOf } from '../../../core/members/profile.ts';
import type { AccountId } from '../../../db/ids.ts';
import { type ProfileField, profileValues } from '../../../db/schema/members.ts';
import { databases } from '../../setup.ts';
import { at, openHouse } from '../house.ts';
import { crowd } from './base.ts';

const cards = 4;
const fields: ProfileField[] = ['familyName', 'birthDate', 'phone', 'mail'];
const said = fc.record({
  card: fc.nat({ max: cards - 1 }),
  field: fc.constantFrom(...fields),
  normalised: fc.constantFrom('', 'one', 'other'),
  source: fc.constantFrom(...(['self', 'store', 'import', 'import', 'proof'] as const)),
  isVerified: fc.boolean(),
  minute: fc.nat({ max: 3 }),
});

describe.each(databases)('the grounds of many pairs at once, on $name,', ({ test }) => {
  test('are those of each pair read in full, whoever said what when', async ({ db }) => {
    const guests = await crowd(await openHouse(db), cards);
    const seen = { grounded: 0, groundless: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 12 }), fc.boolean(), async (all, sameLine) => {
        await db.delete(profileValues);
        const rows = all.map(({ card, isVerified, minute, ...value }) => ({
          ...{ ...value, value: value.normalised, accountId: guests[card]!.accountId },
          ...{ recordedAt: at(minute), verifiedAt: isVerified ? at(minute) : null },
        }));
        if (rows.length > 0) await db.insert(profileValues).values(rows);

        const ids = guests.map(({ accountId }) => accountId);
        const pairs = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => ({ a, b, sameLine })));
        const profiles = await profileOf(db, ids);
        const of = (accountId: AccountId) => profiles.get(accountId) ?? {};
        const expected = pairs.filter(({ a, b }) => groundsOf(of(a), of(b), sameLine) !== undefined);
        expect([...(await groundedAmong(db, pairs))]).toEqual(expected);
        seen.grounded += expected.length;
        seen.groundless += pairs.length - expected.length;
      }),
      { numRuns: 60 },
    );
    expect(Math.min(seen.grounded, seen.groundless)).toBeGreaterThan(20);
  });
});
