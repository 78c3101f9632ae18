import { useWords } from '../speech.tsx';

/** How many digits every code of ours has. */
export const codeLength = 6;

type DigitsProps = { value: string; label: string; described?: string; set: (value: string) => void; full: () => void };

/** Six boxes over one field: a code can be typed, pasted, or filled in by the phone; full-width digits count as digits. */
export function Digits({ value, label, described, set, full }: DigitsProps) {
  const words = useWords();
  const take = (event: InputEvent) => {
    const field = event.target as HTMLInputElement;
    const digits = field.value.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength);
    field.value = digits;
    set(digits);
  };
  return (
    <div class="digits">
      <ol aria-hidden="true">
        {Array.from({ length: codeLength }, (_, i) => (
          <li key={i} class={i === value.length ? 'next' : undefined}>
            {value[i] ?? ''}
          </li>
        ))}
      </ol>
      <input
        aria-label={label}
        aria-describedby={described}
        inputMode="numeric"
        autoComplete="one-time-code"
        lang={words.code}
        value={value}
        onInput={take}
        onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && value.length === codeLength && full()}
      />
    </div>
  );
}
