import type { UnreadableFile } from '../commands/csv-file.ts';
import type { ColumnKind } from './columns.ts';

const count = (number: number) => number.toLocaleString('ja-JP');
const percent = (share: number) => `${Math.floor(Math.round(share * 1e6) / 1e3) / 10}%`;

const closedFor: Record<string, string> = {
  ENOSPC: '。空きがありません',
  EACCES: '。権限をお確かめください',
  EPERM: '。権限をお確かめください',
  EROFS: '。権限をお確かめください',
  ENAMETOOLONG: '。名前が長すぎます',
};

type Unreadable = Record<UnreadableFile['reason'], (detail: string, among: string) => string>;

/** Finding who is in a file of members more than once: what the command and its report say. */
export const duplicatesJa = {
  code: 'ja' as string,
  count,
  percent,
  kinds: {
    id: '会員番号',
    familyName: '姓',
    givenName: '名',
    familyKana: '姓の読み',
    givenKana: '名の読み',
    fullName: '氏名',
    fullKana: '氏名の読み',
    birthDate: '生年月日',
    birthYear: '生まれた年',
    birthMonth: '生まれた月',
    birthDay: '生まれた日',
    gender: '性別',
    phone: '電話番号',
    mail: 'メールアドレス',
    postalCode: '郵便番号',
    address: '住所',
    prefecture: '都道府県',
    city: '市区町村',
    addressMore: '住所の続き',
    place: '住所の一部',
    trait: 'ご本人の特徴',
    code: 'ご本人だけの番号',
    ignore: '使わない列',
  } as Record<ColumnKind, string>,
  run: {
    file: (name: string, encoding: string) => `${name}（${encoding}）`,
    reading: '列の読みかた',
    none: 'なし',
    byRow: '会員番号の列が見あたらないため、行の番号を使います（見出しが1行目です）',
    change: 'ちがうときは --map 役割=列名 で指定できます。たとえば --map phone=連絡先1,ignore=備考',
    rows: (rows: number) => `${count(rows)}行を読みました`,
    padded: (rows: number, lines: string) =>
      `列の足りない行が${count(rows)}行ありました。足りない列は空として読みました（${lines}行目）`,
    skipped: (rows: number, lines: string) =>
      `列の数が合わず、読みとばした行が${count(rows)}行あります（${lines}行目）`,
    more: 'ほか',
    steps: {
      candidates: '似た行を集めています',
      chance: '偶然の一致を数えています',
      learning: 'この表の書きかたを学んでいます',
      judging: '組ごとに確かめています',
      gathering: '人ごとにまとめています',
    },
    found: (people: number, pairs: number, threshold: number) =>
      `${count(people)}人が、会員証を2枚以上お持ちです（確かさ${percent(threshold)}以上の組は${count(pairs)}組）。`,
    nobody: '会員証を2枚以上お持ちの方は、見つかりませんでした。',
    written: (file: string) => `${file} に書きました。`,
    personal: (file: string) => `${file} に書きました。お名前などは伏せてあります。`,
  },
  wrong: {
    absent: (file: string) => `${file} が見つかりません。場所と名前をお確かめください。`,
    exists: (file: string) => `${file} はすでにあります。別の名前にするか、--force で上書きしてください。`,
    same: (file: string) => `${file} は読むファイルそのものか、もうひとつの書き出し先です。別の名前にしてください。`,
    noFolder: (folder: string) => `${folder} というフォルダーがありません。先に作ってください。`,
    folder: (file: string) => `${file} はフォルダーです。ファイルの名前を指定してください。`,
    closed: (place: string, code: string) => `${place} を読み書きできません${closedFor[code] ?? ''}（${code}）。`,
    inFile: (file: string, says: string) => `${file}: ${says}`,
    noRows: '見出しのほかに行がありません。',
    threshold: (given: string) =>
      `--threshold は 0 より大きく 1 以下の数にしてください（「${given}」ではなく、たとえば 0.5）。`,
    cost: (given: string) =>
      `--cost-per-member は 0 以上の金額（円）にしてください（「${given}」ではなく、たとえば 120）。`,
    map: (pair: string) => `--map は 役割=列名 の形で書いてください（「${pair}」ではなく、たとえば phone=TEL2）。`,
    typed: {
      'commander.missingArgument': '調べるCSVファイルの名前がありません。',
      'commander.missingMandatoryOptionValue': '一覧を書き出すファイルを、--out で指定してください。',
      'commander.optionMissingArgument': 'オプションのあとに、値がありません。',
      'commander.unknownOption': 'そのオプションはありません。',
      'commander.excessArguments': '調べるファイルは1つです。名前に空白があるときは " で囲んでください。',
      'commander.invalidArgument': 'オプションの値が、選べるもののどれでもありません。',
    } as Record<string, string>,
    example:
      'たとえば: npm run musubi -- duplicates members.csv --out pairs.csv --html report.html（くわしくは --help）',
  },
  unreadable: {
    no_needed_column: (header) =>
      `お名前の列が見あたりません。列は ${header} です。--map familyName=…,givenName=… または --map fullName=… で指定してください。`,
    no_such_column: (name, among) => `${name} という列はありません。列は ${among} です。`,
    no_such_field: (word) => `--map の ${word} という役割はありません。使えるものは --help にあります。`,
    no_header: () => '1行目に列の名前がありません。会員の行のようです。見出しの行をつけてください。',
    broken_csv: (row) => `${row}行目から、CSVとして読めません。引用符（"）の閉じ忘れがないかお確かめください。`,
    bad_encoding: () =>
      'UTF-8、UTF-16、Shift_JIS、EUC-JP のどれでもないファイルです。Excel では「CSV UTF-8」を選んで保存しなおしてください。',
  } as Unreadable,
  reasons: {
    between: '・',
    rare: 'めずらしい',
    family: {
      same: (rare: string) => `${rare}名字が同じ`,
      misread: () => '名字の字が同じで、読みがちがう',
      reading: (rare: string) => `${rare}名字の読みが同じ`,
      near: () => '名字がほぼ同じ',
      alike: () => '名字が似ている',
      otherwise: () => '名字の読みが似ていて、字がちがう',
      unheard: () => '名字の一字が同じ',
      character: () => '名字が変わった',
      differs: () => '名字が変わった',
    },
    given: {
      same: (rare: string) => `${rare}名が同じ`,
      misread: () => '名の字が同じで、読みがちがう',
      reading: (rare: string) => `${rare}名の読みが同じ`,
      near: () => '名がほぼ同じ',
      alike: () => '名が似ている',
      otherwise: () => '名の読みが似ていて、字がちがう',
      unheard: () => '名の一字が同じ',
      character: () => '名の一字だけが同じ',
      differs: () => '名がちがう',
    },
    birth: {
      same: () => '生年月日が同じ',
      swapped: () => '生まれた月と日が入れかわっている',
      slip: () => '生年月日が1字ちがい',
      two_parts: () => '生年月日の一部がちがう',
      year: () => '生まれた年だけが同じ',
      differs: () => '生年月日がちがう',
    },
    phone: {
      same: () => '電話が同じ',
      slip: () => '電話が1字ちがい',
      differs: () => '電話が変わった',
    },
    mail: {
      same: () => 'メールが同じ',
      name: () => 'メールの@より前が同じ',
      slip: () => 'メールがほぼ同じ',
      differs: () => 'メールが変わった',
    },
    gender: { same: () => '性別が同じ', differs: () => '性別がちがう' },
    address: { same: () => '住所が同じ', alike: () => '住所が近い', differs: () => '住所が変わった' },
    postal: {
      same: () => '郵便番号が同じ',
      slip: () => '郵便番号が1字ちがい',
      alike: () => '郵便番号が近い',
      differs: () => '郵便番号が変わった',
    },
    other: {
      same: (column: string) => `${column}が同じ`,
      slip: (column: string) => `${column}がほぼ同じ`,
      alike: (column: string) => `${column}が似ている`,
      differs: (column: string) => `${column}がちがう`,
    },
  },
  report: {
    eyebrow: (file: string, day: string) => `${file} の会員証の重なり　${day}`,
    title: (people: number) => `${count(people)}人が、会員証を2枚以上お持ちです`,
    nobody: '会員証を2枚以上お持ちの方は、見つかりませんでした',
    lead: (right: string) =>
      `お名前や生年月日、ご連絡先をくらべて、同じ方のものとみられる会員証を集めました。選んだ組の${right}が正しい見込みです。`,
    leadNobody:
      'お名前や生年月日、ご連絡先をくらべましたが、同じ方のものとみられる組はありませんでした。思いあたる方がおいでのときは、列の読みかた（下の「くらべたもの」）をお確かめください。',
    sum: 'お客さまの数',
    cards: '会員証',
    extra: '重なっているぶん',
    persons: '実際のお客さま',
    unitCards: '枚',
    unitPersons: '人',
    unitPairs: '組',
    bySize: (cards: number, more: boolean) => `${cards}枚${more ? '以上' : ''}お持ちの方`,
    cost: '費用',
    costLine: (cards: string, each: string, all: string) => `${cards}枚 × ${each}円 = ${all}円`,
    costNote: (each: string) =>
      `会員証1枚あたり${each}円は、ご指定の額です。会員数で決まる料金や、1回の郵送にかかる額をお考えください。`,
    certainty: '確かさ',
    certaintyLead: (all: string, right: string, threshold: string) =>
      `確かさ${threshold}以上の組は${all}組あり、そのうち${right}組が正しい見込みです。`,
    histogram: '確かさごとの組の数',
    histogramColumns: { range: '確かさ', pairs: '組', right: 'うち正しい見込み' },
    between: (low: string, high: string) => `${low}〜${high}`,
    chosen: '太字と青い棒が、選んだ組です。',
    thresholds: 'どこで線を引くか',
    thresholdColumns: { least: '確かさ', pairs: '選ばれる組', right: '正しい見込み', wrong: 'まちがいの見込み' },
    from: (threshold: string) => `${threshold}以上`,
    forecast: '見込みは、この表から学んだ確かさの合計です。一組ずつ確かめた数ではありません。',
    zones: 'どなたが決めるか',
    zone: {
      automatic: {
        name: '自動でまとめられる',
        text: '名も生年月日も合い、200組に1組もまちがえない見込みの組です。',
      },
      review: { name: 'お店の者が見て決める', text: '同じ方らしいものの、どこかがちがう組です。' },
      household: {
        name: 'まとめない（ご家族）',
        text: '名字や住所、電話が同じでも、名や生年月日がちがう組です。同じご家族とみられます。',
      },
    },
    examples: '見つかった例',
    examplesLead: 'お名前は頭の一字、電話は末尾の2桁、生年月日は年だけを載せています。',
    families: 'ご家族の例',
    familiesLead: 'まとめると別の方の記録が混ざるため、分けてあります。',
    rowInCsv: (row: number) => `一覧の${count(row)}行目`,
    likely: (share: string) => `確かさ ${share}`,
    household: '同じご家族とみられる',
    field: { phone: '電話', birth: '生まれ', name: 'お名前' },
    tail: (digits: string) => `末尾 ${digits}`,
    year: (year: string) => `${year}年`,
    unknown: '記入なし',
    agrees: '合う',
    differs: 'ちがう',
    next: 'つぎにすること',
    steps: [
      '一覧（CSV）を上から20組ほど見て、感触をお確かめください。確からしい順に並んでいます。',
      '「お店の者が見て決める」組は、ご本人にお会いしたときや、お電話のついでにお確かめください。',
      '「ご家族」の組は、まとめずにそのままになさってください。',
      '結びにお入れになると、まとめた会員証はいつでも元に戻せます。',
    ],
    how: 'しらべかた',
    compared: (kinds: string) => `くらべたもの: ${kinds}。`,
    method:
      'この表そのものから、同じ方・同じご家族・他人の三つを見分けることを学びました。めずらしい名字や日付の一致は重く、よくあるものは軽くみます。',
    read: (rows: string) => `${rows}行を読みました。`,
    oddRows: (padded: string, skipped: string) =>
      `列の足りない行 ${padded}行（空として読みました）、読みとばした行 ${skipped}行。`,
    masked: 'このページに、お名前、電話番号、生年月日、住所、メールアドレスそのものはありません。',
  },
};

export type DuplicatesWords = typeof duplicatesJa;
