const drawings = {
  mail: 'M3.5 6.5h17v11h-17zM3.5 7l8.5 6.5L20.5 7',
  chevron: 'M7 10l5 5 5-5',
  close: 'M6 6l12 12M18 6L6 18',
  external: 'M13 5h6v6M19 5l-8 8M17 14v5H5V7h5',
  reload: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4',
  phone: 'M8 3.5h8v17H8zM11 17.8h2',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
} as const;

/** A line icon on a 24-pixel grid; always beside a word or inside a labelled button. */
export function Icon(props: { name: keyof typeof drawings; size?: number }) {
  const size = props.size ?? 20;
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[props.name]} />
    </svg>
  );
}

/** The knot, the mark of the product; it says nothing a word beside it does not say. */
export function Knot(props: { size: number }) {
  return <span class="knot" style={{ width: `${props.size}px`, height: `${props.size}px` }} aria-hidden="true" />;
}

/** The app's mark in Slack: the knot in white on the accent. */
export function AppIcon() {
  return (
    <span class="app-mark" aria-hidden="true">
      <span class="knot" />
    </span>
  );
}

/** The shop's mark: an owl asleep. */
export function Owl(props: { size?: number; square?: boolean }) {
  const size = props.size ?? 34;
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true" class="owl">
      {props.square ? <rect width="40" height="40" fill="#2f4358" /> : <circle cx="20" cy="20" r="20" fill="#2f4358" />}
      <path d="M10 11c3 1.8 5 2.2 10 2.2s7-.4 10-2.2v13.5a10 8.5 0 0 1-20 0z" fill="#f3efe6" />
      <path
        d="M13 19c1.4 1.6 3.6 1.6 5 0M22 19c1.4 1.6 3.6 1.6 5 0"
        fill="none"
        stroke="#2f4358"
        stroke-width="1.4"
        stroke-linecap="round"
      />
      <path d="M18.6 22h2.8L20 24.6z" fill="#c9a76a" />
    </svg>
  );
}
