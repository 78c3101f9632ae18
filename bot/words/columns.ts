import type { Role } from '../../core/duplicates/role.ts';

/** What the columns of member exports are called, so that they need not be named by hand. */
export const columnNames = {
  memberNumber: [
    '会員番号',
    '会員ID',
    '会員コード',
    '顧客コード',
    '会員No',
    'member number',
    'member_id',
    'customer_code',
  ],
  name: ['氏名', '名前', 'お名前', '会員名', 'name', 'full name'],
  kana: ['フリガナ', 'ふりがな', '氏名カナ', 'カナ', 'kana'],
  familyName: ['姓', '名字', '氏', 'last name', 'family_name', 'surname'],
  givenName: ['名', 'first name', 'given_name'],
  familyKana: ['姓カナ', 'セイ', '姓(カナ)', '姓フリガナ', 'last name kana', 'family_kana'],
  givenKana: ['名カナ', 'メイ', '名(カナ)', '名フリガナ', 'first name kana', 'given_kana'],
  birthDate: ['生年月日', '誕生日', 'birthday', 'birth_date', 'date of birth'],
  phone: ['電話番号', '電話', '携帯電話', '携帯番号', 'TEL', 'phone', 'phone_number', 'mobile'],
  mail: ['メール', 'メールアドレス', 'Eメール', 'email', 'e-mail', 'mail'],
  postalCode: ['郵便番号', '〒', 'zip', 'postal_code', 'postcode'],
  address: ['住所', '住所1', 'address', 'address1'],
  store: ['店舗', '店舗コード', '登録店舗', '店舗名', 'store', 'store_code'],
  registeredAt: ['登録日', '入会日', '会員登録日', 'registered_at', 'created_at'],
  points: ['ポイント', 'ポイント残高', '保有ポイント', 'points', 'point_balance'],
} satisfies Record<string, string[]>;

export type MemberColumn = keyof typeof columnNames;

/**
 * What is said of a column beyond its role: parts of an address that are read together, and columns that have no say. `full` roles are dropped where both
 * halves are there.
 */
export type ColumnKind = Role | 'id' | 'prefecture' | 'city' | 'addressMore' | 'ignore';

/** The names of columns in exports of Smaregi, EC-CUBE, Shopify, of spreadsheets and of public sets of records, by what they hold. */
export const kindNames: Record<ColumnKind, string[]> = {
  id: [
    ...columnNames.memberNumber,
    'id',
    'customer_id',
    'rec_id',
    'unique_id',
    '顧客ID',
    '顧客番号',
    'お客様番号',
    'No',
  ],
  familyName: [...columnNames.familyName, '苗字', 'お名前(姓)', '氏名(姓)', 'lname', 'lname_c1'],
  givenName: [...columnNames.givenName, 'お名前(名)', '氏名(名)', 'forename', 'fname', 'fname_c1'],
  familyKana: [...columnNames.familyKana, 'お名前(セイ)', 'せい', 'お名前(フリガナ・姓)', 'last kana'],
  givenKana: [...columnNames.givenKana, 'お名前(メイ)', 'めい', 'お名前(フリガナ・名)', 'first kana'],
  fullName: [...columnNames.name, '姓名', 'お客様名', '顧客名', 'customer name', 'first_and_surname'],
  fullKana: [...columnNames.kana, 'お名前カナ', 'お名前(フリガナ)', 'よみがな', 'full name kana'],
  birthDate: [...columnNames.birthDate, 'dob', 'birth'],
  birthYear: ['生年', '誕生年', '生まれた年', 'birth_year', 'year of birth', 'by'],
  birthMonth: ['誕生月', '生まれた月', 'birth_month', 'bm'],
  birthDay: ['生まれた日', 'birth_day', 'bd'],
  gender: ['性別', '性別(名称)', 'gender', 'sex'],
  phone: ['携帯', ...columnNames.phone, 'cell', 'phone1'],
  mail: [...columnNames.mail, 'email_address', 'mail_address'],
  postalCode: [...columnNames.postalCode, '〒番号', 'postal', 'zip_code', 'post_code'],
  address: [...columnNames.address, 'ご住所', 'street', 'street_address', 'address_1'],
  prefecture: ['都道府県', '都道府県(名称)', '県', 'prefecture', 'state', 'province', 'region'],
  city: ['市区町村', '市町村', '区市町村', 'city', 'suburb', 'town'],
  addressMore: ['住所2', '住所3', '町名', '番地', '建物名', '建物', 'address2', 'address3', 'street_number'],
  place: [],
  trait: ['職業', '職業(名称)', '出身地', 'occupation', 'birth_place'],
  code: ['soc_sec_id', 'ssn', 'マイナンバー', '免許証番号', 'line_user_id', 'LINEユーザーID', 'passport_number'],
  ignore: ['cluster', '性別(ID)', '職業(ID)', '都道府県(ID)', 'birth_country'],
};

/** What the name of a column holds where it is none of those exactly; the first that fits counts. */
export const kindPatterns: [RegExp, ColumnKind][] = [
  [/メルマガ|配信|許可|同意|希望|受信|accept|marketing|consent|optin|subscri/, 'ignore'],
  [/会社|法人|企業|勤務|company|organi[sz]ation|店舗|支店|担当|店名|store|shop|staff/, 'ignore'],
  [/登録日|登録店|登録者|入会|退会|作成|更新|最終|初回|日時|created|updated|registered/, 'ignore'],
  [/last(visit|order|purchase|login)|ポイント|point|備考|メモ|note|memo|tags|fax|ファックス/, 'ignore'],
  [/パスワード|password|緊急|紹介|購入|来店|回数|金額|ランク|rank|country|国籍|(送り|配送|届け)先|shipping/, 'ignore'],
  [/(ip|mac)addr/, 'ignore'],
  [/メール|mail/, 'mail'],
  [/電話|携帯|phone|mobile|^tel|tel\d?$/, 'phone'],
  [/生年月日|誕生日|birthda|dateofbirth|^dob/, 'birthDate'],
  [/郵便|〒|zip|postal|postcode/, 'postalCode'],
  [/((姓|氏)(?!名)|苗字|名字|last|family|surname).*(カナ|かな|ガナ|kana|ヨミ|よみ|phonetic)/, 'familyKana'],
  [/(カナ|フリガナ|ふりがな).*(姓|セイ)$|セイ$/, 'familyKana'],
  [/((?<![氏姓員客者様])名(?!前)|first|given).*(カナ|かな|ガナ|kana|ヨミ|よみ|phonetic)/, 'givenKana'],
  [/(カナ|フリガナ|ふりがな).*(名|メイ)$|メイ$/, 'givenKana'],
  [/カナ|フリガナ|ふりがな|kana|ヨミ|よみがな|phonetic/, 'fullKana'],
  [/姓$|苗字|名字|surname|lastname|familyname/, 'familyName'],
  [/(名前|氏名)名$|givenname|firstname|forename/, 'givenName'],
  [/氏名|名前|姓名|会員名|顧客名|お客様名|fullname|customername|membername/, 'fullName'],
  [/性別|gender/, 'gender'],
  [/都道府県|prefecture|province/, 'prefecture'],
  [/市区町村|市町村|city$|suburb/, 'city'],
  [/住所[2-9二三]|address[2-9]|番地|建物|マンション|ビル名|building|streetnumber/, 'addressMore'],
  [/住所|address/, 'address'],
];

/** Whole texts that a column of genders holds. */
export const genderTexts = /^(男性?|女性?|male|female|m|f|不明|その他|回答しない)$/i;

/** The columns of the list of numbers that may be deleted: the number, the one that stays, the day both became one person. */
export const capColumns = ['会員番号', '残す会員番号', 'まとめた日'];
