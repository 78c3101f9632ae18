import { useEffect, useRef } from 'hono/jsx/dom';
import type { ShownMessage } from '../../slack/view-model.ts';
import type { Desk } from './desk.ts';
import { MessageRow } from './message.tsx';
import { dayKey, dayName } from './times.ts';

const compactWithinMs = 5 * 60_000;

/** The messages of a channel, a direct conversation or a thread, by day, kept at the newest unless one reads back. */
export function Conversation(props: {
  desk: Desk;
  channel: string;
  messages: ShownMessage[];
  now: string;
  empty: string;
  inThread?: boolean;
}) {
  const { desk, channel, messages, now, inThread } = props;
  const list = useStickyEnd(`${channel} ${messages.at(-1)?.ts ?? ''}`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="sl-conversation" ref={list} role="log" tabIndex={0}>
      <div class="sl-messages">
        {messages.length === 0 ? <p class="sl-empty">{props.empty}</p> : null}
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const newDay = !before || dayKey(before.at) !== dayKey(message.at);
          return (
            <div key={message.ts}>
              {newDay && !inThread ? <DayLine desk={desk} at={message.at} now={now} /> : null}
              <MessageRow
                desk={desk}
                channel={channel}
                message={message}
                compact={!newDay && continues(before, message)}
                {...(inThread ? { inThread } : {})}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function DayLine({ desk, at, now }: { desk: Desk; at: string; now: string }) {
  const today = dayKey(at) === dayKey(now);
  return (
    <h3 class="sl-day">
      <span>
        {today ? `${desk.words.today} ` : ''}
        {dayName(at, desk.lang)}
      </span>
    </h3>
  );
}

/** People's messages in quick succession share one name; every card of the app keeps its own. */
function continues(before: ShownMessage | undefined, message: ShownMessage): boolean {
  if (!before || message.byApp || message.notice || before.notice || message.onlyForYou) return false;
  const gap = new Date(message.at).getTime() - new Date(before.at).getTime();
  return before.user === message.user && !before.byApp && gap < compactWithinMs;
}

/** Scrolls to the end when something new stands there, and again while its pictures load. */
function useStickyEnd(newest: string) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const box = list.current;
    if (!box) return;
    const toEnd = () => {
      box.scrollTop = box.scrollHeight;
    };
    toEnd();
    const watcher = new ResizeObserver(toEnd);
    if (box.firstElementChild) watcher.observe(box.firstElementChild);
    // Whoever scrolls back himself is left alone until the next message.
    const release = () => watcher.disconnect();
    box.addEventListener('wheel', release, { passive: true });
    box.addEventListener('touchmove', release, { passive: true });
    box.addEventListener('pointerdown', release);
    return () => {
      release();
      box.removeEventListener('wheel', release);
      box.removeEventListener('touchmove', release);
      box.removeEventListener('pointerdown', release);
    };
  }, [newest]);
  return list;
}
