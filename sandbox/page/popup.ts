import { useEffect, useRef, useState } from 'hono/jsx/dom';

/** An openable panel below its button: closes on Escape (focus returns to the button) and on a press or focus anywhere else. */
export function usePopup() {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      root.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    };
    // A press inside an iframe never reaches this document, but it takes the focus away.
    const left = () => setOpen(false);
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', onEscape);
    window.addEventListener('blur', left);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', onEscape);
      window.removeEventListener('blur', left);
    };
  }, [open]);

  return { open, setOpen, root };
}

/** Moves the focus through a list of options with the arrow keys, Home and End. */
export function walkOptions(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const options = [...list.querySelectorAll<HTMLElement>('[role="option"], [role="menuitem"]')];
  const at = options.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  options[(next + options.length) % options.length]?.focus();
}
