import type { NamePart } from './names.ts';

/** Names whose letters are written in more than one way. */
export const variantNames: NamePart[] = [
  { written: '髙橋', kana: 'タカハシ', latin: 'takahashi', weight: 3 },
  { written: '齋藤', kana: 'サイトウ', latin: 'saito', weight: 3 },
  { written: '齊藤', kana: 'サイトウ', latin: 'saito', weight: 1 },
  { written: '山﨑', kana: 'ヤマザキ', latin: 'yamazaki', weight: 2 },
  { written: '渡邊', kana: 'ワタナベ', latin: 'watanabe', weight: 2 },
  { written: '𠮷川', kana: 'ヨシカワ', latin: 'yoshikawa', weight: 1 },
  { written: '濵田', kana: 'ハマダ', latin: 'hamada', weight: 1 },
  { written: '中澤', kana: 'ナカザワ', latin: 'nakazawa', weight: 1 },
];

const everyday: Record<string, string> = {
  髙: '高',
  齋: '斎',
  齊: '斉',
  﨑: '崎',
  邊: '辺',
  𠮷: '吉',
  濵: '浜',
  澤: '沢',
};

/** The everyday way to write a name: what an older till could print. */
export function variantOf(name: string): string {
  return [...name].map((letter) => everyday[letter] ?? letter).join('');
}

const fullWidth =
  'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー・';
const halfWidth = 'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ･';
const [voiced, halfVoiced] = ['\u3099', '\u309A'];

/** Katakana as an old till printed it, half a cell wide, with its sound marks as letters of their own. */
export function halfWidthKana(kana: string): string {
  return [...kana.normalize('NFD')]
    .map((letter) =>
      letter === voiced ? 'ﾞ' : letter === halfVoiced ? 'ﾟ' : (halfWidth[fullWidth.indexOf(letter)] ?? letter),
    )
    .join('');
}
