import { useRef } from 'hono/jsx/dom';
import type { LineWords } from '../../words/line.ja.ts';
import { LineIcon } from './icons.tsx';

type InputBarProps = {
  words: LineWords;
  text: string;
  onText: (text: string) => void;
  onSay: (text: string) => void;
  onMenu?: () => void;
  fieldRef: { current: HTMLInputElement | null };
};

/** Where the person writes. Return sends, but not while a conversion is open. */
export function InputBar(props: InputBarProps) {
  const { words, text, onText, onSay, onMenu, fieldRef } = props;
  const composing = useRef(false);
  const submit = (event: Event) => {
    event.preventDefault();
    if (composing.current || text.trim() === '') return;
    onSay(text);
    onText('');
  };
  return (
    <form class="line-input" onSubmit={submit}>
      {onMenu && (
        <button type="button" class="line-plain" aria-label={words.openMenu} onClick={onMenu}>
          <LineIcon name="lines" />
        </button>
      )}
      <input
        ref={fieldRef}
        type="text"
        value={text}
        placeholder={words.typeHere}
        aria-label={words.typeHere}
        maxlength={5000}
        enterkeyhint="send"
        autocomplete="off"
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={() => {
          composing.current = false;
        }}
        onInput={(event: InputEvent) => onText((event.target as HTMLInputElement).value)}
      />
      <button type="submit" class="line-plain" aria-label={words.send} disabled={text.trim() === ''}>
        <LineIcon name={text.trim() === '' ? 'voice' : 'send'} />
      </button>
    </form>
  );
}
