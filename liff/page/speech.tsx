import { type Child, createContext, Fragment, useContext } from 'hono/jsx/dom';
import { en } from '../words/en.ts';
import { ja, type Words } from '../words/ja.ts';

const kept = 'language';
const all: Record<'ja' | 'en', Words> = { ja, en };

export type Speech = { words: Words; speak: (language: 'ja' | 'en') => void };

/** The language of the page, and how to change it. */
export const SpeechContext = createContext<Speech>({ words: ja, speak: () => {} });

/** What the page says, in the language the member reads. */
export const useWords = (): Words => useContext(SpeechContext).words;

/** The words to begin with: what the member chose here before, else the language of their LINE, else Japanese. */
export function wordsFor(appLanguage: string | null): Words {
  const chosen = localStorage.getItem(kept);
  const language = chosen ?? appLanguage ?? navigator.language;
  return /^en/i.test(language) ? all.en : all.ja;
}

/** The words of a language somebody just chose; the choice is kept on this phone. */
export function choose(language: 'ja' | 'en'): Words {
  localStorage.setItem(kept, language);
  return all[language];
}

/** A sentence in which `*…*` stands out and keeps together on its line. */
export function Said({ children }: { children?: Child }) {
  const parts = String(children ?? '').split('*');
  return <Fragment>{parts.map((part, i) => (i % 2 === 1 ? <b key={i}>{part}</b> : part))}</Fragment>;
}

/** A heading that breaks between its phrases (`…|…`) before it breaks anywhere else. */
export function Phrases({ children }: { children?: Child }) {
  const parts = String(children ?? '').split('|');
  return (
    <>
      {parts.map((part, i) => (
        <span key={i} class="phrase">
          {part}
        </span>
      ))}
    </>
  );
}
