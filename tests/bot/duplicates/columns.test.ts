import { describe, expect, test } from 'vitest';
import { kindOfWord, readColumns } from '../../../bot/duplicates/columns.ts';
import { roles } from '../../bench/linkage-sets.ts';

/** Columns and what they are read as, as `column role`. */
function read(header: string, rows: string[] = [], map: [string, string][] = []): string[] {
  const { columns } = readColumns(header.split(','), cells(rows), map);
  return columns.map(({ name, role }) => `${name} ${role}`);
}

const cells = (rows: string[]) => rows.map((row) => row.split(','));

const febrl =
  'rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth,soc_sec_id,cluster';
const sets: [name: string, header: string, rows: string[]][] = [
  ['febrl', febrl, ['rec-1-org,ann,bell,6,mill street,the oaks,st ives,4011,wa,19081209,6988048,rec-1']],
  [
    'historical_50k',
    'unique_id,cluster,full_name,first_and_surname,first_name,surname,dob,birth_place,postcode_fake,gender,occupation',
    ['Q1-1,Q1,"ann bell, of devon",ann bell,ann,bell,1630-08-01,devon,tq13 8df,female,painter'],
  ],
  ['fake_1000', 'unique_id,first_name,surname,dob,city,email,cluster', ['0,Ann,Bell,1971-06-24,Leeds,ann@b.example,0']],
  [
    'jp_members_dev',
    'member_id,last_name,first_name,last_kana,first_kana,birth_date,gender,phone,email,postal_code,address,channel',
    ['M1,山本,花,ヤマモト,ハナ,1982-04-24,female,09012345678,h@b.example,2480006,神奈川県鎌倉市小町1-2,mall'],
  ],
  ['rldata500', 'fname_c1,fname_c2,lname_c1,lname_c2,by,bm,bd,rec_id,cluster', ['ANN,,BELL,,1949,7,22,1,34']],
];

describe('columns are read by their names', () => {
  test.for(sets)('%s as its benchmark reads it', ([, header, rows]) => {
    const known = header.split(',').flatMap((name) => (roles[name] ? [`${name} ${roles[name]}`] : []));
    expect(read(header, rows)).toEqual(known);
  });

  test.for([
    ['姓,名,セイ,メイ,生年月日,性別', 'familyName givenName familyKana givenKana birthDate gender'],
    ['氏名,フリガナ,TEL,E-mail,〒,住所', 'fullName fullKana phone mail postalCode address'],
    ['お名前（姓）,お名前（名）,お名前（セイ）,お名前（メイ）', 'familyName givenName familyKana givenKana'],
    ['姓カナ,名カナ,姓,名,携帯番号,誕生日', 'familyKana givenKana familyName givenName phone birthDate'],
    ['First Name,Last Name,Email,Accepts Email Marketing,Default Address Zip', 'givenName familyName mail postalCode'],
    ['Customer Name,Date of Birth,Mobile,Gender', 'fullName birthDate phone gender'],
    ['会員名フリガナ,会員名,登録日,最終購入日時,店舗名,会社電話番号', 'fullKana fullName'],
    ['苗字,名前', 'familyName givenName'],
  ] as const)('%s', ([header, known]) => {
    expect(read(header).map((column) => column.split(' ').at(-1))).toEqual(known.split(' '));
  });

  test('a whole name beside its halves has no say, and neither has a second id', () => {
    const { columns, id } = readColumns(['会員ID', '会員コード', '氏名', '姓', '名'], []);
    expect(columns.map(({ name }) => name)).toEqual(['姓', '名']);
    expect(id).toBe(0);
  });

  test('a column called cluster is left out, unless somebody maps it', () => {
    expect(read('name,cluster')).toEqual(['name fullName']);
    expect(read('name,cluster', [], [['trait', 'cluster']])).toEqual(['name fullName', 'cluster trait']);
  });
});

describe('columns without a telling name are read by what they hold', () => {
  const row = '山本 花,ヤマモト ハナ,1982/4/24,090-1234-5678,hana@b.example,248-0006,女性,A7';
  test('dates of long ago, phones, mails, postal codes, readings, names, genders', () => {
    expect(read('a,b,c,d,e,f,g,h', [row, row]).map((column) => column.split(' ')[1])).toEqual(
      'fullName fullKana birthDate phone mail postalCode gender'.split(' '),
    );
  });

  test('dates of a visit are no births', () => {
    expect(read('氏名,c', ['山本 花,2024-04-01', '林 学,2025-01-09'])).toEqual(['氏名 fullName']);
  });

  test('the first column in which every row has its own word names the rows', () => {
    const rows = cells(['店,山本,花,A1', '店,林,学,A2']);
    expect(readColumns(['c', '姓', '名', 'd'], rows).id).toBe(3);
    expect(readColumns(['姓', '名'], cells(['山本,花', '林,学'])).id).toBeUndefined();
  });
});

describe('columns that are read as one', () => {
  test('prefecture and lines of a Japanese address follow each other, in whatever order they stand', () => {
    const header = ['氏名', '住所1', '住所2', '都道府県'];
    const { prepare } = readColumns(header, cells(['林 学,鎌倉市小町1-2,青葉荘201,神奈川県']));
    expect(prepare(['林 学', '鎌倉市小町1-2', '青葉荘201', '神奈川県'])).toContain('神奈川県 鎌倉市小町1-2 青葉荘201');
    expect(prepare(['林 学', '神奈川県鎌倉市小町1-2', '', '神奈川県'])).toContain('神奈川県鎌倉市小町1-2');
  });

  test('of two phones the mobile counts, else the one that is there', () => {
    const { prepare, columns } = readColumns(['氏名', '電話番号', '携帯番号'], []);
    const phone = (row: string[]) => prepare(row)[columns.find(({ role }) => role === 'phone')!.index];
    expect(phone(['林', '0467-22-1111', '090-1111-2222'])).toBe('090-1111-2222');
    expect(phone(['林', '0467-22-1111', ''])).toBe('0467-22-1111');
    expect(phone(['林', '', '090-1111-2222'])).toBe('090-1111-2222');
  });
});

describe('what somebody maps', () => {
  test('overrides the guess, and whoever names the phone means that no other column is', () => {
    const map: [string, string][] = [
      ['phone', 'TEL2'],
      ['ignore', '性別'],
    ];
    expect(read('氏名,TEL,TEL2,性別', [], map)).toEqual(['氏名 fullName', 'TEL2 phone']);
  });

  test.for([
    ['given_name', 'givenName'],
    ['surname', 'familyName'],
    ['last_name', 'familyName'],
    ['dob', 'birthDate'],
    ['zip', 'postalCode'],
    ['GivenName', 'givenName'],
    ['電話番号', 'phone'],
    ['ignore', 'ignore'],
    ['hat', undefined],
  ] as const)('%s means %s', ([word, kind]) => {
    expect(kindOfWord(word)).toBe(kind);
  });

  test.for([
    [['hat', '氏名'], 'no_such_field'],
    [['phone', 'TEL9'], 'no_such_column'],
    [['ignore', '氏名'], 'no_needed_column'],
  ] as const)('%s is refused when it names what is not there', ([map, reason]) => {
    expect(() => read('氏名,TEL', [], [[...map]])).toThrow(expect.objectContaining({ reason }));
  });
});
