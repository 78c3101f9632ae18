import { useState } from 'hono/jsx/dom';
import type { Item } from '../../slack/types.ts';
import type { Desk } from './desk.ts';
import { TextObject } from './text.tsx';
import { useDialog } from './use-dialog.ts';

/** Asks before doing when the element has a confirm dialog; `dialog` must be drawn somewhere. */
export function useConfirm(desk: Desk, confirm: unknown) {
  const [asked, setAsked] = useState<(() => void) | null>(null);
  const guard = (act: () => void) => {
    if (confirm) setAsked(() => act);
    else act();
  };
  const answer = (yes: boolean) => {
    const act = asked;
    setAsked(null);
    if (yes) act?.();
  };
  const dialog = asked ? <ConfirmDialog desk={desk} confirm={confirm as Item} onAnswer={answer} /> : null;
  return { guard, dialog };
}

function ConfirmDialog(props: { desk: Desk; confirm: Item; onAnswer: (yes: boolean) => void }) {
  const { desk, confirm, onAnswer } = props;
  const dialog = useDialog(() => onAnswer(false));
  return (
    <div class="sl-veil sl-veil-over">
      <div
        class="sl-confirm"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="sl-confirm-title"
        tabIndex={-1}
        ref={dialog}
      >
        <h2 id="sl-confirm-title">
          <TextObject desk={desk} text={confirm.title} />
        </h2>
        <div class="sl-text">
          <TextObject desk={desk} text={confirm.text} />
        </div>
        <div class="sl-foot-buttons">
          <button type="button" class="sl-button" onClick={() => onAnswer(false)}>
            <TextObject desk={desk} text={confirm.deny} />
          </button>
          <button
            type="button"
            class={`sl-button ${confirm.style === 'danger' ? 'sl-danger-solid' : 'sl-primary'}`}
            onClick={() => onAnswer(true)}
          >
            <TextObject desk={desk} text={confirm.confirm} />
          </button>
        </div>
      </div>
    </div>
  );
}
