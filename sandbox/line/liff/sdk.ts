/** What the platform tells the SDK about a launch. */
type LaunchFacts = {
  idToken: string;
  accessToken: string;
  profile: { userId: string; displayName: string; pictureUrl?: string; statusMessage?: string };
  context: { type: 'utou' | 'external'; viewType: string; userId: string; liffId: string };
  friend: boolean;
  language: string;
  endpoint: string;
};

type InitConfig = { liffId: string; withLoginOnExternalBrowser?: boolean };

/**
 * The stub that stands where `@line/liff` would: same names, same order of events, real signed ID tokens.
 * It runs in the page, so this function is served as its own source text and must use nothing from outside itself.
 * What only the LINE app can do it asks of the window around it: `{ liff: 'close' | 'open' | 'scan' | 'share', id, … }`,
 * answered by `{ liff: 'answer', id, value }`.
 */
export function liffSdk(platformOrigin: string, page: Window) {
  const codeKey = 'liff.user';
  let facts: LaunchFacts | undefined;
  let config: InitConfig | undefined;
  let asked = 0;
  let settleReady = () => {};
  const ready = new Promise<void>((resolve) => {
    settleReady = resolve;
  });

  class LiffError extends Error {
    code: string;
    constructor(code: string, message: string) {
      super(message);
      this.name = 'LiffError';
      this.code = code;
    }
  }

  const kept = {
    get: () => {
      try {
        return page.sessionStorage.getItem(codeKey) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set: (code: string | undefined) => {
      try {
        if (code === undefined) page.sessionStorage.removeItem(codeKey);
        else page.sessionStorage.setItem(codeKey, code);
      } catch {
        // A browser that blocks storage loses the launch on reload; nothing else.
      }
    },
  };
  let code: string | undefined;

  /** The launch code of this window: from the URL when just opened, else what an earlier page of it kept. */
  function takeCode(url: URL): void {
    const fromUrl = url.searchParams.get(codeKey);
    if (fromUrl !== null) kept.set(fromUrl);
    code = fromUrl ?? kept.get();
    url.searchParams.delete(codeKey);
  }

  /** Where `liff.state` leads: endpoint path + extra path, both queries (the secondary redirect URL). */
  function secondaryUrl(url: URL): URL {
    const state = url.searchParams.get('liff.state');
    url.searchParams.delete('liff.state');
    if (state === null) return url;
    const extra = new URL(state.startsWith('/') ? state : `/${state}`, url.origin);
    if (extra.origin !== url.origin) return url;
    const target = new URL(url.href);
    target.pathname =
      url.pathname.replace(/\/$/, '') + (state.startsWith('?') || state.startsWith('#') ? '' : extra.pathname);
    extra.searchParams.forEach((value, name) => {
      target.searchParams.set(name, value);
    });
    target.hash = extra.hash;
    return target;
  }

  async function exchange(): Promise<void> {
    if (code === undefined) return;
    const answer = await page.fetch(`${platformOrigin}/liff-sdk/launch?code=${encodeURIComponent(code)}`);
    if (answer.ok) facts = (await answer.json()) as LaunchFacts;
    else kept.set(undefined);
  }

  async function init(wanted: InitConfig): Promise<void> {
    if (!wanted?.liffId) throw new LiffError('INVALID_CONFIG', 'liffId is necessary for liff.init()');
    config = wanted;
    const url = new URL(page.location.href);
    takeCode(url);
    await exchange();
    const target = secondaryUrl(url);
    if (target.pathname !== page.location.pathname) {
      page.location.replace(target.href);
      return new Promise(() => {});
    }
    if (target.href !== page.location.href) page.history.replaceState(page.history.state, '', target.href);
    if (!facts && wanted.withLoginOnExternalBrowser) {
      login();
      return new Promise(() => {});
    }
    settleReady();
  }

  function login(options: { redirectUri?: string } = {}): void {
    const back = encodeURIComponent(options.redirectUri ?? page.location.href);
    page.location.href = `${platformOrigin}/liff-sdk/login?redirect_uri=${back}`;
  }

  function logout(): void {
    kept.set(undefined);
    code = undefined;
    facts = undefined;
  }

  function here(): LaunchFacts {
    if (!config) throw new LiffError('INIT_FAILED', 'liff.init() has not been called');
    if (!facts) throw new LiffError('UNAUTHORIZED', 'Need access_token for api call, Please login first');
    return facts;
  }

  /** Asks the window around the mini-app for what only the LINE app can do. */
  function askPhone<T>(request: Record<string, unknown>): Promise<T> {
    const id = `${++asked}-${Math.random()}`;
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent) => {
        if (data?.liff !== 'answer' || data.id !== id) return;
        page.removeEventListener('message', hear);
        resolve(data.value as T);
      };
      page.addEventListener('message', hear);
      tellPhone({ ...request, id });
    });
  }

  function tellPhone(request: Record<string, unknown>): void {
    if (page.parent !== page) page.parent.postMessage(request, '*');
  }

  async function sendMessages(messages: unknown[]): Promise<void> {
    here();
    const answer = await page.fetch(`${platformOrigin}/liff-sdk/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, messages }),
    });
    if (!answer.ok) throw new LiffError(String(answer.status), ((await answer.json()) as { message: string }).message);
  }

  function decoded(token: string): Record<string, unknown> {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  }

  async function createUrlBy(url: string): Promise<string> {
    const { endpoint } = here();
    const { pathname, search, hash } = new URL(url, page.location.href);
    const base = new URL(endpoint).pathname.replace(/\/$/, '');
    if (pathname !== base && !pathname.startsWith(`${base}/`)) {
      throw new LiffError('INVALID_ARGUMENT', 'The URL is not below the endpoint URL');
    }
    const rest = pathname.slice(base.length).replace(/^\/$/, '');
    return `https://liff.line.me/${config?.liffId}${rest}${search}${hash}`;
  }

  const inClient = () => facts?.context.type === 'utou';
  return {
    get id() {
      return config?.liffId ?? null;
    },
    ready,
    init,
    login,
    logout,
    isInClient: inClient,
    isLoggedIn: () => facts !== undefined,
    getOS: () => (inClient() ? ('ios' as const) : ('web' as const)),
    getLanguage: () => facts?.language ?? page.navigator.language,
    getAppLanguage: () => facts?.language ?? page.navigator.language,
    getVersion: () => '2.31.0',
    getLineVersion: () => (inClient() ? '16.0.0' : null),
    getIDToken: () => facts?.idToken ?? null,
    getDecodedIDToken: () => (facts ? decoded(facts.idToken) : null),
    getAccessToken: () => facts?.accessToken ?? null,
    getProfile: async () => here().profile,
    getContext: () => facts?.context ?? null,
    getFriendship: async () => ({ friendFlag: here().friend }),
    isApiAvailable: (name: string) => facts !== undefined && ['shareTargetPicker', 'scanCodeV2'].includes(name),
    openWindow: ({ url, external = false }: { url: string; external?: boolean }) =>
      tellPhone({ liff: 'open', url, external }),
    closeWindow: () => tellPhone({ liff: 'close' }),
    sendMessages,
    scanCodeV2: async () => {
      here();
      const value = await askPhone<string | null>({ liff: 'scan' });
      return { value };
    },
    shareTargetPicker: async (messages: unknown[]) => {
      here();
      return (await askPhone<boolean>({ liff: 'share', messages })) ? { status: 'success' as const } : undefined;
    },
    permanentLink: { createUrlBy },
    use: () => undefined,
    i18n: { setLang: async () => undefined },
  };
}
