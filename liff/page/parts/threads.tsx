import type { HistoryRow } from '../../api/history.ts';
import { civilOf } from '../../words/dates.ts';
import { useWords } from '../speech.tsx';
import { Icon } from './icons.tsx';
import { KnotSign } from './knot.tsx';

type Step = { row: HistoryRow } | { knot: string };

type ThreadsProps = { rows: HistoryRow[]; knots: string[]; cards: number; open: boolean };

/**
 * Rows on their thread, newest first. Above the newest knot there is one thread; below it each card has its own, which begins at
 * its first row. `open` says that there is more further down, so no thread begins yet.
 */
export function Threads({ rows, knots, cards, open }: ThreadsProps) {
  const words = useWords();
  const steps = inOrder(rows, knots);
  const newestKnot = steps.findIndex((step) => 'knot' in step);
  const last = (card: HistoryRow['card']) =>
    open ? steps.length : steps.findLastIndex((step) => 'row' in step && step.row.card === card);
  const ends = { own: last('own'), other: last('other') };
  if (rows.length === 0) return null;
  return (
    <div>
      <ol class="threads">
        {steps.map((step, i) => {
          const split = newestKnot >= 0 && i > newestKnot;
          if ('knot' in step) {
            return (
              <Tied key={step.knot} at={step.knot} cards={cards} above={i > 0} split={split || i === newestKnot} />
            );
          }
          const before = steps.slice(0, i).findLast((earlier) => 'row' in earlier);
          const newYear = before !== undefined && 'row' in before && yearOf(before.row) !== yearOf(step.row);
          return <Row key={step.row.key} row={step.row} {...{ split, newYear, ends }} first={i === 0} at={i} />;
        })}
      </ol>
      {newestKnot >= 0 ? (
        <p class="legend">
          <span>
            <i />
            {words.history.legendOwn}
          </span>
          <span>
            <i class="of-other" />
            {words.history.legendOther}
          </span>
        </p>
      ) : null}
    </div>
  );
}

/** Rows and knots by time; a knot older than every row that is loaded waits for the next page. */
function inOrder(rows: HistoryRow[], knots: string[]): Step[] {
  const steps: { at: string; step: Step }[] = rows.map((row) => ({ at: row.at, step: { row } }));
  const oldest = rows.at(-1)?.at ?? '';
  for (const knot of knots.slice(0, 1)) if (knot >= oldest) steps.push({ at: knot, step: { knot } });
  return steps.sort((x, y) => y.at.localeCompare(x.at)).map(({ step }) => step);
}

/** The year a row falls in, in Japan. */
function yearOf(row: HistoryRow): number {
  return civilOf(row.at).year;
}

function Tied({ at, cards, above, split }: { at: string; cards: number; above: boolean; split: boolean }) {
  const words = useWords();
  return (
    <li class="thread-row tied">
      {above ? <span class="strand one to-knot" /> : null}
      {split ? <span class="strand own from-knot" /> : null}
      {split ? <span class="strand other from-knot" /> : null}
      <span class="tie">
        <KnotSign size={32} two stroke={1.7} />
      </span>
      <div class="told">
        <p class="second">
          <time dateTime={at}>{words.day(at)}</time>
        </p>
        <p class="mincho">{words.history.tied(cards)}</p>
      </div>
    </li>
  );
}

type RowProps = {
  row: HistoryRow;
  split: boolean;
  /** The year is said where it changes. */
  newYear: boolean;
  first: boolean;
  at: number;
  ends: { own: number; other: number };
};

function Row({ row, split, newYear, first, at, ends }: RowProps) {
  const words = useWords();
  const top = first ? ' from-dot' : '';
  const reach = (end: number) => (end === at ? ' to-dot' : '');
  return (
    <li class="thread-row">
      {split ? null : <span class={`strand one${top}${reach(Math.max(ends.own, ends.other))}`} />}
      {split && ends.own >= at ? <span class={`strand own${reach(ends.own)}`} /> : null}
      {split && ends.other >= at ? <span class={`strand other${reach(ends.other)}`} /> : null}
      <span class={`dot ${split ? row.card : 'one'}${row.card === 'other' ? ' of-other' : ''}`} />
      <div class="told">
        <p class="split">
          <time class="second" dateTime={row.at}>
            {newYear ? words.dayWithYear(row.at) : words.day(row.at)}
          </time>
          {row.place ? (
            <span class="place">
              <Icon name={row.inStore ? 'store' : 'globe'} size={15} />
              {row.place}
            </span>
          ) : null}
        </p>
        <What row={row} />
        {row.card === 'other' ? <span class="hidden">{words.history.legendOther}</span> : null}
      </div>
    </li>
  );
}

function What({ row }: { row: HistoryRow }) {
  const words = useWords();
  if (row.kind === 'visit') return <p class="what">{words.history.kinds.visit}</p>;
  const earned = row.earned && (row.earned.pending ? words.history.earning : words.history.earned)(row.earned.amount);
  if (row.kind === 'registered') {
    return (
      <>
        <p class="what">{words.history.kinds.registered}</p>
        {earned ? (
          <p class="split second">
            <span>{words.points.origins.welcome}</span>
            <span>{earned}</span>
          </p>
        ) : null}
      </>
    );
  }
  const details = [
    row.quantity > 1 ? words.history.quantity(row.quantity) : '',
    row.more > 0 ? words.common.andMore(row.more) : '',
  ].filter(Boolean);
  return (
    <>
      <p class="split">
        <span class="what">{row.product}</span>
        <span>{words.yen(row.totalYen)}</span>
      </p>
      <p class="split second">
        <span>{details.join(' ・ ')}</span>
        <span>{earned}</span>
      </p>
    </>
  );
}
