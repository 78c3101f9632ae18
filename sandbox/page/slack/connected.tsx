import type { Child } from 'hono/jsx';
import { useEffect, useState } from 'hono/jsx/dom';
import type { Complaint } from '../../slack/elements.ts';
import type { WorkspaceView } from '../../slack/view-model.ts';
import type { SlackWords } from '../../words/slack.ja.ts';
import type { SlackActions } from './desk.ts';
import type { Room } from './sidebar.tsx';
import { SlackScreen } from './workspace.tsx';

/**
 * One person's Slack, alive: it asks the control surface under `base` (such as `/_sandbox/slack`) for his screen
 * whenever `version` grew and sends what he does there. `room` is where he is; he asks to be elsewhere by `onRoom`.
 */
export function ConnectedSlack(props: {
  base: string;
  user: string;
  room: Room;
  /** The language this person's Slack was set to; null until it was. Slack starts anew in it, and looks at its Home again. */
  spoken: 'ja' | 'en' | null;
  /** Grows with every change of the workspace: `changes.slack` of the page's live state, or `useVersion`. */
  version: number;
  /** False while the screen is hidden behind another tab: then nothing counts as read. */
  visible: boolean;
  words: SlackWords;
  lang: 'ja' | 'en';
  mapUrl: (url: string) => string;
  workspaceIcon: Child;
  appIcon: Child;
  onRoom: (room: Room) => void;
  onLink: (url: string) => void;
}) {
  const { base, user, room, visible, spoken } = props;
  const [thread, setThread] = useState<string | undefined>(undefined);
  const [view, setView] = useState<WorkspaceView | undefined>(undefined);
  const channel = 'channel' in room ? room.channel : 'app';
  const homeTab = 'app' in room ? room.app : undefined;

  useEffect(() => setThread(undefined), [user, channel]);
  useEffect(() => {
    let overtaken = false;
    void look(base, user, channel, thread).then((seen) => {
      if (seen && !overtaken) setView(seen);
    });
    return () => {
      overtaken = true;
    };
  }, [base, user, channel, thread, props.version]);
  useEffect(() => {
    if (homeTab && spoken) void post(base, 'home', { user, tab: homeTab });
  }, [base, user, homeTab, spoken]);
  const openId = view?.me.id === user ? view.open?.id : undefined;
  const unread = openId ? unreadAt(view, openId) : 0;
  useEffect(() => {
    if (visible && openId && unread > 0 && homeTab !== 'home') void post(base, 'read', { user, channel: openId });
  }, [visible, openId, unread, homeTab]);

  if (!view || view.me.id !== user) return <div class="sl" aria-busy="true" />;
  const actions = actionsFor(base, user, setThread, props.onLink);
  const { words, lang, mapUrl, workspaceIcon, appIcon, onRoom } = props;
  const screen = { words, lang, mapUrl, workspaceIcon, appIcon, onRoom };
  return (
    <SlackScreen
      key={user}
      view={view}
      room={room}
      actions={actions}
      fileUrl={(id) => `${base}/files/${id}`}
      {...screen}
    />
  );
}

/** Counts the workspace's changes over a stream of its own, for a page that has none yet. */
export function useVersion(base: string): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const source = new EventSource(`${base}/stream`);
    source.addEventListener('changed', () => setVersion((n: number) => n + 1));
    return () => source.close();
  }, [base]);
  return version;
}

async function look(base: string, user: string, channel: string, thread?: string): Promise<WorkspaceView | undefined> {
  const query = new URLSearchParams({ user, channel, ...(thread ? { thread } : {}) });
  const answer = await fetch(`${base}/view?${query}`).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as WorkspaceView) : undefined;
}

async function post(base: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${base}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  return answer?.json().catch(() => undefined);
}

function actionsFor(
  base: string,
  user: string,
  openThread: (ts: string | undefined) => void,
  followLink: (url: string) => void,
): SlackActions {
  return {
    openThread,
    followLink,
    send: async (channel, text, threadTs) => {
      const isCommand = text.startsWith('/') && !threadTs;
      await post(base, isCommand ? 'command' : 'say', { user, channel, text, ...(threadTs ? { threadTs } : {}) });
    },
    press: async (place, actionId, gesture) => {
      await post(base, 'press', { user, ...place, actionId, ...gesture });
    },
    submit: async (viewId, values) => {
      const answer = (await post(base, 'submit', { user, viewId, values })) as {
        complaints?: Record<string, Complaint>;
      };
      return answer?.complaints ?? {};
    },
    close: async (viewId) => {
      await post(base, 'close', { user, viewId });
    },
    dismiss: async (channel, ts) => {
      await post(base, 'dismiss', { user, channel, ts });
    },
  };
}

function unreadAt(view: WorkspaceView | undefined, id: string): number {
  if (!view) return 0;
  return id === view.app.channel ? view.app.unread : (view.channels.find((one) => one.id === id)?.unread ?? 0);
}
