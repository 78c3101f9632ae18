import { render } from 'hono/jsx/dom';
import { App } from './app.tsx';
import { answerOf, api, carry, Refused, reasonOf } from './client.ts';
import { showDoor } from './door.tsx';
import { type Line, openLine } from './line.ts';
import { here } from './router.tsx';
import { languageFor, wordsFor } from './speech.tsx';

const root = document.getElementById('app') as HTMLElement;

let line: Line | undefined;
try {
  const { liffId, sdkUrl } = await answerOf(api.config.$get());
  line = await openLine(liffId, sdkUrl);
  if (line.isLoggedIn()) await enter(line);
  else if (line.isInClient()) line.login();
  else showDoor(root, wordsFor(line.getAppLanguage()), null, line);
} catch (error) {
  showDoor(root, wordsFor(line?.getAppLanguage() ?? null), reasonOf(error), line);
}

/** Exchanges LINE's ID token for a session of our own, and shows the mini-app to whoever it proves. */
async function enter(line: Line): Promise<void> {
  const idToken = line.getIDToken();
  if (!idToken) throw new Refused('signed_out');
  const appLanguage = line.getAppLanguage();
  const json = {
    idToken,
    ...(appLanguage ? { language: languageFor(appLanguage) } : {}),
    ...(here() === '/' ? { first: 'home' as const } : {}),
  };
  const { token, member, back, language, home } = await answerOf(api.session.$post({ json }));
  carry(token);
  render(<App line={line} visit={{ member, back, home }} words={wordsFor(language ?? appLanguage)} />, root);
}
