/** Kanji that a tired eye or a scanner takes for one another. They are different characters, so names of them are near and not equal. */
const groups = [
  ...'未末来 士土 千干 己巳 人入八 日曰 刀力 大太犬 治冶 陽揚 惇淳 享亨 祐裕 佑侑 晴睛 徹撤 孝考 季李 瑞端 綾稜 崇祟'.split(
    ' ',
  ),
  ...'宣宜 彰影 幸辛 昂昴 田由 木本 白百 直真 郎朗 衣依 優憂 建健 隆降 鳥島 村材林 伊尹 遺遣 衛衡 輝揮 諒涼 俊峻'.split(
    ' ',
  ),
  ...'純鈍 若苦 芽茅 菜采 樹桔 瞭暸 稔捻 柿姉 萩荻 堀掘 栗粟 杉彬 荒芒 塚家 熊能 牧枚 柳抑 永水氷 古吉 石右 円丹'.split(
    ' ',
  ),
  ...'今令 矢失 甲申 天夫 王玉 上止 井丼 理埋 哲誓 義議 博傅 浩造 悟語 司可 文丈 聖望 明朋 友反 克兄 昌冒 和知'.split(
    ' ',
  ),
];
const shapes = new Map(groups.flatMap((group) => [...group].map((kanji): [string, string] => [kanji, group])));

/** What stands where a system did not know a character. */
const unknown = '〓';

/** Writes whatever systems put in place of a character that they do not know (?, ■, U+FFFD) as 〓; empty when nothing else is left. */
export function markUnknown(text: string): string {
  const marked = text.replace(/[?？■□●◆〓\ufffd]/gu, unknown);
  return marked.replaceAll(unknown, '') === '' ? '' : marked;
}

const isKana = (letter: string): boolean => /[ぁ-ゖァ-ヺ]/.test(letter);

/**
 * Whether two names of kanji may be one as it is written: where they differ, the characters are alike in shape, one of them is unknown, or one is the kana that
 * somebody wrote for a kanji; and some character is the same.
 */
export function looksLike(one: string, other: string): boolean {
  const [mine, theirs] = [[...one], [...other]];
  if (mine.length !== theirs.length || !mine.some((kanji, place) => kanji === theirs[place])) return false;
  return mine.every((kanji, place) => {
    const their = theirs[place] as string;
    if (kanji === their || kanji === unknown || their === unknown || isKana(kanji) !== isKana(their)) return true;
    const shape = shapes.get(kanji);
    return shape !== undefined && shape === shapes.get(their);
  });
}
