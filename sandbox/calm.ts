import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';

/**
 * What a person at a terminal wants to see of a product that logs JSON lines: what went well and is told with every
 * request stays unsaid, so that the address to open does not scroll away; the rest is said in one short line.
 */
export function calmly(out: NodeJS.WritableStream): NodeJS.WritableStream {
  const lines = new PassThrough();
  createInterface({ input: lines, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    const said = calmLine(line);
    if (said !== null) out.write(`${said}\n`);
  });
  return lines;
}

/** One line of a log as it is shown, or null when nobody at a terminal misses it. Lines that are no JSON stay as they are. */
export function calmLine(line: string): string | null {
  const { at, event, ...facts } = logged(line) ?? {};
  if (typeof at !== 'string' || typeof event !== 'string') return line;
  const went = typeof facts.status === 'number' ? facts.status < 500 : !/fail|crash|dead|stop|refus/.test(event);
  if (went) return null;
  const told = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  return [at.slice(11, 19), event, ...told].join('  ');
}

function logged(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
