import type { Child } from 'hono/jsx';
import type { ShownView } from '../../slack/view-model.ts';
import { Blocks } from './blocks.tsx';
import type { Desk } from './desk.ts';
import { useSurface } from './surface.ts';

export type HomeTab = 'home' | 'messages';

/** The app's own place: its Home tab, and the conversation with it. */
export function AppHome(props: {
  desk: Desk;
  tab: HomeTab;
  home: ShownView | undefined;
  onTab: (tab: HomeTab) => void;
  children: Child;
}) {
  const { desk, tab, onTab } = props;
  return (
    <section class="sl-main" aria-label={desk.appName}>
      <header class="sl-app-head">
        <span class="sl-app-title">
          <span class="sl-app-icon">{desk.appIcon}</span>
          <b>{desk.appName}</b>
        </span>
        <div class="sl-tabs" role="tablist">
          {(['home', 'messages'] as const).map((one) => (
            <button type="button" role="tab" aria-selected={tab === one ? 'true' : 'false'} onClick={() => onTab(one)}>
              {desk.words[one]}
            </button>
          ))}
        </div>
      </header>
      {tab === 'messages' ? props.children : <HomeView key={props.home?.id} desk={desk} home={props.home} />}
    </section>
  );
}

function HomeView({ desk, home }: { desk: Desk; home: ShownView | undefined }) {
  const surface = useSurface(async (actionId, gesture) => {
    if (home) await desk.actions.press({ viewId: home.id }, actionId, gesture);
  });
  return (
    <div class="sl-home">
      <div class="sl-home-page">
        {home ? (
          <Blocks desk={desk} surface={surface} blocks={home.blocks} />
        ) : (
          <p class="sl-empty">{desk.words.emptyHome}</p>
        )}
      </div>
    </div>
  );
}
