import { render } from 'hono/jsx/dom';
import type { Words } from '../words/ja.ts';
import type { Refused } from './client.ts';
import type { Line } from './line.ts';

/** Shown to whoever could not be let in, with the way in. */
export function showDoor(root: HTMLElement, words: Words, refused: Refused | null, line?: Line): void {
  const again = () => (refused || !line ? location.reload() : line.login());
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
      <button type="button" class="button main" onClick={again}>
        {refused ? words.common.again : words.signIn.open}
      </button>
    </main>,
    root,
  );
}
