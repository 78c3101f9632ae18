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
