import { useEffect } from 'hono/jsx/dom';
import { Icon } from './icons.tsx';
import { usePopup, walkOptions } from './popup.ts';

/** One person in a picker. */
export type Choice = { id: string; name: string; reading?: string; note: string; aside?: string };

/** The round mark of a person: the first letter of the name. */
export function Face(props: { name: string; kind: 'member' | 'staff' }) {
  return (
    <span class={`face face-${props.kind}`} aria-hidden="true">
      {[...props.name][0]}
    </span>
  );
}

/** A labelled button that shows who is chosen and opens a list of people, each with what makes them worth choosing. */
export function Picker(props: {
  label: string;
  action: string;
  kind: 'member' | 'staff';
  chosen: Choice;
  shown: string;
  choices: Choice[];
  bare?: boolean;
  onChoose: (id: string) => void;
}) {
  const { open, setOpen, root } = usePopup();
  useEffect(() => {
    if (open) root.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }, [open]);
  const choose = (id: string) => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    props.onChoose(id);
  };
  return (
    <div class={`picker ${props.bare ? 'picker-bare' : ''}`} ref={root}>
      <button
        type="button"
        class="picker-button"
        aria-haspopup="listbox"
        aria-expanded={open ? 'true' : 'false'}
        aria-label={`${props.action}: ${props.shown}`}
        onClick={() => setOpen(!open)}
      >
        {props.bare ? null : (
          <>
            <Face name={props.chosen.name} kind={props.kind} />
            <span class="stacked">
              <small>{props.label}</small>
              <span class="one-line">{props.shown}</span>
            </span>
          </>
        )}
        <Icon name="chevron" />
      </button>
      {open ? (
        <div class="popup popup-people" role="listbox" aria-label={props.action} onKeyDown={walkOptions}>
          {props.choices.map((choice) => (
            <button
              key={choice.id}
              type="button"
              role="option"
              class="person"
              aria-selected={choice.id === props.chosen.id ? 'true' : 'false'}
              onClick={() => choose(choice.id)}
            >
              <Face name={choice.name} kind={props.kind} />
              <span class="stacked">
                <span class="person-name">
                  {choice.name}
                  {choice.reading ? <small>{choice.reading}</small> : null}
                  {choice.aside ? <em>{choice.aside}</em> : null}
                </span>
                <small>{choice.note}</small>
              </span>
              {choice.id === props.chosen.id ? <Icon name="check" /> : null}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
