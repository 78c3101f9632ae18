/** The look of the report: light and dark, from a phone to paper. */
export const reportStyle = `
:root { color-scheme: light dark; --paper: #faf7f1; --surface: #fff; --sunken: #f2ede3; --line: #e4ddcf; --ink: #25221d; --ink-2: #565046;
  --ink-3: #6e6658; --ai: #1f5a8c; --sand: #d8cdb9; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #181613; --surface: #23201c; --sunken: #110f0d; --line: #3a352e; --ink: #f4efe6; --ink-2: #c9c0b1;
    --ink-3: #a69c8c; --ai: #7db4e2; --sand: #575043; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.75 'Hiragino Sans', 'Noto Sans JP', system-ui, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; line-break: strict; word-break: auto-phrase; overflow-wrap: anywhere; text-wrap: pretty; }
main { max-width: 760px; margin: 0 auto; padding: 28px 20px 60px; }
h1, h2 { font-family: 'Shippori Mincho', 'Hiragino Mincho ProN', 'Yu Mincho', serif; font-weight: 600; line-height: 1.5;
  font-feature-settings: 'palt'; letter-spacing: 0.02em; text-wrap: balance; }
h1 { font-size: clamp(24px, 6vw, 36px); margin: 0 0 12px; }
.phrase { display: inline-block; }
h2 { font-size: 21px; margin: 0 0 12px; }
h3 { font-size: 16px; font-weight: 600; line-height: 1.5; margin: 20px 0 8px; }
p { margin: 0 0 12px; }
small { font-size: 13px; font-weight: 400; color: var(--ink-2); margin-left: 2px; }
.eyebrow, .quiet { font-size: 13px; color: var(--ink-3); }
section { margin-top: 28px; padding: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 16px; }
section > :last-child { margin-bottom: 0; }
.how { background: none; border: 0; padding: 0; font-size: 14px; color: var(--ink-2); }
.how p { margin-bottom: 4px; }
.note { background: var(--sunken); border-radius: 10px; padding: 12px 16px; font-size: 14px; color: var(--ink-2); margin-top: 12px; }
.large { font-size: clamp(18px, 4.5vw, 24px); font-weight: 600; line-height: 1.5; }
dl { margin: 0; }
.sum { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 28px; }
.sum > div { position: relative; }
.sum dt { font-size: 13px; color: var(--ink-2); }
.sum dd { margin: 0; font-size: clamp(24px, 5vw, 34px); font-weight: 600; line-height: 1.3; white-space: nowrap; }
.sum .less::before, .sum .makes::before { position: absolute; left: -22px; bottom: 5px; font-size: 18px; color: var(--ink-2); content: '−'; }
.sum .makes::before { content: '='; }
ul { list-style: none; margin: 0; padding: 0; }
.lines { margin-top: 16px; }
.lines li { display: flex; justify-content: space-between; gap: 12px; padding: 8px 0; border-top: 1px solid var(--line); }
.lines b, .zones b { font-weight: 600; white-space: nowrap; }
.zones li { display: flex; justify-content: space-between; align-items: baseline; gap: 16px; padding: 12px 0; border-top: 1px solid var(--line); }
.zones li:first-child { border-top: 0; padding-top: 0; }
.zones h3, .zones p { margin: 0; }
.zones p { font-size: 14px; color: var(--ink-2); }
.zones b { font-size: 21px; }
figure { margin: 0; }
figcaption { font-weight: 600; margin-bottom: 4px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.5; }
th, td { text-align: right; font-weight: 400; padding: 5px 0 5px 12px; vertical-align: baseline; }
td { white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; white-space: nowrap; }
thead th { color: var(--ink-2); font-size: 13px; overflow-wrap: normal; }
tbody tr { border-top: 1px solid var(--line); }
tr.chosen th, tr.chosen td { font-weight: 600; }
.bar { width: 45%; padding-right: 4px; }
.bar svg { display: block; }
.bar rect { fill: var(--sand); }
.chosen .bar rect { fill: var(--ai); }
.histogram tbody tr { border-top: 0; }
.histogram th, .histogram td { padding-top: 3px; padding-bottom: 3px; vertical-align: middle; }
.quiet { margin-top: 8px; }
.examples { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr)); gap: 12px; }
article { background: var(--sunken); border-radius: 10px; padding: 12px 16px; break-inside: avoid; }
article h3 { margin: 0 0 4px; }
article td { width: 38%; text-align: left; white-space: normal; }
article th { color: var(--ink-2); }
.reasons { margin-top: 8px; font-size: 14px; line-height: 1.6; }
.reasons li { padding-left: 1.5em; text-indent: -1.5em; }
.reasons span[aria-hidden] { display: inline-block; width: 1.5em; text-indent: 0; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
ol { margin: 0; padding-left: 1.5em; }
ol li { margin-bottom: 8px; }
@media (max-width: 520px) {
  .sum { grid-template-columns: 1fr; gap: 8px; }
  .sum > div { display: flex; justify-content: space-between; align-items: baseline; }
  .sum .less::before, .sum .makes::before { position: static; width: 20px; }
  .sum dt { flex: 1; }
  .bar { width: 30%; }
  th, td { padding-left: 8px; }
  section { padding: 16px; }
}
@media print {
  :root { --paper: #fff; --surface: #fff; --sunken: #fff; --line: #bbb; --ink: #000; --ink-2: #333; --ink-3: #444; --ai: #1f5a8c; --sand: #ccc; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  section, article { border: 1px solid var(--line); break-inside: avoid; }
  .bar rect { print-color-adjust: exact; }
}
`;
