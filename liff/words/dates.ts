const japanMs = 9 * 3_600_000;

/** A moment or a day as the shop's wall shows it. */
export type Civil = { year: number; month: number; day: number; weekday: number; hour: number; minute: number };

/** Reads an ISO instant in Japan's time, or a plain day (`2026-11-30`) as it stands. */
export function civilOf(iso: string): Civil {
  const plainDay = iso.length === 10;
  const shifted = new Date(new Date(iso).getTime() + (plainDay ? 0 : japanMs));
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
  };
}

/** `9:05`: hours as they are said, minutes with two digits. */
export function clockTime({ hour, minute }: Civil): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

/** A figure with its thousands apart. */
export function figure(value: number): string {
  return value.toLocaleString('en-US');
}
