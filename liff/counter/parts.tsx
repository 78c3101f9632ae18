import { createContext, useContext, useEffect, useRef, useState } from 'hono/jsx/dom';
import type { Refused } from '../page/client.ts';
import { Icon } from '../page/parts/icons.tsx';
import { counterEn } from '../words/counter.en.ts';
import { type CounterWords, counterJa } from '../words/counter.ja.ts';

const WordsContext = createContext<CounterWords>(counterJa);

/** What this page says, in the language of the phone. */
export const useWords = (): CounterWords => useContext(WordsContext);
export const SpokenIn = WordsContext.Provider;
export const wordsOfPhone = (): CounterWords => (/^en/i.test(navigator.language) ? counterEn : counterJa);

/** Why something did not happen and what to do next. */
export function Trouble({ refused }: { refused: Refused | undefined }) {
  const words = useWords();
  return <div role="alert">{refused ? <p class="trouble">{sentenceFor(words, refused)}</p> : null}</div>;
}

function sentenceFor(words: CounterWords, { code, facts }: Refused): string {
  if (code === null || code === 'unavailable') return words.trouble;
  if (code === 'signed_out') return words.ended;
  if (code === 'link_used') return words.opened;
  return words.refusal[code]?.(facts) ?? words.otherRefusal;
}

/** Where in the work one is, from 1 to 4. */
export function Steps({ at }: { at: number }) {
  const words = useWords();
  return (
    <ol class="stations">
      {words.steps.map((name, i) => (
        <li
          key={name}
          class={`${i + 1 < at ? 'reached ' : ''}${i < at ? 'corded' : ''}`.trim()}
          aria-current={i + 1 === at ? 'step' : undefined}
        >
          <span class="stop" aria-hidden="true">
            {i + 1 < at ? <Icon name="check" size={18} /> : i + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  );
}

type ReadProps = {
  label: string;
  next: string;
  busy: boolean;
  accept: (text: string) => boolean;
  read: (text: string) => void;
};

/** A number by camera or by hand. */
export function Reading({ label, next, busy, accept, read }: ReadProps) {
  const words = useWords().first;
  const [typed, setTyped] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    read(typed);
  };
  return (
    <>
      <Camera accept={accept} read={read} />
      <form class="stack" onSubmit={submit}>
        <div class="field">
          <label for="number">{label}</label>
          <input
            id="number"
            inputMode="numeric"
            autoComplete="off"
            maxLength={20}
            required
            value={typed}
            onInput={(event: InputEvent) => setTyped((event.target as HTMLInputElement).value)}
          />
        </div>
        <button type="submit" class="button main" disabled={busy}>
          {next}
        </button>
      </form>
      <p class="hidden" role="status">
        {busy ? words.next : ''}
      </p>
    </>
  );
}

function Camera({ accept, read }: { accept: (text: string) => boolean; read: (text: string) => void }) {
  const words = useWords().first;
  const [state, setState] = useState<'off' | 'on' | 'none'>('off');
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (state !== 'on' || !video.current) return;
    const place = video.current;
    let stop = () => {};
    let gone = false;
    // The reader is a megabyte: it is fetched when somebody turns the camera on, and not before.
    import('./camera.ts')
      .then(({ scan }) => scan(place, accept, read))
      .then((stopNow) => {
        stop = stopNow;
        if (gone) stop();
      })
      .catch(() => setState('none'));
    return () => {
      gone = true;
      stop();
    };
  }, [state]);
  return (
    <div class="stack-small">
      {state === 'on' ? (
        <div class="viewfinder">
          <video ref={video} muted playsInline aria-label={words.aim} />
        </div>
      ) : null}
      <p class="second" role="status">
        {state === 'on' ? words.aim : state === 'none' ? words.noCamera : ''}
      </p>
      <button type="button" class="button quiet" onClick={() => setState(state === 'on' ? 'off' : 'on')}>
        <Icon name="camera" />
        &nbsp;{state === 'on' ? words.stop : words.camera}
      </button>
    </div>
  );
}
