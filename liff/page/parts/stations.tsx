import { useWords } from '../speech.tsx';
import { Icon } from './icons.tsx';
import { KnotSign } from './knot.tsx';

/** The four stations of joining two cards, on a cord; the last one is the knot. `at` counts from 1; 5 is "arrived". */
export function Stations({ at }: { at: 1 | 2 | 3 | 4 | 5 }) {
  const words = useWords();
  return (
    <ol class="stations">
      {words.merge.stations.map((name, i) => {
        const station = i + 1;
        const reached = station < at;
        return (
          <li
            key={name}
            class={[reached ? 'reached' : '', station <= at ? 'corded' : ''].join(' ').trim()}
            aria-current={station === Math.min(at, 4) ? 'step' : undefined}
          >
            <span class="stop" aria-hidden="true">
              {reached ? (
                station === 4 ? (
                  <KnotSign size={18} stroke={1.9} />
                ) : (
                  <Icon name="check" size={18} />
                )
              ) : (
                station
              )}
            </span>
            {name}
          </li>
        );
      })}
    </ol>
  );
}
