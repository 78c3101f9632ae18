import { knotPaths } from '../../liff/knot.ts';
import { paint } from '../messages/flex.ts';

const strands = [
  { offset: -0.62, width: 0.34 },
  { offset: 0, width: 0.34 },
  { offset: 0.62, width: 0.34 },
];

/** Two cords, one knot: the head of the message that says two cards became one. 20:10. */
export function knotPicture(): string {
  const { left, right } = knotPaths('down', 1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-24 -13.4 48 24">
<rect x="-24" y="-13.4" width="48" height="24" fill="${paint.shuSoft}"/>
${cord(left, paint.ink)}${cord(right, paint.shu)}</svg>`;
}

/** A cord of three strands: the path drawn wide in its colour, with two narrow gaps of the ground along it. */
function cord(path: string, colour: string): string {
  const whole = Math.abs((strands[0]?.offset ?? 0) * 2) + (strands[0]?.width ?? 0);
  const line = (width: number, stroke: string) =>
    `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="butt" stroke-linejoin="round"/>`;
  return line(whole, colour) + line(whole - 0.66, paint.shuSoft) + line(whole - 1.06, colour);
}
