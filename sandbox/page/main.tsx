import '@fontsource-variable/noto-sans-jp/wght.css';
import '@fontsource/shippori-mincho/600.css';
import './tokens.css';
import './line/chat.css';
import './slack/slack.css';
import './page.css';
import { render } from 'hono/jsx/dom';
import { App } from './app.tsx';
import type { PageConfig } from './world.ts';

async function start(): Promise<void> {
  const root = document.getElementById('page');
  if (!root) throw new Error('the page has no #page');
  const config = (await (await fetch('config')).json()) as PageConfig;
  render(<App config={config} />, root);
}

void start();
