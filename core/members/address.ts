import { cleanText } from './normalise.ts';
import { foldVariants } from './variants.ts';

/** A Japanese address in the parts that people write, drop and change separately. What is not there is empty. */
export type Address = {
  prefecture: string;
  city: string;
  /** Town or 大字, with its block where that is written in kanji, e.g. 北1条西. */
  town: string;
  /** 丁目, 番地 and 号 by figures, e.g. 5-12-3. */
  numbers: string;
  building: string;
  room: string;
};

const prefecture = /^(東京都|北海道|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島|.{2})県)/;
/** Cities whose names hold 市, 町 or 村 within, before the rule that a city ends with the first of them. */
const city =
  /^((?:札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本)市.{1,4}?区|(?:四日|廿日|野々|八日)市市|(?:市川|市原|町田|大町|十日町|村上|村山|武蔵村山|東村山|大村|羽村|田村|中村)市|大和郡山市|郡山市|郡上市|蒲郡市|小郡市|余市郡余市町|(?:高市|玉村|大町|佐波)?.{1,4}?郡.{1,6}?[町村]|.{1,6}?[市区]|.{1,4}?[町村])/;
const digits = '〇一二三四五六七八九';

/**
 * Splits a Japanese address, whichever way its numbers are written (二丁目, ２丁目, 2-; 番地, の, the many dashes). Never throws; of what it does
 * not know it leaves all in `town`. Compare towns and numbers, not prefectures, which people leave out.
 */
export function splitAddress(text: string): Address {
  const plain = withFigures(
    cleanText(text)
      .normalize('NFKC')
      .replace(/[\s,、]/g, ''),
  );
  const [head = plain] = /^\D*(?:\d+条[東西南北]?\D*)?/.exec(plain) ?? [];
  const rest = plain.slice(head.length).toLowerCase();
  const [figures = ''] = /^\d[\d-]*/.exec(rest) ?? [];
  return { ...areaOf(head), ...numbersOf(figures, rest.slice(figures.length)) };
}

type Area = Pick<Address, 'prefecture' | 'city' | 'town'>;

/** Areas by what stands before the figures: there are few of them, and each is read again and again. */
const areas = new Map<string, Area>();
const areasMax = 100_000;

function areaOf(head: string): Area {
  const known = areas.get(head);
  if (known) return known;
  const plain = foldVariants(head).toLowerCase();
  const [inPrefecture = ''] = prefecture.exec(plain) ?? [];
  const [inCity = ''] = city.exec(plain.slice(inPrefecture.length)) ?? [];
  const town = plain.slice(inPrefecture.length + inCity.length).replace(/^(大字|字)|(?<=\D)(大字|字)/g, '');
  const area = { prefecture: inPrefecture, city: inCity, town };
  if (areas.size < areasMax) areas.set(head, area);
  return area;
}

/** Figures beyond the third are a room when no building follows: 5-12-3-405. */
function numbersOf(figures: string, tail: string): Pick<Address, 'numbers' | 'building' | 'room'> {
  const blocks = figures.split('-').filter(Boolean);
  const [, building = tail, room = ''] = /^(.*?)-?(\d+)(?:号室?|室)?$/.exec(tail) ?? [];
  if (tail !== '' || blocks.length < 4) return { numbers: blocks.join('-'), building, room };
  return { numbers: blocks.slice(0, 3).join('-'), building: '', room: blocks.slice(3).join('-') };
}

/** 二丁目 and 2丁目 alike as 2-, and every dash between figures as one. */
function withFigures(text: string): string {
  const inFigures = /[〇一二三四五六七八九十](?:丁目|番|号|条)/.test(text)
    ? text.replace(/[〇一二三四五六七八九十]+(?=丁目|番地|番|号|条)/g, (run) => String(figureOf(run)))
    : text;
  return inFigures.replace(
    /(?<=\d)(?:丁目|番地の?|番丁?|号(?!室)|の(?=\d)|[‐‑‒–—―−─━ー-])+(?=(.?))/g,
    (_, next: string) => (next >= '0' && next <= '9' ? '-' : ''),
  );
}

/** A number below a hundred as it stands before 丁目: 二十三, 二三. */
function figureOf(run: string): number {
  const [tens, ones] = run.includes('十') ? (run.split('十') as [string, string]) : ['0', run];
  const figure = (letters: string) => Number([...letters].map((letter) => digits.indexOf(letter)).join('') || 0);
  return run.includes('十') ? (tens === '' ? 10 : figure(tens) * 10) + figure(ones) : figure(ones);
}
