import { useRef, useState } from 'hono/jsx/dom';
import type { WorkspaceView } from '../../slack/view-model.ts';
import type { Desk } from './desk.ts';
import { Glyph } from './glyphs.tsx';

/** Where a person types; a text that begins with `/` is a slash command. Enter sends, Shift+Enter makes a new line. */
export function Composer(props: {
  desk: Desk;
  placeholder: string;
  commands: WorkspaceView['workspace']['commands'];
  onSend: (text: string) => Promise<void>;
}) {
  const { desk, placeholder, onSend } = props;
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const offered = /^\/\S*$/.test(text)
    ? props.commands.filter((one) => one.command.startsWith(text) && one.command !== text)
    : [];
  const write = (next: string) => {
    setText(next);
    if (field.current) field.current.value = next;
    grow(field.current);
  };
  const send = () => {
    const said = text.trim();
    if (!said) return;
    write('');
    void onSend(said);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A Japanese input method confirms its conversion with Enter too; that Enter must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    const [first] = offered;
    if (first && text !== first.command) write(`${first.command} `);
    else send();
  };
  return (
    <div class="sl-composer">
      {offered.length > 0 ? (
        <div key="offers" class="sl-offers" role="listbox" aria-label={desk.words.commands}>
          {offered.map((one) => (
            <button
              type="button"
              role="option"
              aria-selected="false"
              onClick={() => {
                write(`${one.command} `);
                field.current?.focus();
              }}
            >
              <b>{one.command}</b> <span class="sl-usage">{one.usage ?? ''}</span>
              <small>{one.description ?? ''}</small>
            </button>
          ))}
        </div>
      ) : null}
      <div key="write" class="sl-write">
        <textarea
          ref={field}
          rows={1}
          placeholder={placeholder}
          aria-label={placeholder}
          onInput={(event: Event) => {
            setText((event.target as HTMLTextAreaElement).value);
            grow(field.current);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" class="sl-send" aria-label={desk.words.send} disabled={text.trim() === ''} onClick={send}>
          <Glyph name="send" />
        </button>
      </div>
    </div>
  );
}

function grow(field: HTMLTextAreaElement | null) {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
}
