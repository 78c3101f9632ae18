import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { duplicatesEn } from '../../../bot/words/duplicates.en.ts';
import { duplicatesJa } from '../../../bot/words/duplicates.ja.ts';
import { emptyFolder, fileOf, musubi, typed } from './cli.ts';

const header = '会員番号,姓,名,セイ,メイ,生年月日,電話番号,メールアドレス,住所';
const surnames = [
  '佐藤 サトウ',
  '鈴木 スズキ',
  '高橋 タカハシ',
  '田中 タナカ',
  '渡辺 ワタナベ',
  '小林 コバヤシ',
  '加藤 カトウ',
];
const givens = [
  '花子 ハナコ',
  '太郎 タロウ',
  '美咲 ミサキ',
  '健 ケン',
  '陽子 ヨウコ',
  '誠 マコト',
  '彩 アヤ',
  '学 マナブ',
];

/** People who have nothing to do with each other: 56 of them, each with its own day and contacts. */
const strangers = surnames.flatMap((family, f) =>
  givens.map((given, g) => {
    const [n, [s, sk], [m, mk]] = [f * givens.length + g, family.split(' '), given.split(' ')];
    const day = `${1950 + n}-0${1 + (n % 9)}-1${n % 10}`;
    return `1000${10 + n},${s},${m},${sk},${mk},${day},0901000${2000 + n * 37},m${n * 71}@example.jp,北町${n + 1}丁目${f + 1}-${g + 2}`;
  }),
);
const kujo = [
  '77770001,九条,蘭丸,クジョウ,ランマル,1971-03-14,09088887777,ranmaru@canary.example,神奈川県鎌倉市小町1-2-3',
  '77770002,九條,蘭丸,クジョウ,ランマル,1971/3/14,08066665555,ranmaru@canary.example,神奈川県鎌倉市小町1-2-3',
];
const csv = (...lines: string[]) => fileOf('members.csv', `\uFEFF${[header, ...strangers, ...lines].join('\r\n')}\r\n`);
const inFolder = (name: string) => join(emptyFolder(), name);

async function look(file: string, ...more: string[]) {
  const out = inFolder('pairs.csv');
  const said = await typed(['duplicates', file, '--out', out, ...more]);
  return { ...said, file: out, pairs: existsSync(out) ? readFileSync(out, 'utf8').trimEnd().split('\n') : [] };
}

describe('duplicates', () => {
  test('lists who is there twice, with probability and reasons, and says how it read the columns', async () => {
    const { status, out, err, pairs } = await look(csv(...kujo));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(pairs[0]).toBe('id_a,id_b,probability,reason');
    expect(pairs[1]).toMatch(/^77770001,77770002,0\.9\d{3},/);
    expect(pairs[1]).toMatch(/生年月日が同じ|メールが同じ/);
    expect(pairs[1]).toContain('電話が変わった');
    expect(out).toMatch(/列の読みかた\n +会員番号 +会員番号\n +姓 +姓\n/);
    expect(out).toContain(duplicatesJa.run.rows(58));
    expect(out).toContain('1人が、会員証を2枚以上お持ちです');
    expect(out).not.toMatch(/九条|ランマル|canary/);
  });

  test('needs no shop and makes none', async () => {
    const folder = emptyFolder();
    const file = join(folder, 'members.csv');
    writeFileSync(file, [header, ...strangers].join('\n'));
    await musubi(['duplicates', file, '--out', join(folder, 'pairs.csv')], { MUSUBI_DATA: join(folder, 'shop') });
    expect(readdirSync(folder).sort()).toEqual(['members.csv', 'pairs.csv']);
  });

  test('all pairs of a person with three cards are listed, the surest first', async () => {
    const third = kujo[0]!.replace('77770001', '77770003').replace('09088887777', '');
    const { pairs } = await look(csv(...kujo, third));
    const found = pairs.slice(1).map((line) => line.split(','));
    expect(found.map(([a, b]) => `${a!.slice(-1)}${b!.slice(-1)}`).sort()).toEqual(['12', '13', '23']);
    const sure = found.map(([, , probability]) => Number(probability));
    expect(sure).toEqual([...sure].sort((x, y) => y - x));
  });

  test('--threshold leaves out what is less sure, --language en says it in English', async () => {
    const { pairs, out } = await look(csv(...kujo), '--threshold', '1', '--language', 'en');
    expect(pairs.length).toBeLessThanOrEqual(2);
    expect(out).toContain(duplicatesEn.run.reading);
    const english = await look(csv(...kujo), '--language', 'en');
    expect(english.pairs[1]).toMatch(/same (birth date|e-mail)/);
  });

  test.for([
    ['Shift_JIS with tabs', '\t', 'Shift_JIS'],
    ['Shift_JIS with commas', ',', 'Shift_JIS'],
    ['UTF-8 with semicolons', ';', 'UTF-8'],
    ['the Unicode text of Excel', '\t', 'UTF-16LE'],
    ['UTF-16BE with commas', ',', 'UTF-16BE'],
    ['EUC-JP with commas', ',', 'EUC-JP'],
  ] as const)('reads %s', async ([, separator, encoding]) => {
    const text = [header, ...strangers, ...kujo].join('\r\n').replaceAll(',', separator);
    const addBOM = encoding.startsWith('UTF-16');
    const file = fileOf('members.csv', iconv.encode(text, encoding === 'Shift_JIS' ? 'cp932' : encoding, { addBOM }));
    const { out, pairs } = await look(file);
    expect(out).toContain(`（${encoding}）`);
    expect(pairs[1]).toMatch(/^77770001,77770002/);
  });

  test('reads names in one field, with and without a space, and rows without a number by their row', async () => {
    const one = (line: string) => line.split(',').slice(1);
    const whole = [...strangers, ...kujo]
      .map(one)
      .map(([s, m, sk, mk, ...rest]) => [`${s}　${m}`, `${sk} ${mk}`, ...rest]);
    const file = fileOf('members.csv', ['氏名,フリガナ,生年月日,電話,メール,住所', ...whole.map(String)].join('\n'));
    const { pairs, out } = await look(file);
    expect(out).toContain(duplicatesJa.run.byRow);
    expect(pairs[1]).toMatch(/^58,59,/);
  });

  test('a row of a wrong length is told by its number: filled up when short, skipped when long', async () => {
    const short = '77770003,九条,蘭丸,クジョウ,ランマル';
    const { out, err, pairs } = await look(csv(...kujo, short, `${kujo[0]},九条,九条`, '途中で切れた'));
    expect(err).toContain(duplicatesJa.run.padded(1, '60'));
    expect(err).toContain(duplicatesJa.run.skipped(2, '61, 62'));
    expect(out).toContain(duplicatesJa.run.rows(59));
    expect(pairs[1]).toMatch(/^77770001,77770002/);
  });

  test.for([
    ['=HYPERLINK("x")', '@SUM(A1)', /^"'=HYPERLINK\(""x""\)",'@SUM\(A1\),/],
    ['＝１＋１', '＋Ａ１', /^'＝１＋１,'＋Ａ１,/],
  ] as const)('writes no cell that a spreadsheet takes for a formula: %s', async ([one, other, written]) => {
    const evil = kujo.map((line, index) => line.replace(/^\d+/, index === 0 ? one : other));
    const { pairs } = await look(csv(...evil));
    expect(pairs[1]).toMatch(written);
  });

  test('--map and --id say which column is which; what they name must be there', async () => {
    const file = fileOf('members.csv', [header.replace('電話番号', '連絡'), ...strangers, ...kujo].join('\n'));
    const { out, pairs } = await look(file, '--map', 'phone=連絡,ignore=住所', '--id', 'メールアドレス');
    expect(out).toMatch(/電話番号 +連絡/);
    expect(out).toMatch(/使わない列 +会員番号, 住所/);
    expect(pairs.some((line) => line.startsWith('ranmaru@'))).toBe(true);
  });

  test('never writes over a file, unless told to', async () => {
    const [file, out] = [csv(...kujo), fileOf('pairs.csv', 'mine')];
    const { status, err } = await typed(['duplicates', file, '--out', out]);
    expect({ status, err }).toEqual({ status: 1, err: `${duplicatesJa.wrong.exists(out)}\n` });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await typed(['duplicates', file, '--out', out, '--force'])).status).toBe(0);
    expect((await typed(['duplicates', file, '--out', file, '--force'])).err).toContain(duplicatesJa.wrong.same(file));
  });
});

describe('the page', () => {
  test('tells the finding, the sum and the costs, and holds nobody’s data but masks', async () => {
    const html = inFolder('report.html');
    const { out } = await look(csv(...kujo), '--html', html, '--cost-per-member', '300');
    const page = readFileSync(html, 'utf8');
    expect(out).toContain(duplicatesJa.run.personal(html));
    expect(page).toContain('<title>1人が、会員証を2枚以上お持ちです</title>');
    expect(page).toContain(duplicatesJa.report.costLine('1', '300', '300'));
    expect(page).toContain('九○ 蘭○');
    expect(page).toContain('末尾 77');
    expect(page).toContain('1971年');
    const raw =
      /九条|九條|蘭丸|クジョウ|ランマル|canary|ranmaru|8888|6666|03-14|3\/14|小町|7777000|佐藤|花子|0901000|北町/;
    expect(page).not.toMatch(raw);
    expect(page).not.toMatch(/<script|https?:/);
  });

  test('says plainly that there is nobody', async () => {
    const html = inFolder('report.html');
    const { out } = await look(
      fileOf('members.csv', [header, strangers[0]].join('\n')),
      '--html',
      html,
      '--language',
      'en',
    );
    expect(out).toContain(duplicatesEn.run.nobody);
    expect(readFileSync(html, 'utf8')).toContain(`<title>${duplicatesEn.report.nobody}</title>`);
  });
});

describe('what cannot be read is refused in a sentence, in the language asked for', () => {
  test.for([
    ['no rows', `${header}\n`, duplicatesJa.wrong.noRows, duplicatesEn.wrong.noRows],
    ['an empty file', '', duplicatesJa.wrong.noRows, duplicatesEn.wrong.noRows],
    [
      'no name',
      'TEL,x\n09011112222,a\n',
      'お名前の列が見あたりません。列は TEL, x です',
      'No column looks like a name. The columns are: TEL, x.',
    ],
    [
      'no header',
      `${kujo.join('\n')}\n`,
      duplicatesJa.unreadable.no_header('', ''),
      duplicatesEn.unreadable.no_header('', ''),
    ],
    [
      'bytes of no encoding',
      Buffer.from([0x81, 0x20, 0xff, 0xfe, 0x00]),
      duplicatesJa.unreadable.bad_encoding('', ''),
      duplicatesEn.unreadable.bad_encoding('', ''),
    ],
    [
      'a quote that nobody closes',
      `氏名,TEL\n田中,2\n"山本,1\n森,3\n`,
      '3行目から、CSVとして読めません',
      'from row 3 on',
    ],
  ] as const)('%s', async ([, content, ja, en]) => {
    const file = fileOf('members.csv', content);
    const [inJapanese, inEnglish] = [await look(file), await look(file, '--language', 'en')];
    expect([inJapanese.status, inEnglish.status]).toEqual([1, 1]);
    expect(inJapanese.err.startsWith(`${file}: `)).toBe(true);
    expect(inJapanese.err).toContain(ja);
    expect(inEnglish.err).toContain(en);
    expect(inJapanese.pairs).toEqual([]);
    expect(inJapanese.err).not.toMatch(/九条|山本| {4}at /);
  });

  test.for([
    [['--map', 'hat=姓'], duplicatesJa.unreadable.no_such_field('hat', '')],
    [['--map', 'phone=TEL9'], 'TEL9 という列はありません。列は 会員番号, 姓, 名, セイ'],
    [['--map', 'phone'], duplicatesJa.wrong.map('phone=')],
    [['--id', 'TEL9'], 'TEL9 という列はありません'],
    [['--threshold', '2'], duplicatesJa.wrong.threshold('2')],
    [['--threshold', '95%'], duplicatesJa.wrong.threshold('95%')],
    [['--cost-per-member', 'much'], duplicatesJa.wrong.cost('much')],
    [['--cost-per-member', ''], duplicatesJa.wrong.cost('')],
    [['--language', 'fr'], duplicatesJa.wrong.typed['commander.invalidArgument']!],
    [['--colour'], "そのオプションはありません。\n  error: unknown option '--colour'"],
    [['another.csv'], duplicatesJa.wrong.typed['commander.excessArguments']!],
  ] as const)('%s', async ([more, sentence]) => {
    const { status, err, pairs } = await look(csv(), ...more);
    expect({ status, pairs }).toEqual({ status: 1, pairs: [] });
    expect(err).toContain(sentence);
  });

  test('a folder is no file, neither to read nor to write', async () => {
    const folder = emptyFolder();
    const { folder: says } = duplicatesJa.wrong;
    expect(await typed(['duplicates', folder, '--out', inFolder('pairs.csv')])).toMatchObject({
      status: 1,
      err: `${says(folder)}\n`,
    });
    expect((await typed(['duplicates', csv(), '--out', folder, '--force'])).err).toBe(`${says(folder)}\n`);
    const nowhere = join(folder, 'none', 'pairs.csv');
    expect((await typed(['duplicates', csv(), '--out', nowhere])).err).toBe(
      `${duplicatesJa.wrong.noFolder(join(folder, 'none'))}\n`,
    );
  });

  test('a file that cannot be written is named with its place and the reason', async () => {
    const html = inFolder(`${'x'.repeat(300)}.html`);
    const { err } = await look(csv(...kujo), '--html', html);
    expect(err).toBe(`${duplicatesJa.wrong.closed(html, 'ENAMETOOLONG')}\n`);
  });

  test('whoever leaves out the file or --out is told so in Japanese first, with an example', async () => {
    const { wrong } = duplicatesJa;
    expect((await typed(['duplicates'])).err).toContain(wrong.typed['commander.missingMandatoryOptionValue']);
    const { status, err } = await typed(['duplicates', csv()]);
    expect(status).toBe(1);
    expect(err.split('\n')).toEqual([
      wrong.typed['commander.missingMandatoryOptionValue'],
      "  error: required option '--out <file>' not specified",
      wrong.example,
      '',
    ]);
    expect((await typed(['duplicates', '--out', inFolder('pairs.csv')])).err).toContain(
      wrong.typed['commander.missingArgument'],
    );
    expect((await typed(['duplicates', csv(), '--language', 'en'])).err).toMatch(/^ {2}error: .*\nFor example: /);
  });

  test('a file that is not there, typed at the door', async () => {
    const { status, err } = await musubi(['duplicates', 'nowhere.csv', '--out', inFolder('pairs.csv')]);
    expect({ status, err }).toEqual({ status: 1, err: `${duplicatesJa.wrong.absent('nowhere.csv')}\n` });
  });
});
