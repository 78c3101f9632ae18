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
