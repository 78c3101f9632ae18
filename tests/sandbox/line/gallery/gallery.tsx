import { render } from 'hono/jsx/dom';
import { Chat } from '../../../../sandbox/page/line/chat.tsx';
import '../../../../sandbox/page/line/chat.css';
import { en } from '../../../../sandbox/words/line.en.ts';
import { ja } from '../../../../sandbox/words/line.ja.ts';
import { hostile } from './hostile.ts';
import { scenes } from './messages.ts';

const query = new URLSearchParams(location.search);
const english = query.get('lang') === 'en';
const told: unknown[] = [];
Object.assign(window, { told });

const tones = ['#e9e3d8', '#f3efe6', '#c9c0b1'];
const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150"><rect width="300" height="150" fill="${tones[0]}"/><rect y="120" width="300" height="30" fill="${tones[2]}"/><rect x="60" y="50" width="180" height="80" rx="18" fill="${tones[1]}"/></svg>`;
const area = (index: number, label: string) => ({
  bounds: { x: (index % 3) * 833, y: Math.floor(index / 3) * 570, width: 833, height: 570 },
  action: { type: 'message', label, text: label },
});
const labels = ['ポイント', '購入の記録', '会員証', 'まとめる', 'おすすめ', 'おたずね'];

const menu = {
  richMenuId: 'richmenu-1',
  size: { width: 2500, height: 1140 },
  selected: true,
  name: 'main',
  chatBarText: 'メニュー',
  areas: labels.map((label, index) => area(index, label)),
  imageUrl: `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2500 1140"><rect width="2500" height="1140" fill="#faf7f1"/>${labels
      .map(
        (label, i) =>
          `<text x="${(i % 3) * 833 + 416}" y="${Math.floor(i / 3) * 570 + 400}" font-size="100" text-anchor="middle" fill="#25221d">${label}</text>`,
      )
      .join('')}</svg>`,
  )}`,
};

const root = document.getElementById('root');
if (root) {
  render(
    <Chat
      words={english ? en : ja}
      language={english ? 'en' : 'ja-JP'}
      account={{ name: '眠りの店 ふくろう' }}
      accountIcon={() => (
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="16" fill="#2f4358" />
        </svg>
      )}
      messages={{ ...scenes, hostile }[query.get('scene') ?? 'points'] ?? []}
      loading={query.has('loading')}
      friend={!query.has('stranger')}
      blocked={query.has('blocked')}
      richMenu={query.has('menu') ? menu : undefined}
      mapUrl={() => `data:image/svg+xml,${encodeURIComponent(picture)}`}
      contentUrl={(id) => `/contents/${id}`}
      onSay={(text) => told.push(['say', text])}
      onAction={(message, action, picked) => told.push(['action', message.id, action, picked])}
      onRichMenu={(index) => told.push(['menu', index])}
      onLink={(url) => told.push(['link', url])}
      onFollow={() => told.push(['follow'])}
      onImage={(file) => told.push(['image', file.name, file.type])}
    />,
    root,
  );
}
