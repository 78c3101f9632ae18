import { useEffect, useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { en as lineEn } from '../words/line.en.ts';
import { ja as lineJa } from '../words/line.ja.ts';
import { deedsOf, richMenuImage, sentImage, useChat } from './chat.ts';
import { Owl } from './icons.tsx';
import { Chat } from './line/chat.tsx';
import { MiniAppWindow } from './mini-app.tsx';
import type { Language } from './place.ts';
import type { MemberOfCast } from './world.ts';

/** The customer's phone: the LINE chat, and the mini-app over it when a link opened it. */
export function Phone(props: {
  words: Words;
  lang: Language;
  shop: string;
  member: MemberOfCast;
  version: number;
  /** The language this person's LINE was set to; a mini-app opens anew in it. */
  spoken: Language | null;
  miniApp: string | null;
  mapUrl: (url: string) => string;
  onLink: (url: string) => void;
  onCloseMiniApp: () => void;
}) {
  const { words, lang, shop, member, mapUrl, onLink } = props;
  const chat = useChat(member.userId, props.version);
  const deeds = deedsOf(member.userId);
  const launched = useLaunch(member.userId, props.miniApp, props.spoken);
  const menu = chat?.richMenu;
  return (
    <section class="phone" id="pane-line" aria-label={words.phone.label(member.displayName)}>
      <div class="screen">
        {chat ? (
          <Chat
            key={member.userId}
            words={lang === 'ja' ? lineJa : lineEn}
            language={lang}
            account={{ name: shop }}
            accountIcon={Owl}
            messages={chat.messages}
            loading={chat.loading}
            friend={chat.user.friend}
            blocked={chat.user.blocked}
            {...(menu ? { richMenu: { ...menu, imageUrl: richMenuImage(menu.richMenuId) } } : {})}
            mapUrl={mapUrl}
            contentUrl={sentImage}
            onSay={deeds.say}
            onAction={(message, action, picked) => deeds.press(message.id, action, picked)}
            onRichMenu={deeds.richMenu}
            onLink={onLink}
            onFollow={deeds.follow}
            onImage={deeds.sendImage}
          />
        ) : null}
        {chat?.user.friend && chat.messages.length === 0 ? <p class="chat-empty">{words.phone.empty}</p> : null}
        {launched ? (
          <MiniAppWindow
            words={words}
            shop={shop}
            url={mapUrl(launched)}
            onLink={onLink}
            onClose={props.onCloseMiniApp}
          />
        ) : null}
      </div>
    </section>
  );
}

/** Opens a mini-app link as this person: LINE makes a launch and says which page it begins on. */
function useLaunch(userId: string, uri: string | null, spoken: Language | null): string | null {
  const [launched, setLaunched] = useState<{ uri: string; userId: string; url: string } | null>(null);
  useEffect(() => {
    if (uri === null) return setLaunched(null);
    let dropped = false;
    deedsOf(userId)
      .launch(uri)
      .then((url) => {
        if (!dropped && url) setLaunched({ uri, userId, url });
      });
    return () => {
      dropped = true;
    };
  }, [uri, userId, spoken]);
  return launched?.uri === uri && launched.userId === userId ? launched.url : null;
}
