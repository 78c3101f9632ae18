/**
 * Characters of names that are written in several ways, the everyday one first. NFKC leaves all of these apart. 斎 (with 齋) and 斉
 * (with 齊) are two groups, because they are two characters.
 */
const groups = [
  '高髙',
  '崎﨑嵜',
  '斎齋',
  '斉齊',
  '辺邉邊',
  '沢澤',
  '浜濱濵',
  '吉𠮷',
  '島嶋嶌',
  '国國',
  '広廣',
  '桜櫻',
  '滝瀧',
  '竜龍',
  '会會',
  '恵惠',
  '栄榮',
  '学學',
  '実實',
  '寿壽',
  '徳德',
  '清淸',
  '青靑',
  '曽曾',
  '万萬',
  '与與',
  '豊豐',
  '浅淺',
  '岳嶽',
  '円圓',
  '蔵藏',
  '富冨',
  '峰峯',
  '条條',
  '来來',
  '真眞',
  '静靜',
  '礼禮',
  '弥彌',
  '彦彥',
  '増增',
  '黒黑',
  '横橫',
  '槙槇',
  '鴎鷗',
  '橋𣘺槗',
  '園薗',
  '薮籔藪',
  '桧檜',
  '渕淵',
  '館舘',
  '野埜',
  '桑桒',
  '柳栁',
  '土𡈽',
  '関關',
  '鉄鐵',
  '鶴靏靎鸖',
  '児兒',
  '衛衞',
  '塩鹽',
  '亀龜',
  '糸絲',
  '芦蘆',
  '灯燈',
  '祢禰',
  '秋穐',
  '梅楳',
  '松枩',
  '杉椙',
  '船舩',
  '瀬瀨',
  '頼賴',
  '郎郞',
  '穂穗',
  '緑綠',
  '郷鄕',
  ...'総總 薫薰 亜亞 荘莊 応應 経經 継繼 聡聰 勲勳 将將 晋晉 顕顯 絵繪 稲稻 楽樂 壱壹 奥奧'.split(' '),
  ...'巻卷 気氣 渓溪 蛍螢 剣劍 厳嚴 巌巖 恒恆 黄黃 済濟 渋澁 浄淨 譲讓 慎愼 穣穰 禅禪 団團'.split(' '),
  ...'鎮鎭 伝傳 縄繩 仏佛 宝寶寳 満滿 薬藥 誉譽 遥遙 瑶瑤 覧覽 両兩 涙淚 霊靈 暁曉 尭堯 双雙'.split(' '),
  ...'寛寬 温溫 戸戶 内內 教敎 歩步 緒緖 数數 声聲 単單 昼晝 闘鬪 当當 売賣 麦麥 湾灣 従從'.split(' '),
  ...'粋粹 随隨 枢樞 専專 繊纖 続續 体體 択擇 弾彈 点點 独獨 読讀 弐貳 拝拜 発發 変變 訳譯'.split(' '),
  ...'乱亂 励勵 齢齡 恋戀 労勞 尚尙 為爲 参參 収收 粛肅 処處 奨奬 状狀 乗乘 畳疊 嬢孃 酔醉'.split(' '),
  ...'摂攝 戦戰 践踐 銭錢 潜潛 壮壯 捜搜 挿插 争爭 装裝 属屬 対對 帯帶 台臺 担擔 断斷 虫蟲'.split(' '),
  ...'庁廳 聴聽 転轉 党黨 徴徵 覇霸 抜拔 秘祕 払拂 並竝 没沒 翻飜 概槪 黙默 揺搖 様樣 謡謠'.split(' '),
  ...'猟獵 塁壘 炉爐 楼樓 録錄 価價 旧舊 拠據 挙擧 峡峽 狭狹 区區 駆驅 茎莖 検檢 県縣 圏圈'.split(' '),
  ...'権權 効效 号號 桟棧 賛贊 写寫 釈釋 縦縱 叙敍 焼燒 醸釀 尽盡 図圖 穏穩 画畫 覚覺 歓歡'.split(' '),
  ...'観觀 顔顏 帰歸 強强 径徑 鶏鷄 芸藝 献獻 鉱鑛 営營 駅驛 縁緣 毎每 悦悅 鋭銳 説說 歳歲'.split(' '),
  ...'産產 虚虛 涼凉 凜凛 侠俠 倶俱 填塡 焔焰 祷禱 穎頴 繋繫 莱萊 蒋蔣 篭籠 枡桝 翠翆 昂昻'.split(' '),
  ...'皓晧 晃晄 熙煕凞 昇曻 村邨 哲喆 喜㐂 留畄 蘇蘓 瑠璢 珍珎 雁鴈 沖冲'.split(' '),
];

const everyday = new Map(
  groups.flatMap((group) => {
    const [first = '', ...others] = [...group];
    return others.map((variant): [string, string] => [variant, first]);
  }),
);

/**
 * Writes every variant as its everyday character, one character twice with the mark that everybody uses for it (佐佐木: 佐々木, みすゞ: みすず), and drops the
 * selectors that choose a glyph.
 */
export function foldVariants(text: string): string {
  const plain = text.replace(/[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu, '');
  const folded = [...plain].map((character) => everyday.get(character) ?? character).join('');
  return folded
    .replace(/(?![〇一二三四五六七八九十])(\p{Script=Han})(?:\1|〻)/gu, '$1々')
    .replace(/([ぁ-ゖァ-ヺ])[ゝヽ]/g, '$1$1')
    .replace(/([ぁ-ゖァ-ヺ])[ゞヾ]/g, (_, kana: string) => kana + `${kana}\u3099`.normalize('NFC'));
}
