import { useEffect, useRef } from 'hono/jsx/dom';

const focusable = 'button:not([disabled]), [href], input, select, textarea';

/** Takes the focus into a dialog, keeps it there, gives it back, and leaves by Escape. */
export function useDialog(onLeave: () => void) {
  const root = useRef<HTMLElement>(null);
  const leave = useRef(onLeave);
  leave.current = onLeave;
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const dialog = root.current;
    dialog?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === 'Escape') {
        event.stopPropagation();
        leave.current?.();
      }
      if (event.key === 'Tab' && dialog) stayInside(dialog, event);
    };
    dialog?.addEventListener('keydown', onKey);
    return () => {
      dialog?.removeEventListener('keydown', onKey);
      before?.focus?.();
    };
  }, []);
  return root;
}

function stayInside(dialog: HTMLElement, event: KeyboardEvent) {
  const stops = [...dialog.querySelectorAll<HTMLElement>(focusable)];
  const [first, last] = [stops[0], stops.at(-1)];
  const leavingBack = event.shiftKey && (document.activeElement === first || document.activeElement === dialog);
  const leavingOn = !event.shiftKey && document.activeElement === last;
  if (!leavingBack && !leavingOn) return;
  event.preventDefault();
  (leavingBack ? last : first)?.focus();
}
