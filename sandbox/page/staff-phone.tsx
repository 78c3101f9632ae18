import { useEffect, useRef } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { Icon } from './icons.tsx';

/** The device at the counter: shows the staff page that a Slack link opened, beside everything else. */
export function StaffPhone(props: { words: Words; url: string; onClose: () => void }) {
  const { words, url } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog class="staff-phone" ref={dialog} aria-label={words.staffPhone.label} onClose={props.onClose}>
      <header class="mini-app-head">
        <Icon name="phone" />
        <h2>{words.staffPhone.label}</h2>
        <a class="quiet" href={url} target="_blank" rel="noopener" aria-label={words.staffPhone.newTab}>
          <Icon name="external" />
        </a>
        <button type="button" aria-label={words.staffPhone.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" size={22} />
        </button>
      </header>
      <iframe title={words.staffPhone.label} src={url} allow="camera" />
    </dialog>
  );
}
