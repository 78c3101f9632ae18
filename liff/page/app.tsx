import { useRef, useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { carry } from './client.ts';
import { backToLine, type Line, shareIn } from './line.ts';
import { FamilyPage } from './pages/family.tsx';
import { FamilyJoinPage } from './pages/family-join.tsx';
import { ForgottenPage } from './pages/forgotten.tsx';
import { HistoryPage } from './pages/history.tsx';
import { HomePage, type Me } from './pages/home.tsx';
import { LeavePage } from './pages/leave.tsx';
import { MergePage } from './pages/merge.tsx';
import { PointsPage } from './pages/points.tsx';
import { ProductPage } from './pages/product.tsx';
import { RecommendPage } from './pages/recommend.tsx';
import { RegisterPage } from './pages/register.tsx';
import { SettingsPage } from './pages/settings.tsx';
import { SubPage, Title } from './parts/frame.tsx';
import { usePath } from './router.tsx';
import { SpeechContext, useWords, wordsFor } from './speech.tsx';

/** Who came in; `home` is the first page when it opens there, fetched together with the session. */
export type Visit = { member: boolean; back: boolean; home: Me | null };

/** The whole mini-app for somebody who came in. */
export function App({ line, visit, words: first }: { line: Line; visit: Visit; words: Words }) {
  const [words, setWords] = useState(first);
  const speech = { words, speak: (language: 'ja' | 'en') => setWords(wordsFor(language)) };
  return (
    <SpeechContext.Provider value={speech}>
      <Pages line={line} visit={visit} />
    </SpeechContext.Provider>
  );
}

function Pages({ line, visit }: { line: Line; visit: Visit }) {
  const path = usePath();
  const home = useRef(visit.home);
  if (path !== '/') home.current = null; // whoever comes back sees what is true then
  const [who, setWho] = useState<'member' | 'stranger' | 'left'>(visit.member ? 'member' : 'stranger');
  const toLine = () => backToLine(line);
  const entered = (token: string) => {
    carry(token);
    setWho('member');
    scrollTo(0, 0);
  };
  if (who === 'stranger' && path === '/forgotten') return <ForgottenPage entered={entered} />;
  if (who === 'stranger') return <RegisterPage back={visit.back} entered={entered} toLine={toLine} />;
  if (who === 'left') return <LeftPage toLine={toLine} />;
  const product = /^\/products\/([\w-]+)$/.exec(path)?.[1];
  if (product) return <ProductPage code={product} toLine={toLine} />;
  const invitation = /^\/family\/([\w-]+)$/.exec(path)?.[1];
  if (invitation) return <FamilyJoinPage token={invitation} toLine={toLine} />;
  switch (path) {
    case '/points':
      return <PointsPage />;
    case '/history':
      return <HistoryPage />;
    case '/recommend':
      return <RecommendPage />;
    case '/merge':
      return <MergePage toLine={toLine} />;
    case '/family':
      return <FamilyPage share={shareIn(line)} />;
    case '/leave':
      return <LeavePage idToken={() => line.getIDToken()} />;
    case '/settings':
      return <SettingsPage left={() => setWho('left')} />;
    default:
      return <HomePage toLine={toLine} first={home.current} />;
  }
}

function LeftPage({ toLine }: { toLine: () => void }) {
  const words = useWords();
  return (
    <SubPage title={words.settings.unlink}>
      <Title focus lead={words.settings.unlinkBack}>
        {words.settings.unlinkDone}
      </Title>
      <button type="button" class="button quiet" onClick={toLine}>
        {words.common.backToLine}
      </button>
    </SubPage>
  );
}
