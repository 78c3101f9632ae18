import { type KnotPaths, knotPaths } from '../../knot.ts';

/** Drawn when first shown, and once. */
const lazily = (draw: () => KnotPaths) => {
  let drawn: KnotPaths | undefined;
  return () => {
    drawn ??= draw();
    return drawn;
  };
};
const wide = lazily(() => knotPaths('wide', 1.05));
const tied = lazily(() => knotPaths('down', 1.05));
const small = lazily(() => knotPaths('down', 1.7));

/** Three thin cords laid side by side: wide in its colour, narrower in the ground's, thin in its colour again. */
function Strands({ d, colour, ground }: { d: string; colour: string; ground: string }) {
  return [
    [1.22, colour],
    [0.74, ground],
    [0.3, colour],
  ].map(([width, stroke]) => (
    <path
      key={String(width)}
      d={d}
      pathLength={1}
      fill="none"
      stroke={stroke}
      stroke-width={width}
      stroke-linejoin="round"
    />
  ));
}

/** The cord of the member's card: from edge to edge, tied in the middle. */
export function Cord() {
  return (
    <svg
      class="cord"
      viewBox="-10 -11.8 20 20.4"
      preserveAspectRatio="xMidYMid meet"
      overflow="visible"
      aria-hidden="true"
    >
      <Strands d={wide().left + wide().right} colour="var(--shu)" ground="var(--surface)" />
    </svg>
  );
}

/** Two cords, this card's and the other's, tied into one. */
export function Knot({ size }: { size: number }) {
  return (
    <svg class="knot drawn" width={size} height={size} viewBox="-11 -11.8 22 21.4" aria-hidden="true">
      <Strands d={tied().right} colour="var(--ink)" ground="var(--paper)" />
      <Strands d={tied().left} colour="var(--shu)" ground="var(--paper)" />
    </svg>
  );
}

/** The knot as a small sign that means "joined". `two` shows both cords; its feet are then `gap` apart at 22 units a size. */
export function KnotSign({ size, two = false, stroke = 1.6 }: { size: number; two?: boolean; stroke?: number }) {
  return (
    <svg width={size} height={size} viewBox="-11 -11.8 22 21.4" aria-hidden="true">
      <path d={small().right} fill="none" stroke={two ? 'var(--ink)' : 'currentColor'} stroke-width={stroke} />
      <path d={small().left} fill="none" stroke={two ? 'var(--shu)' : 'currentColor'} stroke-width={stroke} />
    </svg>
  );
}
