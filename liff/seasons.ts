const dayMs = 86_400_000;
const j2000 = Date.UTC(2000, 0, 1, 12);
const japanMs = 9 * 3_600_000;
const daysShown = 7;

/**
 * The term of the 24 節気 that began within the last week (0 = 春分, then every 15° of the sun), or nothing between.
 * The day of its beginning counts in Japan.
 */
export function seasonOn(now: Date): number | undefined {
  const today = Math.floor((now.getTime() + japanMs) / dayMs);
  const termAtEndOf = (day: number) => Math.floor(sunLongitude((day + 1) * dayMs - japanMs) / 15);
  const term = termAtEndOf(today);
  return term === termAtEndOf(today - daysShown) ? undefined : term;
}

/** Apparent longitude of the sun in degrees, good to a hundredth (Meeus, Astronomical Algorithms, chapter 25, low accuracy). */
export function sunLongitude(atMs: number): number {
  const t = (atMs - j2000) / dayMs / 36_525;
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
  const anomaly = radians(357.52911 + 35_999.05029 * t - 0.0001537 * t * t);
  const centre =
    (1.914602 - 0.004817 * t) * Math.sin(anomaly) +
    (0.019993 - 0.000101 * t) * Math.sin(2 * anomaly) +
    0.000289 * Math.sin(3 * anomaly);
  const apparent = mean + centre - 0.00569 - 0.00478 * Math.sin(radians(125.04 - 1934.136 * t));
  return ((apparent % 360) + 360) % 360;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
