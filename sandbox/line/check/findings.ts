import type { RuleId } from './rules.ts';

export type Path = readonly (string | number)[];
export type Finding = { rule: RuleId; message: string; path: Path };

/** What LINE answers with a 400: a sentence, and one detail for each fault. */
export type LineError = { message: string; details?: { message: string; property: string }[] };

/** Collects the faults of one request; rules in `off` are not enforced. */
export type Findings = {
  add: (rule: RuleId, message: string, path: Path) => void;
  list: () => Finding[];
};

export function createFindings(off: ReadonlySet<RuleId>): Findings {
  const found: Finding[] = [];
  return {
    add: (rule, message, path) => {
      if (!off.has(rule)) found.push({ rule, message, path });
    },
    list: () => found,
  };
}

/** `messages[0].quickReply.items[2]`: how LINE names a property outside Flex. */
export function dotted(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}

/** `/body/contents/0/text`: how LINE names a property inside a Flex container. */
export function pointer(path: Path): string {
  return `/${path.join('/')}`;
}
