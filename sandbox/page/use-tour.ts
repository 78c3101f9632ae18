import { useEffect, useRef, useState } from 'hono/jsx/dom';

/** The four steps of the story. */
export type Step = 0 | 1 | 2 | 3;
export const steps: readonly Step[] = [0, 1, 2, 3];

/** The tour as the page holds it; `at` is the step it speaks about, null once all of them have happened. */
export type TourState = {
  isOpen: boolean;
  at: Step | null;
  setOpen: (open: boolean) => void;
  goTo: (step: Step) => void;
};

const tourSeen = 'musubi-tour-seen';

/**
 * The tour: open on the first visit or when the address asks for it, and remembered as seen once it was closed. It
 * stands at the first step that has not happened yet, or at the one a visitor looks back at, until something happens:
 * then `arrived` hears how many steps are done, so that it can lead there.
 */
export function useTour(asked: boolean | null, done: number | undefined, arrived: (done: number) => void): TourState {
  const [isOpen, setOpen] = useState(() => asked ?? localStorage.getItem(tourSeen) === null);
  const [chosen, setChosen] = useState<Step | null>(null);
  const before = useRef(done);
  useEffect(() => {
    const moved = done !== undefined && before.current !== undefined && done !== before.current;
    before.current = done;
    if (!moved) return;
    setChosen(null);
    if (isOpen) arrived(done);
  }, [done]);
  return {
    isOpen,
    at: chosen ?? steps[done ?? 0] ?? null,
    goTo: setChosen,
    setOpen: (open) => {
      setOpen(open);
      if (!open) localStorage.setItem(tourSeen, '1');
    },
  };
}
