import { useEffect, useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { aheadOfBrowser, sandboxNow, tellTime } from './clock.ts';
import { Icon } from './icons.tsx';
import { post } from './live.ts';
import type { Language } from './place.ts';
import { usePopup, walkOptions } from './popup.ts';

type Step = { hours: number } | { days: number } | { months: number };

/** What time it is in the sandbox, a button for one day later, and a menu of other steps. */
export function ClockControl(props: { now: string; words: Words; lang: Language; onMoved: (said: string) => void }) {
  const { words, lang } = props;
  const { open, setOpen, root } = usePopup();
  const shown = useTickingTime(props.now, lang);
  const [moving, setMoving] = useState(false);

  const move = async (step: Step) => {
    setOpen(false);
    setMoving(true);
    const answer = await post('clock', { advance: step }).finally(() => setMoving(false));
    if (!answer.ok) return;
    const { now } = (await answer.json()) as { now: string };
    props.onMoved(words.clock.moved(tellTime(new Date(now), lang)));
  };
  const steps: [string, Step][] = [
    [words.clock.hour, { hours: 1 }],
    [words.clock.day, { days: 1 }],
    [words.clock.threeDays, { days: 3 }],
    [words.clock.halfYear, { months: 6 }],
  ];

  return (
    <div class="clock" ref={root}>
      <button
        type="button"
        class="clock-face"
        aria-haspopup="menu"
        aria-expanded={open ? 'true' : 'false'}
        aria-label={`${words.bar.clock} ${shown}. ${words.clock.other}`}
        onClick={() => setOpen(!open)}
      >
        <span class="stacked">
          <small>{words.bar.clock}</small>
          <span class="one-line numeral">{shown}</span>
        </span>
        <Icon name="chevron" size={16} />
      </button>
      <button type="button" class="clock-day" disabled={moving} onClick={() => move({ days: 1 })}>
        {words.clock.advanceDay}
      </button>
      {open ? (
        <div class="popup popup-steps" role="menu" aria-label={words.clock.other} onKeyDown={walkOptions}>
          {steps.map(([label, step]) => (
            <button key={label} type="button" role="menuitem" class="step" onClick={() => move(step)}>
              {label}
            </button>
          ))}
          <p>{words.clock.note}</p>
        </div>
      ) : null}
    </div>
  );
}

function useTickingTime(serverNow: string, lang: Language): string {
  const [ahead, setAhead] = useState(() => aheadOfBrowser(serverNow));
  const [, setBeat] = useState(0);
  useEffect(() => setAhead(aheadOfBrowser(serverNow)), [serverNow]);
  useEffect(() => {
    const beat = setInterval(() => setBeat((count) => count + 1), 5_000);
    return () => clearInterval(beat);
  }, []);
  return tellTime(sandboxNow(ahead), lang);
}
