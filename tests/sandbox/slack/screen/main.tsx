import { render, useState } from 'hono/jsx/dom';
import { Knot } from '../../../../sandbox/page/icons.tsx';
import { ConnectedSlack, useVersion } from '../../../../sandbox/page/slack/connected.tsx';
import type { Room } from '../../../../sandbox/page/slack/sidebar.tsx';
import '../../../../sandbox/page/slack/slack.css';
import { en } from '../../../../sandbox/words/slack.en.ts';
import { ja } from '../../../../sandbox/words/slack.ja.ts';
import './screen.css';

const asked = new URLSearchParams(location.search);

function Screen() {
  const [room, setRoom] = useState<Room>(
    asked.has('home') ? { app: 'home' } : { channel: asked.get('channel') ?? 'C1' },
  );
  const version = useVersion('/_sandbox/slack');
  const lang = asked.get('lang') === 'en' ? 'en' : 'ja';
  return (
    <ConnectedSlack
      base="/_sandbox/slack"
      user={asked.get('user') ?? 'U1'}
      room={room}
      spoken={lang}
      version={version}
      visible
      words={lang === 'en' ? en : ja}
      lang={lang}
      mapUrl={(url) => url.replace('https://fukuro.example', location.origin)}
      workspaceIcon={<span>ふ</span>}
      appIcon={<Knot size={24} />}
      onRoom={setRoom}
      onLink={(url) => document.body.setAttribute('data-followed', url)}
    />
  );
}

const root = document.getElementById('root');
if (root) render(<Screen />, root);
