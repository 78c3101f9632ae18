import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMailbox, type Mailbox } from '../../../sandbox/mailbox/mailbox.ts';
import { mailboxRoutes, smsRoutes } from '../../../sandbox/mailbox/routes.ts';
import { startSmtp } from '../../../sandbox/mailbox/smtp.ts';

const now = new Date('2026-11-21T05:05:00Z');
let mailbox: Mailbox;
let smtp: Awaited<ReturnType<typeof startSmtp>>;

beforeEach(async () => {
  mailbox = createMailbox({ now: () => now, capacity: 3 });
  smtp = await startSmtp({ mailbox });
});
afterEach(() => smtp.close());

const send = (letter: Record<string, unknown>) =>
  createTransport(smtp.url).sendMail({ from: '眠りの店 ふくろう <hello@fukuro.example>', ...letter });

test('a mail sent over SMTP lies in the box, decoded, with who it is from and to', async () => {
  await send({ to: 'yuko.saito@example.jp', subject: '確認の番号', text: '番号は 482915 です。' });
  expect(mailbox.letters()).toEqual([
    {
      id: 1,
      kind: 'mail',
      from: '眠りの店 ふくろう',
      to: 'yuko.saito@example.jp',
      subject: '確認の番号',
      text: '番号は 482915 です。',
      at: '2026-11-21T05:05:00.000Z',
      read: false,
    },
  ]);
});

test('every recipient of a mail finds it', async () => {
  await send({ to: 'a@example.jp', bcc: 'b@example.jp', subject: 'x', text: 'y' });
  expect(mailbox.letters().map((letter) => letter.to)).toEqual(['b@example.jp', 'a@example.jp']);
});

test('a mail without a text part is shown as text, with nothing of its markup', async () => {
  await send({
    to: 'a@example.jp',
    subject: 'x',
    html: '<style>p{}</style><p>番号は <b>482915</b></p><script>1</script>',
  });
  expect(mailbox.letters()[0]?.text).toBe('番号は 482915');
});

test('a mail of more than a megabyte is refused and nothing lands in the box', async () => {
  await expect(send({ to: 'a@example.jp', subject: 'x', text: 'x'.repeat(1_100_000) })).rejects.toThrow(
    /552|too large/i,
  );
  expect(mailbox.letters()).toEqual([]);
});

test('a text message posted as to a provider lies in the same box', async () => {
  const answer = await smsRoutes(mailbox).request('/', {
    method: 'POST',
    body: JSON.stringify({ to: '09000000026', text: '番号は 301142 です。' }),
  });
  expect(answer.status).toBe(200);
  expect(mailbox.letters()[0]).toMatchObject({ kind: 'sms', to: '09000000026', text: '番号は 301142 です。' });
});

test.each(['', '{}', '{"to":"090","text":""}', 'null'])(
  'a text message without a number or a text is refused: %s',
  async (body) => {
    expect((await smsRoutes(mailbox).request('/', { method: 'POST', body })).status).toBe(400);
    expect(mailbox.letters()).toEqual([]);
  },
);

test('letters are unread until the box was opened, and reading twice tells nobody twice', async () => {
  mailbox.deliver({ kind: 'sms', from: '', to: '090', subject: '', text: '1' });
  mailbox.deliver({ kind: 'sms', from: '', to: '090', subject: '', text: '2' });
  expect(mailbox.unread()).toBe(2);
  let told = 0;
  mailbox.onChange(() => {
    told += 1;
  });
  const routes = mailboxRoutes(mailbox);
  await routes.request('/read', { method: 'POST' });
  await routes.request('/read', { method: 'POST' });
  expect(mailbox.unread()).toBe(0);
  expect(told).toBe(1);
  const shown = (await (await routes.request('/')).json()) as { letters: { text: string }[] };
  expect(shown.letters.map((letter) => letter.text)).toEqual(['2', '1']);
});

test('the box keeps the newest letters and lets the oldest go', () => {
  for (const text of ['1', '2', '3', '4']) mailbox.deliver({ kind: 'sms', from: '', to: '090', subject: '', text });
  expect(mailbox.letters().map((letter) => letter.text)).toEqual(['4', '3', '2']);
});

test('after a restart the letters are still there, and new ones get numbers of their own', () => {
  mailbox.deliver({ kind: 'sms', from: '', to: '090', subject: '', text: '1' });
  const again = createMailbox({ now: () => now, letters: mailbox.letters() });
  expect(again.deliver({ kind: 'sms', from: '', to: '090', subject: '', text: '2' }).id).toBe(2);
  expect(again.letters().map((letter) => letter.text)).toEqual(['2', '1']);
});
