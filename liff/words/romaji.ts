const vowels = ['a', 'i', 'u', 'e', 'o'];

const rows: [kana: string, sounds: string][] = [
  ['アイウエオ', 'a i u e o'],
  ['カキクケコ', 'ka ki ku ke ko'],
  ['サシスセソ', 'sa shi su se so'],
  ['タチツテト', 'ta chi tsu te to'],
  ['ナニヌネノ', 'na ni nu ne no'],
  ['ハヒフヘホ', 'ha hi fu he ho'],
  ['マミムメモ', 'ma mi mu me mo'],
  ['ヤユヨ', 'ya yu yo'],
  ['ラリルレロ', 'ra ri ru re ro'],
  ['ワヲン', 'wa o n'],
  ['ガギグゲゴ', 'ga gi gu ge go'],
  ['ザジズゼゾ', 'za ji zu ze zo'],
  ['ダヂヅデド', 'da ji zu de do'],
  ['バビブベボ', 'ba bi bu be bo'],
  ['パピプペポ', 'pa pi pu pe po'],
];

const sounds = new Map(
  rows.flatMap(([kana, text]) => [...kana].map((letter, i) => [letter, text.split(' ')[i] ?? ''] as const)),
);
const glides: Record<string, string> = { ャ: 'a', ュ: 'u', ョ: 'o' };

/** A Japanese family name in katakana as English pages write it (`サイトウ` is Saito); nothing for names from elsewhere. */
export function romaji(katakana: string): string | undefined {
  let text = '';
  let doubled = false;
  for (const letter of katakana) {
    const glide = glides[letter];
    if (letter === 'ッ') doubled = true;
    else if (glide && text.endsWith('i')) text = glided(text, glide);
    else {
      const sound = sounds.get(letter);
      if (!sound) return undefined;
      text += (doubled && !vowels.includes(sound[0] ?? '') ? sound[0] : '') + sound;
      doubled = false;
    }
  }
  const short = text.replace(/ou|oo/g, 'o').replace(/uu/g, 'u');
  return short ? short[0]?.toUpperCase() + short.slice(1) : undefined;
}

/** `shi` + small ya is `sha`, `ki` + small yo is `kyo`. */
function glided(text: string, vowel: string): string {
  const stem = text.slice(0, -1);
  return /(sh|ch|j)$/.test(stem) ? stem + vowel : `${stem}y${vowel}`;
}
