import { describe, expect, test } from 'vitest';
import { binCount } from '../../core/duplicates/certainty.ts';
import type { AccountId } from '../../db/ids.ts';
import { drawGauge } from '../../slack/pictures/gauge.ts';
import { drawGraph } from '../../slack/pictures/graph.ts';
import type { Graph, GraphEdge } from '../../slack/pictures/graph-layout.ts';
import { type PictureSpec, pictureSpecOf, pictureUrl } from '../../slack/pictures/link.ts';
import { drawNight } from '../../slack/pictures/night.ts';
import { nightPictureOf } from '../../slack/pictures/night-figures.ts';
import { lines, widthOf } from '../../slack/pictures/svg.ts';
import { drawWeeks } from '../../slack/pictures/weeks.ts';
import { wordsIn } from '../../slack/words/words.ts';

type NightSpec = Extract<PictureSpec, { kind: 'night' }>;

const id = (number: number) => number as AccountId;
const account = (number: number, name = `会員 ${number}`) => ({
  id: id(number),
  name,
  second: `••••000${number} ・ 吉祥寺店`,
});
const edge = (a: number, b: number): GraphEdge => ({
  a: id(a),
  b: id(b),
  label: `M-${a}${b}`,
  agreeing: ['読み', '生年月日'],
  against: '電話は不一致',
});

function graph(left: number, right: number, edges: GraphEdge[], { panels = 2, name = '髙橋 優子' } = {}): Graph {
  const accounts = Array.from({ length: left + right }, (_, index) => account(index + 1, name));
  return {
    alt: '絵の言葉 "<&>"',
    sides: [
      { name, titled: (shown) => `${shown} 様に残る ${left}口座`, accounts: accounts.slice(0, left) },
      { name, titled: (shown) => `${shown} 様に戻る ${right}口座`, accounts: accounts.slice(left) },
    ],
    panels: panels as 1 | 2,
    dot: '・',
    edges,
    marked: { ...edge(1, left + 1), verb: '切り離す', cut: true },
  };
}

/** Boxes as x, y, width and height, of everything drawn but the ground. */
function boxes(svg: string): number[][] {
  const found = [...svg.matchAll(/<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"/g)];
  return found.map(([, ...numbers]) => numbers.map(Number));
}

describe('the graph of an undo', () => {
  const shapes: [string, Graph][] = [
    ['two accounts', graph(1, 1, [])],
    ['three on one side', graph(3, 1, [edge(1, 2), edge(2, 3)])],
    ['several on both sides', graph(4, 3, [edge(1, 2), edge(1, 3), edge(1, 4), edge(5, 6), edge(5, 7)])],
    [
      'twenty',
      graph(
        19,
        1,
        Array.from({ length: 18 }, (_, index) => edge(index + 1, index + 2)),
      ),
    ],
    ['one that stays whole', graph(2, 1, [edge(1, 2), edge(2, 3)], { panels: 1 })],
    ['a very long name', graph(2, 1, [edge(1, 2)], { name: 'アレクサンドラ・フォンテーヌ 美咲'.repeat(4) })],
  ];

  test.each(shapes)('shows every account once and cuts one edge: %s', (_, shape) => {
    const svg = drawGraph(shape);
    const count = shape.sides[0].accounts.length + shape.sides[1].accounts.length;
    const [, height = 0] = /viewBox="0 0 800 (\d+)"/.exec(svg)?.map(Number) ?? [];
    const cards = boxes(svg).filter(([, , width]) => width === 208);
    expect(cards).toHaveLength(count);
    for (const [x = 0, y = 0, width = 0, tall = 0] of boxes(svg)) {
      expect(x >= 0 && x + width <= 800 && y >= 0 && y + tall <= height).toBe(true);
    }
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain('切り離す');
    expect(svg).toContain('aria-label="絵の言葉 &quot;&lt;&amp;&gt;&quot;"');
    for (const [, size] of svg.matchAll(/font-size="(\d+)"/g)) expect(Number(size)).toBeGreaterThanOrEqual(17);
  });

  test('no two accounts lie on each other', () => {
    for (const [, shape] of shapes) {
      const cards = boxes(drawGraph(shape)).filter(([, , width]) => width === 208);
      for (const [index, [x = 0, y = 0]] of cards.entries()) {
        for (const [otherX = 0, otherY = 0] of cards.slice(index + 1)) {
          expect(Math.abs(x - otherX) >= 208 || Math.abs(y - otherY) >= 66).toBe(true);
        }
      }
    }
  });

  test('a name cannot break out of its text', () => {
    const svg = drawGraph(graph(1, 1, [], { name: '</text><script>&\u0000\u0008' }));
    expect(svg).not.toContain('<script>');
    expect(svg).not.toContain('\u0000');
    expect(svg).toContain('&lt;/text&gt;');
  });
});

describe('the pictures of the Home tab', () => {
  test('the gauge ends at its end, also when the cap is passed', () => {
    for (const share of [0, 0.01, 0.9, 1, 7]) {
      const svg = drawGauge({
        alt: 'a',
        persons: '1',
        unit: '人',
        left: 'あと',
        note: '口座',
        share,
        marks: [0.8, 0.9],
      });
      for (const [x = 0, , width = 0] of boxes(svg)) expect(x + width).toBeLessThanOrEqual(800);
    }
  });

  test('bars stay inside, from none to a thousand a week', () => {
    for (const most of [0, 1, 1000]) {
      const bars = Array.from({ length: 12 }, (_, index) => ({ label: `${index}/1`, parts: [most, index, 0] }));
      const svg = drawWeeks({ alt: 'a', legend: ['一', '二', '三'], note: '週', bars });
      for (const [, y = 0, , tall = 0] of boxes(svg)) expect(y >= 0 && y + tall <= 330).toBe(true);
    }
  });
});

describe('the picture of the nightly look', () => {
  const none = Array<number>(binCount).fill(0);
  const bins = (counts: Record<number, number>) => none.map((_, bin) => counts[bin] ?? 0);
  const spec = (more: Partial<NightSpec>): NightSpec => ({
    ...{ kind: 'night', language: 'ja', automatic: 0.9968, review: 0.3, households: 1, sure: 0 },
    ...{ merged: bins({ 14: 1 }), waiting: bins({ 3: 1, 8: 1 }) },
    ...more,
  });
  const drawn = (more: Partial<NightSpec>) => {
    const night = spec(more);
    return drawNight(nightPictureOf(night, wordsIn(night.language)));
  };
  const big = {
    merged: none.map(() => 700),
    waiting: none.map((_, bin) => (bin === 0 ? 20_000 : 3)),
    households: 9_999,
    sure: 24,
  };

  test('draws few pairs one by one, filled where they were merged, hollow where they wait', () => {
    const circles = [...drawn({}).matchAll(/<circle[^>]* r="9.5" fill="(#\w+)"/g)].map(([, fill]) => fill);
    expect(circles.sort()).toEqual(['#25221D', '#FFFFFF', '#FFFFFF']);
  });

  test('stays inside and readable, from three pairs to twenty thousand, sure from anywhere', () => {
    for (const language of ['ja', 'en'] as const)
      for (const automatic of [0.98, 0.9968, 0.99999, 1])
        for (const more of [{}, big, { merged: none }, { waiting: none }]) {
          const svg = drawn({ ...more, automatic, language });
          const [, height = 0] = /viewBox="0 0 800 (\d+)"/.exec(svg)?.map(Number) ?? [];
          for (const [x = 0, y = 0, width = 0, tall = 0] of boxes(svg))
            expect(x >= 0 && x + width <= 800 && y >= 0 && tall >= 0 && y + tall <= height).toBe(true);
          for (const [, size] of svg.matchAll(/font-size="(\d+)"/g)) expect(Number(size)).toBeGreaterThanOrEqual(22);
          expect(svg).not.toContain('…');
        }
  });

  test('says all of its figures to whoever cannot see it', () => {
    const alt = nightPictureOf(spec({}), wordsIn('ja')).alt;
    for (const said of [
      '1組をまとめ、2組が確認を待っています。',
      '99.68% から確か。',
      '確かさ 30%以上90%未満は、確認を待つ 1組。',
      '確かさ 90%以上99%未満は、確認を待つ 1組。',
      '確かさ 99%以上99.9%未満は、まとめた 1組。',
      'ご家族のような 1組。',
    ])
      expect(alt).toContain(said);
    const english = nightPictureOf(spec({ ...big, language: 'en' }), wordsIn('en')).alt;
    expect(english).toContain('99.99% or more: 700 pairs joined, 3 pairs waiting.');
    expect(english).toContain('Hollow on the tinted side: 24 pairs');
    expect(english).not.toMatch(/[ぁ-んァ-ン一-龠]/);
    expect(english.length).toBeLessThan(2_000);
  });

  test('keeps whoever is not sure on the other side of the line', () => {
    const waiting = bins({ 12: 3, 13: 2 });
    for (const [sure, drawnBins] of [
      [2, bins({ 11: 3, 13: 2 })],
      [4, bins({ 11: 1, 12: 2, 13: 2 })],
      [5, waiting],
    ] as const) {
      const { from, waiting: shown } = nightPictureOf(spec({ automatic: 0.9968, waiting, sure }), wordsIn('ja'));
      expect([from?.bin, shown.bins]).toEqual([12, drawnBins]);
    }
  });

  test('says of nobody that they are wholly certain', () => {
    expect(nightPictureOf(spec({ automatic: 0.99999 }), wordsIn('ja')).from?.label).toBe('99.99% から確か');
    expect(nightPictureOf(spec({ automatic: 1 }), wordsIn('ja')).from).toBeNull();
  });
});

describe('the address of a picture', () => {
  const spec = { kind: 'gauge', persons: 1, accounts: 2, cap: 3, language: 'ja' } as const;
  const now = new Date('2026-11-21T05:05:00Z');

  test('is read by who made it, and by nobody else', () => {
    const name = pictureUrl('https://fukuro.example', 'secret', spec).split('/').at(-1)!;
    expect(pictureSpecOf('secret', name, now)).toEqual(spec);
    expect(pictureSpecOf('other', name, now)).toBeUndefined();
    for (const bad of ['', '.png', 'a.b.png', `x${name}`, name.replace('.png', ''), '../../etc/passwd']) {
      expect(pictureSpecOf('secret', bad, now)).toBeUndefined();
    }
  });
});

test('lines are set no wider than they may be, and say that something was left out', () => {
  const set = lines(['読み', '表記', '生年月日', '電話', '住所'], '・', 17, 112, 2);
  expect(set).toEqual(['読み・表記', '生年月日…']);
  for (const line of set) expect(widthOf(line, 17)).toBeLessThanOrEqual(130);
});
