/** The colours of one picture: wall and floor behind, three tones of the object from light to shade, one accent. */
type Tones = { wall: string; floor: string; light: string; middle: string; shade: string; accent: string };

const warm: Tones = {
  wall: '#EFE6D8',
  floor: '#E3D3C0',
  light: '#FBF8F2',
  middle: '#EDE4D3',
  shade: '#D9CCB4',
  accent: '#C2391B',
};
const grey: Tones = {
  wall: '#E8E8E4',
  floor: '#DAD6CC',
  light: '#D3D9DC',
  middle: '#BCC5CA',
  shade: '#A3AEB5',
  accent: '#C2391B',
};
const cool: Tones = {
  wall: '#E6EAED',
  floor: '#D5DCE1',
  light: '#F5F6F6',
  middle: '#E4E8EA',
  shade: '#C6CED3',
  accent: '#1F5A8C',
};
const wood: Tones = {
  wall: '#F0EADF',
  floor: '#E0D2BC',
  light: '#E9D9BE',
  middle: '#D9C19C',
  shade: '#BFA27A',
  accent: '#C2391B',
};
const leaf: Tones = {
  wall: '#ECEBDD',
  floor: '#DDD9C3',
  light: '#C9CBA8',
  middle: '#A9AE82',
  shade: '#858B5E',
  accent: '#C2391B',
};

const outline = (tones: Tones, width = 2) =>
  `fill="none" stroke="${tones.shade}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;

/** A mattress with a quilted top, lying on the floor. */
function mattress(t: Tones): string {
  const puffs = Array.from({ length: 7 }, (_, i) => {
    const x = 66 + i * 38;
    return `<path d="M${x} 150q-4 -34 19 -36q24 2 20 36z" fill="${t.light}"/><path d="M${x + 38} 148q-2 -22 -8 -30" ${outline(t)}/>`;
  }).join('');
  return `<path d="M62 150h276v50a14 14 0 0 1-14 14H76a14 14 0 0 1-14-14z" fill="${t.middle}"/>
<path d="M52 158q-2 -40 28 -40h240q30 0 28 40z" fill="${t.light}"/>${puffs}
<path d="M56 158h288v10H56z" fill="${t.shade}"/>
<path d="M70 190h262" stroke="${t.light}" stroke-width="3" stroke-dasharray="7 6"/>
<rect x="300" y="180" width="16" height="24" rx="3" fill="${t.accent}"/>`;
}

/** A pillow of buckwheat hulls with a band, some hulls beside it. */
function hullPillow(t: Tones): string {
  const hulls = [
    [262, 226], [278, 220], [292, 228], [306, 221], [318, 230], [284, 236],
  ]; // biome-ignore format: points
  return `<path d="M84 128q116 -22 232 0q20 44 -2 88q-114 18 -228 0q-22 -44 -2 -88z" fill="${t.light}"/>
<path d="M86 186q114 30 230 -8q6 18 -2 38q-114 18 -228 0q-6 -14 0 -30z" fill="${t.middle}"/>
<path d="M112 148q28 -12 58 -12M290 160q14 20 8 42" ${outline(t, 3)}/>
<path d="M188 117h26v105h-26z" fill="#2F4F6B"/><path d="M196 117v105M206 117v105" stroke="#F5EFE2" stroke-width="1.5"/>
${hulls.map(([x = 0, y = 0]) => `<path d="M${x} ${y - 6}l7 9l-13 2z" fill="#4A4138"/>`).join('')}`;
}

/** Folded linen, held by a paper band. `layers` from the top. */
function folded(t: Tones, layers = [t.light, t.middle, t.shade]): string {
  const height = 108 / layers.length;
  const folds = layers.map((tone, i) => {
    const y = 116 + i * height;
    return `<rect x="${104 + (i % 2) * 4}" y="${y}" width="192" height="${height - 3}" rx="${Math.min(15, height / 2)}" fill="${tone}"/>
<path d="M122 ${y + 8}v${height - 20}M138 ${y + 8}v${height - 20}M262 ${y + 8}v${height - 20}M278 ${y + 8}v${height - 20}" stroke="#FFFFFF" stroke-opacity=".45" stroke-width="2"/>`;
  });
  return `${folds.join('')}<rect x="182" y="112" width="32" height="112" fill="#F7F1E6"/><rect x="191" y="150" width="14" height="18" rx="2" fill="${t.accent}"/>`;
}

/** A quilted sheet, rolled up. */
function roll(t: Tones): string {
  const quilting =
    [176, 204, 232, 260, 288].map((x) => `M${x} 128v90`).join('') +
    [150, 173, 196].map((y) => `M160 ${y}h150`).join('');
  const turns = [44, 33, 22, 11].map((r) => `<circle cx="140" cy="173" r="${r}" ${outline(t, 2.5)}/>`).join('');
  return `<path d="M140 128h160a12 12 0 0 1 12 12v66a12 12 0 0 1-12 12H140z" fill="${t.light}"/>
<path d="${quilting}" ${outline(t)} stroke-opacity=".7"/><path d="M140 200h172v6a12 12 0 0 1-12 12H140z" fill="${t.middle}"/>
<circle cx="140" cy="173" r="45" fill="${t.middle}"/><circle cx="140" cy="173" r="40" fill="${t.light}"/>${turns}`;
}

/** A tea caddy with a paper label, and a cup. */
function tea(t: Tones): string {
  return `<rect x="132" y="104" width="84" height="120" rx="8" fill="${t.middle}"/><rect x="132" y="104" width="26" height="120" rx="8" fill="${t.light}"/>
<rect x="190" y="104" width="26" height="120" rx="8" fill="${t.shade}"/><rect x="128" y="92" width="92" height="22" rx="6" fill="${t.shade}"/>
<rect x="150" y="134" width="48" height="62" fill="#F7F1E6"/><path d="M174 146c-14 10 -14 26 0 36c14 -10 14 -26 0 -36zM174 150v30" fill="none" stroke="${t.shade}" stroke-width="2.5"/>
<path d="M236 178h60l-6 36a12 12 0 0 1-12 10h-24a12 12 0 0 1-12-10z" fill="#F7F1E6"/><path d="M276 178h20l-6 36a12 12 0 0 1-12 10h-10z" fill="#E4DACA"/>
<ellipse cx="266" cy="178" rx="30" ry="7" fill="#A9AE82"/>`;
}

/** A pillow, plain and full. */
function pillow(t: Tones): string {
  return `<path d="M92 142q108 -34 216 0q26 38 0 76q-108 20 -216 0q-26 -38 0 -76z" fill="${t.light}"/>
<path d="M88 196q112 34 224 -6q4 14 -4 28q-108 20 -216 0q-6 -10 -4 -22z" fill="${t.middle}"/>
<path d="M92 142q18 14 22 28M308 142q-18 14 -22 28M130 150q70 -18 132 -4" ${outline(t, 3)}/>
<rect x="290" y="196" width="12" height="18" rx="2" fill="${t.accent}"/>`;
}

/** A quilt, folded in three. */
function quilt(t: Tones): string {
  const fold = (y: number, tone: string) =>
    `<path d="M84 ${y + 20}q0 -24 30 -24h176q28 0 28 24t-28 22H114q-30 0 -30 -22z" fill="${tone}"/>
<path d="M124 ${y}v36M172 ${y - 3}v42M222 ${y - 3}v42M270 ${y}v36" ${outline(t)} stroke-opacity=".6"/>`;
  return fold(182, t.shade) + fold(150, t.middle) + fold(118, t.light);
}

/** A low bed of plain wood. */
function bed(t: Tones): string {
  return `<path d="M70 112h18v112H70zM312 132h18v92h-18z" fill="${t.shade}"/><path d="M70 112h40v56H70z" fill="${t.middle}"/>
<path d="M88 178h232v22H88z" fill="${t.middle}"/><path d="M88 178h232v7H88z" fill="${t.light}"/>
<path d="M96 158q112 -12 222 0v20H96z" fill="#FBF8F2"/><path d="M112 150q22 -12 48 0v14h-48z" fill="#F1E9DA"/>
<path d="M78 122v40M94 120v40" ${outline(t)} stroke-opacity=".6"/><rect x="296" y="162" width="12" height="14" rx="2" fill="${t.accent}"/>`;
}

/** Something wrapped in a cloth, for goods that have no picture of their own. */
function parcel(t: Tones): string {
  return `<path d="M120 150q80 -20 160 0q18 40 -4 72q-76 10 -152 0q-22 -32 -4 -72z" fill="${t.light}"/>
<path d="M200 144q48 0 80 6q18 40 -4 72q-36 6 -76 6z" fill="${t.middle}"/>
<path d="M200 146q-40 -34 -58 -14q8 16 58 14zM200 146q40 -34 58 -14q-8 16 -58 14z" fill="${t.shade}"/>
<circle cx="200" cy="146" r="11" fill="${t.accent}"/><path d="M150 170q20 30 18 52M250 170q-20 30 -18 52" ${outline(t)}/>`;
}

type Drawing = { names: string[]; tones: Tones; draw: (tones: Tones) => string };

/** By what the name says it is; the first that fits, so a cover of a pillow is a cover. */
const drawings: Drawing[] = [
  { names: ['mattress', 'topper'], tones: warm, draw: mattress },
  { names: ['bed'], tones: wood, draw: bed },
  { names: ['soba', 'hull'], tones: warm, draw: hullPillow },
  { names: ['pillow-cover'], tones: grey, draw: (t) => folded(t, [t.light, t.shade]) },
  { names: ['cover'], tones: grey, draw: (t) => folded(t, [t.light, t.middle]) },
  { names: ['dry', 'pad'], tones: cool, draw: roll },
  { names: ['pajama', 'wear', 'towel', 'sheet', 'linen'], tones: grey, draw: (t) => folded(t) },
  { names: ['tea'], tones: leaf, draw: tea },
  { names: ['blanket', 'quilt', 'duvet', 'futon', 'ket'], tones: cool, draw: quilt },
  { names: ['pillow'], tones: warm, draw: pillow },
];
const wrapped: Drawing = { names: [], tones: warm, draw: parcel };

/** What something is made of gives its colour. */
const materials: Record<string, Tones> = { linen: grey, wool: wood, cotton: cool, gauze: leaf, silk: warm, bath: cool };

/** The picture of goods by their name, 4:3: one object on a floor, lit from the upper left. */
export function goodsPicture(name: string): string {
  const { tones: usual, draw } = drawings.find(({ names }) => names.some((each) => name.includes(each))) ?? wrapped;
  const tones = materials[name.split('-')[0] ?? ''] ?? usual;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect width="400" height="300" fill="${tones.wall}"/><rect y="206" width="400" height="94" fill="${tones.floor}"/>
<g transform="translate(200 222) scale(1.18) translate(-200 -222)">
<ellipse cx="206" cy="222" rx="140" ry="11" fill="${tones.shade}" opacity=".55"/>
${draw(tones)}</g></svg>`;
}
