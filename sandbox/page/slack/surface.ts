import { useRef, useState } from 'hono/jsx/dom';
import type { Given } from '../../slack/elements.ts';
import type { Item } from '../../slack/types.ts';
import type { Gesture } from './desk.ts';

/** What blocks stand on: how a press leaves it, and what its inputs hold. */
export type Surface = {
  /** Presses an element; resolves when the app answered. */
  press: (actionId: string, gesture: Gesture) => Promise<void>;
  /** What a person typed or chose in this input, undefined while he has not touched it. */
  held: (blockId: string, actionId: string) => unknown;
  /** Keeps a value and returns all that is held now. */
  hold: (blockId: string, actionId: string, value: unknown) => Given;
  /** Everything held, as `state.values` wants it. */
  given: () => Given;
  /** A sentence under an input that Slack or the app is not content with. */
  complaintAt: (blockId: string) => string | undefined;
};

/** A surface that keeps what is typed into it as long as it is on screen. */
export function useSurface(press: Surface['press'], complaintAt: Surface['complaintAt'] = () => undefined): Surface {
  const given = useRef<Given>({});
  const [, redraw] = useState(0);
  const all = () => given.current ?? {};
  return {
    press,
    complaintAt,
    given: all,
    held: (blockId, actionId) => (all()[blockId] as Item | undefined)?.[actionId],
    hold: (blockId, actionId, value) => {
      given.current = { ...all(), [blockId]: { ...(all()[blockId] as Item), [actionId]: value } };
      redraw((n: number) => n + 1);
      return all();
    },
  };
}
