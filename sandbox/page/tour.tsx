import { useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { Icon } from './icons.tsx';
import { type Step, steps, type TourState } from './use-tour.ts';
import type { Live, Story } from './world.ts';

type TourProps = {
  words: Words;
  tour: TourState;
  story: Story;
  progress: Live['story'];
  onStep: (step: Step) => void;
  onNewcomer: () => void;
  onThreeDaysOn: () => void;
};

/** The tour: one story at four stations on a cord, and below them what to do now and the way there. */
export function Tour(props: TourProps) {
  const { tour, progress, words } = props;
  return (
    <aside class="tour" aria-label={words.tour.label}>
      <ol class="tour-steps">
        {steps.map((step) => (
          <li key={step}>
            <button
              type="button"
              class={`tour-step ${step < progress.done ? 'done' : ''}`}
              aria-current={step === tour.at ? 'step' : 'false'}
              onClick={() => tour.goTo(step)}
            >
              <span class="station numeral">{step < progress.done ? <Icon name="check" size={16} /> : step + 1}</span>
              <span class="tour-title">{words.tour.steps[step].title}</span>
              {step < progress.done ? <span class="unseen">{words.tour.done}</span> : null}
            </button>
          </li>
        ))}
      </ol>
      <button type="button" class="quiet tour-close" aria-label={words.tour.close} onClick={() => tour.setOpen(false)}>
        <Icon name="close" />
      </button>
      {tour.at === null ? <TheEnd {...props} /> : <Now {...props} step={tour.at} />}
    </aside>
  );
}

function Now({ words, story, progress, step, onStep }: TourProps & { step: Step }) {
  const { title, text, action } = words.tour.steps[step];
  return (
    <div class="tour-now">
      <p role="status">
        <span class="tour-where">{title}</span>
        {text(progress.request)}
      </p>
      {step === 0 ? (
        <div class="tour-facts">
          <Copied words={words} text={story.oldMail} />
          <Copied words={words} text={story.oldName} />
        </div>
      ) : null}
      {step <= progress.done ? (
        <button type="button" class="outline" onClick={() => onStep(step)}>
          {action}
          <Icon name="arrow" />
        </button>
      ) : null}
    </div>
  );
}

function TheEnd({ words, tour, onNewcomer, onThreeDaysOn }: TourProps) {
  return (
    <div class="tour-now">
      <p role="status">{words.tour.end}</p>
      <div class="tour-more">
        <button type="button" onClick={onNewcomer}>
          {words.tour.newcomer}
        </button>
        <button type="button" onClick={onThreeDaysOn}>
          {words.tour.threeDaysOn}
        </button>
        <button type="button" onClick={() => tour.goTo(0)}>
          {words.tour.again}
        </button>
      </div>
    </div>
  );
}

/** Something to type elsewhere: a press copies it. */
function Copied({ words, text }: { words: Words; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(text);
    setCopied(true);
  };
  return (
    <button type="button" class="tour-fact" onClick={copy}>
      <span lang="ja">{text}</span>
      <small aria-live="polite">{copied ? words.mail.copied : words.mail.copy}</small>
    </button>
  );
}
