import { useEffect, useRef, useState } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import { Icon, Owl } from './icons.tsx';

/** The mini-app as LINE shows it: a full-height window over the chat with its own header, a title and ✕. */
export function MiniAppWindow(props: {
  words: Words;
  shop: string;
  url: string;
  onLink: (url: string) => void;
  onClose: () => void;
}) {
  const { words, shop, url, onLink, onClose } = props;
  const close = useRef<HTMLButtonElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [loading, setLoading] = useState(true);
  useEffect(() => close.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      if (event.source !== frame.current?.contentWindow) return;
      const wish = event.data as { liff?: string; url?: string; id?: string };
      if (wish.liff === 'close') onClose();
      if (wish.liff === 'open' && wish.url) onLink(wish.url);
      // There is no camera behind this phone and nobody to share with: the mini-app is told so at once.
      if (wish.liff === 'scan')
        frame.current?.contentWindow?.postMessage({ liff: 'answer', id: wish.id, value: null }, '*');
      if (wish.liff === 'share')
        frame.current?.contentWindow?.postMessage({ liff: 'answer', id: wish.id, value: false }, '*');
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [onLink, onClose]);
  useEffect(() => setLoading(true), [url]);
  return (
    <section
      class="mini-app"
      aria-label={`${words.miniApp.label} ${shop}`}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && onClose()}
    >
      <header class="mini-app-head">
        <Owl />
        <h2>{shop}</h2>
        <button type="button" ref={close} aria-label={words.miniApp.close} onClick={onClose}>
          <Icon name="close" size={22} />
        </button>
      </header>
      <div class={`mini-app-progress ${loading ? '' : 'done'}`} />
      <iframe key={url} ref={frame} title={shop} src={url} allow="clipboard-write" onLoad={() => setLoading(false)} />
    </section>
  );
}
