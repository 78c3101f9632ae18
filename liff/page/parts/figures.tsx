import { useWords } from '../speech.tsx';

/** The one large figure of a screen. */
export function Balance({ points }: { points: number }) {
  const words = useWords();
  const [, amount, unit] = /^(.*?)\s*(pt)$/.exec(words.pt(points)) ?? ['', words.pt(points), ''];
  return (
    <p class={points >= 1_000_000 ? 'balance long' : 'balance'}>
      {amount}
      <small>{unit}</small>
    </p>
  );
}

/** An amount of points in a line, its unit small. */
export function Amount({ points }: { points: number }) {
  return (
    <span class="amount-line keep">
      <b>{points.toLocaleString('en-US')}</b> <small>pt</small>
    </span>
  );
}
