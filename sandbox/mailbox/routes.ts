import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Mailbox } from './mailbox.ts';

const shortMessage = z.object({ to: z.string().min(1).max(40), text: z.string().min(1).max(2000) });

/** The far end of `SMS_URL`: takes `POST {to, text}` as an SMS provider does and puts it into the box. */
export function smsRoutes(mailbox: Mailbox): Hono {
  return new Hono().post('/', bodyLimit({ maxSize: 20_000 }), async (c) => {
    const body = shortMessage.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json({ error: 'send {"to": phone number, "text": message}' }, 400);
    const letter = mailbox.deliver({ kind: 'sms', from: '', subject: '', ...body.data });
    return c.json({ id: String(letter.id) });
  });
}

/** What the page's post box shows: `GET /` lists the letters, `POST /read` takes the unread marks away. */
export function mailboxRoutes(mailbox: Mailbox): Hono {
  return new Hono()
    .get('/', (c) => c.json({ letters: mailbox.letters() }))
    .post('/read', (c) => {
      mailbox.markRead();
      return c.body(null, 204);
    });
}
