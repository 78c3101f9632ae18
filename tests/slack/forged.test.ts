import { describe, expect } from 'vitest';
import { liftedFreezes, mergeRequests, mergeVoids } from '../../db/schema/merges.ts';
import { deadLetterActs } from '../../db/schema/plumbing.ts';
import { onServer } from '../setup.ts';
import { deliverAll, openOffice, people, provedRequest, yuko } from './office.ts';
import { type Form, signedForm } from './signed.ts';

const { test } = onServer;

const choices: [string, Form, string][] = [
  [
    'an undo without a reason of the list',
    form('confirm_undo', '{"edgeId":1,"digest":"x"}', { reason: 'drop table' }),
    'reason',
  ],
  [
    'an undo with a note as long as a book',
    form('confirm_undo', '{"edgeId":1,"digest":"x"}', { reason: 'member_wish', note: 'あ'.repeat(501) }),
    'note',
  ],
  ['a rejection of spaces', form('confirm_reject', '1', { reason: ' 　' }), 'reason'],
  ['a rejection as long as a book', form('confirm_reject', '1', { reason: 'x'.repeat(501) }), 'reason'],
  ['a question by the name of something else', form('confirm_ask', '1', { question: 'constructor' }), 'question'],
  ['a lift for a reason of one’s own', form('confirm_lift', '1', { reason: 'because' }), 'reason'],
  ['a letter closed without a reason of the list', form('confirm_close', 'outbox:1', { reason: '' }), 'reason'],
  ['a cap in words', form('cap_change', '{}', { cap: 'many', waitDays: '30' }), 'cap'],
  ['a wait of no time', form('cap_change', '{}', { waitDays: '0' }), 'waitDays'],
  ['a retry of an extent nobody offers', form('confirm_retry_all', 'mail', { extent: 'everything' }), 'extent'],
];

function form(callback_id: string, private_metadata: string, fields: Form['fields']): Form {
  return { callback_id, private_metadata, fields };
}

describe('a form that no page of ours sends', () => {
  for (const [what, forged, field] of choices) {
    test(`is told so under its field, and nothing has happened: ${what}`, async ({ db }) => {
      const office = await openOffice(db);
      const cards = await yuko(office);
      await provedRequest(office, cards.now, cards.old);
      await deliverAll(office);
      const answer = await signedForm(office, people.okubo, forged);
      expect(answer).toMatchObject({ response_action: 'errors', errors: { [field]: expect.any(String) } });
      expect(await db.select().from(mergeRequests)).toMatchObject([{ state: 'waiting', question: null }]);
      for (const table of [mergeVoids, liftedFreezes, deadLetterActs])
        expect(await db.select().from(table)).toEqual([]);
      expect(office.failures).toEqual([]);
    });
  }

  for (const about of ['', '1e3', '-1', '{}', '{"edgeId":"1"}', 'outbox:0', 'nowhere:1', '9'.repeat(40)]) {
    test(`is refused in words when it is about nothing: ${about.slice(0, 12)}`, async ({ db }) => {
      const office = await openOffice(db);
      const filled = { reason: 'member_wish', question: 'family', extent: 'sure' };
      for (const callback of ['confirm_undo', 'confirm_redo', 'confirm_reject', 'confirm_ask', 'confirm_retry']) {
        const answer = await signedForm(office, people.okubo, form(callback, about, filled));
        expect(JSON.stringify(answer)).toContain('入れた内容を確かめて');
      }
      expect(office.failures).toEqual([]);
    });
  }
});
