import { useEffect, useState } from 'hono/jsx/dom';
import { en } from '../words/en.ts';
import { ja, type Words } from '../words/ja.ts';
import { Bar, type PeopleProps } from './bar.tsx';
import { tellTime } from './clock.ts';
import { destinationOf, mapUrl } from './links.ts';
import { post, useLive } from './live.ts';
import { MailboxDrawer } from './mailbox.tsx';
import { useNews } from './news.ts';
import { Phone } from './phone.tsx';
import { type Language, type Place, readPlace, writePlace } from './place.ts';
import { StaffPhone } from './staff-phone.tsx';
import { Tabs } from './tabs.tsx';
import { Tour } from './tour.tsx';
import { useTour } from './use-tour.ts';
import { firstRoom, Workspace } from './workspace.tsx';
import { linkWorld, memberAt, type PageConfig, staffAt } from './world.ts';

const narrowScreen = matchMedia('(max-width: 60em)');
const wordsOf: Record<Language, Words> = { ja, en };

/** The whole sandbox page: the bar, the tour, the phone and Slack side by side, or as two tabs. */
export function App(props: { config: PageConfig }) {
  const { config } = props;
  const world = linkWorld(config, location);
  const [place, go] = usePlace();
  const [miniApp, setMiniApp] = useState<{ member: string; uri: string } | null>(null);
  const [counter, setCounter] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [spoken, setSpoken] = useState<Language | null>(null);
  const { live, away } = useLive();
  const words = wordsOf[place.lang];
  const member = memberAt(config, place.member);
  const staff = staffAt(config, place.staff);
  const narrow = useNarrow();
  const news = useNews(live, place.tab, member.userId);
  const { story } = config;
  // Beside each other both worlds are in sight; where one covers the other, the visitor turns over by himself.
  const tour = useTour(place.tour, live?.story.done, (done) => {
    if (done === 1 && !narrow) go({ mail: true });
    if (done === 2) go({ mail: false, staff: story.staffId, room: story.channelId });
    if (done === 3) setMiniApp(null);
  });

  const open = async (url: string): Promise<void> => {
    const destination = destinationOf(world, url);
    if (destination.kind === 'mini-app') setMiniApp({ member: member.userId, uri: destination.uri });
    if (destination.kind === 'counter') setCounter(destination.url);
    if (destination.kind === 'page') window.open(destination.url, '_blank', 'noopener');
    if (destination.kind === 'counted') await open(await followCounted(destination.url));
  };
  const people: PeopleProps = {
    words,
    lang: place.lang,
    config,
    friends: live?.friends ?? [],
    member,
    staff,
    onMember: (userId) => go({ member: userId, tab: 'line' }),
    onStaff: (id) => go({ staff: id, room: '', tab: 'slack' }),
  };
  const toTheStore = () => go({ mail: false, staff: story.staffId, room: story.channelId, tab: 'slack' });
  const lead = [
    () => {
      go({ mail: false, member: story.memberId, tab: 'line' });
      setMiniApp({ member: story.memberId, uri: `https://liff.line.me/${config.liffId}/merge` });
    },
    () => go({ mail: true }),
    toTheStore,
    () => {
      toTheStore();
      const text = `/musubi undo ${live?.story.request}`;
      void post('_sandbox/slack/command', { user: story.staffId, channel: story.channelId, text });
    },
  ] as const;
  const threeDaysOn = async () => {
    const answer = await post('clock', { advance: { days: 3 } });
    const { now } = (await answer.json()) as { now: string };
    setSaid(words.clock.moved(tellTime(new Date(now), place.lang)));
    go({ member: story.writtenToId, tab: 'line' });
  };

  useEffect(() => {
    document.documentElement.lang = place.lang;
    document.title = words.page.title;
    void post('language', { language: place.lang }).then(() => setSpoken(place.lang));
  }, [place.lang]);

  if (!live) return <p class="waiting">{words.product.starting}</p>;
  const trouble = away ? words.product.away : live.product === 'ready' ? '' : words.product[live.product];
  return (
    <div class={`page at-${place.tab} ${tour.isOpen ? 'with-tour' : ''}`}>
      <a class="skip" href="#pane-slack">
        {words.page.skip}
      </a>
      <Bar
        words={words}
        lang={place.lang}
        live={live}
        people={people}
        onTour={() => tour.setOpen(!tour.isOpen)}
        onMail={() => go({ mail: !place.mail })}
        onMoved={setSaid}
        onLanguage={(lang) => go({ lang })}
      />
      {trouble ? (
        <p class="trouble" role="status">
          {trouble}
        </p>
      ) : null}
      {tour.isOpen ? (
        <Tour
          words={words}
          tour={tour}
          story={story}
          progress={live.story}
          onStep={(step) => lead[step]()}
          onNewcomer={() => go({ member: story.newcomerId, tab: 'line' })}
          onThreeDaysOn={threeDaysOn}
        />
      ) : null}
      <Tabs people={people} tab={place.tab} news={news} onTab={(tab) => go({ tab })} />
      <main class="panes">
        <Phone
          words={words}
          lang={place.lang}
          shop={config.shop.name}
          member={member}
          version={live.changes.line[member.userId] ?? 0}
          spoken={spoken}
          miniApp={miniApp?.member === member.userId ? miniApp.uri : null}
          mapUrl={(url) => mapUrl(world, url)}
          onLink={open}
          onCloseMiniApp={() => setMiniApp(null)}
        />
        <Workspace
          words={words}
          lang={place.lang}
          spoken={spoken}
          staff={staff}
          room={place.room || firstRoom(config, staff)}
          version={live.changes.slack}
          visible={!narrow || place.tab === 'slack'}
          mapUrl={(url) => mapUrl(world, url)}
          onRoom={(room) => go({ room })}
          onLink={open}
        />
      </main>
      {place.mail ? (
        <MailboxDrawer
          words={words}
          lang={place.lang}
          unread={live.unread}
          covering={narrow}
          onLink={open}
          onClose={() => go({ mail: false })}
        />
      ) : null}
      {counter ? <StaffPhone words={words} url={counter} onClose={() => setCounter(null)} /> : null}
      <p class="unseen" role="status">
        {said}
      </p>
    </div>
  );
}

/** Whether the page shows one tab at a time; the same width as in page.css. */
function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => narrowScreen.matches);
  useEffect(() => {
    const look = () => setNarrow(narrowScreen.matches);
    narrowScreen.addEventListener('change', look);
    return () => narrowScreen.removeEventListener('change', look);
  }, []);
  return narrow;
}

function usePlace(): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(() => readPlace(location.search));
  useEffect(() => {
    history.replaceState(null, '', `${location.pathname}${writePlace(place)}${location.hash}`);
  }, [place]);
  return [place, (change) => setPlace((before: Place) => ({ ...before, ...change }))];
}

/** Taps a counted link as a phone would and says where it leads; the server follows it, so that the tap is real. */
async function followCounted(url: string): Promise<string> {
  const answer = await post('follow', { url });
  if (!answer.ok) return url;
  return ((await answer.json()) as { to: string }).to;
}
