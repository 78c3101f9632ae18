import { describe, expect, test } from 'vitest';
import { liffSdk } from '../../../sandbox/line/liff/sdk.ts';
import { channelSecret, startLine, text } from './line.ts';

type Asked = { liff: string; id?: string; [key: string]: unknown };

/** As much of a browser window as the SDK touches, with a phone around it that answers. */
function windowAt(href: string, answer: (asked: Asked) => unknown = () => null) {
  const stored = new Map<string, string>();
  const asked: Asked[] = [];
  const listeners = new Set<(event: MessageEvent) => void>();
  const location = {
    href,
    replace: (to: string) => go(to),
    get pathname() {
      return new URL(this.href).pathname;
    },
  };
  let leave = (_: string) => {};
  const left = new Promise<string>((resolve) => {
    leave = resolve;
  });
  const go = (to: string) => {
    location.href = to;
    leave(to);
  };
  const parent = {
    postMessage: (request: Asked) => {
      asked.push(request);
      if (!request.id) return;
      const data = { liff: 'answer', id: request.id, value: answer(request) };
      queueMicrotask(() => {
        for (const listener of listeners) listener({ data } as MessageEvent);
      });
    },
  };
  const page = {
    location,
    parent,
    fetch,
    navigator: { language: 'ja' },
    history: {
      state: null,
      replaceState: (_: unknown, __: string, to: string) => {
        location.href = to;
      },
    },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
    addEventListener: (_: string, listener: (event: MessageEvent) => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: (event: MessageEvent) => void) => listeners.delete(listener),
  };
  return { page: page as unknown as Window, location, asked, left, stored };
}

const liffId = '2000000002-fukurou1';

async function opened(uri?: string, answer?: (asked: Asked) => unknown) {
  const started = await startLine();
  const userId = await started.friend();
  const launch = started.line.openMiniApp(userId, uri);
  const browser = windowAt(launch.url, answer);
  const liff = liffSdk(started.line.origin, browser.page);
  return { ...started, userId, launch, liff, ...browser };
}

describe('the LIFF SDK of the sandbox', () => {
  test('is served as a module that any page may import', async () => {
    const { line } = await startLine();
    const answer = await fetch(`${line.origin}/liff-sdk.js`, { headers: { origin: 'https://fukuro.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('content-type')).toMatch('text/javascript');
    const source = (await answer.text())
      .replaceAll('import.meta.url', JSON.stringify(`${line.origin}/liff-sdk.js`))
      .replace(', window)', ', {})');
    const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    expect(module.default).toBe(module.liff);
    expect(Object.keys(module.liff)).toEqual(expect.arrayContaining(['init', 'getIDToken', 'shareTargetPicker']));
  });

  test('opens as the person who holds the phone, with a real ID token, and cleans the URL', async () => {
    const { line, liff, userId, location } = await opened();
    await liff.init({ liffId });
    await liff.ready;
    expect(location.href).toBe('https://fukuro.example/liff/');
    expect([liff.isInClient(), liff.isLoggedIn()]).toEqual([true, true]);
    expect(await liff.getProfile()).toMatchObject({ userId, displayName: '齋藤 優子' });
    expect(liff.getDecodedIDToken()).toMatchObject({ sub: userId, name: '齋藤 優子' });
    expect(liff.getContext()).toMatchObject({ type: 'utou', userId });
    expect(await liff.getFriendship()).toEqual({ friendFlag: true });
    const body = new URLSearchParams({ id_token: liff.getIDToken()!, client_id: '2000000002' });
    expect((await fetch(`${line.origin}/oauth2/v2.1/verify`, { method: 'POST', body })).status).toBe(200);
  });

  test('goes from the primary to the secondary URL, query and fragment kept', async () => {
    const { line, liff, page, location, left, launch } = await opened(
      `https://liff.line.me/${liffId}/points/lots?from=chat#soon`,
    );
    expect(new URL(launch.url).searchParams.get('liff.state')).toBe('/points/lots?from=chat#soon');
    void liff.init({ liffId });
    expect(await left).toBe('https://fukuro.example/liff/points/lots?from=chat#soon');
    const next = liffSdk(line.origin, page);
    await next.init({ liffId });
    expect(next.isLoggedIn()).toBe(true);
    expect(location.href).toBe('https://fukuro.example/liff/points/lots?from=chat#soon');
  });

  test('does not follow a state that leads elsewhere', async () => {
    const { liff, location } = await opened();
    location.href = `${location.href}&liff.state=${encodeURIComponent('//evil.example/x')}`;
    await liff.init({ liffId });
    expect(new URL(location.href).host).toBe('fukuro.example');
  });

  test('outside LINE nobody is logged in until the login page sends them back', async () => {
    const { line, friend } = await startLine();
    await friend();
    const browser = windowAt('https://fukuro.example/liff/');
    const liff = liffSdk(line.origin, browser.page);
    await liff.init({ liffId });
    expect([liff.isInClient(), liff.isLoggedIn(), liff.getIDToken()]).toEqual([false, false, null]);
    liff.login({ redirectUri: 'https://fukuro.example/liff/points' });
    const page = await (await fetch(browser.location.href)).text();
    const back = /href="([^"]+)"/.exec(page)![1]!.replaceAll('&amp;', '&');
    const again = windowAt(back);
    const loggedIn = liffSdk(line.origin, again.page);
    await loggedIn.init({ liffId });
    expect([loggedIn.isInClient(), loggedIn.isLoggedIn()]).toEqual([false, true]);
    await expect(loggedIn.sendMessages([text('はい')])).rejects.toMatchObject({ code: '403' });
    expect((await fetch(`${line.origin}/liff-sdk/login?redirect_uri=https://evil.example/`)).status).toBe(400);
  });

  test('messages sent from the mini-app stand in the chat and make a webhook, Flex makes none', async () => {
    const { line, liff, userId, received } = await opened();
    await liff.init({ liffId });
    const flex = (action: object) => ({
      type: 'flex',
      altText: '品物',
      contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action }] } },
    });
    await liff.sendMessages([
      text('こちらを見ています'),
      flex({ type: 'uri', label: '見る', uri: 'https://fukuro.example/' }),
    ]);
    expect(line.chatOf(userId).messages.map(({ from, body }) => [from, body.type])).toEqual([
      ['user', 'text'],
      ['user', 'flex'],
    ]);
    expect(received.map(({ events }) => events[0]!.type)).toEqual(['message']);
    await expect(liff.sendMessages([flex({ type: 'message', label: 'は', text: 'は' })])).rejects.toMatchObject({
      code: '400',
    });
  });

  test('asks the phone to scan, to share, to open and to close', async () => {
    const { liff, asked } = await opened(undefined, ({ liff }) => (liff === 'scan' ? '2048715300000000' : true));
    await liff.init({ liffId });
    expect(await liff.scanCodeV2()).toEqual({ value: '2048715300000000' });
    expect(await liff.shareTargetPicker([text('どうぞ')])).toEqual({ status: 'success' });
    liff.openWindow({ url: 'https://fukuro.example/', external: true });
    liff.closeWindow();
    expect(asked.map((request) => request.liff)).toEqual(['scan', 'share', 'open', 'close']);
  });

  test('a permanent link is the LIFF URL with the rest of the page URL', async () => {
    const { liff } = await opened();
    await liff.init({ liffId });
    expect(await liff.permanentLink.createUrlBy('https://fukuro.example/liff/goods/7?x=1')).toBe(
      `https://liff.line.me/${liffId}/goods/7?x=1`,
    );
    await expect(liff.permanentLink.createUrlBy('https://fukuro.example/elsewhere')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  test('after logout nothing of the person is left', async () => {
    const { liff, stored } = await opened();
    await liff.init({ liffId });
    liff.logout();
    expect([liff.isLoggedIn(), liff.getIDToken(), stored.size]).toEqual([false, null, 0]);
    await expect(liff.getProfile()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('withdrawing consent ends the access token and every open window', async () => {
    const { line, post, liff, page } = await opened();
    await liff.init({ liffId });
    const userAccessToken = liff.getAccessToken()!;
    const check = () => fetch(`${line.origin}/oauth2/v2.1/verify?access_token=${userAccessToken}`);
    expect(await (await check()).json()).toMatchObject({ client_id: '2000000002' });
    expect((await post('/user/v1/deauthorize', { userAccessToken })).status).toBe(401);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '2000000002',
      client_secret: channelSecret,
    });
    const issued = await (await fetch(`${line.origin}/oauth2/v3/token`, { method: 'POST', body })).json();
    const authorization = `Bearer ${issued.access_token}`;
    expect((await post('/user/v1/deauthorize', { userAccessToken }, { authorization })).status).toBe(204);
    expect((await check()).status).toBe(400);
    const again = liffSdk(line.origin, page);
    await again.init({ liffId });
    expect(again.isLoggedIn()).toBe(false);
  });
});
