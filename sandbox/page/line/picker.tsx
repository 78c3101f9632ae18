import { useEffect, useRef, useState } from 'hono/jsx/dom';
import type { LineAction } from '../../line/shapes.ts';
import type { LineWords } from '../../words/line.ja.ts';
import type { Picked } from './chat-props.ts';

const inputTypes: Record<string, string> = { date: 'date', time: 'time', datetime: 'datetime-local' };

type PickerProps = { words: LineWords; action: LineAction; onPick: (picked: Picked) => void; onCancel: () => void };

/** The sheet in which a date or time is chosen for a datetimepicker action. */
export function Picker(props: PickerProps) {
  const { words, action, onPick, onCancel } = props;
  const mode = (action.mode ?? 'date') as keyof Picked;
  const upper = (value: string | undefined) => value?.replace('t', 'T');
  const [value, setValue] = useState(upper(action.initial) ?? '');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="line-picker"
      onSubmit={(event: Event) => {
        event.preventDefault();
        if (value !== '') onPick({ [mode]: value });
      }}
    >
      <p>{action.label}</p>
      <input
        ref={field}
        type={inputTypes[mode]}
        value={value}
        min={upper(action.min)}
        max={upper(action.max)}
        aria-label={action.label}
        onInput={(event: InputEvent) => setValue((event.target as HTMLInputElement).value)}
      />
      <div>
        <button type="button" onClick={onCancel}>
          {words.cancel}
        </button>
        <button type="submit" disabled={value === ''}>
          {words.choose}
        </button>
      </div>
    </form>
  );
}
