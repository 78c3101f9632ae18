import { render } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import type { Refused } from './client.ts';
import { type Line, signInAgain } from './line.ts';

/** Shown to whoever could not be let in: why, and the way in. Without a reason, nobody is signed in yet. */
export function showDoor(root: HTMLElement, words: Words, refused: Refused | null, line?: Line): void {
  const signsIn = line !== undefined && (refused === null || refused.code === 'signed_out');
  const label = !signsIn ? words.common.again : line.isInClient() ? words.common.backToLine : words.signIn.open;
  document.title = words.signIn.heading;
  document.documentElement.lang = words.code;
  render(
    <main class="page alone">
      <div>
        <h1 class="title mincho">{words.signIn.heading}</h1>
        <p class="lead">{words.signIn.lead}</p>
      </div>
      {refused ? (
        <p class="trouble" role="alert">
          {refused.code ? words.refusal[refused.code](refused.facts) : words.trouble}
        </p>
      ) : null}
      <button type="button" class="button main" onClick={() => (signsIn ? signInAgain(line) : location.reload())}>
        {label}
      </button>
    </main>,
    root,
  );
}
