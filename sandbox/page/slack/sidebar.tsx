import type { Child } from 'hono/jsx';
import { useState } from 'hono/jsx/dom';
import type { ShownChannel, WorkspaceView } from '../../slack/view-model.ts';
import type { Desk } from './desk.ts';
import { Glyph } from './glyphs.tsx';
import type { HomeTab } from './home.tsx';

/** Where a person is in Slack: in a channel, or at the app. */
export type Room = { channel: string } | { app: HomeTab };

/** The list of channels, people and apps; on a narrow screen it folds into one line that opens. */
export function Sidebar(props: {
  desk: Desk;
  view: WorkspaceView;
  room: Room;
  workspaceIcon: Child;
  onRoom: (room: Room) => void;
}) {
  const { desk, view, room } = props;
  const { words } = desk;
  const [open, setOpen] = useState(false);
  const unread = view.app.unread + view.channels.reduce((sum, one) => sum + one.unread, 0);
  const go = (next: Room) => {
    setOpen(false);
    props.onRoom(next);
  };
  return (
    <nav class={`sl-sidebar ${open ? 'sl-open' : ''}`} aria-label={view.workspace.name}>
      <p class="sl-workspace-name">
        <span class="sl-workspace-icon">{props.workspaceIcon}</span>
        <b>{view.workspace.name}</b>
      </p>
      <button
        type="button"
        class="sl-fold"
        aria-expanded={open ? 'true' : 'false'}
        aria-label={`${words.switchRoom}: ${roomName(desk, view, room)}`}
        onClick={() => setOpen(!open)}
      >
        <b>{roomName(desk, view, room)}</b>
        {unread > 0 && !open ? <Count desk={desk} count={unread} /> : null}
        <Glyph name="chevron" size={24} />
      </button>
      <div class="sl-rooms">
        <h3>{words.channels}</h3>
        {view.channels.map((channel) => (
          <ChannelLine
            key={channel.id}
            desk={desk}
            channel={channel}
            here={'channel' in room && room.channel === channel.id}
            onOpen={() => go({ channel: channel.id })}
          />
        ))}
        <h3>{words.directMessages}</h3>
        {view.users
          .filter((user) => !user.isApp)
          .map((user) => (
            <p key={user.id} class="sl-room sl-person">
              <span class="sl-face sl-small-face" aria-hidden="true">
                {user.initial}
              </span>
              <span class="sl-room-name">{user.realName}</span>
              {user.id === view.me.id ? <small>{words.you}</small> : null}
            </p>
          ))}
        <h3>{words.apps}</h3>
        <button
          type="button"
          class={`sl-room ${view.app.unread > 0 ? 'sl-unread' : ''}`}
          aria-current={'app' in room ? 'page' : undefined}
          onClick={() => go({ app: view.app.unread > 0 ? 'messages' : 'home' })}
        >
          <span class="sl-app-icon sl-small-face">{desk.appIcon}</span>
          <span class="sl-room-name">{desk.appName}</span>
          {view.app.unread > 0 ? <Count desk={desk} count={view.app.unread} /> : null}
        </button>
      </div>
    </nav>
  );
}

function ChannelLine(props: { desk: Desk; channel: ShownChannel; here: boolean; onOpen: () => void }) {
  const { channel, here } = props;
  return (
    <button
      type="button"
      class={`sl-room ${channel.unread > 0 ? 'sl-unread' : ''}`}
      aria-current={here ? 'page' : undefined}
      onClick={props.onOpen}
    >
      <span class="sl-hash" aria-hidden="true">
        {channel.isPrivate ? <Glyph name="lock" size={16} /> : '#'}
      </span>
      <span class="sl-room-name">{channel.name}</span>
      {channel.unread > 0 && !here ? <Count desk={props.desk} count={channel.unread} /> : null}
    </button>
  );
}

function Count({ desk, count }: { desk: Desk; count: number }) {
  return (
    <span class="sl-count" role="img" aria-label={desk.words.unread(count)}>
      {count > 99 ? '99+' : count}
    </span>
  );
}

function roomName(desk: Desk, view: WorkspaceView, room: Room): string {
  if ('app' in room) return desk.appName;
  return `#${view.channels.find((one) => one.id === room.channel)?.name ?? ''}`;
}
