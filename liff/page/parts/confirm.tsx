import { type Child, useEffect, useRef } from 'hono/jsx/dom';
import type { Doing } from '../loaded.ts';
import { Trouble } from './frame.tsx';

type ConfirmProps = {
  words: { heading: string; lead: string; confirm: string; keep: string };
  doing: Doing;
  yes: () => void;
  no: () => void;
  children?: Child;
};

/** One more question before something is done; the cautious answer comes first to hand. */
export function Confirm({ words, doing, yes, no, children }: ConfirmProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section class="sheet padded stack" aria-label={words.heading}>
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {words.heading}
        </h2>
        {words.lead ? <p class="lead">{words.lead}</p> : null}
      </div>
      {children}
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button quiet" onClick={no}>
          {words.keep}
        </button>
        <button type="button" class="button plain" disabled={doing.busy} onClick={yes}>
          {words.confirm}
        </button>
      </div>
    </section>
  );
}
