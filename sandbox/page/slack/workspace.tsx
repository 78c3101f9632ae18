import type { Child } from 'hono/jsx';
import type { WorkspaceView } from '../../slack/view-model.ts';
import type { SlackWords } from '../../words/slack.ja.ts';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import type { Desk, SlackActions } from './desk.ts';
import { Glyph } from './glyphs.tsx';
import { AppHome } from './home.tsx';
import { Modal } from './modal.tsx';
import { type Room, Sidebar } from './sidebar.tsx';

/** One person's whole Slack screen, drawn from what the stand-in says; it keeps nothing itself. */
export function SlackScreen(props: {
  view: WorkspaceView;
  room: Room;
  words: SlackWords;
  lang: 'ja' | 'en';
  actions: SlackActions;
  mapUrl: (url: string) => string;
  fileUrl: (fileId: string) => string;
  workspaceIcon: Child;
  appIcon: Child;
  onRoom: (room: Room) => void;
}) {
  const { view, room, actions, onRoom } = props;
  const desk = deskOf(props);
  const modal = view.modals.at(-1);
  return (
    <div class="sl" lang={props.lang}>
      <Sidebar key="sidebar" desk={desk} view={view} room={room} workspaceIcon={props.workspaceIcon} onRoom={onRoom} />
      {'app' in room ? (
        <AppHome key="app" desk={desk} tab={room.app} home={view.home} onTab={(tab) => onRoom({ app: tab })}>
          <Talk desk={desk} view={view} placeName={desk.appName} empty={desk.words.emptyMessages(desk.appName)} />
        </AppHome>
      ) : (
        <ChannelRoom key="channel" desk={desk} view={view} channel={room.channel} />
      )}
      {view.thread ? (
        <Thread key="thread" desk={desk} view={view} onClose={() => actions.openThread(undefined)} />
      ) : null}
      {modal ? <Modal key={modal.id} desk={desk} view={modal} deep={view.modals.length > 1} /> : null}
    </div>
  );
}

function ChannelRoom({ desk, view, channel }: { desk: Desk; view: WorkspaceView; channel: string }) {
  const shown = view.channels.find((one) => one.id === channel);
  if (!shown) return <section class="sl-main" />;
  return (
    <section class="sl-main" aria-label={`#${shown.name}`}>
      <header class="sl-channel-head">
        <h2>#{shown.name}</h2>
        <span class="sl-topic">{shown.topic}</span>
        <span class="sl-members" role="img" aria-label={desk.words.members(shown.members)}>
          <Glyph name="people" size={18} />
          {shown.members}
        </span>
      </header>
      <Talk desk={desk} view={view} placeName={`#${shown.name}`} empty={desk.words.emptyChannel(shown.name)} />
    </section>
  );
}

function Talk(props: { desk: Desk; view: WorkspaceView; placeName: string; empty: string }) {
  const { desk, view } = props;
  const { open, workspace } = view;
  if (!open) return null;
  return (
    <>
      <Conversation
        key={open.id}
        desk={desk}
        channel={open.id}
        messages={open.messages}
        now={workspace.now}
        empty={props.empty}
      />
      <Composer
        key={`to ${open.id}`}
        desk={desk}
        placeholder={desk.words.writeTo(props.placeName)}
        commands={workspace.commands}
        onSend={(text) => desk.actions.send(open.id, text)}
      />
    </>
  );
}

function Thread({ desk, view, onClose }: { desk: Desk; view: WorkspaceView; onClose: () => void }) {
  const { thread, open, workspace } = view;
  if (!thread || !open) return null;
  return (
    <aside class="sl-thread" aria-label={desk.words.thread}>
      <header class="sl-channel-head">
        <h2>{desk.words.thread}</h2>
        <button type="button" class="sl-button sl-icon-button" aria-label={desk.words.close} onClick={onClose}>
          <Glyph name="close" />
        </button>
      </header>
      <Conversation desk={desk} channel={open.id} messages={thread.messages} now={workspace.now} empty="" inThread />
      <Composer
        desk={desk}
        placeholder={desk.words.replyTo}
        commands={[]}
        onSend={(text) => desk.actions.send(open.id, text, thread.ts)}
      />
    </aside>
  );
}

function deskOf(props: Parameters<typeof SlackScreen>[0]): Desk {
  const { view, words, lang, actions, mapUrl, fileUrl, appIcon } = props;
  return {
    words,
    lang,
    actions,
    mapUrl,
    fileUrl,
    appIcon,
    appName: view.workspace.appName,
    people: view.users.filter((user) => !user.isApp),
    userNamed: (id) => view.users.find((user) => user.id === id) ?? appAsUser(view, id),
    channelNamed: (id) => view.channels.find((channel) => channel.id === id)?.name,
  };
}

function appAsUser({ workspace }: WorkspaceView, id: string) {
  if (id !== workspace.botUserId) return undefined;
  const { appName } = workspace;
  return { id, name: appName, realName: appName, title: '', initial: appName.slice(0, 1), isApp: true };
}
