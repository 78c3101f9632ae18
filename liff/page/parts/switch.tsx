import type { Doing } from '../loaded.ts';

type SwitchProps = { label: string; hint?: string; on: boolean; doing: Doing; set: (on: boolean) => void };

/** Something that is on or off, and changes as soon as it is touched. */
export function Switch({ label, hint, on, doing, set }: SwitchProps) {
  return (
    <label class="switch">
      <span class="grow">
        {label}
        {hint ? <small>{hint}</small> : null}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on ? 'true' : 'false'}
        checked={on}
        disabled={doing.busy}
        onChange={(event: Event) => set((event.target as HTMLInputElement).checked)}
      />
      <span class="track" aria-hidden="true" />
    </label>
  );
}
