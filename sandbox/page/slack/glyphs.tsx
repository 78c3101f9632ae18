const drawings = {
  chevron: 'M7 10l5 5 5-5',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12l16-7-6 15-3-6zM11 14l9-9',
  people: 'M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5.5 19.5c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5',
  eye: 'M3 12c2.4-4 5.4-6 9-6s6.6 2 9 6c-2.4 4-5.4 6-9 6s-6.6-2-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  lock: 'M7 11h10v8H7zM9 11V8.5a3 3 0 0 1 6 0V11',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  back: 'M14.5 5.5L8 12l6.5 6.5',
  thread: 'M5 6h14v9H11l-4 3.5V15H5z',
  file: 'M7 4h7l4 4v12H7zM14 4v4h4',
  warn: 'M12 4.5l8.5 15h-17zM12 10v4.5M12 17v.01',
} as const;

/** A line icon on a 24-pixel grid, always beside a word or inside a labelled button. */
export function Glyph(props: { name: keyof typeof drawings; size?: number }) {
  const size = props.size ?? 20;
  return (
    <svg class="sl-glyph" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[props.name]} />
    </svg>
  );
}
