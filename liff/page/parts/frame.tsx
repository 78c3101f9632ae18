import { type Child, useEffect, useRef, useState } from 'hono/jsx/dom';
import type { LiffRefusalCode } from '../../refusals.ts';
import type { Refused } from '../client.ts';
import type { Loaded } from '../loaded.ts';
import { goBack, Link } from '../router.tsx';
import { Phrases, Said, useWords } from '../speech.tsx';
import { Icon, type IconName } from './icons.tsx';

type Tab = 'home' | 'points' | 'history' | 'recommend';

const tabs: { tab: Tab; path: string; icon: IconName }[] = [
  { tab: 'home', path: '/', icon: 'home' },
  { tab: 'points', path: '/points', icon: 'points' },
  { tab: 'history', path: '/history', icon: 'record' },
  { tab: 'recommend', path: '/recommend', icon: 'leaf' },
];

/** A page that stands on a tab. LINE shows its title in the bar above. */
export function TabPage({ tab, title, children }: { tab: Tab; title: string; children?: Child }) {
  const words = useWords();
  useTitle(title);
  return (
    <>
      <Offline />
      <main class="page" tabIndex={-1}>
        {children}
      </main>
      <nav class="tabs" aria-label={words.tabs.label}>
        <ul>
          {tabs.map(({ tab: name, path, icon }) => (
            <li key={name}>
              <Link to={path} current={name === tab}>
                <Icon name={icon} size={24} />
                {words.tabs[name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

type SubPageProps = {
  title: string;
  /** Where the way back leads when nothing came before; without it there is none. */
  up?: string;
  /** The bar's title is the heading of the page: it has no other. */
  headed?: boolean;
  children?: Child;
};

/** A page below the tabs: a bar with the way back. */
export function SubPage(props: SubPageProps) {
  const words = useWords();
  useTitle(props.title);
  return (
    <>
      <header class="bar">
        <div class="bar-inside">
          {props.up ? (
            <button type="button" class="back" aria-label={words.common.back} onClick={() => goBack(props.up)}>
              <Icon name="back" size={24} />
            </button>
          ) : null}
          {props.headed ? <h1>{props.title}</h1> : <p>{props.title}</p>}
        </div>
      </header>
      <Offline />
      <main class="page alone" tabIndex={-1}>
        {props.children}
      </main>
    </>
  );
}

function useTitle(title: string): void {
  const words = useWords();
  useEffect(() => {
    document.title = title;
    document.documentElement.lang = words.code;
  }, [title, words]);
}

function Offline() {
  const words = useWords();
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return <div role="status">{online ? null : <p class="offline">{words.common.offline}</p>}</div>;
}

/** The page's name in the shop's hand; with `focus`, what follows a step: it is seen from its top and read from here. */
export function Title({ children, lead, focus = false }: { children?: Child; lead?: Child; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!focus) return;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div>
      <h1 class="title mincho" ref={heading} tabIndex={-1}>
        {typeof children === 'string' ? <Phrases>{children}</Phrases> : children}
      </h1>
      {lead ? <p class="lead">{lead}</p> : null}
    </div>
  );
}

/** The shop's hand is heavy to fetch: it comes once there is something to read. */
const lateFonts = () => void import('../fonts.ts');

/** What is there; while it is fetched the outline of what comes, and when it cannot be had, why and what to do. */
export function Await<Value>(props: { loaded: Loaded<Value>; outline: number[]; children: (value: Value) => Child }) {
  const words = useWords();
  const { value, refused, reload } = props.loaded;
  const there = value !== undefined;
  useEffect(() => {
    if (there) lateFonts();
  }, [there]);
  if (value !== undefined) return <>{props.children(value)}</>;
  if (refused) return <Failed refused={refused} again={reload} />;
  return (
    <div class="page-outline stack" role="status" aria-label={words.common.loading}>
      {props.outline.map((height, i) => (
        <div key={i} class="skeleton" style={{ height: `${height}px` }} />
      ))}
    </div>
  );
}

function Failed({ refused, again }: { refused: Refused; again: () => void }) {
  const words = useWords();
  return (
    <div class="stack">
      <Trouble refused={refused} />
      {refused.code === 'not_found' ? (
        <Link to="/" class="button quiet">
          {words.common.toStart}
        </Link>
      ) : (
        <button type="button" class="button quiet" onClick={again}>
          {words.common.again}
        </button>
      )}
    </div>
  );
}

type TroubleProps = { refused: Refused | undefined; instead?: Partial<Record<LiffRefusalCode, string>> };

/** Why something did not happen and what to do next, `instead` where a page can say it more exactly; read out when it appears. */
export function Trouble({ refused, instead = {} }: TroubleProps) {
  const words = useWords();
  const said = refused?.code && (instead[refused.code] ?? words.refusal[refused.code](refused.facts));
  return (
    <div role="alert">
      {refused ? (
        <p class="trouble">
          <Said>{said || words.trouble}</Said>
        </p>
      ) : null}
    </div>
  );
}
