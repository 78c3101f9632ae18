import { Hono } from 'hono';
import { html } from 'hono/html';
import { notMe, readNotMeToken } from '../core/merges/notMe.ts';
import { type Deps, systemContext } from './deps.ts';
import { linkPage, wordsFor } from './link-page.ts';

/**
 * Where somebody says "this was not me". Looking changes nothing, because mail programs and messengers open links by themselves;
 * only the button acts.
 */
export function notMeRoutes(deps: Deps, afterwards: () => void) {
  return new Hono()
    .get('/:token', (c) => {
      const { notMePage: words } = wordsFor(c);
      if (!readNotMeToken(deps.config.secret, c.req.param('token')))
        return linkPage(c, { title: words.title, sentence: words.unusable }, 404);
      const form = html`<form method="post"><button type="submit">${words.press}</button></form>
        <p class="quiet">${words.leave}</p>`;
      return linkPage(c, { title: words.title, sentence: words.ask }, 200, form);
    })
    .post('/:token', async (c) => {
      const { notMePage: words } = wordsFor(c);
      const token = c.req.param('token');
      if (!readNotMeToken(deps.config.secret, token))
        return linkPage(c, { title: words.title, sentence: words.unusable }, 404);
      await notMe(systemContext(deps, 'not_me'), { token });
      afterwards();
      return linkPage(c, { title: words.title, sentence: words.done }, 200);
    });
}
