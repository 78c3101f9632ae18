import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import packed from '../node_modules/@sparticuz/chromium/package.json' with { type: 'json' };

const run = promisify(execFile);
const modules = join(import.meta.dirname, '..', 'node_modules');
const cache = join(modules, '.cache', 'musubi');

/** Our own list: the one that comes with the packed Chromium switches web security off. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--hide-scrollbars',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macs = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

export type Look = { width?: number; height?: number; dark?: boolean; scale?: number; language?: string };

/**
 * A real Chromium with Japanese fonts: one on PATH, else the one packed in an npm package; throws the reason if there is
 * none. `camera` is a video (Y4M) that it sees as its camera.
 */
export async function openBrowser(camera?: string): Promise<Browser> {
  const { path, libraries } = onPath() ?? (await unpacked());
  const env = { ...process.env, FONTCONFIG_FILE: await fonts(), ...(libraries && { LD_LIBRARY_PATH: libraries }) };
  const eyes = camera
    ? [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${camera}`,
      ]
    : [];
  return chromium.launch({ executablePath: path, args: [...flags, ...eyes], env });
}

/** A page of its own context, phone-sized, light and Japanese unless told otherwise. */
export async function newPage(browser: Browser, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 390, height: look.height ?? 844 },
    deviceScaleFactor: look.scale ?? 1,
    colorScheme: look.dark ? 'dark' : 'light',
    locale: look.language ?? 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  });
  return context.newPage();
}

type Found = { path: string; libraries?: string };

function onPath(): Found | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const path = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macs].find(existsSync);
  return path ? { path } : undefined;
}

/** Unpacks once, in a folder of its own that takes its name only when whole: two runs at a time do no harm. */
async function unpacked(): Promise<Found> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No Chromium: install one so that it is on PATH (the one from npm is for Linux on x64 only).');
  const home = join(cache, `chromium-${packed.version}`);
  if (!existsSync(home)) {
    await mkdir(cache, { recursive: true });
    const half = await mkdtemp(`${home}-`);
    // The package unpacks to the temporary folder, and its libraries only when it believes to be on Lambda.
    const env = { ...process.env, TMPDIR: half, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
    const script = "import c from '@sparticuz/chromium'; await c.executablePath();";
    await run(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname, env });
    await rename(half, home).catch(() => rm(half, { recursive: true }));
  }
  return { path: join(home, 'chromium'), libraries: join(home, 'al2023', 'lib') };
}

/** Japanese letters look the same everywhere: only our own fonts are seen, whatever the machine has. */
async function fonts(): Promise<string> {
  const file = join(cache, 'fonts.conf');
  const weights = (family: string, list: string[]) => list.map((w) => join(modules, '@expo-google-fonts', family, w));
  const folders = [
    ...weights('noto-sans-jp', ['400Regular', '500Medium', '600SemiBold', '700Bold']),
    ...weights('shippori-mincho', ['400Regular', '600SemiBold']),
  ];
  const prefer = (generic: string, family: string) =>
    `<alias binding="strong"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  await mkdir(cache, { recursive: true });
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${folders.map((folder) => `<dir>${folder}</dir>`).join('\n')}
<cachedir>${join(cache, 'fonts')}</cachedir>
${prefer('sans-serif', 'Noto Sans JP')}${prefer('serif', 'Shippori Mincho')}${prefer('monospace', 'Noto Sans JP')}
</fontconfig>`,
  );
  return file;
}
