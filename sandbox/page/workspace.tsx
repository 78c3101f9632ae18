import type { Words } from '../words/ja.ts';
import { en as slackEn } from '../words/slack.en.ts';
import { ja as slackJa } from '../words/slack.ja.ts';
import { AppIcon, Owl } from './icons.tsx';
import type { Language } from './place.ts';
import { ConnectedSlack } from './slack/connected.tsx';
import type { Room } from './slack/sidebar.tsx';
import type { PageConfig, StaffOfCast } from './world.ts';

const homeRoom = 'home';
const messagesRoom = 'messages';

/** Slack as the chosen member of staff sees it; `room` is a channel's id, or one of the app's two pages. */
export function Workspace(props: {
  words: Words;
  lang: Language;
  /** The language the platforms have been told of. */
  spoken: Language | null;
  staff: StaffOfCast;
  room: string;
  version: number;
  visible: boolean;
  mapUrl: (url: string) => string;
  onRoom: (room: string) => void;
  onLink: (url: string) => void;
}) {
  const { words, lang, staff, visible, mapUrl, onLink } = props;
  return (
    <section
      class="workspace"
      id="pane-slack"
      tabIndex={-1}
      aria-label={words.workspace.label(lang === 'en' ? staff.nameEn : staff.realName)}
    >
      <ConnectedSlack
        base="_sandbox/slack"
        user={staff.id}
        room={asRoom(props.room)}
        spoken={props.spoken}
        version={props.version}
        visible={visible}
        words={lang === 'ja' ? slackJa : slackEn}
        lang={lang}
        mapUrl={mapUrl}
        workspaceIcon={<Owl size={28} square />}
        appIcon={<AppIcon />}
        onRoom={(room) => props.onRoom('channel' in room ? room.channel : room.app)}
        onLink={onLink}
      />
    </section>
  );
}

/** Where a member of staff begins: the channel where their own store's requests arrive. */
export function firstRoom(config: PageConfig, staff: StaffOfCast): string {
  return config.channels.find((channel) => channel.storeCode === staff.storeCode)?.id ?? homeRoom;
}

function asRoom(room: string): Room {
  return room === homeRoom || room === messagesRoom ? { app: room } : { channel: room };
}
