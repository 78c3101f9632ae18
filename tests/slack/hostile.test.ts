import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { recordProfile } from '../../core/members/profile.ts';
import { startAtCounter } from '../../core/merges/counter.ts';
import { askMember, rejectRequest } from '../../core/merges/decide.ts';
import { stores } from '../../db/schema/shop.ts';
import { scaled } from '../scale.ts';
import { onServer } from '../setup.ts';
import { asStaff, asSystem, deliverAll, member, type Office, openOffice, people, rooms, stringsIn } from './office.ts';

const { test } = onServer;
const minutes = 60_000;

const core = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<@U0OKUBOKEN1>',
  '<#C0KAMAKURA01|general>',
  '<https://evil.example|お店から>',
  'https://evil.example/login',
  'mailto:a@evil.example',
  '*太字*_斜め_~線~`符号`',
  '```block```',
  '> 引用',
  '• list\n• list',
  '&lt;!channel&gt;',
  '&amp;lt;!channel&amp;gt;',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{"type":"button"}',
  '名'.repeat(3001),
  'x'.repeat(199),
  ' ',
  '\u3000\u3000',
  '\u202Eこまた',
  '\u2066左\u2069',
  '見\u200Bえ\u200Cな\uFEFFい',
  'か\u3099く\u3099',
  '葛\u{E0100}飾',
  '𠮷田',
  '👨‍👩‍👧‍👦'.repeat(30),
  `${String.fromCharCode(7, 27)}[31m`,
  'タブ\tと\r\n改行',
];

/** Sixty names nobody has: each of them alone, and inside an honest one. */
const names = [...core, ...core.map((hostile) => `山${hostile.slice(0, 100)}田`)];

/** Everything this office has put before people, by what it put it with. */
function shownBy({ slack }: Office): unknown[] {
  return slack
    .apiCalls()
    .filter(({ method }) => /^(chat|views)\.|response_url/.test(method))
    .map(({ args: { text, blocks, attachments, view, metadata } }) => ({ text, blocks, attachments, view, metadata }));
}

/** The texts in which Slack looks for mentions, links and formatting: all but those of plain_text and raw_text. */
function readAsMarkup(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => readAsMarkup(one));
  if (typeof value !== 'object' || value === null) return [];
  const { type } = value as { type?: string };
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string'
      ? key === 'text' && !['plain_text', 'raw_text'].includes(type ?? '')
        ? [one]
        : key === 'fallback'
          ? [one]
          : []
      : readAsMarkup(one),
  );
}

type Words = { family: string; given: string; reading: string };

/** Walks two members with these names through every card, modal and list there is. */
async function everyScreen(office: Office, { family, given, reading }: Words, numbers: [string, string]) {
  const { slack, db } = office;
  const profile = { familyName: family, givenName: given, familyKana: reading, givenKana: reading };
  const [here, there] = [
    await member(office, numbers[0], {}, { points: 9_999_999 }),
    await member(office, numbers[1], {}, { line: false }),
  ];
  for (const { accountId } of [here, there])
    await recordProfile(asSystem(office), accountId, profile, 'self').catch(() => {});
  const headquarters = await asStaff(office, people.okubo);
  const { requestId } = await startAtCounter(headquarters, { presentNumber: numbers[0], oldNumber: numbers[1] });
  await deliverAll(office);
  const user = people.okubo;
  const card = slack.messagesIn(rooms.headquarters).at(-1)!;
  const place = { channel: rooms.headquarters, ts: card.ts };
  await askMember(headquarters, { requestId, question: family.trim() || '問い' }).catch(() => {});
  for (const action of ['request_details', 'request_reject', 'request_ask']) {
    await slack.press(user, place, action);
    await office.settled();
    await slack.closeView(user, slack.openViewOf(user)!.id, true);
  }
  await slack.command(user, rooms.headquarters, '/musubi', `find ${numbers[0]}`);
  await office.settled();
  const found = slack.ephemeralFor(user).at(-1)!;
  await slack.press(user, { channel: rooms.headquarters, ts: found.ts }, 'member_open');
  await slack.command(user, rooms.headquarters, '/musubi', 'pending');
  await slack.openHome(user);
  await slack.press(user, place, 'request_approve');
  await office.settled();
  await deliverAll(office);
  await slack.command(user, rooms.headquarters, '/musubi', 'undo');
  await slack.command(user, rooms.headquarters, '/musubi', `undo ${requestId}`);
  await office.settled();
  await slack.submitView(user, slack.openViewOf(user)!.id, { reason: 'wrong_person', note: given });
  await slack.command(user, rooms.headquarters, '/musubi', `redo ${requestId}`);
  await office.settled();
  await deliverAll(office);
  expect(office.failures).toEqual([]);
  return { db, requestId };
}

describe('names that attack', () => {
  test('reach no card, modal or list as a mention, a link or a refusal of Slack', { timeout: minutes * 4 }, async ({
    db,
  }) => {
    const office = await openOffice(db);
    await db.update(stores).set({ name: '<!channel>*本部*' });
    for (let index = 0; index < names.length; index += 3) {
      const [family = '', given = '', reading = ''] = names.slice(index, index + 3);
      const numbers: [string, string] = [String(30_000_000 + index), String(31_000_000 + index)];
      await everyScreen(office, { family, given, reading }, numbers);
    }
    const refused = office.slack.apiCalls().filter(({ answer }) => answer.ok !== true);
    expect(refused.map(({ method, answer }) => [method, answer])).toEqual([]);
    expect(office.slack.messagesIn(rooms.headquarters).filter(({ notice }) => notice)).toEqual([]);
    const said = stringsIn(shownBy(office), ['text', 'alt_text', 'fallback']);
    expect(said.length).toBeGreaterThan(1000);
    for (const text of said) expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u);
    expect(readAsMarkup(shownBy(office)).filter((text) => /<[!@#]|<https?:|<mailto:/.test(text))).toEqual([]);
  });

  test('cannot hide in a reason or a question either', async ({ db }) => {
    const office = await openOffice(db);
    for (const [index, text] of core.filter((one) => one.trim() && one.length < 400).entries()) {
      const numbers = [String(32_000_000 + index), String(33_000_000 + index)] as const;
      for (const number of numbers) await member(office, number, { familyName: '山', givenName: '子' });
      const headquarters = await asStaff(office, people.okubo);
      const { requestId } = await startAtCounter(headquarters, { presentNumber: numbers[0], oldNumber: numbers[1] });
      await rejectRequest(headquarters, { requestId, reason: text }).catch(() => {});
      await deliverAll(office);
      const card = office.slack.messagesIn(rooms.headquarters).at(-1);
      if (!card) continue;
      await office.slack.press(people.okubo, { channel: rooms.headquarters, ts: card.ts }, 'request_details');
      await office.settled();
    }
    expect(office.slack.apiCalls().filter(({ answer }) => answer.ok !== true)).toEqual([]);
    expect(readAsMarkup(shownBy(office)).filter((text) => /<[!@#]|<https?:|<mailto:/.test(text))).toEqual([]);
  });
});

describe('what staff are shown of a member', () => {
  const digits = (length: number) => fc.array(fc.integer({ min: 1, max: 9 }), { minLength: length, maxLength: length });
  const letters = fc.array(fc.constantFrom(...'qwxzvkjyu'), { minLength: 6, maxLength: 12 });
  const personal = fc.record({
    phone: digits(8).map((tail) => `090${tail.join('')}`),
    mail: fc.tuple(letters, letters).map(([local, domain]) => `${local.join('')}@${domain.join('')}.example.jp`),
    birthDate: fc
      .date({ min: new Date('1930-01-01'), max: new Date('2009-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10)),
    address: fc
      .array(fc.constantFrom(...'雪ノ下扇ガ谷極楽寺由比浜稲村崎七里腰越'), { minLength: 6, maxLength: 20 })
      .map((parts) => `鎌倉市${parts.join('')}`),
    wide: fc.boolean(),
    hyphens: fc.boolean(),
  });

  test('never holds five characters in a row of a phone, mail, address or birth date', {
    timeout: minutes * 4,
  }, async ({ db }) => {
    const office = await openOffice(db);
    let index = 0;
    await fc.assert(
      fc.asyncProperty(personal, async ({ phone, mail, birthDate, address, wide, hyphens }) => {
        index += 1;
        const written = hyphens ? phone.replace(/^(\d{3})(\d{4})/, '$1-$2-') : phone;
        const values = { phone: wide ? widened(written) : written, mail, birthDate, address };
        const numbers: [string, string] = [String(34_000_000 + index), String(35_000_000 + index)];
        const from = office.slack.apiCalls().length;
        for (const number of numbers) await member(office, number, { familyName: '山', givenName: '子', ...values });
        const headquarters = await asStaff(office, people.okubo);
        const { requestId } = await startAtCounter(headquarters, { presentNumber: numbers[0], oldNumber: numbers[1] });
        await deliverAll(office);
        const card = office.slack.messagesIn(rooms.headquarters).at(-1)!;
        const place = { channel: rooms.headquarters, ts: card.ts };
        await office.slack.press(people.okubo, place, 'request_details');
        await office.slack.command(people.okubo, rooms.headquarters, '/musubi', `find ${mail}`);
        await office.settled();
        const found = office.slack.ephemeralFor(people.okubo).at(-1)!;
        await office.slack.press(people.okubo, { channel: rooms.headquarters, ts: found.ts }, 'member_open');
        await office.slack.press(people.okubo, place, 'request_approve');
        await office.slack.command(people.okubo, rooms.headquarters, '/musubi', `undo ${requestId}`);
        await office.settled();
        await deliverAll(office);
        expect(office.failures).toEqual([]);
        const said = shownBy(office).slice(0 - (office.slack.apiCalls().length - from));
        const everything = stringsIn(said)
          .map((text) => text.normalize('NFKC'))
          .join('\n')
          .toLowerCase();
        const compact = everything.replace(/[\s\-()]/g, '');
        for (const raw of Object.values({ ...values, digits: phone, day: birthDate.replaceAll('-', '') })) {
          for (const run of runsOf(raw.normalize('NFKC').toLowerCase())) {
            expect([run, everything.includes(run) || compact.includes(run)]).toEqual([run, false]);
          }
        }
      }),
      { numRuns: scaled(12) },
    );
  });
});

function widened(text: string): string {
  return text.replace(/[0-9-]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
}

function runsOf(raw: string): string[] {
  return Array.from({ length: Math.max(0, raw.length - 4) }, (_, start) => raw.slice(start, start + 5));
}
