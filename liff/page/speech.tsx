import { type Child, createContext, Fragment, useContext } from 'hono/jsx/dom';
import { en } from '../words/en.ts';
import { ja, type Words } from '../words/ja.ts';

const all: Record<'ja' | 'en', Words> = { ja, en };

export type Speech = { words: Words; speak: (language: 'ja' | 'en') => void };

/** The language of the page, and how to change it. */
export const SpeechContext = createContext<Speech>({ words: ja, speak: () => {} });

/** What the page says, in the language the member reads. */
export const useWords = (): Words => useContext(SpeechContext).words;

/** The words to begin with: those of the language given, else of the browser's. */
export function wordsFor(language: string | null): Words {
  return all[languageFor(language ?? navigator.language)];
}

/** The language of ours that serves somebody whose phone is in `language`: Japanese for Japanese, English for everybody else. */
export function languageFor(language: string): 'ja' | 'en' {
  return /^ja/i.test(language) ? 'ja' : 'en';
}

/** A sentence in which `*…*` stands out and keeps together on its line. */
export function Said({ children }: { children?: Child }) {
  const parts = String(children ?? '').split('*');
  return <Fragment>{parts.map((part, i) => (i % 2 === 1 ? <b key={i}>{part}</b> : part))}</Fragment>;
}

/** A heading that breaks between its phrases (`…|…`) before it breaks anywhere else. */
export function Phrases({ children }: { children?: Child }) {
  const parts = String(children ?? '').split('|');
  const between = useWords().code === 'en' ? ' ' : '';
  return (
    <>
      {parts.map((part, i) => (
        <Fragment key={i}>
          {i > 0 ? between : ''}
          <span class="phrase">{part}</span>
        </Fragment>
      ))}
    </>
  );
}
