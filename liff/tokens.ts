/** The colours of every face the shop shows, light and dark; contrasts are measured, so change them in pairs. */
export const colours = {
  light: {
    paper: '#FAF7F1',
    surface: '#FFFFFF',
    sunken: '#F2EDE3',
    line: '#E4DDCF',
    lineStrong: '#968C7B',
    ink: '#25221D',
    ink2: '#565046',
    ink3: '#6E6658',
    shu: '#C2391B',
    onShu: '#FFFFFF',
    shuInk: '#A62E12',
    shuSoft: '#FBECE6',
    ai: '#1F5A8C',
    sand: '#D8CDB9',
    staffTint: '#DFE6EA',
    staffInk: '#23405A',
  },
  dark: {
    paper: '#181613',
    surface: '#23201C',
    sunken: '#110F0D',
    line: '#3A352E',
    lineStrong: '#857B6C',
    ink: '#F4EFE6',
    ink2: '#C9C0B1',
    ink3: '#A69C8C',
    shu: '#F0795C',
    onShu: '#23100A',
    shuInk: '#F6A08A',
    shuSoft: '#3A211A',
    ai: '#7DB4E2',
    sand: '#575043',
    staffTint: '#2C3A45',
    staffInk: '#CFE0EE',
  },
} as const;

export type Colour = keyof typeof colours.light;

/** The custom property that carries a colour in style sheets: `lineStrong` is `--line-strong`, `ink2` is `--ink-2`. */
export function cssName(colour: Colour): string {
  return `--${colour.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
