import { sdk } from './sdk.ts';

/** What the mini-app needs of LINE: the real SDK, piece by piece, or what stands in for it. */
export type Line = {
  init: (config: { liffId: string }) => Promise<void>;
  isLoggedIn: () => boolean;
  login: () => void;
  logout: () => void;
  getIDToken: () => string | null;
  isInClient: () => boolean;
  closeWindow: () => void;
  getAppLanguage: () => string | null;
  isApiAvailable: (name: 'shareTargetPicker') => boolean;
  shareTargetPicker: (messages: { type: 'text'; text: string }[]) => Promise<unknown>;
};

/**
 * Opens LINE: takes the SDK (or the module at `sdkUrl` that stands in for it) and runs its `init`, before which nobody may touch
 * the address of this page.
 */
export async function openLine(liffId: string, sdkUrl: string | null): Promise<Line> {
  const line = sdkUrl ? await standIn(sdkUrl) : sdk();
  await line.init({ liffId });
  return line;
}

async function standIn(url: string): Promise<Line> {
  const module: { liff: Line } = await import(/* @vite-ignore */ url);
  return module.liff;
}

/** Back to the chat: the mini-app closes inside LINE, and leads there from any other browser. */
export function backToLine(line: Line): void {
  if (line.isInClient()) line.closeWindow();
  else location.href = 'https://line.me/R/nv/chat';
}

/** Lets somebody choose in LINE whom to send a text to; null where this LINE cannot. */
export function shareIn(line: Line): ((text: string) => Promise<void>) | null {
  if (!line.isApiAvailable('shareTargetPicker')) return null;
  return async (text) => {
    await line.shareTargetPicker([{ type: 'text', text }]);
  };
}

/** Signs in anew: outside LINE with a fresh token, inside it by opening the mini-app again from the chat. */
export function signInAgain(line: Line): void {
  if (line.isInClient()) {
    backToLine(line);
    return;
  }
  if (line.isLoggedIn()) line.logout();
  line.login();
}
