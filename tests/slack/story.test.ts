import { describe, expect } from 'vitest';
import { balanceOf } from '../../core/points/balance.ts';
import { databases } from '../setup.ts';
import { deliverAll, onlyCard, openOffice, people, provedRequest, rooms, textOf, yuko } from './office.ts';

describe.each(databases)('a request in Slack on $name', ({ test }) => {
  test('is shown to the store of the old card, approved by a press, undone after a preview, and redone', async ({
    db,
  }) => {
    const office = await openOffice(db);
    const { slack } = office;
    const cards = await yuko(office);
    await provedRequest(office, cards.now, cards.old);
    expect(await deliverAll(office)).toEqual([{ kind: 'accepted', receipt: expect.stringMatching(/^\d+\.\d+$/) }]);

    const card = onlyCard(office, rooms.kamakura);
    expect(textOf(card)).toContain('会員証をまとめるご依頼 M-1');
    expect(textOf(card)).toContain('4,200\u00a0pt');
    const place = { channel: rooms.kamakura, ts: card.ts };
    await slack.press(people.hayama, place, 'request_approve');
    await office.settled();
    expect(office.failures).toEqual([]);
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('M-1 承認済み');
    expect(textOf(onlyCard(office, rooms.kamakura))).not.toContain('優子');
    expect((await balanceOf(db, cards.now.accountId, office.now())).total).toBe(4200);

    await slack.command(people.hayama, rooms.kamakura, '/musubi', '元に戻す M-1');
    await office.settled();
    expect(office.failures).toEqual([]);
    const preview = slack.openViewOf(people.hayama)!;
    expect(textOf(preview)).toContain('M-1 を元に戻すと、1人の会員が2人に分かれます。');
    await slack.submitView(people.hayama, preview.id, { reason: 'wrong_person' });
    await office.settled();
    expect(textOf(slack.openViewOf(people.hayama)!)).toContain('M-1 を元に戻しました。');
    expect((await balanceOf(db, cards.now.accountId, office.now())).total).toBe(1840);
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('M-1 元に戻しました');

    await slack.press(people.hayama, { viewId: slack.openViewOf(people.hayama)!.id }, 'redo_preview');
    await office.settled();
    const again = slack.openViewOf(people.hayama)!;
    expect(textOf(again)).toContain('もう一度1人になります');
    expect(textOf(again)).toMatch(/まとめると\n\*4,200\u00a0pt\*\n••••\d{4} [\d,]+ \+ ••••\d{4} [\d,]+/); // one sum, with its parts
    await slack.submitView(people.hayama, again.id);
    await office.settled();
    expect((await balanceOf(db, cards.now.accountId, office.now())).total).toBe(4200);
    await deliverAll(office);
    expect(textOf(onlyCard(office, rooms.kamakura))).toContain('M-1 やり直しました');
    expect(office.failures).toEqual([]);
  });
});
