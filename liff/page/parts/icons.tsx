/** Line icons on a grid of 24, always beside a word. */
const shapes = {
  home: 'M4 11.2 12 4.5l8 6.7M6 9.8V19.5h12V9.8M10 19.5v-5.2h4v5.2',
  points: 'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4ZM10 16.5V8h2.6a2.6 2.6 0 0 1 0 5.2H10',
  record: 'M6 4h12v16H6zM9 4v16M12 8h3.5M12 11.5h3.5',
  leaf: 'M4.5 20c1-3.2 2.6-5.8 5-8.2M7.3 16.6C5.2 10.4 9.6 5 19.5 4.5 20 14.2 14 18.9 7.3 16.6Z',
  card: 'M3.8 6h16.4v12H3.8zM7.5 9.5v5M10 9.5v5M13.5 9.5v5M16.5 9.5v5',
  next: 'm9.5 6 6 6-6 6',
  back: 'm14.5 6-6 6 6 6',
  check: 'm6.5 12.4 3.8 3.8 7.2-8',
  talk: 'M4 5h16v11h-5.5L12 19l-2.5-3H4z',
  store:
    'M5 10.5V20h14v-9.5M4 10.5 5.5 4.5h13L20 10.5a2.7 2.7 0 0 1-5.3 0 2.7 2.7 0 0 1-5.4 0 2.7 2.7 0 0 1-5.3 0M10 20v-5h4v5',
  globe:
    'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4ZM3.8 12h16.4M12 3.8c-5 4.6-5 11.8 0 16.4M12 3.8c5 4.6 5 11.8 0 16.4',
  settings:
    'M4 8h9M17.5 8H20M4 16h2.5M11 16h9M15.2 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM8.7 13.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
  family:
    'M8.5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3.5 19.5c0-3.4 2-5.5 5-5.5s5 2.1 5 5.5M16.5 12.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM16 15.2c2.8-.3 4.5 1.4 4.5 4.3',
  camera: 'M4 7.5h4L9.5 5h5L16 7.5h4V19H4zM12 9.8a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8Z',
} as const;

export type IconName = keyof typeof shapes;

/** One line icon; it says nothing by itself. */
export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
