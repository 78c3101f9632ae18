import { describe, expect } from 'vitest';
import { approveRequest, refreshRequest, rejectRequest } from '../../../core/merges/decide.ts';
import { proveRequest } from '../../../core/merges/proof.ts';
import { requestMerge } from '../../../core/merges/requestMerge.ts';
import type { Refusal } from '../../../core/refusal.ts';
import { accounts } from '../../../db/schema/members.ts';
import { mergeEdges, mergeRequests } from '../../../db/schema/merges.ts';
import { auditEntries } from '../../../db/schema/plumbing.ts';
import { scaled } from '../../scale.ts';
import { empty, onServer } from '../../setup.ts';
import { askByMail, at, clerk, codeSent, member, openHouse, told, twoCards } from '../house.ts';

const callers = 100;
const rounds = Math.min(100, scaled(20));
const minutes = 60_000;

describe('a hundred people press at once, more of them to reject from round to round', () => {
  onServer.test(`one wins, ninety-nine hear who did, ${rounds} rounds`, { timeout: 10 * minutes }, async ({ db }) => {
    const outcomes = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      await empty(db);
      const house = await openHouse(db);
      const { today } = await twoCards(house);
      const { requestId } = await askByMail(house, today);
      await proveRequest(member(house, today), { requestId, code: await codeSent(db) });
      const before = (await told(db)).length;

      const pressed = await Promise.allSettled(
        Array.from({ length: callers }, (_, index): Promise<unknown> => {
          const context = clerk(house, index % 3 === 0 ? 'takeshi' : 'jun', at(3));
          return index % rounds >= round
            ? approveRequest(context, { requestId, epochs: { requester: 0, target: 0 } })
            : rejectRequest(context, { requestId, reason: '確認できませんでした' });
        }),
      );

      const [request] = await db.select().from(mergeRequests);
      const state = request!.state;
      outcomes.add(state);
      const lost = pressed.flatMap((each) => (each.status === 'rejected' ? [each.reason as Refusal] : []));
      const decidedBy = request!.decidedByStaffId === house.staff.jun ? '藤沢 潤' : '大久保 健';
      expect(lost).toHaveLength(callers - 1);
      for (const { code, facts } of lost) expect([code, facts]).toEqual(['request_closed', { state, decidedBy }]);

      const approved = state === 'approved';
      expect(await db.select().from(mergeEdges)).toHaveLength(approved ? 1 : 0);
      const persons = new Set((await db.select().from(accounts)).map(({ personId }) => personId));
      expect(persons.size).toBe(approved ? 1 : 2);
      const toRequester = (await told(db)).slice(before).filter(({ to }) => to === today.identityId);
      expect(toRequester.map(({ template }) => template)).toEqual([approved ? 'merged' : 'request_rejected']);
      const decisions = (await db.select().from(auditEntries)).filter(({ action }) =>
        /request\.(approved|rejected)/.test(action),
      );
      expect(decisions).toHaveLength(1);
    }
    // An approval reads more before it decides, so where many reject, one of them comes first.
    if (rounds >= 20) expect([...outcomes].sort()).toEqual(['approved', 'rejected']);
  });
});

describe('two people approve at once what two cards ask of each other', () => {
  onServer.test(`one edge, one person, no deadlock, ${rounds} rounds`, { timeout: 10 * minutes }, async ({ db }) => {
    for (let round = 0; round < rounds; round++) {
      await empty(db);
      const house = await openHouse(db);
      const { today, older } = await twoCards(house);
      const ids = [];
      for (const [guest, other] of [
        [today, older],
        [older, today],
      ] as const) {
        const sought = { soughtKind: 'memberNumber', sought: other.memberNumber, name: '齋藤優子' } as const;
        const { requestId } = await requestMerge(member(house, guest), sought);
        await proveRequest(member(house, guest), { requestId, code: await codeSent(db) });
        ids.push(requestId);
      }
      const pressed = await Promise.allSettled(
        ids.map((requestId) =>
          approveRequest(clerk(house, 'takeshi', at(3)), { requestId, epochs: { requester: 0, target: 0 } }),
        ),
      );
      const lost = pressed.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Refusal).code] : []));
      expect(lost).toHaveLength(1);
      expect(['request_stale', 'request_closed']).toContain(lost[0]);
      expect(await db.select().from(mergeEdges)).toHaveLength(1);
      for (const requestId of ids) await refreshRequest(clerk(house, 'takeshi', at(4)), { requestId });
      const states = (await db.select().from(mergeRequests)).map(({ state }) => state).sort();
      expect(states).toEqual(['approved', 'cancelled']);
    }
  });
});
