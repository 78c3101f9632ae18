import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { barcodeSvg } from '../../liff/barcode.ts';
import { knotPaths } from '../../liff/knot.ts';
import { seasonOn, sunLongitude } from '../../liff/seasons.ts';
import { type Colour, colours, cssName } from '../../liff/tokens.ts';
import { en } from '../../liff/words/en.ts';
import { ja } from '../../liff/words/ja.ts';
import { romaji } from '../../liff/words/romaji.ts';

describe('the seasonal line', () => {
  const inTokyo = (day: string) => new Date(`${day}T12:00:00+09:00`);

  test.for([
    ['2026-03-20', 0],
    ['2026-06-21', 6],
    ['2026-09-23', 12],
    ['2026-11-22', 16],
    ['2026-12-22', 18],
    ['2027-02-04', 21],
  ] as const)('a term begins on the day the almanac says: %s', ([day, term]) => {
    const [at, dayBefore] = [inTokyo(day), new Date(inTokyo(day).getTime() - 86_400_000)];
    expect(seasonOn(at)).toBe(term);
    expect(seasonOn(dayBefore)).not.toBe(term);
  });

  test('is left out between the terms: nobody is told on 21 November that 小雪 has passed', () => {
    expect(seasonOn(inTokyo('2026-11-21'))).toBeUndefined();
    expect(seasonOn(inTokyo('2026-11-28'))).toBe(16);
    expect(seasonOn(inTokyo('2026-11-29'))).toBeUndefined();
  });

  test('has words for each of the 24 terms', () => {
    expect(ja.seasons).toHaveLength(24);
    expect(en.seasons).toHaveLength(24);
    expect(ja.seasons[16]).toContain('小雪');
    expect(sunLongitude(Date.parse('2000-01-01T12:00:00Z'))).toBeCloseTo(280.37, 1);
  });
});

describe('the knot', () => {
  const points = (path: string) =>
    [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

  test('is one mirror-symmetric curve with eight gaps', () => {
    const { left, right } = knotPaths('down');
    const gaps = (left + right).match(/M/g)?.length;
    expect(gaps).toBe(8 + 2);
    const xs = points(knotPaths('down', 0).left).map(([x]) => x);
    const mirrored = points(knotPaths('down', 0).right)
      .map(([x]) => -x)
      .reverse();
    expect(xs).toHaveLength(mirrored.length);
    for (const [i, x] of xs.entries()) expect(x).toBeCloseTo(mirrored[i] ?? Number.NaN, 1);
  });

  test('on the card runs from edge to edge', () => {
    const xs = points(knotPaths('wide').left).map(([x]) => x);
    expect(Math.min(...xs)).toBe(-80);
  });
});

describe('the colours', () => {
  const sheet = readFileSync(new URL('../../liff/page/style/tokens.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = sheet.split('prefers-color-scheme: dark');

  test.for([
    ['light', light],
    ['dark', dark],
  ] as const)('of the style sheet are the tokens: %s', ([scheme, css]) => {
    for (const [name, value] of Object.entries(colours[scheme]) as [Colour, string][]) {
      expect(css).toContain(`${cssName(name)}: ${value.toLowerCase()};`);
    }
  });

  test.for([
    ['ink', 'paper', 4.5],
    ['ink2', 'paper', 4.5],
    ['ink3', 'paper', 4.5],
    ['ink3', 'sunken', 4.5],
    ['shuInk', 'surface', 4.5],
    ['onShu', 'shu', 4.5],
    ['lineStrong', 'surface', 3],
    ['staffInk', 'staffTint', 4.5],
  ] as const)('%s can be read on %s', ([ink, ground, least]) => {
    for (const scheme of [colours.light, colours.dark]) {
      expect(contrast(scheme[ink], scheme[ground])).toBeGreaterThanOrEqual(least);
    }
  });
});

test('the barcode is drawn in whole modules with ten quiet ones on either side', () => {
  const svg = barcodeSvg('20487153');
  expect(svg).toContain('viewBox="0 0 99 ');
  const strokes = [...svg.matchAll(/stroke-width="(\d+)" d="([^"]+)"/g)];
  const edges = strokes.flatMap(([, width, d]) =>
    [...String(d).matchAll(/M([\d.]+) /g)].flatMap(([, x]) => [
      Number(x) - Number(width) / 2,
      Number(x) + Number(width) / 2,
    ]),
  );
  expect(edges.every(Number.isInteger)).toBe(true);
  expect([Math.min(...edges), Math.max(...edges)]).toEqual([10, 89]);
});

test('names are read out on English pages as they are written abroad', () => {
  expect(
    ['サイトウ', 'タカハシ', 'ヨシダ', 'オノデラ', 'ニシムラ', 'ジョウ', 'ハットリ', 'チュウジョウ'].map(romaji),
  ).toEqual([...['Saito', 'Takahashi', 'Yoshida', 'Onodera', 'Nishimura', 'Jo', 'Hattori', 'Chujo']]);
  expect(romaji('アレクサンドラ・フォンテーヌ')).toBeUndefined();
});

test('dates are said as people say them', () => {
  expect(ja.home.ends(420, '2026-11-30')).toBe('このうち *420\u00a0pt* は *11月30日\u2060(月)*までです。');
  expect(en.home.ends(420, '2026-11-30')).toBe('*420\u00a0pt* of these are good until *Monday, 30 November*.');
  expect(ja.merge.code.until('2026-11-21T05:12:00Z')).toBe('番号は *14時12分*まで有効です。');
});

test('no sentence shouts, and none speaks of a system', () => {
  const sentences = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function')
      return sentences((value as (...sample: unknown[]) => unknown)('2026-11-21', 2, '2026-11-21'));
    return value && typeof value === 'object' ? Object.values(value).flatMap(sentences) : [];
  };
  for (const sentence of [...sentences(ja), ...sentences(en)]) {
    expect(sentence).not.toMatch(/[!！]|失敗|エラー|システム|統合|名寄せ|\p{Extended_Pictographic}/u);
  }
});

function contrast(one: string, other: string): number {
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
