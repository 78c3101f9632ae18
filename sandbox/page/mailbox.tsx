import { useEffect, useRef, useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { tellTime } from './clock.ts';
import { Icon } from './icons.tsx';
import { codeIn, linkify } from './letter-text.ts';
import { post } from './live.ts';
import type { Language } from './place.ts';

type Letter = {
  id: number;
  kind: 'mail' | 'sms';
  from: string;
  to: string;
  subject: string;
  text: string;
  at: string;
  read: boolean;
};

/**
 * The post box as a drawer: every mail and text message, newest first, codes large, links that open in the sandbox.
 * Beside the phone it stays open, so that a code can be read while it is typed; at phone width it covers everything.
 */
export function MailboxDrawer(props: {
  words: Words;
  lang: Language;
  unread: number;
  covering: boolean;
  onLink: (url: string) => void;
  onClose: () => void;
}) {
  const { words, lang } = props;
  const [letters, setLetters] = useState<Letter[] | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (props.covering) dialog.current?.showModal();
    else dialog.current?.show();
    const onEscape = (event: KeyboardEvent) => event.key === 'Escape' && dialog.current?.close();
    document.addEventListener('keydown', onEscape);
    return () => document.removeEventListener('keydown', onEscape);
  }, []);
  const arrived = props.unread > 0;
  useEffect(() => {
    // Once read, the letters keep their marks until the drawer closes: what was new stays visibly new.
    if (letters !== null && !arrived) return;
    fetch('mailbox')
      .then((answer) => answer.json())
      .then((body: { letters: Letter[] }) => {
        setLetters(body.letters);
        if (body.letters.some((letter) => !letter.read)) void post('mailbox/read');
      });
  }, [arrived]);

  const follow = (url: string) => {
    if (props.covering) props.onClose();
    props.onLink(url);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the press beside the drawer is the pointer's Escape key
    <dialog
      class="drawer"
      ref={dialog}
      aria-label={words.mail.title}
      onClose={props.onClose}
      onClick={(event: MouseEvent) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="drawer-inner">
        <div class="drawer-head">
          <h2>{words.mail.title}</h2>
          <button type="button" class="quiet" aria-label={words.mail.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        <p class="drawer-lead">{words.mail.lead}</p>
        {letters?.length === 0 ? <EmptyBox words={words} /> : null}
        <ol class="letters">
          {letters?.map((letter) => (
            <LetterItem key={letter.id} letter={letter} words={words} lang={lang} onLink={follow} />
          ))}
        </ol>
      </div>
    </dialog>
  );
}

function EmptyBox(props: { words: Words }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.words.mail.emptyTitle}</p>
      <p>{props.words.mail.empty}</p>
    </div>
  );
}

function LetterItem(props: { letter: Letter; words: Words; lang: Language; onLink: (url: string) => void }) {
  const { letter, words, lang } = props;
  const code = codeIn(letter.text);
  return (
    <li class="letter">
      <p class="letter-meta">
        <span class="kind">{letter.kind === 'mail' ? words.mail.mail : words.mail.sms}</span>
        <time dateTime={letter.at}>{tellTime(new Date(letter.at), lang)}</time>
        {letter.read ? null : <span class="unread">{words.mail.unread}</span>}
      </p>
      <p class="letter-to">
        {words.mail.to} <span>{letter.to}</span>
      </p>
      {letter.subject ? <h3>{letter.subject}</h3> : null}
      {code ? <CodeBox code={code} words={words} /> : null}
      <p class="letter-text">
        {linkify(letter.text).map((piece, i) =>
          piece.url ? (
            <a key={i} href={piece.url} onClick={openInside(piece.url, props.onLink)}>
              {piece.text}
            </a>
          ) : (
            <span key={i}>{piece.text}</span>
          ),
        )}
      </p>
    </li>
  );
}

function CodeBox(props: { code: string; words: Words }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(props.code);
    setCopied(true);
  };
  return (
    <div class="code">
      <small>{props.words.mail.code}</small>
      <strong class="numeral">{props.code}</strong>
      <button type="button" class="outline" onClick={copy}>
        <span aria-live="polite">{copied ? props.words.mail.copied : props.words.mail.copy}</span>
      </button>
    </div>
  );
}

function openInside(url: string, open: (url: string) => void) {
  return (event: MouseEvent) => {
    event.preventDefault();
    open(url);
  };
}
