import type { Context as Call } from 'hono';
import { html } from 'hono/html';
import type { Words } from './words/ja.ts';
import { wordsIn } from './words/words.ts';

/** Whoever opens a link is nobody whose language we know: its page speaks the language of the browser. */
export function wordsFor(c: Call): Words {
  return wordsIn(/^en\b/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'ja');
}

/** The page behind a link of its own: a title, a sentence, and perhaps a form. Never kept by a browser, never found by a search. */
export function linkPage(
  c: Call,
  { title, sentence }: { title: string; sentence: string },
  status: 200 | 404,
  rest: ReturnType<typeof html> | '' = '',
) {
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'Accept-Language');
  return c.html(
    html`<!doctype html>
      <html lang="${wordsFor(c).code}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${title}</title>
          <style>
            :root { color-scheme: light dark; --paper: #faf7f1; --ink: #25221d; --ink-2: #565046; --shu: #c2391b; --on-shu: #fff; }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #181613; --ink: #f4efe6; --ink-2: #c9c0b1; --shu: #f0795c; --on-shu: #23100a; }
            }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.75 'Hiragino Sans', 'Noto Sans JP', sans-serif;
              line-break: strict; word-break: auto-phrase; text-wrap: pretty; }
            main { max-width: 32em; margin: 0 auto; padding: 28px 20px; }
            h1 { font: 600 24px/1.5 'Hiragino Mincho ProN', 'Shippori Mincho', serif; font-feature-settings: 'palt'; }
            button { width: 100%; min-height: 52px; border: 0; border-radius: 12px; background: var(--shu); color: var(--on-shu);
              font: inherit; font-weight: 700; cursor: pointer; }
            button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
            .quiet { color: var(--ink-2); }
          </style>
        </head>
        <body>
          <main>
            <h1>${title}</h1>
            <p>${sentence}</p>
            ${rest}
          </main>
        </body>
      </html>`,
    status,
  );
}
