import { cleanText } from './normalise.ts';
import { foldVariants } from './variants.ts';

/** A Japanese address in the parts that people write, drop and change separately. What is not there is empty. */
export type Address = {
  prefecture: string;
  /** City, ward, town or village, without the district (郡) that people leave out. */
  city: string;
  /** Town without 大字, with its block where that has a number, e.g. 北1条西; kana between kanji as one (霞ケ関, 三ノ輪, 四ツ谷). */
  town: string;
  /** 丁目, 番地 and 号 by figures, e.g. 5-12-3. */
  numbers: string;
  building: string;
  /** A room by its figures, or a floor, e.g. 3f. */
  room: string;
};

const prefecture = /^(東京都|北海道|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島|.{2})県)/;
/** A prefecture without its last letter, where what follows cannot belong to the name of a city. */
const shortPrefecture =
  /^(?!大阪狭山|宮城野|長野原)(?:東京|京都|大阪|神奈川|和歌山|鹿児島|青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|沖縄)(?=市[川原]市|[^都府県市区町村郡].{0,6}?[市区郡])/;
/** Cities whose names hold 市, 町 or 村 within, before the rule that a city ends with the first of them. */
const city =
  /^((?:札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本)市.{1,4}?区|(?:四日|廿日|野々|八日)市市|(?:市川|市原|町田|大町|十日町|村上|村山|武蔵村山|東村山|大村|羽村|田村|中村)市|大和郡山市|郡山市|郡上市|蒲郡市|小郡市|余市郡余市町|(?:高市|玉村|大町|佐波)?.{1,4}?郡.{1,6}?[町村]|.{1,6}?[市区]|.{1,4}?[町村])/;
const digits = '〇一二三四五六七八九';

/**
 * Splits a Japanese address, whichever way its numbers are written (二丁目, ２丁目, 2-; 番地, の, the many dashes). Never throws; of what it does
 * not know it leaves all in `town`. Compare towns and numbers, not prefectures, which people leave out.
 */
export function splitAddress(text: string): Address {
  const plain = withFigures(withoutStreets(withoutSpaces(cleanText(text).normalize('NFKC'))));
  const [head = plain] = /^\D*(?:\d+(?:条[東西南北]?|番[町丁])\D*)?/.exec(plain) ?? [];
  const rest = plain.slice(head.length).toLowerCase();
  const [figures = ''] = /^\d[\d-]*/.exec(rest) ?? [];
  return { ...areaOf(head), ...numbersOf(figures, rest.slice(figures.length)) };
}

/** Without the postal code before it and without spaces, but for one between two numbers, such as before a room. */
function withoutSpaces(text: string): string {
  return text
    .replace(/^(?:〒\s*\d{3}\D?\d{4}|\d{3}[‐‑‒–—―−─━ー-]\d{4}(?=\D))/, '')
    .replace(/(?<=\d)[\s,、]+(?=\d)/g, ' ')
    .replace(/(?<!\d)[\s,、]+|[\s,、]+(?!\d)/g, '');
}

/** An address of Kyoto without the way to it by streets (河原町通二条下る), which stands before the town and is often left out. */
function withoutStreets(text: string): string {
  if (!text.includes('京都')) return text;
  const streets = /((?:京都市)?.{1,3}区)(\D{0,20}?町(?=\D))?\D{0,60}(?:[上下][るル]|[東西]入[るル]?)/;
  return text.replace(streets, (all, before: string, town = '', at: number) => {
    const after = text.slice(at + all.length);
    return /^[^\d(]/.test(after) ? before : before + (town || all.slice(before.length));
  });
}

type Area = Pick<Address, 'prefecture' | 'city' | 'town'>;

/** Areas by what stands before the figures: there are few of them, and each is read again and again. */
const areas = new Map<string, Area>();
const areasMax = 100_000;

function areaOf(head: string): Area {
  const known = areas.get(head);
  if (known) return known;
  const plain = foldVariants(head.replaceAll('巿', '市')).toLowerCase();
  const [inPrefecture = ''] = prefecture.exec(plain) ?? shortPrefecture.exec(plain) ?? [];
  const [inCity = ''] = city.exec(plain.slice(inPrefecture.length)) ?? [];
  const town = plain.slice(inPrefecture.length + inCity.length).replace(/(?<!文)(?:大字|字)/g, '');
  const area = { prefecture: inPrefecture, city: withoutDistrict(inCity), town: withOneKana(town) };
  if (areas.size < areasMax) areas.set(head, area);
  return area;
}

function withoutDistrict(inCity: string): string {
  return /[町村]$/.test(inCity) ? inCity.replace(/^.{1,4}?郡(?=..)/, '') : inCity;
}

/** Kana that stand for one sound between the kanji of a town are written as anybody likes. */
function withOneKana(town: string): string {
  return town
    .replace(/(?<=\p{Script=Han})[ヶがガ](?=\p{Script=Han})/gu, 'ケ')
    .replace(/(?<=\p{Script=Han})[の之乃](?=\p{Script=Han})/gu, 'ノ')
    .replace(/(?<=\p{Script=Han})[ッつっ](?=\p{Script=Han})/gu, 'ツ');
}

/** What stands behind the third figure is a room when no building follows (5-12-3-405), and so is a third of three figures. */
function numbersOf(figures: string, tail: string): Pick<Address, 'numbers' | 'building' | 'room'> {
  const blocks = figures.split('-').filter(Boolean);
  if (tail === '' || /^号?室$/.test(tail)) {
    const places = placesIn(blocks, tail !== '');
    return { numbers: blocks.slice(0, places).join('-'), building: '', room: blocks.slice(places).join('-') };
  }
  const [, building = tail, room = '', floor = ''] = /^(.*?)[ -]?(\d+)(?:号室?|室|(階|f))?$/.exec(tail) ?? [];
  return { numbers: blocks.join('-'), building: building.trim(), room: floor ? `${room}f` : room };
}

/** How many figures say where the house stands. */
function placesIn(blocks: string[], withRoom: boolean): number {
  if (withRoom) return Math.max(1, Math.min(3, blocks.length - 1));
  return blocks.length === 3 && (blocks[2] as string).length > 2 ? 2 : 3;
}

const numeral = '〇一二三四五六七八九十';
const kanjiBefore = new RegExp(
  `(?<![\\d${numeral}])[${numeral}]+(?=丁目|丁\\d|(?<!麻布十)番(?!館)|号(?![線館])|条|[のノ‐‑‒–—―−─━ー-][${numeral}\\d])`,
  'g',
);
const mayCount = new RegExp(`[${numeral}](?:[丁番号条のノ]|[‐‑‒–—―−─━ー-])`);
const lastAfterDash = new RegExp(`(?<=\\d[のノ‐‑‒–—―−─━ー-])[${numeral}]+(?![${numeral}])`, 'g');
const joint =
  /(?<=\d)(?:丁目|丁(?=[\d‐-])|番地の?|番(?![町丁館])の?|号(?![室線館])|[のノ](?=\d)|[‐‑‒–—―−─━ー-])+(?=(.?))/g;

/** 二丁目 and 2丁目 alike as 2-, and every dash between figures as one. */
function withFigures(text: string): string {
  const inFigures = mayCount.test(text)
    ? text.replace(kanjiBefore, (run) => String(figureOf(run))).replace(lastAfterDash, (run) => String(figureOf(run)))
    : text;
  return inFigures
    .replace(/(番地?\d+[‐‑‒–—―−─━ー-]\d{3,})号(?!室)/, '$1号室')
    .replace(joint, (run: string, next: string) => {
      if (next < '0' || next > '9') return '';
      return run.endsWith('号') ? ' ' : '-';
    });
}

/** A number below a hundred as it stands before 丁目: 二十三, 二三. */
function figureOf(run: string): number {
  const [tens, ones] = run.includes('十') ? (run.split('十') as [string, string]) : ['0', run];
  const figure = (letters: string) => Number([...letters].map((letter) => digits.indexOf(letter)).join('') || 0);
  return run.includes('十') ? (tens === '' ? 10 : figure(tens) * 10) + figure(ones) : figure(ones);
}
