import { eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import { proposeMerge } from '../../../core/merges/anew.ts';
import { startAtCounter } from '../../../core/merges/counter.ts';
import { approveRequest } from '../../../core/merges/decide.ts';
import { previewUndo } from '../../../core/merges/preview.ts';
import { undoMerge } from '../../../core/merges/undo.ts';
import type { Refusal } from '../../../core/refusal.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId } from '../../../db/ids.ts';
import { mergeEdges, mergeProposals, mergeRequests, mergeVoids } from '../../../db/schema/merges.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { at, clerk, openHouse, twoCards } from '../house.ts';
import { headquarters, join, openShop } from './shop.ts';

const rounds = Math.min(100, scaled(15));
const timeout = 10 * 60_000;
const codesOf = (pressed: PromiseSettledResult<unknown>[]) =>
  pressed.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Refusal).code] : []));

describe('two people at once', () => {
  onServer.test(
    `propose, then approve, a merge of two who were parted: one of each, ${rounds} rounds`,
    { timeout },
    async ({ db }) => {
      for (let round = 0; round < rounds; round++) {
        await empty(db);
        const house = await openHouse(db);
        const { today, older } = await twoCards(house);
        const numbers = { presentNumber: today.memberNumber, oldNumber: older.memberNumber };
        const first = await startAtCounter(clerk(house, 'mariko', at(1)), numbers);
        const drawn = { requester: 0, target: 0 };
        const { edgeId } = await approveRequest(clerk(house, 'sayaka', at(2)), { ...first, epochs: drawn });
        const { digest } = await previewUndo(db, at(3), edgeId);
        await undoMerge(clerk(house, 'takeshi', at(3)), { edgeId, reason: 'wrong_person', digest });
        const { requestId } = await startAtCounter(clerk(house, 'mariko', at(4)), numbers);
        const [request] = await db.select().from(mergeRequests).where(eq(mergeRequests.id, requestId));
        const card = {
          requestId,
          epochs: { requester: request!.requesterEpoch!, target: request!.targetEpoch! },
        };
        const people = (['sayaka', 'mariko', 'takeshi'] as const).map((who) => clerk(house, who, at(5)));
        const proposed = await Promise.allSettled(
          people.map((who) => proposeMerge(who, { ...card, reason: '確認ずみ' })),
        );
        expect(codesOf(proposed)).toEqual(['already_proposed', 'already_proposed']);
        expect(await db.select().from(mergeProposals)).toHaveLength(1);
        const approved = await Promise.allSettled(people.map((who) => approveRequest(who, card)));
        expect(approved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const code of codesOf(approved)) expect(['request_closed', 'second_needed']).toContain(code);
        expect(await db.select().from(mergeEdges).where(eq(mergeEdges.state, 'active'))).toHaveLength(1);
      }
      expect(await verifyInvariants(db, at(9), { deep: true })).toEqual([]);
    },
  );

  onServer.test(
    `part the same two by different marks: one of them does, ${rounds} rounds`,
    { timeout },
    async ({ db }) => {
      const [a, b, c] = [1, 2, 3] as AccountId[] as [AccountId, AccountId, AccountId];
      for (let round = 0; round < rounds; round++) {
        await empty(db);
        const shop = await openShop(db, 3);
        const direct = await join(shop, at(0), a, b);
        const ways = [await join(shop, at(1), a, c), await join(shop, at(2), c, b)];
        const wishes = await Promise.all(
          ways.map(async (way) => ({
            further: [way],
            digest: (await previewUndo(db, at(3), direct, { further: [way] })).digest,
          })),
        );
        const pressed = await Promise.allSettled(
          wishes.map((wish) =>
            undoMerge(headquarters(shop, at(3)), { edgeId: direct, reason: 'wrong_person', ...wish }),
          ),
        );
        expect(codesOf(pressed)).toEqual(['edge_not_active']);
        expect(await db.select().from(mergeVoids)).toHaveLength(2);
      }
      expect(await verifyInvariants(db, at(9), { deep: true })).toEqual([]);
    },
  );
});
