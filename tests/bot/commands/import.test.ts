import iconv from 'iconv-lite';
import { describe, expect } from 'vitest';
import { profileOfOne, recordProfile } from '../../../core/members/profile.ts';
import { balanceOf } from '../../../core/points/balance.ts';
import { verifyInvariants } from '../../../core/verify.ts';
import type { AccountId } from '../../../db/ids.ts';
import type { Database } from '../../../db/open.ts';
import { accounts, profileValues } from '../../../db/schema/members.ts';
import { stores } from '../../../db/schema/shop.ts';
import { openHouse } from '../../core/house.ts';
import { onServer } from '../../setup.ts';
import { fileOf, musubi } from './cli.ts';

const { test } = onServer;
const header = '会員番号,氏名,フリガナ,生年月日,電話番号,メールアドレス,店舗,入会日,ポイント';
const saito = '20480001,齋藤 優子,サイトウ ユウコ,1985/3/14,090-1111-2271,yuko@example.jp,鎌倉店,2024/1/5 9:30,"1,200"';
const takahashi = '20480002,髙橋　健,ﾀｶﾊｼ ｹﾝ,昭和60年3月14日,,,kichijoji,20240105,0';
const personal = /優子|ユウコ|1111-2271|yuko@|1985|20480001/;

function take(file: string, url: string | undefined, ...more: string[]) {
  return musubi(['import', 'members', file, ...more], { DATABASE_URL: url });
}

const csv = (...lines: string[]) => fileOf('members.csv', `\uFEFF${[header, ...lines].join('\r\n')}\r\n`);

async function known(db: Database) {
  const rows = await db.select().from(accounts).orderBy(accounts.memberNumber);
  return rows.map(({ memberNumber }) => memberNumber);
}

describe('import members', () => {
  test('without --yes shows which column is what, and writes nothing', async ({ db, url }) => {
    const { status, out, err } = await take(csv(saito, takahashi), url);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('2 members found (UTF-8)');
    expect(out).toMatch(/phone +電話番号/);
    expect(await known(db)).toEqual([]);
  });

  test('takes in names, dates, stores and points as exports write them, and prints none of it', async ({ db, url }) => {
    await openHouse(db);
    const { status, out, err } = await take(csv(saito, takahashi), url, '--yes');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).not.toMatch(personal);
    const [first, second] = await db.select().from(accounts).orderBy(accounts.memberNumber);
    const [, kamakura] = await db.select().from(stores).orderBy(stores.id);
    expect(first).toMatchObject({ homeStoreId: kamakura?.id, registeredAt: new Date('2024-01-04T15:00:00Z') });
    expect(second).toMatchObject({ registeredAt: new Date('2024-01-04T15:00:00Z') });
    expect(await profileOfOne(db, second!.id)).toMatchObject({
      familyName: { value: '髙橋', normalised: '高橋' },
      givenKana: { normalised: 'ケン' },
      birthDate: { normalised: '1985-03-14' },
    });
    expect((await balanceOf(db, first!.id, new Date())).total).toBe(1200);
    expect(await verifyInvariants(db, new Date())).toEqual([]);
  });

  test('reads what Windows wrote in Shift_JIS', async ({ db, url }) => {
    await openHouse(db);
    const file = fileOf('members.csv', iconv.encode(`${header}\r\n${takahashi.replace('　', ' ')}\r\n`, 'cp932'));
    expect((await take(file, url, '--yes')).out).toContain('(Shift_JIS)');
    const [member] = await db.select().from(accounts);
    expect((await profileOfOne(db, member!.id)).familyName?.value).toBe('髙橋');
  });

  test('reads the Unicode text of Excel, which is UTF-16 with tabs', async ({ db, url }) => {
    await openHouse(db);
    const text = `${header}\r\n${saito}\r\n`
      .replace('"1,200"', '"1;200"')
      .replaceAll(',', '\t')
      .replace('1;200', '1,200');
    const file = fileOf('members.txt', iconv.encode(text, 'utf-16le', { addBOM: true }));
    expect((await take(file, url, '--yes')).out).toContain('(UTF-16LE)');
    const [member] = await db.select().from(accounts);
    expect((await profileOfOne(db, member!.id)).familyName?.value).toBe('齋藤');
    expect((await balanceOf(db, member!.id as AccountId, new Date())).total).toBe(1200);
  });

  test('again changes nothing, not even what the member has said since', async ({ db, url }) => {
    const house = await openHouse(db);
    const file = csv(saito);
    await take(file, url, '--yes');
    const [member] = await db.select().from(accounts);
    const context = { db, now: new Date(), secret: '', actor: { kind: 'system', job: 'test' } } as const;
    await recordProfile(context, member!.id, { phone: '080-2222-3333' }, 'self');
    const before = await db.select().from(profileValues);
    const { status, out } = await take(file, url, '--yes');
    expect({ status, out: out.split('\n').at(-2) }).toEqual({ status: 0, out: '0 members are new, 1 were known.' });
    expect(await db.select().from(profileValues)).toEqual(before);
    expect((await balanceOf(house.db, member!.id as AccountId, new Date())).total).toBe(1200);
  });

  test('names every bad row by line and column, without its contents, and writes nothing', async ({ db, url }) => {
    const bad = [
      '2048,山田 花子,,,,,,,',
      '20480004,,,1985/2/31,,,,,',
      '20480005,,,,12,,,,',
      '20480006,,,,,hanako,,,',
      '20480007,,,,,,,きのう,',
      '20480008,,,,,,,,-5',
    ];
    const { status, out, err } = await take(csv(saito, ...bad), url, '--yes');
    expect(status).toBe(1);
    const named = err.match(/line \d+, \S+(?=:)/g);
    expect(named).toEqual([
      'line 3, 会員番号',
      'line 4, 生年月日',
      'line 5, 電話番号',
      'line 6, メールアドレス',
      'line 7, 入会日',
      'line 8, ポイント',
    ]);
    expect(`${out}${err}`).not.toMatch(/山田|hanako|きのう|2\/31/);
    expect(await known(db)).toEqual([]);
  });

  test('refuses a number that comes twice, by its last digits', async ({ db, url }) => {
    const { status, out, err } = await take(csv(saito, saito), url, '--yes');
    expect(status).toBe(1);
    expect(err).toContain('••••0001');
    expect(`${out}${err}`).not.toMatch(personal);
    expect(await known(db)).toEqual([]);
  });

  test('of a store that is none, or of other opening points, takes in no row of the file', async ({ db, url }) => {
    await openHouse(db);
    const nowhere = await take(csv(takahashi, saito.replace('鎌倉店', '小樽店')), url, '--yes');
    expect(nowhere.err).toContain('line 3, 店舗');
    expect(await known(db)).toEqual([]);
    await take(csv(saito), url, '--yes');
    const { status, err } = await take(csv(takahashi, saito.replace('1,200', '1,500')), url, '--yes');
    expect(status).toBe(1);
    expect(err).toContain('line 3: this member brought another number of points before');
    expect(await known(db)).toEqual(['20480001']);
  });

  test('takes a column by the name it is told, and refuses a field or column that is none', async ({ url }) => {
    const file = fileOf('members.csv', `番号,TEL2\n20480001,09011112271\n`);
    expect((await take(file, url)).err).toContain('No column looks like a member number. The columns are: 番号, TEL2.');
    const told = await take(file, url, '--map', 'memberNumber=番号', '--map', 'phone=TEL2');
    expect(told.out).toMatch(/phone +TEL2/);
    expect((await take(file, url, '--map', 'phon=TEL2')).err).toContain('--map knows no phon.');
    expect((await take(file, url, '--map', 'phone=TEL9')).err).toContain('no column named TEL9');
  });

  test.for([
    ['no header', `${saito}\n`, 'must name the columns'],
    ['a broken quote', `${header}\n20480001,優子"山,,,,,,,\n`, 'line 2'],
    ['a short row', `${header}\n20480001,優子\n`, 'line 2'],
    [
      'bytes of no encoding',
      Buffer.from([0x81, 0x20, 0xff, 0xfe, 0x00]),
      'none of UTF-8, UTF-16, Shift_JIS and EUC-JP',
    ],
  ] as const)('refuses a file with %s in a sentence that repeats nothing of it', async ([, content, says], { url }) => {
    const { status, out, err } = await take(fileOf('members.csv', content), url, '--yes');
    expect(status).toBe(1);
    expect(err).toContain(says);
    expect(`${out}${err}`).not.toMatch(personal);
    expect(err).not.toContain('    at ');
  });

  test('of a file that is not there says so', async ({ url }) => {
    expect((await take('nowhere.csv', url)).err).toBe('There is no nowhere.csv.\n');
  });
});
