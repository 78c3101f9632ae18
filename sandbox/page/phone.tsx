import type { Words } from '../words/ja.ts';
import { type LinkWorld, miniAppUrl } from './links.ts';
import { MiniAppWindow, Owl } from './mini-app.tsx';
import type { Language } from './place.ts';
import type { MemberOfCast, PageConfig } from './world.ts';

/** The customer's phone: the LINE chat, and the mini-app over it when a link opened it. */
export function Phone(props: {
  words: Words;
  lang: Language;
  config: PageConfig;
  world: LinkWorld;
  member: MemberOfCast;
  miniAppPath: string | null;
  mapUrl: (url: string) => string;
  onLink: (url: string) => void;
  onCloseMiniApp: () => void;
}) {
  const { words, member, config } = props;
  return (
    <section class="phone" id="pane-line" aria-label={words.phone.label(member.displayName)}>
      <div class="screen">
        <div class="fixture-chat">
          <Owl /> {config.shop.name}
        </div>
        {props.miniAppPath !== null ? (
          <MiniAppWindow
            words={words}
            shop={config.shop.name}
            url={miniAppUrl(props.world, props.miniAppPath)}
            onClose={props.onCloseMiniApp}
          />
        ) : null}
      </div>
    </section>
  );
}
