import { paint } from '../messages/flex.ts';

/** The account's picture: an owl, asleep. Square. */
export function owlPicture(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#2E3A50"/>
<path d="M17 17q4 1 8 5q7 -3 14 0q4 -4 8 -5q1 5 -1 9q4 8 2 17q-3 9 -16 9t-16 -9q-2 -9 2 -17q-2 -4 -1 -9z" fill="#F5F0E4"/>
<path d="M22 47q4 5 10 5t10 -5q-4 -3 -10 -3t-10 3z" fill="#E4D9C2"/>
<path d="M22 31q4 4 8 0M34 31q4 4 8 0" fill="none" stroke="#2E3A50" stroke-width="2" stroke-linecap="round"/>
<path d="M32 33l-2.6 4.6h5.2z" fill="#D9A441"/></svg>`;
}

/** The first letter of somebody's name on a quiet disc: what stands beside a message that staff signs. Square. */
export function initialPicture(letter: string): string {
  const safe = letter.replace(/[&<>"']/g, '');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${paint.staffTint}"/>
<text x="32" y="42" font-family="Noto Sans JP" font-size="28" font-weight="500" text-anchor="middle" fill="${paint.staffInk}">${safe}</text></svg>`;
}
