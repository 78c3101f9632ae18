const drawings = {
  back: 'M14.5 5l-7 7 7 7',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l4.5 4.5',
  lines: 'M4.5 7h15M4.5 12h15M4.5 17h15',
  voice: 'M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3',
  send: 'M4.5 12L20 4.5 15.5 20l-4-6.5zM11.5 13.5L20 4.5',
  down: 'M7 10l5 5 5-5',
  up: 'M7 14l5-5 5 5',
} as const;

/** A line icon of the phone; decoration beside a word or inside a labelled button. */
export function LineIcon(props: { name: keyof typeof drawings; size?: number }) {
  const size = props.size ?? 24;
  return (
    <svg class="line-icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[props.name]} />
    </svg>
  );
}
