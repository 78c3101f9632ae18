import { useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { Icon } from './icons.tsx';

/** The first-visit hint: one story in three steps, each of which leads to where it happens, and two more to try. */
export function Tour(props: {
  words: Words;
  onStep: (step: 0 | 1 | 2) => void;
  onNewcomer: () => void;
  onThreeDaysOn: () => void;
  onClose: () => void;
}) {
  const { tour } = props.words;
  const [at, setAt] = useState<0 | 1 | 2>(0);
  const goTo = (step: 0 | 1 | 2) => {
    setAt(step);
    props.onStep(step);
  };
  return (
    <aside class="tour" aria-label={tour.label}>
      <ol class="tour-steps">
        {tour.steps.map((step, i) => (
          <li key={step.title}>
            <button
              type="button"
              class="tour-step"
              aria-current={i === at ? 'step' : 'false'}
              onClick={() => goTo(i as 0 | 1 | 2)}
            >
              <span class="station numeral" aria-hidden="true">
                {i + 1}
              </span>
              <span class="stacked">
                <strong>{step.title}</strong>
                <small>{step.text}</small>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {at < 2 ? (
        <button type="button" class="tour-next" onClick={() => goTo(at === 0 ? 1 : 2)}>
          {tour.next}
        </button>
      ) : null}
      <div class={`tour-more ${at < 2 ? 'tour-later' : ''}`}>
        <button type="button" onClick={props.onNewcomer}>
          {tour.newcomer}
        </button>
        <button type="button" onClick={props.onThreeDaysOn}>
          {tour.threeDaysOn}
        </button>
      </div>
      <button type="button" class="quiet tour-close" aria-label={tour.close} onClick={props.onClose}>
        <Icon name="close" />
      </button>
    </aside>
  );
}
